"""The hand that draws on PDF pages; the only module that draws with reportlab."""

from io import BytesIO
from typing import Literal

from reportlab import rl_config
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from forms.document import Box
from forms.paper import PORTRAIT, Page, Style
from forms.qr_code import dark_runs

Align = Literal["left", "center", "right"]
rl_config.useA85 = 0  # seven-bit streams are a quarter larger and cost half of the time
_ASCENT = 0.88  # of a CJK em box above the base line
_THIN = 0.6
_OVERLAP = 0.04  # modules of a QR code touch without a hair line between them


class Pen:
    """Draws one document.

    Args:
        title: Title of the document.
        author: The unit that prints it.
        first_font: A registered font; without it every page would name Helvetica, which is not
            embedded.
        page: The paper.
    """

    def __init__(self, title: str, author: str, first_font: str, page: Page = PORTRAIT) -> None:
        self._paper = page
        self._stream = BytesIO()
        self._canvas = Canvas(
            self._stream,
            pagesize=(page.width, page.height),
            invariant=1,
            pageCompression=1,
            lang="zh-CN",
            initialFontName=first_font,
        )
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(title)
        self._canvas.setCreator("Hotline Desk")
        self._canvas.setViewerPreference("DisplayDocTitle", "true")
        self._page = 0
        self._marks = 0
        self.boxes: list[Box] = []

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
        line = self._canvas.beginText(x, baseline)
        if style.spacing or spread:
            line.setCharSpace(style.spacing + spread)
        for font, run in style.chain.runs(text):
            line.setFont(font, style.size)
            line.textOut(run)
        self._canvas.drawText(line)

    def lines(
        self,
        left: float,
        top: float,
        width: float,
        lines: tuple[str, ...],
        style: Style,
        align: Align = "left",
    ) -> None:
        """Write lines below each other from a top edge down."""
        for line in lines:
            room = 0.0 if align == "left" else width - style.width(line)
            self.line(left + (room / 2 if align == "center" else room), top, line, style)
            top -= style.leading

    def line(self, left: float, top: float, text: str, style: Style, spread: float = 0.0) -> None:
        """Write one line below a top edge; `spread` is added to each character's width."""
        baseline = top - (style.leading - style.size) / 2 - _ASCENT * style.size
        self.text(left, baseline, text, style, spread)

    def rule(self, left: float, right: float, y: float) -> None:
        """Draw a line across."""
        self._canvas.setLineWidth(_THIN)
        self._canvas.setStrokeGray(0)
        self._canvas.line(left, y, right, y)

    def frame(self, x: float, y: float, width: float, height: float, fill: float = 1.0) -> None:
        """Draw a bordered cell; `fill` is a grey from 0 (black) to 1 (nothing is painted)."""
        self._canvas.setLineWidth(_THIN)
        self._canvas.setStrokeGray(0)
        if fill < 1:
            self._canvas.setFillGray(fill)
        self._canvas.rect(x, y, width, height, stroke=1, fill=int(fill < 1))
        self._canvas.setFillGray(0)

    def signature_box(self, name: str, x: float, y: float, width: float, height: float) -> None:
        """Draw an empty box to sign in, and note its inside for the scanner."""
        self._canvas.setLineWidth(0.5)
        self._canvas.setStrokeGray(0.45)
        self._canvas.setFillGray(1)
        self._canvas.rect(x, y, width, height, stroke=1, fill=1)
        self._canvas.setFillGray(0)
        edge = 1.0
        self.boxes.append(
            Box(self._page, name, x + edge, y + edge, width - 2 * edge, height - 2 * edge)
        )

    def qr_code(self, payload: str, x: float, y: float, side: float) -> None:
        """Draw a QR code without its quiet zone, and note its place."""
        modules, runs = dark_runs(payload)
        module = side / modules
        path = self._canvas.beginPath()
        for row, column, length in runs:
            path.rect(
                x + column * module,
                y + side - (row + 1) * module - _OVERLAP,
                length * module,
                module + _OVERLAP,
            )
        self._canvas.drawPath(path, stroke=0, fill=1)
        self.boxes.append(Box(self._page, "qr", x, y, side, side))

    def watermark(self, text: str, style: Style) -> None:
        """Write a pale word across the page."""
        self._canvas.saveState()
        self._canvas.setFillGray(0.92)
        self._canvas.translate(self._paper.width / 2, self._paper.height / 2)
        self._canvas.rotate(45)
        self.text(-style.width(text) / 2, -0.38 * style.size, text, style)
        self._canvas.restoreState()

    def image(self, jpeg: bytes, x: float, y: float, width: float, height: float) -> None:
        """Place a picture."""
        self._canvas.drawImage(ImageReader(BytesIO(jpeg)), x, y, width, height)

    def bookmark(self, text: str, top: float, level: int = 0) -> None:
        """Put a place into the document's outline."""
        key = f"mark{self._marks}"
        self._marks += 1
        self._canvas.bookmarkHorizontal(key, 0, top)
        self._canvas.addOutlineEntry(text, key, level=level, closed=False)

    def next_page(self) -> None:
        """Finish the page and begin another."""
        self._canvas.showPage()
        self._page += 1

    def finish(self) -> bytes:
        """Close the document and give its bytes."""
        self._canvas.showPage()
        self._canvas.save()
        return self._stream.getvalue()
