"""F24 交接班清单: what the next shift has to know, signed by who hands over and who takes over."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.list_page import Column, ListPage

_BLANK_ROWS = 3
COLUMNS = (
    Column("序号", 12, "center"),
    Column("工单编号", 43),
    Column("事项", 53),
    Column("内容", 34, "center"),
    Column("时间", 36, "center"),
    Column("经办", 24, "center"),
    Column("状态", 44),
    Column("接班人\n确认", 20),
)


@dataclass(frozen=True, slots=True)
class HandoverRow:
    """One thing to hand over; the fields stand in the order of `COLUMNS`."""

    place: str = ""
    number: str = ""
    title: str = ""
    what: str = ""
    at: str = ""
    person: str = ""
    state: str = ""
    confirmed: str = ""


@dataclass(frozen=True, slots=True)
class HandoverPart:
    """One kind of things to hand over.

    Attributes:
        name: What they are; their number stands behind it.
        rows: The things; () says 无.
    """

    name: str
    rows: tuple[HandoverRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HandoverListForm:
    """Content of F24.

    Attributes:
        head: Unit, title and period.
        foot: Foot of every page.
        training: Print 演练 on every page.
        parts: Open duties, drafts, what was not sent, what waits for a signature.
        blank: Print empty lines under every part.
        remarks: 其他交接事项; empty leaves room.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    parts: tuple[HandoverPart, ...] = ()
    blank: bool = False
    remarks: str = ""


def render(form: HandoverListForm, fonts: FontSet) -> Rendered:
    """Print F24.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    page = ListPage(form.head, form.foot, fonts, COLUMNS, training=form.training)
    for part in form.parts:
        counted = "" if form.blank else f"（{len(part.rows)} 项）" if part.rows else "（无）"
        page.section(part.name + counted)
        for row in part.rows:
            page.row(astuple(row))
        if form.blank:
            page.blank_rows(_BLANK_ROWS)
    page.field("其他交接\n事项", form.remarks, 50)
    page.signature("交班人签字", "giver")
    page.signature("接班人签字", "taker")
    return page.finish()
