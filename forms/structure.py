"""The tags of a document: what is a title, a table, a label, a value, a picture."""

from dataclasses import dataclass, field

from forms.pdf_file import PdfFile, reference, text_string


@dataclass(slots=True)
class _Element:
    kind: str
    number: int
    parent: int
    alternative: str = ""
    kids: list[str] = field(default_factory=list)


class Structure:
    """Collects the elements of one document in reading order.

    Args:
        file: The document.
    """

    def __init__(self, file: PdfFile) -> None:
        self._file = file
        self._root = file.reserve()
        self._open = [_Element("Document", file.reserve(), self._root)]
        self._elements = list(self._open)
        self._owners: list[list[int]] = []

    def begin_page(self) -> None:
        """Count the marks of a page from 0 again."""
        self._owners.append([])

    def begin(self, kind: str) -> None:
        """Open an element that holds others, e.g. a table or a row."""
        self._open.append(self._added(kind, ""))

    def end(self) -> None:
        """Close the element that was opened last."""
        self._open.pop()

    def mark(self, kind: str, page: int, alternative: str = "") -> int:
        """Add an element that holds marked content.

        Args:
            kind: Its standard type, e.g. P or TD.
            page: Number of the page's object.
            alternative: Words for a picture.

        Returns:
            The mark's number on its page.
        """
        element = self._added(kind, alternative)
        owners = self._owners[-1]
        owners.append(element.number)
        mark = len(owners) - 1
        element.kids.append(f"<< /Type /MCR /Pg {reference(page)} /MCID {mark} >>")
        return mark

    def _added(self, kind: str, alternative: str) -> _Element:
        parent = self._open[-1]
        element = _Element(kind, self._file.reserve(), parent.number, alternative)
        parent.kids.append(reference(element.number))
        self._elements.append(element)
        return element

    def write(self) -> int:
        """Write all elements and give the number of their root."""
        for element in self._elements:
            words = f"/Alt {text_string(element.alternative)} " if element.alternative else ""
            self._file.put(
                element.number,
                f"<< /Type /StructElem /S /{element.kind} /P {reference(element.parent)} "
                f"{words}/K [{' '.join(element.kids)}] >>",
            )
        pages = " ".join(
            f"{number} [{' '.join(reference(owner) for owner in owners)}]"
            for number, owners in enumerate(self._owners)
        )
        first = self._elements[0].number
        self._file.put(
            self._root,
            f"<< /Type /StructTreeRoot /K [{reference(first)}] "
            f"/ParentTree << /Nums [{pages}] >> /ParentTreeNextKey {len(self._owners)} >>",
        )
        return self._root
