"""F4, its monthly list (LS-11): one line for each check on site, due on the 15th."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.list_page import Column, ListPage

_BLANK_ROWS = 6
COLUMNS = (
    Column("序号", 12, "center"),
    Column("工单编号", 43),
    Column("类别", 18, "center"),
    Column("事项", 25),
    Column("现场时间", 24, "center"),
    Column("地点", 28),
    Column("参加人员", 23),
    Column("现场情况", 35),
    Column("处理措施", 33),
    Column("结果", 16, "center"),
    Column("照片", 12, "center"),
)


@dataclass(frozen=True, slots=True)
class OnsiteRow:
    """One check on site; the fields stand in the order of `COLUMNS`."""

    place: str = ""
    number: str = ""
    category: str = ""
    title: str = ""
    at: str = ""
    where: str = ""
    people: str = ""
    findings: str = ""
    measures: str = ""
    result: str = ""
    photos: str = ""


@dataclass(frozen=True, slots=True)
class OnsiteListForm:
    """Content of the monthly list of F4.

    Attributes:
        head: Unit, title and period.
        foot: Foot of every page.
        training: Print 演练 on every page.
        rows: One for each check on site; () prints empty lines.
        due: 报送截止, such as 2026年11月15日; empty where no rule names one.
        summary: What the numbers add up to, in a sentence.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    rows: tuple[OnsiteRow, ...] = ()
    due: str = ""
    summary: str = ""


def render(form: OnsiteListForm, fonts: FontSet) -> Rendered:
    """Print the monthly list of F4.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    mark = f"报送截止：{form.due}" if form.due else ""
    page = ListPage(form.head, form.foot, fonts, COLUMNS, training=form.training, mark=mark)
    for row in form.rows:
        page.row(astuple(row))
    if not form.summary:
        page.blank_rows(_BLANK_ROWS)
    page.field("合计", form.summary)
    page.field("填表人", "")
    page.signature("审核人签字", "reviewer")
    return page.finish()
