"""F13 归档目录与台账 (KF-23, KF-07): the month's orders, one line each, with totals."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.list_page import Column, ListPage

_BLANK_ROWS = 12
COLUMNS = (
    Column("序号", 12, "center"),
    Column("案卷号", 29),
    Column("工单编号", 41),
    Column("标题", 28),
    Column("类型", 15),
    Column("派单时间", 23, "center"),
    Column("批办时间", 23, "center"),
    Column("办结时间", 23, "center"),
    Column("办理结果", 20, "center"),
    Column("满意度", 16, "center"),
    Column("页数／\n附件", 18, "center"),
    Column("保管\n期限", 12, "center"),
)


@dataclass(frozen=True, slots=True)
class ArchiveRow:
    """One order; the fields stand in the order of `COLUMNS`."""

    place: str = ""
    file_number: str = ""
    number: str = ""
    title: str = ""
    kind: str = ""
    dispatched_on: str = ""
    approved_on: str = ""
    closed_on: str = ""
    result: str = ""
    satisfaction: str = ""
    pages: str = ""
    retention: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveListForm:
    """Content of F13.

    Attributes:
        head: Unit, title and period.
        foot: Foot of every page.
        training: Print 演练 on every page.
        rows: One an order.
        totals: Line of totals; None on the empty form.
        summary: What the numbers add up to, in a sentence.
        filed_by: 归档人; empty leaves room.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    rows: tuple[ArchiveRow, ...] = ()
    totals: ArchiveRow | None = None
    summary: str = ""
    filed_by: str = ""


def render(form: ArchiveListForm, fonts: FontSet) -> Rendered:
    """Print F13.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    page = ListPage(form.head, form.foot, fonts, COLUMNS, training=form.training)
    for row in form.rows:
        page.row(astuple(row))
    if form.totals is None:
        page.blank_rows(_BLANK_ROWS)
    else:
        page.totals(astuple(form.totals))
        page.field("合计说明", form.summary)
    page.field("归档人、日期", form.filed_by)
    return page.finish()
