"""The row that is signed: room for an opinion, an empty box for the signature, and the date."""

from dataclasses import dataclass, replace

from forms.document import Signature
from forms.paper import MM, PADDING, RIGHT, ROW_PADDING, Style
from forms.pen import Pen
from forms.rows import Cell, Row, continued

BOX_WIDTH = 46 * MM
BOX_HEIGHT = 16 * MM
_GAP = 1.5 * MM
_SIGN = "签字："
_DATE = "　　　　年　　月　　日"


@dataclass(frozen=True, slots=True)
class SignatureRow:
    """An opinion with the signature under it; the signature never stands alone on a page.

    Attributes:
        label: Label on the left.
        opinion: The opinion's lines, () to leave room for it.
        style: Face of the opinion.
        box: Name of the empty box.
        signed: Words for a signature that exists already; () prints the empty box.
        room: Empty room above the box to write an opinion into.
        stretch: Room it may grow by on a last page.
        bookmark: Outline entry.
        right: Right edge.
    """

    label: Cell
    opinion: tuple[str, ...]
    style: Style
    box: str
    signed: tuple[str, ...] = ()
    room: float = 0.0
    stretch: float = 0.0
    bookmark: str = ""
    right: float = RIGHT

    @property
    def height(self) -> float:
        """Height in points."""
        opinion = max(len(self.opinion) * self.style.leading, self.room)
        return max(opinion + self._foot + 2 * ROW_PADDING, self.label.height)

    @property
    def _left(self) -> float:
        return self.label.left + self.label.width

    @property
    def _foot(self) -> float:
        if self.signed:
            return len(self.signed) * self.style.leading
        return BOX_HEIGHT + 2 * _GAP

    def split(self, room: float) -> "tuple[Row, SignatureRow] | None":
        """Let a long opinion go on; its last lines stay with the signature."""
        if len(self.opinion) <= 2:
            return None
        value = Cell(self._left, self.right - self._left, self.opinion, self.style)
        parts = Row((self.label, value), bookmark=self.bookmark).split(
            min(room, value.height - 2 * self.style.leading)
        )
        if parts is None:
            return None
        rest = replace(
            self,
            label=continued(self.label),
            opinion=parts[1].cells[-1].lines,
            room=0.0,
            bookmark="",
        )
        return parts[0], rest

    def grown(self, extra: float) -> "SignatureRow":
        """Give the row with more room for the opinion."""
        taken = max(len(self.opinion) * self.style.leading, self.room)
        return replace(self, room=taken + extra)

    def draw(self, pen: Pen, top: float) -> None:
        """Draw label, opinion, and below them the box or the name of who signed."""
        left = self._left
        width = self.right - left
        bottom = top - self.height + ROW_PADDING
        with pen.holding("TR"):
            self.label.draw(pen, top, self.height)
            Cell(left, width, self.opinion, self.style).draw(pen, top, self.height)
            if self.signed:
                room = width - 2 * PADDING
                signed_top = bottom + self._foot
                pen.lines(left + PADDING, signed_top, room, self.signed, self.style, "right", "TD")
            else:
                self._draw_box(pen, bottom + _GAP)

    def _draw_box(self, pen: Pen, bottom: float) -> None:
        date_left = self.right - PADDING - self.style.width(_DATE)
        box_left = date_left - BOX_WIDTH
        baseline = bottom + (BOX_HEIGHT - self.style.size) / 2 + 0.12 * self.style.size
        pen.signature_box(self.box, box_left, bottom, BOX_WIDTH, BOX_HEIGHT)
        with pen.marked("TD"):
            pen.text(box_left - self.style.width(_SIGN) - _GAP, baseline, _SIGN, self.style)
            pen.text(date_left, baseline, _DATE, self.style)


def signed_words(signature: Signature | None) -> str:
    """Say that it is signed: by whom, when and how."""
    return f"已签字：{signed_by(signature)}" if signature else ""


def signed_by(signature: Signature) -> str:
    """Name who has signed, when and how."""
    means = f"（{signature.means}）" if signature.means else ""
    return f"{signature.signer}　{signature.signed_at}{means}"
