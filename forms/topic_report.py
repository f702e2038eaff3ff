"""F20 热点问题与综合分析报告 (KF-27, KF-07): what citizens brought up, and how it changed."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

COLUMNS = (
    ("名称", 35.0),
    ("本期", 14.0),
    ("占比", 19.0),
    ("上期", 14.0),
    ("环比", 19.0),
    ("上年\n同期", 14.0),
    ("同比", 19.0),
)
HOT_COLUMNS = (
    ("热点问题", 32.0),
    ("件数", 14.0),
    ("环比", 22.0),
    ("集中地点", 40.0),
    ("工单编号", 46.0),
)


@dataclass(frozen=True, slots=True)
class CountRow:
    """One count; the fields stand in the order of `COLUMNS`."""

    name: str = ""
    now: str = ""
    share: str = ""
    before: str = ""
    change: str = ""
    year_ago: str = ""
    year_change: str = ""


@dataclass(frozen=True, slots=True)
class CountTable:
    """Counts of one kind, such as 诉求类别."""

    name: str
    rows: tuple[CountRow, ...] = ()


@dataclass(frozen=True, slots=True)
class HotRow:
    """One hot topic; the fields stand in the order of `HOT_COLUMNS`."""

    name: str = ""
    count: str = ""
    change: str = ""
    places: str = ""
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class TopicReportForm:
    """Content of F20.

    Attributes:
        head: Unit, title and period.
        foot: Foot of every page.
        training: Print 演练 on every page.
        overview: The period in a paragraph; empty leaves room.
        tables: Counts, each kind in its table.
        hot: Hot topics; () leaves empty lines.
        repeated: Orders that came back, in a sentence.
        causes: 原因分析; empty leaves room.
        advice: 对策建议; empty leaves room.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    overview: str = ""
    tables: tuple[CountTable, ...] = ()
    hot: tuple[HotRow, ...] = ()
    repeated: str = ""
    causes: str = ""
    advice: str = ""


def render(form: TopicReportForm, fonts: FontSet) -> Rendered:
    """Print F20.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("总体情况", form.overview, 16 * MM, 8 * MM)
    for table in form.tables:
        sheet.table(table.name, COLUMNS, [astuple(row) for row in table.rows])
    sheet.table("热点问题", HOT_COLUMNS, [astuple(row) for row in form.hot], 3)
    sheet.field("反复诉求", form.repeated, 10 * MM)
    sheet.field("原因分析", form.causes, 24 * MM, 12 * MM)
    sheet.field("对策建议", form.advice, 24 * MM, 12 * MM)
    sheet.field("填报人", "")
    sheet.signature("单位负责人\n签字", "head", None)
    return sheet.finish()
