"""Regular reports of the unit: what is open when, noting it, taking that back (LS-11, KF-19)."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

import pytest
from helpers.memory_office import Cabinet
from helpers.office import MemoryOptions
from helpers.rulebook import profile_rules
from helpers.sample_histories import CLERK
from hypothesis import given
from hypothesis import strategies as st

from desktop.contract.messages import Claimed
from desktop.domain.calendar import CST
from desktop.domain.reporting import ReportDue, explained, reports_due
from desktop.services.alarms import ReportAlarms
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice
from desktop.services.order_desk import RefusedError
from desktop.services.reporting_duties import (
    HandedIn,
    ReportingDuties,
    Standing,
    board_text,
    duty_board,
)

_SHEET = "onsite_sheet"
_LINSHU = profile_rules("linshu")


@dataclass
class _Clock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


@pytest.fixture
def clock() -> _Clock:
    return _Clock(datetime(2026, 11, 12, 9, 0, tzinfo=CST))


@pytest.fixture
def duties(cabinet: Cabinet, clock: _Clock) -> ReportingDuties:
    made = ReportingDuties(cabinet.store, partial(profile_rules, "linshu"), clock, CLERK)
    moment, clock.moment = clock.moment, datetime(2026, 9, 1, 9, 0, tzinfo=CST)
    made.read()
    clock.moment = moment
    return made


def _nothing(_report: ReportDue) -> HandedIn | None:
    return None


def _standings(duties: ReportingDuties) -> list[tuple[date, str]]:
    return [
        (line.report.due, line.standing.value)
        for line in duties.read().lines
        if line.report.duty.id == _SHEET
    ]


@pytest.mark.parametrize(
    ("today", "expected"),
    [
        (date(2026, 11, 1), [(date(2026, 10, 15), "overdue"), (date(2026, 11, 15), "coming")]),
        (date(2026, 11, 8), [(date(2026, 10, 15), "overdue"), (date(2026, 11, 15), "soon")]),
        (date(2026, 11, 15), [(date(2026, 10, 15), "overdue"), (date(2026, 11, 15), "soon")]),
        (date(2026, 11, 16), [(date(2026, 11, 15), "overdue"), (date(2026, 12, 15), "coming")]),
    ],
)
def test_the_15th_counts_and_what_was_missed_is_asked_for(
    today: date, expected: list[tuple[date, str]]
) -> None:
    board = duty_board(_LINSHU, today, date(2026, 1, 1), _nothing)
    assert [(line.report.due, line.standing.value) for line in board.lines] == expected
    assert {duty.id for duty in board.as_needed} == {
        "knowledge", "staff_changes", "review_of_orders",
    }  # fmt: skip


def test_a_report_is_noted_with_its_day_and_in_the_audit_log(
    duties: ReportingDuties, cabinet: Cabinet, clock: _Clock
) -> None:
    duties.hand_in(_SHEET, date(2026, 11, 15), date(2026, 11, 11))
    assert _standings(duties) == [
        (date(2026, 10, 15), "overdue"),
        (date(2026, 12, 15), "coming"),
        (date(2026, 11, 15), "done"),
    ]
    [line] = [line for line in duties.read().lines if line.handed_in]
    assert line.handed_in == HandedIn(date(2026, 11, 11), CLERK.name, clock.moment)
    [entry] = cabinet.audits()
    assert (entry.what, entry.actor) == ("report_handed_in", CLERK.user_id)
    assert entry.detail == {"duty": _SHEET, "due": "2026-11-15", "on": "2026-11-11"}


def test_taking_it_back_opens_it_again(duties: ReportingDuties, cabinet: Cabinet) -> None:
    before = duties.read()
    duties.hand_in(_SHEET, date(2026, 11, 15), date(2026, 11, 11))
    duties.take_back(_SHEET, date(2026, 11, 15))
    assert duties.read() == before
    assert [entry.what for entry in cabinet.audits()] == ["report_handed_in", "report_taken_back"]
    with pytest.raises(RefusedError) as refused:
        duties.take_back(_SHEET, date(2026, 11, 15))
    assert refused.value.code == "report.open"


def test_the_earliest_open_one_is_noted_and_the_latest_noted_one_taken_back(
    duties: ReportingDuties,
) -> None:
    before = duties.read()
    assert duties.hand_in_next(_SHEET).due == date(2026, 10, 15)
    assert duties.hand_in_next(_SHEET, date(2026, 11, 11)).due == date(2026, 11, 15)
    assert duties.take_back_last(_SHEET).due == date(2026, 11, 15)
    assert duties.take_back_last(_SHEET).due == date(2026, 10, 15)
    assert duties.read() == before
    for wrong in (partial(duties.take_back_last, _SHEET), partial(duties.hand_in_next, "none")):
        with pytest.raises(RefusedError):
            wrong()
    with pytest.raises(RefusedError) as refused:
        duties.hand_in_next(_SHEET, date(2026, 11, 13))
    assert refused.value.code == "report.future"


def test_a_new_office_is_not_told_what_it_missed_before(cabinet: Cabinet, clock: _Clock) -> None:
    clock.moment = datetime(2026, 11, 16, 9, 0, tzinfo=CST)
    duties = ReportingDuties(cabinet.store, partial(profile_rules, "linshu"), clock, CLERK)
    assert _standings(duties) == [(date(2026, 12, 15), "coming")]
    clock.moment = datetime(2026, 12, 16, 9, 0, tzinfo=CST)
    assert _standings(duties) == [(date(2026, 12, 15), "overdue"), (date(2027, 1, 15), "coming")]


def test_a_late_one_is_late_and_leaves_the_list_a_week_later(
    duties: ReportingDuties, clock: _Clock
) -> None:
    duties.hand_in(_SHEET, date(2026, 10, 15), date(2026, 11, 12))
    assert (date(2026, 10, 15), "done_late") in _standings(duties)
    clock.moment = datetime(2026, 11, 19, 9, 0, tzinfo=CST)
    assert (date(2026, 10, 15), "done_late") not in _standings(duties)
    duties.hand_in(_SHEET, date(2026, 11, 15), date(2026, 11, 15))
    assert (date(2026, 11, 15), "done") in _standings(duties)
    clock.moment = datetime(2026, 11, 23, 9, 0, tzinfo=CST)
    assert _standings(duties) == [(date(2026, 12, 15), "coming")]


@pytest.mark.parametrize(
    ("duty", "due", "on", "code"),
    [
        (_SHEET, date(2026, 11, 15), date(2026, 11, 13), "report.future"),
        (_SHEET, date(2026, 11, 14), date(2026, 11, 12), "report.unknown"),
        ("knowledge", date(2026, 11, 15), date(2026, 11, 12), "report.unknown"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_noted(
    duties: ReportingDuties, cabinet: Cabinet, duty: str, due: date, on: date, code: str
) -> None:
    with pytest.raises(RefusedError) as refused:
        duties.hand_in(duty, due, on)
    assert refused.value.code == code
    assert cabinet.audits() == []


_PLACES = st.sampled_from(["xiayang", "linshu", "kaifeng", "xshi", "generic", "platform"])


@given(_PLACES, st.dates(date(2025, 1, 1), date(2027, 12, 31)))
def test_each_dated_duty_has_one_open_report_ahead_and_none_is_lost(
    place: str, today: date
) -> None:
    rules = profile_rules(place)
    board = duty_board(rules, today, date.min, _nothing)
    dated = {duty.id for duty in rules.profile.reporting_duties if duty.cycle != "as_needed"}
    ahead = [line.report.duty.id for line in board.lines if line.report.due >= today]
    assert sorted(ahead) == sorted(dated)
    assert {duty.id for duty in board.as_needed} | dated == {
        duty.id for duty in rules.profile.reporting_duties
    }
    for line in board.lines:
        assert (line.standing is Standing.OVERDUE) == (line.report.due < today)
        assert line.report.duty.clause in board_text(board)


@pytest.mark.parametrize(
    ("place", "duty", "words"),
    [
        ("linshu", _SHEET, "每月15日以前，当日计入；11月15日（周日）是休息日"),
        ("xiayang", "bulletin_part", "每双月一次；文件没有写明日期，按偶数月的月末计"),
        ("kaifeng", "self_report", "每年一次；文件没有写明日期，按12月月末计"),
        ("kaifeng", "rewards", "每月一次；文件没有写明日期，按当月月末计"),
        ("xiayang", "meeting", "每季度一次；文件没有写明日期，按季度末计"),
        ("kaifeng", "study", "每半年一次；文件没有写明日期，按六月、十二月的月末计"),
    ],
)
def test_the_day_is_explained(place: str, duty: str, words: str) -> None:
    found = reports_due(profile_rules(place), date(2026, 11, 1), date(2026, 12, 31))
    assert explained(next(report for report in found if report.duty.id == duty)).startswith(words)


def test_a_day_in_an_unpublished_year_says_so() -> None:
    [report] = reports_due(_LINSHU, date(2028, 1, 15), date(2028, 1, 15))
    assert explained(report).endswith("提醒的日子为暂定")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 12, 17, 30, tzinfo=CST), None),
        (datetime(2026, 11, 13, 8, 0, tzinfo=CST), None),
        (datetime(2026, 11, 13, 8, 31, tzinfo=CST), Notice.EARLY),
        (datetime(2026, 11, 13, 14, 30, tzinfo=CST), Notice.HALF_DAY),
        (datetime(2026, 11, 13, 17, 1, tzinfo=CST), Notice.HOUR),
        (datetime(2026, 11, 13, 18, 1, tzinfo=CST), None),
        (datetime(2026, 11, 14, 9, 0, tzinfo=CST), None),
        (datetime(2026, 11, 15, 9, 0, tzinfo=CST), None),
    ],
)
def test_it_rings_on_the_last_working_day_before_a_rest_day(
    duties: ReportingDuties, clock: _Clock, moment: datetime, expected: Notice | None
) -> None:
    clock.moment = moment
    rung = ReportAlarms(duties, clock, ConfirmedAlarms(MemoryOptions(), clock)).ring()
    assert [alarm.which for alarm in rung] == ([expected] if expected else [])
    assert all(alarm.report.due == date(2026, 11, 15) for alarm in rung)


def test_each_alarm_rings_once_and_none_after_handing_in(
    duties: ReportingDuties, clock: _Clock
) -> None:
    alarms = ReportAlarms(duties, clock, ConfirmedAlarms(MemoryOptions(), clock))
    clock.moment = datetime(2026, 11, 13, 9, 0, tzinfo=CST)
    [first] = alarms.ring()
    assert "11月15日（周日）以前报送，今天是此前最后一个工作日" in first.message
    assert alarms.ring() == ()
    assert first.what in alarms.open
    duties.hand_in(_SHEET, date(2026, 11, 15), date(2026, 11, 13))
    clock.moment = datetime(2026, 11, 13, 17, 30, tzinfo=CST)
    assert alarms.ring() == ()
    assert first.what not in alarms.open


def test_on_the_day_itself_the_words_are_others(duties: ReportingDuties, clock: _Clock) -> None:
    clock.moment = datetime(2026, 10, 15, 9, 0, tzinfo=CST)
    [alarm] = ReportAlarms(duties, clock, ConfirmedAlarms(MemoryOptions(), clock)).ring()
    assert "今天是最后一天" in alarm.message


def test_a_confirmed_report_rings_again_only_when_it_is_nearer(
    duties: ReportingDuties, clock: _Clock
) -> None:
    confirmed = ConfirmedAlarms(MemoryOptions(), clock)
    clock.moment = datetime(2026, 11, 13, 9, 0, tzinfo=CST)
    confirmed.confirm(ReportAlarms(duties, clock, confirmed).ring())
    again = ReportAlarms(duties, clock, confirmed)
    assert again.ring() == ()
    clock.moment = datetime(2026, 11, 13, 17, 30, tzinfo=CST)
    assert [alarm.which for alarm in again.ring()] == [Notice.HOUR]
