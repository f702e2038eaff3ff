"""F0 打印清单: the sheet in front of a batch of forms, without a word about any caller."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.list_page import Column, ListPage

COLUMNS = (
    Column("序号", 18, "center"),
    Column("工单编号", 60),
    Column("表单", 85),
    Column("处置", 50, "center"),
    Column("份数", 20, "center"),
    Column("核对", 30),
)


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One sheet of the batch; the fields stand in the order of `COLUMNS`."""

    place: str = ""
    number: str = ""
    form: str = ""
    round: str = ""
    copies: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True)
class BatchListForm:
    """Content of the separator sheet; every text is printed as it is.

    Attributes:
        head: Unit, title, and the moment of printing as its period.
        foot: Foot of every page; it is nobody's signed content and has no 版本码.
        training: Print 演练 on every page.
        rows: What follows.
        summary: How much it is, in a sentence.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    rows: tuple[BatchRow, ...] = ()
    summary: str = ""


def render(form: BatchListForm, fonts: FontSet) -> Rendered:
    """Print the separator sheet.

    Raises:
        MissingGlyphError: No font has a character of it.
    """
    page = ListPage(form.head, form.foot, fonts, COLUMNS, training=form.training)
    for row in form.rows:
        page.row(astuple(row))
    page.field("合计", form.summary)
    return page.finish()
