"""Each objection is raised by its fault and by nothing else."""

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec import structs

import resources
from desktop.domain.calendar import CST, Calendar, parse_notice
from desktop.domain.clocks import Rules
from desktop.domain.orders import (
    Confidentiality,
    Contact,
    ContactOutcome,
    HandlingResult,
    HeadPart,
    Measure,
    Order,
    Round,
    Stage,
    Stamp,
    Visit,
    new_order,
)
from desktop.domain.profile import parse_profile
from desktop.services.self_check import self_check

_ROOT = Path(resources.__file__).parent
_DISPATCHED = datetime(2026, 11, 16, 9, 0, tzinfo=CST)
_NOW = datetime(2026, 11, 19, 15, 0, tzinfo=CST)
_STAMP = Stamp(_NOW, "u1", "李敏")
_GOOD = HandlingResult(
    cause="沿街餐饮店油烟管道破损，净化器未清洗。",
    fact="true",
    demand="reasonable",
    outcome="solved",
    answered_at=datetime(2026, 11, 19, 14, 0, tzinfo=CST),
    answer_way="电话",
    answer="已督促店家更换破损管道并清洗净化器，今日复查油烟不再外溢，市民表示认可。",
    feedback="satisfied",
    lead_person="陈建国",
    handlers="李敏、周强",
)


def _rules() -> Rules:
    profile = tomllib.loads((_ROOT / "profiles/xiayang.toml").read_text("utf-8"))
    year = tomllib.loads((_ROOT / "calendars/2026.toml").read_text("utf-8"))
    calendar = Calendar((parse_notice(year, name="2026.toml"),))
    return Rules(parse_profile(profile, name="xiayang.toml"), calendar)


_RULES = _rules()


def _contact(
    outcome: ContactOutcome,
    *,
    after_h: int = 2,
    recorded_h: int | None = None,
    summary: str = "已了解情况",
) -> Contact:
    occurred = _DISPATCHED + timedelta(hours=after_h)
    recorded = occurred if recorded_h is None else _DISPATCHED + timedelta(hours=recorded_h)
    return Contact(
        entry_id=f"{outcome}{after_h}",
        stamp=Stamp(recorded, "u1", "李敏"),
        occurred_at=occurred,
        way="电话",
        outcome=outcome,
        summary=summary,
    )


def _order(**changes: object) -> Order:
    order = new_order(
        order_id="o1",
        number="QP202611160000001",
        title="油烟扰民",
        kind="normal",
        unit_id="u",
        dispatched_at=_DISPATCHED,
        profile="xiayang",
        profile_version=1,
        stage=Stage.HANDLING,
        category="投诉/生态环境",
    )
    day = _DISPATCHED + timedelta(days=1)
    return order.with_round(
        contacts=(_contact(ContactOutcome.REACHED),),
        visits=(
            Visit(entry_id="v", stamp=_STAMP, occurred_at=day, place="青安路", findings="管道破损"),
        ),
        measures=(Measure(entry_id="m", stamp=_STAMP, occurred_at=day, text="当场责令整改"),),
        **changes,
    )


def _codes(order: Order, result: HandlingResult) -> set[str]:
    return {objection.code for objection in self_check(order, _RULES, result, _NOW)}


@pytest.mark.parametrize(
    ("record_time", "after_h", "recorded_h", "words"),
    [
        ("platform", 2, 48, "平台记录时间是 11月18日(周三)09:00"),
        ("platform", 2, 3, ""),
        ("platform", 48, 3, ""),
        ("claimed", 48, 3, "第一次联系在 11月18日(周三)09:00"),
        ("claimed", 2, 48, ""),
    ],
)
def test_lateness_goes_by_the_time_that_decides_here(
    record_time: str, after_h: int, recorded_h: int, words: str
) -> None:
    rules = Rules(replace(_RULES.profile, record_time=record_time), _RULES.calendar)
    row = _contact(ContactOutcome.REACHED, after_h=after_h, recorded_h=recorded_h)
    found = [
        objection.message
        for objection in self_check(_order().with_round(contacts=(row,)), rules, _GOOD, _NOW)
        if objection.code == "contact.late"
    ]
    assert len(found) == bool(words)
    assert all(words in message for message in found)
    assert all(("以平台记录时间为准" in text) == (record_time == "platform") for text in found)


def test_the_deadlines_last_second_counts_whole() -> None:
    due = datetime(2026, 11, 17, 23, 59, 59, 500_000, tzinfo=CST)
    row = structs.replace(_contact(ContactOutcome.REACHED), stamp=Stamp(due, "u1", "李敏"))
    assert _codes(_order().with_round(contacts=(row,)), _GOOD) == set()


def test_a_careful_record_has_nothing_to_object_to() -> None:
    assert self_check(_order(), _RULES, _GOOD, _NOW) == ()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"fact": ""}, "fact.missing"),
        ({"fact": "partly"}, "fact.note"),
        ({"demand": "unreasonable"}, "demand.note"),
        ({"cause": " "}, "cause.missing"),
        ({"cause": "同上。"}, "cause.option_word"),
        ({"outcome": ""}, "outcome.missing"),
        ({"outcome": "partly"}, "outcome.note"),
        ({"outcome": "unsolved", "outcome_note": "涉及产权纠纷，需协调"}, "plan.missing"),
        ({"fact": "false", "fact_note": "现场未见油烟"}, "outcome.false_fact"),
        ({"answer": ""}, "answer.missing"),
        ({"answer": "已 解决！"}, "answer.option_word"),
        ({"answer": "店家已经整改"}, "answer.short"),
        ({"answer": "多次拨打市民电话，联系不上，已发短信告知办理情况。"}, "answer.unreached"),
        ({"answer": "店家承诺12月底前完成管道更换，届时我们再来复查。"}, "answer.promise"),
        ({"answered_at": None}, "answer.time"),
        ({"answered_at": _NOW + timedelta(hours=1)}, "answer.future"),
        ({"answered_at": _DISPATCHED + timedelta(hours=1)}, "answer.before_contact"),
        ({"answer_way": ""}, "answer.way"),
        ({"feedback": "dissatisfied"}, "feedback.note"),
        ({"lead_person": ""}, "person.lead"),
        ({"handlers": "  "}, "person.handlers"),
    ],
)
def test_a_fault_in_the_result_raises_its_objection_alone(
    changes: dict[str, object], code: str
) -> None:
    assert _codes(_order(), structs.replace(_GOOD, **changes)) == {code}


@pytest.mark.parametrize(
    ("rows", "codes"),
    [
        ({"contacts": ()}, {"contact.missing"}),
        ({"contacts": (_contact(ContactOutcome.REACHED, after_h=48),)}, {"contact.late"}),
        ({"contacts": (_contact(ContactOutcome.REACHED, summary=" "),)}, {"contact.empty"}),
        ({"contacts": (_contact(ContactOutcome.NO_MEANS),)}, {"answer.no_means"}),
        (
            {
                "contacts": (
                    _contact(ContactOutcome.REACHED),
                    _contact(ContactOutcome.NO_MEANS, after_h=1),
                )
            },
            {"contact.contradiction"},
        ),
        ({"visits": ()}, {"visit.missing"}),
        ({"measures": ()}, {"measure.missing"}),
    ],
)
def test_a_fault_in_the_rows_raises_its_objection(rows: dict[str, object], codes: set[str]) -> None:
    assert _codes(_order().with_round(**rows), _GOOD) == codes


def test_a_retracted_contradiction_is_none() -> None:
    retracted = structs.replace(_contact(ContactOutcome.NO_MEANS), retracted="登记错误")
    order = _order().with_round(contacts=(_contact(ContactOutcome.REACHED), retracted))
    assert _codes(order, _GOOD) == set()


def test_a_consultation_needs_neither_fact_nor_visit() -> None:
    order = structs.replace(_order().with_round(visits=()), category="咨询/社会保障")
    assert _codes(order, structs.replace(_GOOD, fact="", cause="")) == set()


def test_rehandling_asks_for_the_heads_part_and_a_different_answer() -> None:
    first = _order(result=_GOOD)
    second = Round(number=2, started_at=_NOW - timedelta(days=1))
    order = structs.replace(
        first, rounds=(first.round, structs.replace(second, **_rows_of(first.round)))
    )
    assert _codes(order, _GOOD) == {
        "head_part.missing",
        "rework.reason",
        "rework.measures",
        "answer.repeated",
    }
    part = HeadPart(
        entry_id="h", stamp=_STAMP, occurred_at=_NOW, head="陈建国", place="青安路", text="现场督办"
    )
    better = structs.replace(
        _GOOD,
        answer="负责人到场协调，店家更换整套油烟净化设备，已当面向市民说明。",
        last_dissatisfaction="夜间仍有油烟",
        rehandle_measures="更换设备，安排夜间复查",
    )
    assert _codes(order.with_round(head_parts=(part,)), better) == set()


def _rows_of(the_round: Round) -> dict[str, object]:
    return {
        "contacts": the_round.contacts,
        "visits": the_round.visits,
        "measures": the_round.measures,
    }


def test_a_phone_number_in_a_confidential_order_is_serious() -> None:
    order = structs.replace(_order(), confidentiality=Confidentiality.REPORT)
    result = structs.replace(_GOOD, answer="已电话告知举报人13900001234，店家已停业整改。")
    objections = self_check(order, _RULES, result, _NOW)
    assert [(entry.code, entry.serious) for entry in objections] == [("answer.phone", True)]


def test_the_rule_about_confidential_callers_is_cited_at_its_own_place_alone() -> None:
    kaifeng = tomllib.loads((_ROOT / "profiles/kaifeng.toml").read_text("utf-8"))
    there = replace(_RULES, profile=parse_profile(kaifeng, name="kaifeng.toml"))
    order = structs.replace(_order(), confidentiality=Confidentiality.REPORT)
    result = structs.replace(_GOOD, answer="已电话告知举报人13900001234，店家已停业整改。")
    for rules, rule in ((there, "KF-20"), (_RULES, "")):
        found = self_check(order, rules, result, _NOW)
        assert [row.rule for row in found if row.code == "answer.phone"] == [rule]


def test_serious_objections_come_first() -> None:
    result = structs.replace(_GOOD, handlers="", answer="")
    order = _order()
    serious = [entry.serious for entry in self_check(order, _RULES, result, _NOW)]
    assert serious == sorted(serious, reverse=True)
    assert len(serious) == 2
    assert _NOW.date() == date(2026, 11, 19)


def test_no_objection_cites_the_rules_of_another_place() -> None:
    bare = self_check(_order(), _RULES, HandlingResult(), _NOW)
    cited = {objection.code: objection.rule for objection in bare}
    assert cited["person.lead"] == ""
    assert {rule[:2] for rule in cited.values() if rule} == {"XY"}
