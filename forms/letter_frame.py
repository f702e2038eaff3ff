"""What surrounds a letter: page number, 版本码 and QR code in the lower right margin, 演练."""

from collections.abc import Sequence

from forms.document import FormFoot, Rendered
from forms.fonts import Faces
from forms.letter_grid import HEIGHT, LETTER, TOP
from forms.pagination import Rooms
from forms.paper import MM, PAGE_WIDTH, Style
from forms.pen import ARTIFACT, Pen
from forms.rows import Block

_TRAINING = "演练"
_TRAINING_NOTE = "【演练】仅供演练，不作正式文书"
_NUMBER_GAP = 7 * MM  # from the body's lower edge to the page number (7.5 of the standard)
_QR_SIDE = 20.5 * MM
_QR_BOTTOM = 9 * MM
_QR_LEFT = PAGE_WIDTH - 5 * MM - _QR_SIDE
_QUIET = 3.5 * MM
"""Four modules of the smallest code: nothing may stand nearer to it."""
_ROUNDING = 0.01


class LetterFrame:
    """Draws what stands around the body of a letter.

    Args:
        title: Title of the document.
        foot: Where 版本码 and QR code come from.
        faces: Loaded fonts.
        training: Print 演练 on every page.
    """

    rooms = Rooms(HEIGHT + _ROUNDING, HEIGHT + _ROUNDING)

    def __init__(self, title: str, foot: FormFoot, faces: Faces, *, training: bool) -> None:
        self._title = title
        self._foot = foot
        self._training = training
        self._number = Style(faces.text, 14, 18)
        self._fine = Style(faces.text, 9, 12)
        self._watermark = Style(faces.title, 150, 150)
        self._codes = self._set_codes()

    def draw(self, pages: Sequence[Sequence[Block]], author: str) -> Rendered:
        """Draw all pages.

        Args:
            pages: Blocks of each page.
            author: The unit that writes it.

        Returns:
            The finished letter.
        """
        pen = Pen(self._title, author, LETTER)
        pen.bookmark(self._title, TOP)
        for number, blocks in enumerate(pages, 1):
            if number > 1:
                pen.next_page()
            if self._training:
                self._draw_training(pen)
            top = TOP
            for block in blocks:
                if block.bookmark:
                    pen.bookmark(block.bookmark, top, level=1)
                block.draw(pen, top)
                top -= block.height
            self._draw_foot(pen, number, len(pages))
        return Rendered(pen.finish(), len(pages), tuple(pen.boxes))

    def _draw_training(self, pen: Pen) -> None:
        pen.watermark(_TRAINING, self._watermark)
        with pen.marked("P"):
            pen.line(LETTER.left, LETTER.height - 22 * MM, _TRAINING_NOTE, self._fine)

    def _set_codes(self) -> tuple[str, ...]:
        if not self._foot.version_codes:
            return ()
        codes = "　".join(f"{name} {code}".strip() for name, code in self._foot.version_codes)
        return self._fine.lines(f"版本码：{codes}", LETTER.body * 0.7, "版本码")

    def _draw_foot(self, pen: Pen, number: int, pages: int) -> None:
        """Draw the page number, outside on both sides of a leaf, and the codes."""
        words = f"— {number} —"
        indent = self._number.size
        right = LETTER.right - indent - self._number.width(words)
        left = right if number % 2 else LETTER.left + indent
        with pen.marked(ARTIFACT):
            pen.line(left, TOP - HEIGHT - _NUMBER_GAP, words, self._number)
        top = _QR_BOTTOM + len(self._codes) * self._fine.leading
        pen.lines(LETTER.left, top, LETTER.body - _QUIET, self._codes, self._fine, "right")
        if self._foot.form_id:
            payload = self._foot.qr_payload(number, pages)
            pen.qr_code(payload, _QR_LEFT, _QR_BOTTOM, _QR_SIDE)
