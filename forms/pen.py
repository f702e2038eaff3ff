"""The hand that draws on PDF pages; whatever it draws is an archival document (PDF/A-2u)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from forms.archive import LANGUAGE, archive_entries, write_info
from forms.document import Box
from forms.embedding import EmbeddedFont, FontSubset
from forms.outline import Outline
from forms.paper import PORTRAIT, Page, Style
from forms.pdf_file import FONTS, PdfFile, reference
from forms.qr_code import dark_runs
from forms.structure import Structure

Align = Literal["left", "center", "right"]
ARTIFACT = ""  # what is no part of the text: running heads, page numbers, lines
_CELLS = frozenset({"TH", "TD"})  # stand for themselves even when they are empty
_ASCENT = 0.88  # of a CJK em box above the base line
_THIN = 0.6
_OVERLAP = 0.02  # modules of a QR code touch without a hair line between them


class Pen:
    """Draws one document.

    Args:
        title: Title of the document.
        author: The unit that prints it.
        page: The paper.
    """

    def __init__(self, title: str, author: str, page: Page = PORTRAIT) -> None:
        self._title = title
        self._author = author
        self._paper = page
        self._file = PdfFile()
        self._structure = Structure(self._file)
        self._outline = Outline()
        self._fonts: dict[EmbeddedFont, FontSubset] = {}
        self._images: dict[bytes, int] = {}
        self._pages: list[int] = []
        self._tree = self._file.reserve()
        self._resources = self._file.reserve()
        self.boxes: list[Box] = []
        self._begin_page()

    def text(self, x: float, baseline: float, text: str, style: Style, spread: float = 0.0) -> None:
        """Write one line from x to the right.

        Args:
            x: Where it begins.
            baseline: Where it stands.
            text: The line.
            style: Its face.
            spread: Added to the width of each character.
        """
        if not text:
            return
        spacing = style.spacing + spread
        tracked = f"{spacing:.4f} Tc " if spacing else ""
        runs = [
            f"/{self._subset(font).key} {style.size:g} Tf <{self._subset(font).encoded(run)}> Tj"
            for font, run in style.chain.runs(text)
        ]
        reset = " 0 Tc" if spacing else ""
        self._code.append(f"BT {tracked}{x:.2f} {baseline:.2f} Td {' '.join(runs)}{reset} ET")

    def lines(
        self,
        left: float,
        top: float,
        width: float,
        lines: tuple[str, ...],
        style: Style,
        align: Align = "left",
        kind: str = ARTIFACT,
    ) -> None:
        """Write lines below each other from a top edge down.

        Args:
            left: Left edge.
            top: Upper edge.
            width: Room.
            lines: The lines.
            style: Their face.
            align: Where they stand in their room.
            kind: What they are together, e.g. P, TH or TD; ARTIFACT for no part of the text.
        """
        if not lines and kind not in _CELLS:
            return
        with self.marked(kind):
            for line in lines:
                room = 0.0 if align == "left" else width - style.width(line)
                self.line(left + (room / 2 if align == "center" else room), top, line, style)
                top -= style.leading

    def line(self, left: float, top: float, text: str, style: Style, spread: float = 0.0) -> None:
        """Write one line below a top edge; `spread` is added to each character's width."""
        baseline = top - (style.leading - style.size) / 2 - _ASCENT * style.size
        self.text(left, baseline, text, style, spread)

    @contextmanager
    def marked(self, kind: str, words: str = "") -> Iterator[None]:
        """Say what is drawn inside: its kind, and words for a picture."""
        if kind:
            mark = self._structure.mark(kind, self._pages[-1], words)
            self._code.append(f"/{kind} << /MCID {mark} >> BDC")
        else:
            self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    @contextmanager
    def holding(self, kind: str) -> Iterator[None]:
        """Say that what is drawn inside belongs to one part: a table or a row."""
        self._structure.begin(kind)
        yield
        self._structure.end()

    def rule(self, left: float, right: float, y: float) -> None:
        """Draw a line across."""
        self._code.append(
            f"/Artifact BMC 0 G {_THIN} w {left:.2f} {y:.2f} m {right:.2f} {y:.2f} l S EMC"
        )

    def frame(self, x: float, y: float, width: float, height: float, fill: float = 1.0) -> None:
        """Draw a bordered cell; `fill` is a grey from 0 (black) to 1 (nothing is painted)."""
        paint = f"{fill:g} g {_rectangle(x, y, width, height)} B 0 g"
        bare = f"{_rectangle(x, y, width, height)} S"
        painted = paint if fill < 1 else bare
        self._code.append(f"/Artifact BMC 0 G {_THIN} w {painted} EMC")

    def signature_box(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty box to sign in, and note its inside for the scanner."""
        self._code.append(
            f"/Artifact BMC 0.5 w 0.45 G 1 g {_rectangle(x, y, width, height)} B 0 g EMC"
        )
        edge = 1.0
        inside = (x + edge, y + edge, width - 2 * edge, height - 2 * edge)
        self.boxes.append(Box(len(self._pages) - 1, name, *inside))

    def qr_code(self, payload: str, x: float, y: float, side: float) -> None:
        """Draw a QR code without its quiet zone, and note its place."""
        modules, runs = dark_runs(payload)
        scale = side / modules
        squares = "\n".join(
            f"{column} {modules - row - 1} {length} {1 + _OVERLAP} re"
            for row, column, length in runs
        )
        self._code.append(
            f"/Artifact BMC q {scale:.5f} 0 0 {scale:.5f} {x:.3f} {y:.3f} cm\n{squares} f Q EMC"
        )
        self.boxes.append(Box(len(self._pages) - 1, "qr", x, y, side, side))

    def watermark(self, text: str, style: Style) -> None:
        """Write a pale word across the page."""
        middle = f"{self._paper.width / 2:.2f} {self._paper.height / 2:.2f}"
        self._code.append(
            f"/Artifact BMC q 0.92 g 1 0 0 1 {middle} cm 0.7071 0.7071 -0.7071 0.7071 0 0 cm"
        )
        self.text(-style.width(text) / 2, -0.38 * style.size, text, style)
        self._code.append("Q EMC")

    def image(
        self, jpeg: bytes, pixels: tuple[int, int], place: tuple[float, float, float, float],
        words: str,
    ) -> None:  # fmt: skip
        """Place a picture.

        Args:
            jpeg: A JPEG in RGB.
            pixels: Its width and height.
            place: x, y, width and height on the page.
            words: What it shows, for those who cannot see it.
        """
        number = self._images.get(jpeg)
        if number is None:
            number = self._file.stream(
                jpeg,
                f"/Type /XObject /Subtype /Image /Width {pixels[0]} /Height {pixels[1]} "
                "/ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode",
                packed=False,
            )
            self._images[jpeg] = number
        x, y, width, height = place
        with self.marked("Figure", words):
            self._code.append(f"q {width:.2f} 0 0 {height:.2f} {x:.2f} {y:.2f} cm /I{number} Do Q")

    def bookmark(self, text: str, top: float, level: int = 0) -> None:
        """Put a place into the document's outline."""
        self._outline.add(text, self._pages[-1], top, level)

    def next_page(self) -> None:
        """Finish the page and begin another."""
        self._end_page()
        self._begin_page()

    def finish(self) -> bytes:
        """Close the document and give its bytes."""
        self._end_page()
        file = self._file
        fonts = " ".join(
            f"/{subset.key} {reference(subset.write(file))}" for subset in self._fonts.values()
        )
        file.put(FONTS, f"<< {fonts} >>")
        images = " ".join(f"/I{number} {reference(number)}" for number in self._images.values())
        kids = " ".join(reference(page) for page in self._pages)
        file.put(
            self._tree,
            f"<< /Type /Pages /Count {len(self._pages)} /Kids [{kids}] "
            f"/MediaBox [0 0 {self._paper.width:.3f} {self._paper.height:.3f}] >>",
        )
        file.put(self._resources, f"<< /Font {reference(FONTS)} /XObject << {images} >> >>")
        catalog = file.add(
            f"<< /Type /Catalog /Pages {reference(self._tree)} /Lang ({LANGUAGE}) "
            "/ViewerPreferences << /DisplayDocTitle true >> /MarkInfo << /Marked true >> "
            f"/StructTreeRoot {reference(self._structure.write())} "
            f"/Outlines {reference(self._outline.write(file))} "
            f"{archive_entries(file, self._title, self._author)} >>"
        )
        return file.finish(catalog, write_info(file, self._title, self._author))

    def _subset(self, font: EmbeddedFont) -> FontSubset:
        subset = self._fonts.get(font)
        if subset is None:
            subset = self._fonts[font] = FontSubset(font, f"F{len(self._fonts) + 1}")
        return subset

    def _begin_page(self) -> None:
        self._pages.append(self._file.reserve())
        self._structure.begin_page()
        self._code: list[str] = []

    def _end_page(self) -> None:
        content = self._file.stream("\n".join(self._code).encode("ascii"))
        self._file.put(
            self._pages[-1],
            f"<< /Type /Page /Parent {reference(self._tree)} /Contents {reference(content)} "
            f"/Resources {reference(self._resources)} "  # its own: PDF/A lets none be inherited
            f"/StructParents {len(self._pages) - 1} /Tabs /S >>",
        )


def _rectangle(x: float, y: float, width: float, height: float) -> str:
    return f"{x:.2f} {y:.2f} {width:.2f} {height:.2f} re"
