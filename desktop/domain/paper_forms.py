"""The printed forms by id: what each is called, what it belongs to, and who signs it where.

The one table of names: screens, the command line, messages and the printer itself read it.
"""

from enum import StrEnum

from msgspec import Struct

from desktop.domain.orders import Order


class Scope(StrEnum):
    """What a form belongs to."""

    ROUND = "round"
    """One handling of an order: each 再次处置 has a sheet of its own."""
    CURRENT = "current"
    """The handling that is under way: one that has passed is not printed any more."""
    ORDER = "order"
    """The order as a whole."""
    UNIT = "unit"
    """The unit, without an order: what it reports about itself."""


class PaperForm(Struct, frozen=True):
    """One form.

    Attributes:
        id: Form id, such as F1.
        name: Its title.
        scope: What it belongs to.
        steps: Places to sign as (step, words on screen), in the order of signing. Which of them a
            jurisdiction needs is said by its profile.
    """

    id: str
    name: str
    scope: Scope
    steps: tuple[tuple[str, str], ...] = ()


_HEAD = (("head", "承办部门负责人签字"),)
_UNIT_HEAD = (("head", "单位负责人签字"),)
_REVIEWER = (("reviewer", "审核人签字"),)

_ALL = (
    PaperForm("F1", "退单申请表", Scope.CURRENT, _HEAD),
    PaperForm("F2", "工单处理记录表", Scope.ROUND, (("head", "部门负责人签字"),)),
    PaperForm(
        "F3",
        "工单签批单",
        Scope.ROUND,
        (("step1", "① 主要负责人签批"), ("step3", "③ 业务分管负责人审核")),
    ),
    PaperForm("F4", "现场督办情况表", Scope.ROUND, _REVIEWER),
    PaperForm("F5", "延期申请表", Scope.ROUND, _HEAD),
    PaperForm("F6", "不合规诉求申报表", Scope.ORDER, (("head", "单位负责人签字盖章"),)),
    PaperForm(
        "F7",
        "不纳入测评工单审核表",
        Scope.ORDER,
        (("head", "部门确认签字"), ("leader", "相关领导签署")),
    ),
    PaperForm("F8", "呈批件处理签", Scope.ORDER, (("head", "承办单位领导审核签字"),)),
    PaperForm("F9", "办理结果报告", Scope.ROUND, (("head", "承办单位领导审核签字"),)),
    PaperForm("F10", "情况说明", Scope.ROUND, (("head", "负责人签字"),)),
    PaperForm("F11", "疑难工单上报表", Scope.ORDER, _HEAD),
    PaperForm("F12", "督办记录", Scope.ORDER),
    PaperForm("F15", "知识库信息报送表", Scope.UNIT, _REVIEWER),
    PaperForm("F16", "提示/警示与督办单回复", Scope.ORDER, _UNIT_HEAD),
    PaperForm("F17", "预先调查核实意见", Scope.ORDER, _UNIT_HEAD),
    PaperForm("F18", "工作方案", Scope.ROUND, _HEAD),
    PaperForm("F21", "机构人员报备表", Scope.UNIT, (("head", "单位负责人签字盖章"),)),
    PaperForm("F22", "协办意见", Scope.ORDER, (("head", "协办单位负责人签字"),)),
)

PAPER_FORMS: dict[str, PaperForm] = {form.id: form for form in _ALL}
"""Every form of one order and of the unit, by id."""

ORDER_FORMS: tuple[PaperForm, ...] = tuple(f for f in _ALL if f.scope is not Scope.UNIT)
"""The forms that belong to an order."""

UNIT_FORMS: tuple[PaperForm, ...] = tuple(f for f in _ALL if f.scope is Scope.UNIT)
"""The forms of the unit itself."""

REPORT_FORMS: tuple[PaperForm, ...] = (
    PaperForm("F4M", "现场督办情况月报清单", Scope.UNIT, _REVIEWER),
    PaperForm("F13", "归档目录与台账", Scope.UNIT),
    PaperForm("F14", "年度自查报告", Scope.UNIT, (("head", "单位负责人签字"),)),
    PaperForm("F19", "奖惩情况月报", Scope.UNIT, (("head", "单位负责人签字"),)),
    PaperForm("F20", "热点问题与综合分析报告", Scope.UNIT, (("head", "单位负责人签字"),)),
    PaperForm("F23", "节假日值班工单清单", Scope.UNIT),
    PaperForm("F24", "交接班清单", Scope.UNIT, (("giver", "交班人签字"), ("taker", "接班人签字"))),
)
"""The lists and regular reports as sheets; the monthly list of F4 has an id of its own."""

_NAMED = PAPER_FORMS | {form.id: form for form in REPORT_FORMS}


def sheet_scope(form: str) -> Scope:
    """Say what a form belongs to; one that is not known belongs to a round."""
    known = PAPER_FORMS.get(form)
    return known.scope if known else Scope.ROUND


def sheet_rounds(form: str, order: Order) -> tuple[int, ...]:
    """List the rounds for which an order has a sheet of a form, the present one last.

    A form of the order as a whole has one sheet, filed under round 1 whatever the round is, so that
    its signature holds in all of them.
    """
    scope = sheet_scope(form)
    if scope is Scope.ROUND:
        return tuple(range(1, order.round.number + 1))
    return (order.round.number,) if scope is Scope.CURRENT else (1,)


def sheet_round(form: str, order: Order) -> int:
    """Say under which round the sheet of a form that is printed now is filed."""
    return sheet_rounds(form, order)[-1]


def form_name(form: str) -> str:
    """Name a form, a list or a report; its id where it is not known."""
    known = _NAMED.get(form)
    return known.name if known else form


def file_title(form: str) -> str:
    """Name a form in a file name."""
    return form_name(form).replace("/", "与")


def quoted_name(form: str) -> str:
    """Name a form in a message: 《退单申请表》."""
    known = _NAMED.get(form)
    return f"《{known.name}》" if known else form


def step_name(form: str, step: str) -> str:
    """Name a place where somebody signs; its id where it is not known."""
    known = _NAMED.get(form)
    return dict(known.steps).get(step, step) if known else step


def steps_of(form: str) -> tuple[str, ...]:
    """List the places where a form, a list or a report is signed, in the order of signing."""
    known = _NAMED.get(form)
    return tuple(step for step, _ in known.steps) if known else ()
