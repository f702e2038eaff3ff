"""F23 节假日值班工单清单: what falls due on rest days, for a day when the PC is off."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.list_page import Column, ListPage

_BLANK_ROWS = 12
COLUMNS = (
    Column("序号", 12, "center"),
    Column("值班人员", 21, "center"),
    Column("截止时间", 36, "center"),
    Column("工单编号", 43),
    Column("事项", 40),
    Column("须完成", 24, "center"),
    Column("地点", 36),
    Column("目前阶段", 21, "center"),
    Column("完成时间、\n签名", 30),
)


@dataclass(frozen=True, slots=True)
class RestDayRow:
    """One duty; the fields stand in the order of `COLUMNS`."""

    place: str = ""
    person: str = ""
    due: str = ""
    number: str = ""
    title: str = ""
    duty: str = ""
    where: str = ""
    stage: str = ""
    done: str = ""


@dataclass(frozen=True, slots=True)
class RestDay:
    """One rest day with what falls due on it.

    Attributes:
        name: The day, and why it is a rest day.
        rows: Its duties, by 值班 person.
    """

    name: str
    rows: tuple[RestDayRow, ...]


@dataclass(frozen=True, slots=True)
class RestDayListForm:
    """Content of F23.

    Attributes:
        head: Unit, title and period.
        foot: Foot of every page.
        training: Print 演练 on every page.
        days: The days on which something falls due; () prints empty lines.
        summary: How much it is, in a sentence; empty on the empty form.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    days: tuple[RestDay, ...] = ()
    summary: str = ""


def render(form: RestDayListForm, fonts: FontSet) -> Rendered:
    """Print F23.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    page = ListPage(form.head, form.foot, fonts, COLUMNS, training=form.training)
    for day in form.days:
        page.section(day.name)
        for row in day.rows:
            page.row(astuple(row))
    if not form.summary:
        page.blank_rows(_BLANK_ROWS)
    page.field("合计", form.summary)
    return page.finish()
