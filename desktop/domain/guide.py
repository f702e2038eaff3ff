"""What can be done next on an order, most urgent first, and why the rest cannot."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, field

from desktop.domain import actions as act
from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Due, Rules, due_of, has_contact, is_feedback_owed, open_duties
from desktop.domain.demanded_forms import missing_signature
from desktop.domain.gates import gate
from desktop.domain.matters import is_chased_too_often
from desktop.domain.orders import Actor, Flag, Order, Stage
from desktop.domain.paper_content import standing
from desktop.domain.paper_forms import sheet_round
from desktop.domain.profile import Duty, Penalty
from desktop.domain.refusals import Refusal
from desktop.domain.rounds import working_duty
from desktop.domain.signing import late_return_signature, late_return_words
from desktop.domain.version_code import code_of

STEP_NAMES: dict[type[act.Action], str] = {
    act.Accept: "接单",
    act.RecordContact: "先行联系",
    act.SaveReturnForm: "填写退单申请",
    act.RequestReturn: "发送退单申请",
    act.WithdrawReturn: "撤回退单申请",
    act.RecordVisit: "登记现场核实",
    act.RecordMeasure: "登记处理措施",
    act.RecordHeadPart: "登记负责人参与",
    act.SaveResult: "填写处理记录",
    act.SavePlan: "填写工作方案",
    act.SaveSignoff: "填写签批单",
    act.RequestSignoff: "送签批",
    act.Submit: "提交",
    act.ReportDifficult: "疑难上报",
    act.ApplyExclusion: "申请不纳入测评",
    act.RegisterWarning: "登记预警",
    act.RecordPhoneReport: "登记电话汇报",
    act.RequestExtension: "申请延期",
    act.SubmitInvestigation: "报送预先调查核实",
    act.GiveCoOpinion: "填写协办意见",
    act.ReplyMatter: "答复督办",
    act.RegisterMatter: "登记督办事项",
    act.RecordCommitment: "登记承诺",
    act.FulfilCommitment: "登记承诺兑现",
    act.ClaimIrregular: "上报不合规诉求",
    act.AddAttachment: "添加附件",
    act.AddNote: "添加备注",
}
"""The unit's steps that a screen offers, in the order in which they are usually taken."""

_DUTY_STEPS: dict[Duty, type[act.Action]] = {
    Duty.ACCEPT: act.Accept,
    Duty.CONTACT: act.RecordContact,
    Duty.FEEDBACK: act.SaveResult,
    Duty.HANDLE: act.Submit,
    Duty.REHANDLE: act.Submit,
    Duty.SUPERVISE: act.ReplyMatter,
}
_STEP_DUTIES: dict[type[act.Action], Duty] = {
    act.Accept: Duty.ACCEPT,
    act.RecordContact: Duty.CONTACT,
    act.SaveReturnForm: Duty.RETURN,
    act.RequestReturn: Duty.RETURN,
    act.RecordPhoneReport: Duty.RETURN,
    act.ReplyMatter: Duty.SUPERVISE,
}
_WAITING_FOR: dict[str, type[act.Action]] = {
    "submit.contact_missing": act.RecordContact,
    "submit.result_missing": act.SaveResult,
    "submit.persons_missing": act.SaveResult,
    "submit.feedback_missing": act.SaveResult,
    "submit.head_part_missing": act.RecordHeadPart,
    "submit.preliminary": act.SubmitInvestigation,
    "submit.co_opinion_missing": act.GiveCoOpinion,
}
"""The step that lays what a submission is waiting for."""
_FORM_STEPS: dict[str, type[act.Action]] = {"F2": act.SaveResult, "F3": act.SaveSignoff}
"""The step whose page prints a form that a submission is waiting for."""


class Caution(Struct, frozen=True):
    """Something the clerk should know before a step that is open all the same."""

    code: str
    message: str


class Step(Struct, frozen=True):
    """One step that an order's screen shows.

    Attributes:
        action: The action's class.
        name: Its name on screen.
        due: The deadline it has, if any.
        refusal: Why it is closed; None when it is open.
        cautions: What to know before doing it.
        primary: Whether it is the one large button.
    """

    action: type[act.Action]
    name: str
    due: Due | None = None
    refusal: Refusal | None = None
    cautions: tuple[Caution, ...] = field(default=())
    primary: bool = False

    @property
    def open(self) -> bool:
        """Whether the step can be taken now."""
        return self.refusal is None


class PaperTask(StrEnum):
    """What comes next for the paper of a form that has to be signed."""

    PRINT = "print"
    TAKE_BACK = "take_back"
    """A sheet with the present content is out; it comes back signed."""


def paper_task(order: Order, form: str, rules: Rules) -> PaperTask | None:
    """Say what comes next for a form's paper; None when nothing is to be signed any more.

    A print counts for as long as the next box to be signed says what the order says: whoever
    changes the content afterwards has to print again.
    """
    use = rules.profile.form(form)
    missing = missing_signature(order, use) if use else None
    if missing is None:
        return None
    number = sheet_round(form, order)
    current = code_of(order, form, number, missing.step)
    is_out = any(
        (row.form, row.round) == (form, number) and (missing.step, current) in row.codes
        for row in standing(order.prints)
        if row.copies  # what was signed electronically may never have been on paper
    )
    return PaperTask.TAKE_BACK if is_out else PaperTask.PRINT


def steps(order: Order, rules: Rules, now: datetime, actor: Actor) -> tuple[Step, ...]:
    """List the steps of an order, the next one first and marked primary.

    A step is closed exactly when `lifecycle.apply` would refuse it whatever its content: both
    ask the same gate.
    """
    following = next_step(order, rules, now, actor)
    found = [_step(order, kind, rules, now, actor, kind is following) for kind in STEP_NAMES]
    known = [step for step in found if _is_known_here(step)]
    return tuple(sorted(known, key=lambda step: (not step.primary, not step.open)))


def next_step(order: Order, rules: Rules, now: datetime, actor: Actor) -> type[act.Action] | None:
    """Name the step that should come next; None when nothing is to be done by the unit."""
    candidates: list[type[act.Action]] = [
        _DUTY_STEPS[duty] for duty in open_duties(order, rules.profile)
    ]
    if order.stage is Stage.WARNED:
        candidates.insert(0, act.Accept)
    for kind in candidates:
        chosen = _groundwork(order, kind, rules, now, actor)
        if chosen and gate(order, chosen, rules, now, actor) is None:
            return chosen
    return None


def _groundwork(
    order: Order, kind: type[act.Action], rules: Rules, now: datetime, actor: Actor
) -> type[act.Action] | None:
    """Replace a submission that is not ready yet by the step it is waiting for."""
    if kind is not act.Submit:
        return kind
    refusal = gate(order, act.Submit, rules, now, actor)
    if refusal is None:
        return act.Submit
    if refusal.code in {"sign.demanded", "sign.demanded_differs"}:
        return _FORM_STEPS.get(dict(refusal.params)["form"])
    return _WAITING_FOR.get(refusal.code)


def _step(
    order: Order,
    kind: type[act.Action],
    rules: Rules,
    now: datetime,
    actor: Actor,
    primary: bool,
) -> Step:
    return Step(
        action=kind,
        name=_name(order, kind, rules),
        due=_due(order, kind, rules),
        refusal=gate(order, kind, rules, now, actor),
        cautions=_cautions(order, kind, rules, now),
        primary=primary,
    )


def _is_known_here(step: Step) -> bool:
    return step.refusal is None or step.refusal.code != "action.unknown_here"


def _name(order: Order, kind: type[act.Action], rules: Rules) -> str:
    if kind is act.Accept and order.stage is Stage.WARNED:
        return "接收重办"
    if kind is act.RecordContact and has_contact(order):
        return "再次联系"
    if kind is act.SaveResult and is_feedback_owed(order, rules.profile):
        return "登记结果反馈"
    return STEP_NAMES[kind]


def _due(order: Order, kind: type[act.Action], rules: Rules) -> Due | None:
    duty = _STEP_DUTIES.get(kind)
    if kind in {act.SaveResult, act.Submit}:
        duty = working_duty(order)
    if kind is act.SaveResult and is_feedback_owed(order, rules.profile):
        duty = Duty.FEEDBACK
    if kind in {act.RequestExtension, act.ClaimIrregular}:
        duty = working_duty(order)
    if duty is None or (duty is not Duty.RETURN and duty not in open_duties(order, rules.profile)):
        return None
    return due_of(order, duty, rules)


def _cautions(
    order: Order, kind: type[act.Action], rules: Rules, now: datetime
) -> tuple[Caution, ...]:
    found = []
    due = _due(order, kind, rules)
    if due and due.is_past(now):
        found.append(_overdue(due, rules))
    if due and not due.certain:
        found.append(Caution("clock.provisional", "时限跨入放假安排尚未公布的年份，为暂定时限。"))
    if kind in {act.SaveReturnForm, act.RequestReturn}:
        found += _return_cautions(order)
        late = late_return_signature(order, rules)
        found += [Caution("sign.after_deadline", late_return_words(*late))] if late else []
    found += [_cost(penalty) for penalty in rules.profile.costs(*_COSTS.get(kind, ()))]
    if kind is act.ReplyMatter and is_chased_too_often(order, rules.profile):
        found += [_cost(penalty) for penalty in rules.profile.costs("chased_twice")]
    return tuple(found)


_COSTS: dict[type[act.Action], tuple[str, ...]] = {
    act.SaveReturnForm: ("wrong_return",),
    act.RequestReturn: ("wrong_return", "return_insisted"),
    act.ClaimIrregular: ("irregular_rejected",),
}
"""What a step costs when it turns out to be wrong (LS-21, LS-26)."""
_LATE: dict[Duty, str] = {
    Duty.ACCEPT: "accept_late",
    Duty.CONTACT: "contact_late",
    Duty.RETURN: "return_late",
    Duty.HANDLE: "handle_late",
    Duty.REHANDLE: "rehandle_late",
}


def _cost(penalty: Penalty) -> Caution:
    return Caution(f"cost.{penalty.id}", f"{penalty.text}（{penalty.rule}）。")


def _overdue(due: Due, rules: Rules) -> Caution:
    """Say that a deadline has passed, and what that costs here."""
    moment = moment_text(due.due)
    event = _LATE.get(due.duty, "")
    costs = "；".join(f"{cost.text}（{cost.rule}）" for cost in rules.profile.costs(event))
    tail = f"：{costs}" if costs else ""
    if due.duty is Duty.RETURN:
        text = f"退单时限 {moment} 可能已过，仍可提交，由中心判定{tail}。"
        return Caution("return.perhaps_late", text)
    return Caution("clock.overdue", f"已超过时限 {moment}{tail}。")


def _return_cautions(order: Order) -> list[Caution]:
    found = []
    if order.has(Flag.ASSIGNED):
        found.append(
            Caution("return.assigned", "本单由街道领导批办签派，退单一般不会被接受（XY-09）。")
        )
    if order.past_returns:
        names = "、".join(past.unit_name for past in order.past_returns)
        found.append(
            Caution(
                "return.second",
                f"{names} 已退过此单：再次退单将由街道领导批办签派（XY-09）。",
            )
        )
    due_signatures = [row for row in order.signatures if row.form == "F1" and row.differs]
    if due_signatures:
        found.append(Caution("sign.differs", "有一张签字表与现有内容不一致，已存档并标注。"))
    return found
