"""F19 奖惩情况月报 (KF-17): what counted for and against the unit in a month."""

from dataclasses import astuple, dataclass

from forms.document import FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

_HAND_ROWS = 2
COLUMNS = (
    ("工单编号", 40.0),
    ("事项", 26.0),
    ("时间", 23.0),
    ("情形（条款）", 32.0),
    ("分值", 13.0),
)
MONEY_COLUMNS = (
    ("场合（谁表扬或批评）", 46.0),
    ("时间", 22.0),
    ("表扬／批评", 28.0),
    ("文号或会议", 32.0),
    ("金额", 24.0),
)


@dataclass(frozen=True, slots=True)
class RewardRow:
    """One thing that counts; the fields stand in the order of `COLUMNS`."""

    number: str = ""
    title: str = ""
    at: str = ""
    text: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class RewardReportForm:
    """Content of F19.

    Attributes:
        head: Unit, title and month.
        foot: Foot of every page.
        training: Print 演练 on every page.
        gains: 加分情形 that the orders show.
        losses: 扣分情形 that the orders show.
        summary: The month in a sentence; empty leaves room.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    gains: tuple[RewardRow, ...] = ()
    losses: tuple[RewardRow, ...] = ()
    summary: str = ""


def render(form: RewardReportForm, fonts: FontSet) -> Rendered:
    """Print F19.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("本月情况", form.summary, 14 * MM)
    # praise and criticism by leaders stand in no order: they are written in by hand
    sheet.table("领导表扬\n与批评", MONEY_COLUMNS, (), 4)
    sheet.table("加分情形", COLUMNS, [astuple(row) for row in form.gains], _HAND_ROWS)
    sheet.table("扣分情形", COLUMNS, [astuple(row) for row in form.losses], _HAND_ROWS)
    sheet.field("其他说明", "", 16 * MM, 8 * MM)
    sheet.field("填报人", "")
    sheet.signature("单位负责人\n签字", "head", None)
    return sheet.finish()
