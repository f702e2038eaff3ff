"""What an auditor would object to in a handling record, before it is handed in.

Pure: the order as it stands, the result section as it is being typed, and the time. Nothing here
is a barrier; `lifecycle.apply` alone refuses.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from desktop.domain.calendar import moment_text
from desktop.domain.clocks import Rules, due_of, is_contact_excused
from desktop.domain.orders import (
    Confidentiality,
    Contact,
    ContactOutcome,
    HandlingResult,
    Order,
    Round,
)
from desktop.domain.profile import Duty

_TOLERANCE = timedelta(minutes=10)
_SHORTEST_ANSWER = 10
_SAYING_NOTHING = (
    "满意,基本满意,不满意,未评价,属实,部分属实,不属实,合理,部分合理,不合理,合理合法,"
    "实际解决,解释说明,部分解决,未解决,已解决,已处理,已办,已办理,已办结,已完成,已联系,"
    "未接通,已回复,已答复,已解释,已反馈,处理完毕,办理完毕,同上,无,暂无,见附件,详见附件,"
    "电话,上门,短信,收到,知道了,是,否,好,好的,ok"
)
_OPTION_WORDS = frozenset(_SAYING_NOTHING.split(","))
_NO_FACT_NEEDED = ("咨询", "建议", "表扬")
_UNREACHED_WORDS = ("无法联系", "联系不上", "未能联系", "未联系上", "电话打不通")
_PROMISE = re.compile(
    r"(尽快|近期|本周|下周|月底|年底|年内|\d+月\d*日?)(之?前|以?内|完成|处理|解决|整改)"
)
_PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_BLANKS = re.compile(r"[\s，。、；：,.;:!！~\-]+")


@dataclass(frozen=True, slots=True)
class Objection:
    """One thing that an auditor would object to.

    Attributes:
        code: Machine word, `area.reason`.
        field: The field of the record to go to, such as `answer`; empty for a row or the whole.
        message: What is wrong and what to do, in Chinese.
        rule: The rule it touches, such as XY-02; empty for plain contradictions.
        serious: Whether it costs points or a written explanation, or only looks careless.
    """

    code: str
    field: str
    message: str
    rule: str = ""
    serious: bool = False


def self_check(
    order: Order, rules: Rules, result: HandlingResult, now: datetime
) -> tuple[Objection, ...]:
    """List what an auditor would object to, serious things first.

    Args:
        order: The order with the rows that are recorded.
        rules: Its jurisdiction.
        result: The section of findings, result and answer as it is being typed.
        now: The moment of the check.
    """
    found = [
        *_contact(order, rules),
        *_contradictions(order, result),
        *_finding(order, result),
        *_outcome(order.round, result),
        *_answer(order, result, now),
        *_persons(result),
        *_rehandling(order, rules, result),
        *_wording(order, result),
    ]
    own = [replace(entry, rule=_cited(entry.rule, order, rules)) for entry in found]
    return tuple(sorted(own, key=lambda objection: not objection.serious))


_HOMES = {"XY": "xiayang", "LS": "linshu", "KF": "kaifeng"}
_DUTIES = {"XY-02": Duty.CONTACT, "XY-03": Duty.HANDLE, "XY-05": Duty.REHANDLE}


def _cited(rule: str, order: Order, rules: Rules) -> str:
    """Cite the rule of the place: the ids of one place mean nothing in another."""
    if rules.profile.id == _HOMES.get(rule[:2]):
        return rule
    duty = _DUTIES.get(rule)
    return rules.profile.cite(duty, order.kind) if duty else ""


def _standing_contacts(order: Order) -> list[Contact]:
    return [row for row in order.round.contacts if not row.retracted]


def _contact(order: Order, rules: Rules) -> Iterator[Objection]:
    """先行联系: for every order, in time, with what was said (XY-02)."""
    every = [row for entry in order.rounds for row in entry.contacts if not row.retracted]
    if not every and is_contact_excused(order, rules.profile):
        return
    if not every:
        yield Objection(
            "contact.missing",
            "",
            "没有联系时间：还没有先行联系记录，无法联系的也要登记原因。",
            "XY-02",
            serious=True,
        )
        return
    yield from _late_contact(order, rules, every)
    for row in _standing_contacts(order):
        if row.outcome is ContactOutcome.REACHED and not row.summary.strip():
            yield Objection(
                "contact.empty",
                "",
                f"{moment_text(row.occurred_at)} 的联系记录没有写谈话要点。",
                "XY-02",
            )


def _late_contact(order: Order, rules: Rules, every: list[Contact]) -> Iterator[Objection]:
    """The first contact after its deadline: by the platform's record time where that decides.

    A call made in time and recorded late is late there (KF-02), just as its clock says.
    """
    due = due_of(order, Duty.CONTACT, rules)
    if due is None or order.round.number != 1:
        return
    by_record = rules.profile.record_time == "platform"
    first = min(row.stamp.at if by_record else row.occurred_at for row in every)
    if not due.is_past(first):
        return
    what = "第一次联系的平台记录时间是" if by_record else "第一次联系在"
    note = "（以平台记录时间为准，不看填写的联系时间）" if by_record else ""
    yield Objection(
        "contact.late",
        "",
        f"{what} {moment_text(first)}，晚于时限 {moment_text(due.due)}{note}，须书面说明。",
        due.rule,
        serious=True,
    )


def _contradictions(order: Order, result: HandlingResult) -> Iterator[Objection]:
    """Records that contradict one another."""
    outcomes = {row.outcome for row in _standing_contacts(order)}
    reached = ContactOutcome.REACHED in outcomes
    if reached and ContactOutcome.NO_MEANS in outcomes:
        yield Objection(
            "contact.contradiction",
            "",
            "既登记了“已联系”，又登记了“无法联系”：请撤销其中一条，或写明先后经过。",
            "XY-02",
            serious=True,
        )
    text = result.answer + result.outcome_note + result.feedback_note
    if reached and any(word in text for word in _UNREACHED_WORDS):
        yield Objection(
            "answer.unreached",
            "answer",
            "联系记录是“已联系”，正文却写“无法联系”，前后矛盾。",
            "XY-02",
            serious=True,
        )
    if result.answered_at and outcomes == {ContactOutcome.NO_MEANS}:
        yield Objection(
            "answer.no_means", "answer", "登记为“无法联系”，却填写了答复市民的时间，前后矛盾。"
        )
    if result.fact == "false" and result.outcome == "solved":
        yield Objection(
            "outcome.false_fact",
            "outcome",
            "“不属实”的诉求不能是“实际解决”，请核对事实认定与处理结果。",
            serious=True,
        )


def _finding(order: Order, result: HandlingResult) -> Iterator[Objection]:
    """事实认定 and 诉求认定; not for 咨询, 建议, 表扬."""
    if any(word in order.category for word in _NO_FACT_NEEDED):
        return
    if result.outcome and not result.fact:
        yield Objection(
            "fact.missing",
            "fact",
            "有处理结果，没有事实认定：请选择属实、部分属实或不属实。",
            "XY-15",
            serious=True,
        )
    if result.fact in {"partly", "false"} and not result.fact_note.strip():
        yield Objection("fact.note", "fact_note", "部分属实或不属实的，要写明查到的情况。", "XY-15")
    if result.demand in {"partly", "unreasonable"} and not result.demand_note.strip():
        yield Objection("demand.note", "demand_note", "部分合理或不合理的，要写明政策依据。")
    if not any(not visit.retracted for visit in order.round.visits):
        yield Objection(
            "visit.missing",
            "",
            "没有现场核实记录：应深入基层核实情况，挖掘问题产生的原因。",
            "XY-15",
        )
    if not result.cause.strip():
        yield Objection("cause.missing", "cause", "没有写问题产生的原因。", "XY-15")


def _outcome(the_round: Round, result: HandlingResult) -> Iterator[Objection]:
    """处理结果 and what it rests on."""
    if not result.outcome:
        yield Objection("outcome.missing", "outcome", "没有选择处理结果。", "XY-03", serious=True)
        return
    if result.outcome in {"partly", "unsolved"} and not result.outcome_note.strip():
        yield Objection(
            "outcome.note", "outcome_note", "部分解决或未解决的，要写明原因和下一步打算。", "XY-15"
        )
    if result.outcome == "unsolved" and the_round.plan is None:
        yield Objection("plan.missing", "", "一时难以解决的，应拿出工作方案并告知市民。", "XY-19")
    measures = [row for row in the_round.measures if not row.retracted]
    if result.outcome in {"solved", "partly"} and not measures:
        yield Objection(
            "measure.missing",
            "",
            "处理结果为已解决，但没有一条处理措施记录。",
            "XY-03",
            serious=True,
        )
    promise = _PROMISE.search(result.answer)
    if promise and result.outcome == "solved":
        yield Objection(
            "answer.promise",
            "answer",
            f"处理结果为“实际解决”，答复里却还在承诺“{promise.group()}”，请核对。",
            serious=True,
        )


def _answer(order: Order, result: HandlingResult, now: datetime) -> Iterator[Objection]:
    """答复市民: present, timed, long enough to be one."""
    answer = result.answer.strip()
    if not answer:
        yield Objection(
            "answer.missing", "answer", "没有填写答复市民的内容。", "XY-15", serious=True
        )
    elif len(answer) < _SHORTEST_ANSWER and not _is_option_word(answer):
        yield Objection("answer.short", "answer", "答复内容过短，看不出做了什么、结果如何。")
    if answer and result.answered_at is None:
        yield Objection(
            "answer.time", "answered_at", "没有填写答复市民的时间。", "XY-15", serious=True
        )
    if result.answered_at:
        yield from _answer_time(order, result.answered_at, now)
    if answer and not result.answer_way.strip():
        yield Objection("answer.way", "answer_way", "没有填写答复市民的方式。")
    if result.feedback == "dissatisfied" and not result.feedback_note.strip():
        yield Objection(
            "feedback.note", "feedback_note", "市民不满意，要写明不满意的原因。", "XY-04"
        )


def _answer_time(order: Order, answered_at: datetime, now: datetime) -> Iterator[Objection]:
    if answered_at > now + _TOLERANCE:
        yield Objection("answer.future", "answered_at", "答复时间晚于现在，请检查。", serious=True)
    contacts = [row.occurred_at for row in _standing_contacts(order)]
    if contacts and answered_at < min(contacts):
        yield Objection("answer.before_contact", "answered_at", "答复时间早于第一次联系，请检查。")


def _persons(result: HandlingResult) -> Iterator[Objection]:
    """The answer names who is responsible (LS-02); usual on the record everywhere."""
    if not result.lead_person.strip():
        yield Objection("person.lead", "lead_person", "没有填写牵头负责人。", "LS-02")
    if not result.handlers.strip():
        yield Objection("person.handlers", "handlers", "没有填写具体办理人员。", "LS-02")


def _rehandling(order: Order, rules: Rules, result: HandlingResult) -> Iterator[Objection]:
    """再次处置: the head took part, and something is different from last time (XY-05)."""
    if order.round.number == 1:
        return
    demanded = "head_part" in rules.profile.rehandle_demands
    if demanded and not any(not part.retracted for part in order.round.head_parts):
        yield Objection(
            "head_part.missing", "", "没有负责人参与情况的记录。", "XY-05", serious=True
        )
    if not result.last_dissatisfaction.strip():
        yield Objection(
            "rework.reason", "last_dissatisfaction", "没有写上一轮不满意的原因。", "XY-05"
        )
    if not result.rehandle_measures.strip():
        yield Objection("rework.measures", "rehandle_measures", "没有写再次处置措施。", "XY-05")
    before = order.rounds[-2].result
    if before and before.answer.strip() and before.answer.strip() == result.answer.strip():
        yield Objection(
            "answer.repeated", "answer", "答复与上一轮一字不差，市民上一轮并不满意。", serious=True
        )


def _wording(order: Order, result: HandlingResult) -> Iterator[Objection]:
    """Texts that say nothing, and personal data where it must not be."""
    texts = {
        "cause": ("原因分析", result.cause),
        "fact_note": ("事实说明", result.fact_note),
        "demand_note": ("诉求说明", result.demand_note),
        "outcome_note": ("结果说明", result.outcome_note),
        "answer": ("答复内容", result.answer),
        "feedback_note": ("反馈说明", result.feedback_note),
        "rehandle_measures": ("再次处置措施", result.rehandle_measures),
    }
    confidential = order.confidentiality is not Confidentiality.NONE
    for field, (label, text) in texts.items():
        if _is_option_word(text):
            yield Objection(
                f"{field}.option_word",
                field,
                f"“{label}”只写了选项字样“{text.strip()}”，请写具体情况。",
                serious=field == "answer",
            )
        if confidential and _PHONE.search(text):
            yield Objection(
                f"{field}.phone",
                field,
                f"举报、保密工单的“{label}”里有电话号码，请删去。",
                "KF-20",
                serious=True,
            )


def _is_option_word(text: str) -> bool:
    return _BLANKS.sub("", text).lower() in _OPTION_WORDS
