"""What surrounds the table of a form: title, running head, foot, QR code and the 演练 mark."""

from forms.document import FormFoot, Head, Rendered
from forms.fonts import Faces
from forms.pagination import Rooms
from forms.paper import CONTINUED, MM, PORTRAIT, Page, Style
from forms.pen import Pen
from forms.rows import Block

QR_SIDE = 21 * MM
_FOOT_BOTTOM = 10 * MM
_FOOT_GAP = 3.5 * MM
_RUNNING_GAP = 4 * MM
_AFTER_TITLE = 2.5 * MM
_AFTER_NOTE = 0.8 * MM
_TRAINING = "演练"
_TRAINING_NOTE = "【演练】仅供演练，不作正式文书"


class PageFrame:
    """Draws head and foot around the pages of one form.

    Args:
        head: Head of the form.
        foot: Foot of every page.
        faces: Loaded fonts.
        training: Print 演练 on every page.
        mark: Word at the upper right of the table.
        page: The paper.
        caption: Words at the upper left of the table.
    """

    def __init__(
        self,
        head: Head,
        foot: FormFoot,
        faces: Faces,
        *,
        training: bool,
        mark: str,
        page: Page = PORTRAIT,
        caption: str = "",
    ) -> None:
        self._page = page
        self._head = head
        self._foot = foot
        self._training = training
        self._mark = mark
        self._title = Style(faces.title, 22, 32)
        self._unit = Style(faces.text, 14, 22)
        self._note = Style(faces.label, 10.5, 16)
        self._fine = Style(faces.text, 9, 13)
        self._watermark = Style(faces.title, 150, 150)
        self._unit_lines = self._unit.lines(head.unit_name, page.body, "单位")
        self._title_lines = self._title.lines(head.title, page.body, "标题")
        self._mark_lines = self._note.lines(mark, page.body / 2, "联次")
        words = (caption, _TRAINING_NOTE if training else "")
        caption = "　".join(word for word in words if word)
        self._caption_lines = self._note.lines(caption, page.body, "题注")
        self._foot_lines = self._set_foot()

    @property
    def rooms(self) -> Rooms:
        """Height for the table on the first and on later pages."""
        body = self._page.top - self._body_bottom
        return Rooms(body - self._title_height, body)

    @property
    def _body_bottom(self) -> float:
        lines = (len(self._foot_lines) + 1) * self._fine.leading
        return _FOOT_BOTTOM + max(QR_SIDE, lines) + _FOOT_GAP

    @property
    def _note_height(self) -> float:
        lines = max(len(self._mark_lines), len(self._caption_lines))
        return lines * self._note.leading + _AFTER_NOTE if lines else 0.0

    @property
    def _title_height(self) -> float:
        unit = len(self._unit_lines) * self._unit.leading
        title = len(self._title_lines) * self._title.leading
        return unit + title + _AFTER_TITLE + self._note_height

    def draw(self, pages: list[list[Block]]) -> Rendered:
        """Draw all pages.

        Args:
            pages: Blocks of each page.

        Returns:
            The finished form.
        """
        title = f"{self._head.title} {self._head.about}".strip()
        pen = Pen(title, self._head.unit_name, self._page)
        for number, blocks in enumerate(pages, 1):
            if number > 1:
                pen.next_page()
            if self._training:
                pen.watermark(_TRAINING, self._watermark)
            top = self._draw_head(pen, number)
            with pen.holding("Table"):
                for block in blocks:
                    if block.bookmark:
                        pen.bookmark(block.bookmark, top, level=1)
                    block.draw(pen, top)
                    top -= block.height
            self._draw_foot(pen, number, len(pages))
        return Rendered(pen.finish(), len(pages), tuple(pen.boxes))

    def _draw_head(self, pen: Pen, number: int) -> float:
        """Draw what stands above the table and give the table's upper edge."""
        if number > 1:
            self._draw_running_head(pen)
            return self._page.top
        left, width = self._page.left, self._page.body
        top = self._page.top
        pen.bookmark(self._head.title, top)
        pen.lines(left, top, width, self._unit_lines, self._unit, "center", "P")
        top -= len(self._unit_lines) * self._unit.leading
        pen.lines(left, top, width, self._title_lines, self._title, "center", "H1")
        top = self._page.top - self._title_height + self._note_height
        pen.lines(left, top, width, self._mark_lines, self._note, "right", "P")
        pen.lines(left, top, width, self._caption_lines, self._note, kind="P")
        return self._page.top - self._title_height

    def _draw_running_head(self, pen: Pen) -> None:
        note = _TRAINING_NOTE if self._training else ""
        words = f"{self._head.title}{CONTINUED}　{self._head.running}　{note}".rstrip("　")
        lines = self._fine.lines(words, self._page.body, "页眉")
        top = (
            self._page.top + _RUNNING_GAP + len(lines) * self._fine.leading - self._fine.leading / 2
        )
        pen.lines(self._page.left, top, self._page.body, lines, self._fine)

    def _set_foot(self) -> tuple[str, ...]:
        foot = self._foot
        codes = "　".join(f"{section} {code}".strip() for section, code in foot.version_codes)
        width = self._page.body - QR_SIDE - _FOOT_GAP
        printed = f"打印时间：{foot.printed_at_text}　　操作员：{foot.operator}"
        return (
            *self._fine.lines(printed, width, "打印时间、操作员"),
            *self._fine.lines(f"版本码：{codes}" if codes else "", width, "版本码"),
        )

    def _draw_foot(self, pen: Pen, number: int, pages: int) -> None:
        width = self._page.body - QR_SIDE - _FOOT_GAP
        number_top = _FOOT_BOTTOM + self._fine.leading
        top = number_top + len(self._foot_lines) * self._fine.leading
        pen.lines(self._page.left, top, width, self._foot_lines, self._fine)
        page = f"第 {number} 页　共 {pages} 页"
        pen.lines(self._page.left, number_top, self._page.body, (page,), self._fine, "center")
        if self._foot.form_id:
            payload = self._foot.qr_payload(number, pages)
            pen.qr_code(payload, self._page.right - QR_SIDE, _FOOT_BOTTOM, QR_SIDE)
