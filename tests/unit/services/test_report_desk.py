"""Lists and reports count the right orders, read them in lots, and can be cancelled."""

import json
from datetime import date, datetime, timedelta

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import (
    CENTRE,
    CLERK,
    DISPATCHED_AT,
    HANDS_ON,
    RESULT,
    accepted_order,
    an_order,
    called_back,
    contacted,
    did,
    warned_order,
)
from helpers.pdf_text import whole_text
from helpers.report_room import kaifeng_score_rules, report_desk, set_clock
from helpers.rulebook import profile_rules, xiayang_rules
from msgspec import structs

from desktop.contract.codec import encode
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import (
    CallbackResult,
    Caller,
    Confidentiality,
    Level,
    Order,
    PlatformDue,
)
from desktop.domain.scoring.formula_sets import score_json
from desktop.domain.version_code import codes, form_id
from desktop.services.report_desk import (
    ReportCancelledError,
    ReportDesk,
    ReportRequest,
    ReportWatch,
)
from desktop.services.report_names import ReportForm
from desktop.services.report_period import read_period
from desktop.services.reports import (
    ArchiveReport,
    HandoverReport,
    OnsiteReport,
    RestDayReport,
    RewardReport,
    SelfReport,
    Share,
    TopicReport,
)

_SEPTEMBER = read_period("2026-09")
_OCTOBER = datetime(2026, 10, 20, 9, tzinfo=CST)


def numbered(order: Order, number: int, **changes: object) -> Order:
    found = {"order_id": f"o-{number}", "number": f"QP2026{number:05d}", **changes}
    return structs.replace(order, **found)


def closed_order(**changes: object) -> Order:
    order = did(
        accepted_order(),
        contacted(),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口", findings="堵塞"),
        act.SaveResult(RESULT),
        act.Submit(),
    )
    rated = structs.replace(called_back(), result=CallbackResult.SATISFIED)
    return structs.replace(did(order, rated, act.Close()), **changes)


@pytest.fixture
def desk(office: MemoryOffice) -> ReportDesk:
    set_clock(office, _OCTOBER)
    return report_desk(office, xiayang_rules(), score_rules=kaifeng_score_rules())


def test_the_register_holds_what_came_and_what_was_closed(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    closed = closed_order()
    assert closed.closed is not None
    office.cabinet.put(numbered(closed, 1))
    office.cabinet.put(numbered(accepted_order(), 2))
    office.cabinet.put(numbered(closed, 3, received_at=DISPATCHED_AT + timedelta(hours=2)))
    early = DISPATCHED_AT - timedelta(days=60)
    office.cabinet.put(numbered(closed, 4, dispatched_at=early))
    office.cabinet.put(numbered(accepted_order(), 5, dispatched_at=early))
    report = desk.read(ReportRequest(form=ReportForm.ARCHIVE, period=_SEPTEMBER, retention="10年"))
    assert isinstance(report, ArchiveReport)
    assert [(line.number, line.file_number) for line in report.lines] == [
        ("QP202600003", "2026-09-批001"),
        ("QP202600001", "2026-09-办001"),
        ("QP202600004", "2026-09-办002"),
        ("QP202600002", ""),
    ]
    assert [line.dispatched_in for line in report.lines] == [True, True, False, True]
    assert report.lines[0].feedback is CallbackResult.SATISFIED
    assert report.lines[0].outcome == "solved"


def test_an_order_of_the_first_and_of_the_last_moment_belongs_to_the_month(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    for number, moment in enumerate(
        (
            _SEPTEMBER.starts_at - timedelta(microseconds=1),
            _SEPTEMBER.starts_at,
            _SEPTEMBER.ends_at - timedelta(microseconds=1),
            _SEPTEMBER.ends_at,
        )
    ):
        office.cabinet.put(numbered(an_order(), number, dispatched_at=moment))
    report = desk.read(ReportRequest(form=ReportForm.ARCHIVE, period=_SEPTEMBER))
    assert isinstance(report, ArchiveReport)
    assert [line.number for line in report.lines] == ["QP202600001", "QP202600002"]
    counted = desk.read(ReportRequest(form=ReportForm.TOPICS, period=_SEPTEMBER))
    assert isinstance(counted, TopicReport)
    assert (counted.total.now, counted.total.before) == (2, 1)


def test_the_onsite_list_holds_supervised_orders_and_the_15th(office: MemoryOffice) -> None:
    set_clock(office, _OCTOBER)
    there = report_desk(office, profile_rules("linshu"))
    visited = did(
        accepted_order(),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place="门口", findings="堵塞"),
    )
    office.cabinet.put(numbered(visited, 1))
    warned = structs.replace(visited.rounds[0], level=Level.CITY)
    office.cabinet.put(numbered(visited, 2, rounds=(warned,)))
    office.cabinet.put(numbered(visited, 3, received_at=DISPATCHED_AT))
    report = there.read(ReportRequest(form=ReportForm.ONSITE, period=_SEPTEMBER))
    assert isinstance(report, OnsiteReport)
    assert [(line.number, line.category) for line in report.lines] == [
        ("QP202600002", "市级重办"),
        ("QP202600003", "上级交办重点"),
    ]
    assert report.due == date(2026, 10, 15)
    here = report_desk(office, xiayang_rules())
    elsewhere = here.read(ReportRequest(form=ReportForm.ONSITE, period=_SEPTEMBER))
    assert isinstance(elsewhere, OnsiteReport)
    assert elsewhere.due is None


def test_losses_stand_with_their_day_and_gains_with_their_points(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    office.cabinet.put(numbered(an_order(), 1))
    leaders = closed_order(received_at=DISPATCHED_AT)
    moment = HANDS_ON + timedelta(hours=8)
    taken = act.RecordHeadPart(
        entry_id="h", occurred_at=moment, head="周建国", place="现场", text="带队"
    )
    signed = did(warned_order(), act.Accept(), taken, moment=moment)
    office.cabinet.put(numbered(leaders, 2))
    office.cabinet.put(numbered(signed, 3))
    report = desk.read(ReportRequest(form=ReportForm.REWARDS, period=_SEPTEMBER))
    assert isinstance(report, RewardReport)
    assert report.handled == 3
    missed = [line for line in report.losses if line.number == "QP202600001"]
    assert {line.rule for line in missed} == {"XY-01", "XY-02", "XY-03"}
    assert all(_SEPTEMBER.holds(line.at) for line in report.losses)
    assert [(line.number, line.points, line.rule) for line in report.gains] == [
        ("QP202600003", "+5", "KF-09")
    ]


def test_topics_are_compared_with_the_month_before_and_the_year_before(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    months = [DISPATCHED_AT, DISPATCHED_AT - timedelta(days=30), DISPATCHED_AT.replace(year=2025)]
    number = 0
    for moment, counts in zip(months, ((4, 1), (2, 0), (0, 3)), strict=True):
        for category, count in zip(("噪音", "停车"), counts, strict=True):
            for _ in range(count):
                number += 1
                fresh = an_order(category=category, address="青安路139弄")
                office.cabinet.put(numbered(fresh, number, dispatched_at=moment))
    report = desk.read(ReportRequest(form=ReportForm.TOPICS, period=_SEPTEMBER))
    assert isinstance(report, TopicReport)
    assert (report.total.now, report.total.before, report.total.year_ago) == (5, 2, 3)
    name, counted = report.groups[0]
    assert name == "诉求类别"
    assert [(c.name, c.now, c.before, c.year_ago) for c in counted] == [
        ("噪音", 4, 2, 0),
        ("停车", 1, 0, 3),
    ]
    assert [(topic.name, topic.places) for topic in report.hot] == [("噪音", (("青安路139弄", 4),))]
    assert sum(len(counts) for _, counts in report.groups) >= 5


def test_the_year_is_counted_and_the_items_are_those_of_the_assessment(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    office.cabinet.put(numbered(closed_order(), 1))
    office.cabinet.put(numbered(an_order(), 2))
    office.cabinet.put(numbered(an_order(), 3, dispatched_at=_OCTOBER - timedelta(hours=1)))
    report = desk.read(ReportRequest(form=ReportForm.SELF_REPORT, period=read_period("2026")))
    assert isinstance(report, SelfReport)
    assert report.facts.dispatched == 3
    assert report.facts.closed == 1
    assert report.facts.in_time == Share(1, 2)
    assert report.facts.satisfied == Share(1, 1)
    assert [line.id for line in report.lines][-1] == "total"
    assert "3.1" in [line.id for line in report.lines]
    assert all(line.mark == "" for line in report.lines)


def test_marks_stand_with_what_they_were_computed_from(office: MemoryOffice) -> None:
    data = {"unit": "第一居委会", "period": "2026", "kind": "department",
            "on_time": {"rate_percent": "92.4"}, "plus": {"handled": 127}}  # fmt: skip
    rules = kaifeng_score_rules()
    score = score_json(rules, json.dumps(data).encode(), what_if=False)
    there = report_desk(office, xiayang_rules(), score_rules=rules, score=score)
    report = there.read(ReportRequest(form=ReportForm.SELF_REPORT, period=read_period("2026")))
    assert isinstance(report, SelfReport)
    lines = {line.id: line for line in report.lines}
    assert (lines["3.1"].mark, lines["3.1"].full) == ("28", "30")
    assert "92.4" in lines["3.1"].evidence
    assert lines["3.1"].clause.startswith("第四条(三)1")
    assert report.lines[-1].id == "total"


def test_without_an_assessment_the_year_still_has_its_numbers(office: MemoryOffice) -> None:
    alone = report_desk(office, xiayang_rules())
    report = alone.read(ReportRequest(form=ReportForm.SELF_REPORT, period=read_period("2026")))
    assert isinstance(report, SelfReport)
    assert (report.basis, report.lines) == ("", ())


def test_what_falls_due_on_a_rest_day_stands_with_who_is_on_duty(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    saturday = datetime(2026, 10, 24, 17, tzinfo=CST)
    due = (PlatformDue("handle", saturday), PlatformDue("contact", saturday + timedelta(days=2)))
    office.cabinet.put(numbered(accepted_order(), 1, platform_due=due, dispatched_at=_OCTOBER))
    request = ReportRequest(
        form=ReportForm.REST_DAYS,
        period=read_period("2026-10-20..2026-10-31"),
        roster={date(2026, 10, 24): "王海"},
    )
    report = desk.read(request)
    assert isinstance(report, RestDayReport)
    assert [
        (line.number, line.duty, line.person, line.due) for line in report.lines if line.number
    ] == [("QP202600001", "首次处置并提交", "王海", saturday)]
    assert report.lines[0].day_name.startswith("周六")


def test_the_handover_holds_duties_drafts_unsent_work_and_unsigned_sheets(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    fresh = numbered(an_order(), 1)
    office.cabinet.put(fresh)
    office.desk.act("o-1", act.Accept())
    office.desk.keep_draft("o-1", "contact", encode({"way": "电话"}))
    office.desk.keep_draft("o-1", "printed/F2/x", b"{}")
    order = office.order("o-1")
    office.desk.act(
        "o-1",
        act.FormPrinted(
            entry_id="p", form="F2", form_id=form_id(order, "F2", 1), round=1,
            codes=codes(order, "F2", 1),
        ),
    )  # fmt: skip
    report = desk.read(ReportRequest(form=ReportForm.HANDOVER, period=read_period("2026-10-20")))
    assert isinstance(report, HandoverReport)
    assert {line.duty for line in report.duties} == {"先行联系", "首次处置并提交"}
    assert [end.what for end in report.drafts] == ["先行联系"]
    assert [end.number for end in report.unsent] == ["QP202600001", "QP202600001"]
    assert [(end.what, end.state) for end in report.unsigned] == [
        ("工单处理记录表", "已打印，待签字扫描")
    ]


def test_a_closed_order_is_not_handed_over(office: MemoryOffice, desk: ReportDesk) -> None:
    office.cabinet.put(numbered(closed_order(), 1))
    report = desk.read(ReportRequest(form=ReportForm.HANDOVER, period=read_period("2026-10-20")))
    assert isinstance(report, HandoverReport)
    assert (report.duties, report.unsigned) == ((), ())


def test_reports_are_read_in_lots_and_end_when_cancelled(
    office: MemoryOffice, desk: ReportDesk
) -> None:
    for number in range(300):
        office.cabinet.put(numbered(an_order(), number))
    told: list[tuple[int, int]] = []

    def hear(done: int, total: int) -> None:
        told.append((done, total))

    request = ReportRequest(form=ReportForm.ARCHIVE, period=_SEPTEMBER)
    desk.read(request, ReportWatch(hear, lambda: False))
    assert told == [(0, 300), (256, 300), (300, 300)]
    told.clear()
    with pytest.raises(ReportCancelledError):
        desk.read(request, ReportWatch(hear, lambda: len(told) == 1))
    assert told == [(0, 300)]


@pytest.mark.parametrize("form", ReportForm)
@pytest.mark.parametrize("hidden", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_a_confidential_caller_is_in_no_report(
    office: MemoryOffice, desk: ReportDesk, form: ReportForm, hidden: Confidentiality
) -> None:
    name, phone = "欧阳春兰", "13987654321"
    told = f"{name}（{phone}）说井盖外溢"
    order = did(
        accepted_order(),
        contacted(),
        act.RecordVisit(entry_id="v", occurred_at=HANDS_ON, place=f"{name}家", findings=told),
        act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text=told),
        act.RegisterMatter(
            entry_id="ma", matter="reminder", received_at=HANDS_ON, text=f"督办{told}"
        ),
    )
    exposed = numbered(
        order, 1, title=told, caller=Caller(name, phone), confidentiality=hidden,
        category="城市管理/排水", received_at=DISPATCHED_AT,
    )  # fmt: skip
    office.cabinet.put(exposed)
    period = read_period("2026" if form is ReportForm.SELF_REPORT else "2026-09")
    report = desk.read(ReportRequest(form=form, period=period))
    shown = whole_text(desk.pdf(report).pdf) + desk.csv(report).decode()
    for secret in (name, phone, "139****4321", phone[-4:]):
        assert secret not in shown


def test_a_report_that_leaves_the_program_is_noted(office: MemoryOffice, desk: ReportDesk) -> None:
    desk.record(ReportRequest(form=ReportForm.ARCHIVE, period=_SEPTEMBER), "xlsx")
    assert [(entry.what, entry.order_id) for entry in office.cabinet.audits()] == [
        ("report F13 2026-09 xlsx", "")
    ]
    assert office.cabinet.audits()[0].actor == CLERK.user_id != CENTRE.user_id
