"""The objects of a PDF file, numbered and written by reportlab's document class.

reportlab's canvas is not used: its objects break rules of PDF/A in several places (no line end
before "endstream", Helvetica on every page), and putting them right in a second pass over the
finished file costs as much as making it.
"""

import zlib

from reportlab.pdfbase.pdfdoc import PDFDocument, PDFObject

FONTS = 1  # reportlab's dictionary of fonts is always the first object
_VERSION = (1, 7)
_LEVEL = 3  # of deflate; 6 takes half as long again for 3 % fewer bytes


class _Written(PDFObject):  # type: ignore[misc]  # reportlab ships no types
    """An object whose bytes are known."""

    def __init__(self) -> None:
        self.content = b""

    def format(self, document: object) -> bytes:
        """Give the bytes (called by reportlab)."""
        return self.content


class PdfFile:
    """Collects the objects of one document."""

    def __init__(self) -> None:
        self._document = PDFDocument(invariant=1, pdfVersion=_VERSION)
        self._objects = {FONTS: _Written()}
        self._document.idToObject["BasicFonts"] = self._objects[FONTS]

    def reserve(self) -> int:
        """Number an object that is written later."""
        written = _Written()
        self._document.Reference(written)
        number = int(self._document.objectcounter)
        self._objects[number] = written
        return number

    def put(self, number: int, content: str) -> None:
        """Write a reserved object."""
        self._objects[number].content = content.encode("latin-1")

    def add(self, content: str) -> int:
        """Write an object and give its number."""
        number = self.reserve()
        self.put(number, content)
        return number

    def stream(self, data: bytes, entries: str = "", *, packed: bool = True) -> int:
        """Write a stream.

        Args:
            data: Its bytes.
            entries: Further entries of its dictionary.
            packed: Whether to compress it.

        Returns:
            Its number.
        """
        if packed:
            data = zlib.compress(data, _LEVEL)
            entries += " /Filter /FlateDecode"
        number = self.reserve()
        head = f"<< /Length {len(data)} {entries.strip()} >>\nstream\n".encode("latin-1")
        self._objects[number].content = head + data + b"\nendstream"
        return number

    def finish(self, root: int, info: int) -> bytes:
        """Write the file.

        Args:
            root: The catalog.
            info: The information dictionary.
        """
        document = self._document
        for written in self._objects.values():
            document.updateSignature(written.content)  # the file's identifier
        document.Catalog = self._objects[root]
        document.info = self._objects[info]
        return bytes(document.format())


def reference(number: int) -> str:
    """Name an object inside another."""
    return f"{number} 0 R"


def text_string(text: str) -> str:
    """Give a text for people, as hexadecimal UTF-16."""
    return f"<FEFF{text.encode('utf-16-be').hex().upper()}>"
