"""Every deadline: per kind and duty, explained, with the platform's own, and as properties."""

from datetime import date, datetime, timedelta, timezone

import pytest
from helpers.orders import (
    CLERK,
    DISPATCHED_AT,
    HANDS_ON,
    a_signature,
    an_order,
    at,
    called_back,
    contacted,
    did,
    order_in,
    pending_return_order,
    submitted_order,
    warned_order,
)
from helpers.rulebook import (
    bundled_calendar,
    calendar_with_holiday,
    rules_of,
    xiayang_content,
    xiayang_rules,
)
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import (
    Rules,
    clocks_for,
    clocks_of,
    due_of,
    is_return_closed,
    next_due,
    open_duties,
)
from desktop.domain.orders import PlatformDue, Stage
from desktop.domain.profile import Duty, Limit

_KINDS = ["normal", "urgent", "semi_urgent", "snapshot", "city_review"]
_FIRST = datetime(2025, 1, 1, tzinfo=CST)
_MOMENTS = st.integers(0, 790 * 24 * 60).map(lambda minutes: _FIRST + timedelta(minutes=minutes))


def _end(day: str) -> datetime:
    return datetime.combine(
        date.fromisoformat(day), datetime.max.time().replace(microsecond=0), CST
    )


def _dispatch(day: str, hour: int = 10) -> datetime:
    return datetime.combine(date.fromisoformat(day), datetime.min.time(), CST).replace(hour=hour)


_SPECIAL = ("urgent", "semi_urgent", "city_review")
_TABLE = [
    # dispatched, kinds, duty, due, rule, certain
    ("2026-02-13", _KINDS, "accept", "2026-02-14", "XY-01", True),
    ("2026-02-13", _KINDS, "contact", "2026-02-14", "XY-02", True),
    ("2026-02-13", _KINDS, "return", "2026-02-24", "XY-07", True),
    ("2026-02-13", ["normal"], "handle", "2026-02-27", "XY-03", True),
    ("2026-02-13", _SPECIAL, "handle", "2026-02-24", "XY-11", True),
    ("2026-02-13", ["snapshot"], "handle", "2026-02-16", "XY-11", True),
    ("2026-02-13", ["normal"], "rehandle", "2026-02-25", "XY-05", True),
    ("2026-02-13", _SPECIAL, "rehandle", "2026-02-24", "XY-05", True),
    ("2026-02-13", ["snapshot"], "rehandle", "2026-02-16", "XY-05", True),
    ("2026-02-21", _KINDS, "contact", "2026-02-24", "XY-02", True),
    ("2026-02-21", ["normal"], "handle", "2026-02-28", "XY-03", True),
    ("2026-02-21", ["snapshot"], "handle", "2026-02-24", "XY-11", True),
    ("2026-04-30", _KINDS, "accept", "2026-05-06", "XY-01", True),
    ("2026-04-30", _KINDS, "return", "2026-05-07", "XY-07", True),
    ("2026-04-30", ["normal"], "handle", "2026-05-11", "XY-03", True),
    ("2026-04-30", ["normal"], "rehandle", "2026-05-08", "XY-05", True),
    ("2026-04-30", ["snapshot"], "handle", "2026-05-03", "XY-11", True),
    ("2026-09-18", _KINDS, "accept", "2026-09-20", "XY-01", True),
    ("2026-09-18", _KINDS, "contact", "2026-09-20", "XY-02", True),
    ("2026-09-18", _KINDS, "return", "2026-09-21", "XY-07", True),
    ("2026-09-18", ["normal"], "handle", "2026-09-24", "XY-03", True),
    ("2026-09-18", _SPECIAL, "handle", "2026-09-21", "XY-11", True),
    ("2026-09-18", ["snapshot"], "handle", "2026-09-21", "XY-11", True),
    ("2026-09-30", ["normal"], "handle", "2026-10-13", "XY-03", True),
    ("2026-09-30", _SPECIAL, "handle", "2026-10-09", "XY-11", True),
    ("2026-09-30", ["snapshot"], "handle", "2026-10-03", "XY-11", True),
    ("2026-09-30", ["normal"], "rehandle", "2026-10-10", "XY-05", True),
    ("2026-11-20", _SPECIAL, "handle", "2026-11-24", "XY-11", True),
    ("2026-11-20", ["snapshot"], "handle", "2026-11-23", "XY-11", True),
    ("2026-11-20", ["snapshot"], "rehandle", "2026-11-23", "XY-05", True),
    ("2026-11-20", _SPECIAL, "rehandle", "2026-11-24", "XY-05", True),
    ("2026-12-30", _KINDS, "contact", "2026-12-31", "XY-02", True),
    ("2026-12-30", _KINDS, "return", "2027-01-04", "XY-07", False),
    ("2026-12-30", ["normal"], "handle", "2027-01-07", "XY-03", False),
    # two working days cannot end before 01-02, whatever the notice for 2027 says …
    ("2026-12-30", ["snapshot"], "handle", "2027-01-02", "XY-11", True),
    # … but here they might, if both days of the weekend were made working days
    ("2027-01-01", ["snapshot"], "handle", "2027-01-04", "XY-11", False),
]


@pytest.mark.parametrize(("day", "kinds", "duty", "due", "rule", "certain"), _TABLE)
def test_deadlines_by_kind_and_duty(
    day: str, kinds: list[str], duty: str, due: str, rule: str, certain: bool
) -> None:
    start = _dispatch(day)
    for kind in kinds:
        clocks = clocks_for(kind, xiayang_rules(), dispatched_at=start, rehandle_at=start)
        (clock,) = [clock for clock in clocks if clock.duty == duty]
        assert (clock.due, clock.rule, clock.certain) == (_end(due), rule, certain)


def test_the_rehandling_clock_is_left_out_before_there_is_one() -> None:
    duties = [clock.duty for clock in clocks_for("normal", xiayang_rules(), dispatched_at=at(0))]
    assert duties == [Duty.ACCEPT, Duty.CONTACT, Duty.RETURN, Duty.HANDLE]


def _limits(kind: str, duty: Duty) -> tuple[Limit, ...]:
    rule = xiayang_rules().profile.clock(duty, kind)
    assert rule is not None
    return rule.limits


@given(st.sampled_from(_KINDS), _MOMENTS, _MOMENTS)
def test_the_explained_days_end_at_the_deadline(
    kind: str, start: datetime, again: datetime
) -> None:
    for clock in clocks_for(kind, xiayang_rules(), dispatched_at=start, rehandle_at=again):
        assert clock.due.date() == clock.days[-1].date
        assert clock.days[-1].working
        first, *passed = clock.days
        assert (first.date, first.working) == (clock.start.astimezone(CST).date(), False)
        assert "不计" in first.why
        assert passed[0].date == first.date + timedelta(days=1)
        counted = sum(day.working for day in passed)
        assert counted in {limit.count for limit in _limits(kind, clock.duty)}
        assert all(day.why for day in clock.days)
        if clock.certain:
            assert all(day.certain for day in passed)


@given(st.sampled_from(_KINDS), _MOMENTS)
def test_the_quick_deadline_is_the_explained_one(kind: str, start: datetime) -> None:
    fresh = an_order(kind=kind, dispatched_at=start)
    again = structs.replace(fresh, rounds=(*fresh.rounds, fresh.round), stage=Stage.WARNED)
    again = again.with_round(number=2, started_at=start + timedelta(days=9))
    for order in (fresh, again):
        clocks = clocks_of(order, xiayang_rules())
        assert clocks
        for clock in clocks:
            due = due_of(order, clock.duty, xiayang_rules())
            assert due is not None
            quick = (due.due, due.certain, due.rule)
            assert quick == (clock.due, clock.certain, clock.rule)


@given(st.sampled_from(_KINDS), st.sampled_from(list(Duty)[:5]), _MOMENTS, st.integers(0, 28800))
def test_a_later_dispatch_never_has_an_earlier_deadline(
    kind: str, duty: Duty, start: datetime, minutes: int
) -> None:
    later = start + timedelta(minutes=minutes)

    def due(moment: datetime) -> datetime:
        clocks = clocks_for(kind, xiayang_rules(), dispatched_at=moment, rehandle_at=moment)
        return next(clock.due for clock in clocks if clock.duty is duty)

    assert due(start) <= due(later)


@given(st.sampled_from(_KINDS), _MOMENTS, st.dates(date(2025, 1, 1), date(2026, 12, 31)))
def test_one_more_holiday_never_makes_a_deadline_earlier(
    kind: str, start: datetime, holiday: date
) -> None:
    rules = Rules(xiayang_rules().profile, calendar_with_holiday(holiday))
    before = clocks_for(kind, xiayang_rules(), dispatched_at=start, rehandle_at=start)
    after = clocks_for(kind, rules, dispatched_at=start, rehandle_at=start)
    assert all(a.due >= b.due for a, b in zip(after, before, strict=True))


@given(_MOMENTS)
def test_the_earliest_of_two_limits_is_never_later_than_either(start: datetime) -> None:
    def handle_due(limits: list[dict[str, object]]) -> datetime:
        content = xiayang_content()
        content["clocks"][5]["limits"] = limits
        clocks = clocks_for("snapshot", rules_of(content), dispatched_at=start)
        return next(clock.due for clock in clocks if clock.duty is Duty.HANDLE)

    working, natural = {"count": 2, "unit": "wd"}, {"count": 3, "unit": "nd"}
    both = handle_due([working, natural])
    assert both == min(handle_due([working]), handle_due([natural]))


@given(_MOMENTS, st.integers(-12, 14))
def test_days_are_those_of_china_whatever_the_offset(start: datetime, hours: int) -> None:
    abroad = start.astimezone(timezone(timedelta(hours=hours)))
    here = clocks_for("normal", xiayang_rules(), dispatched_at=start)
    there = clocks_for("normal", xiayang_rules(), dispatched_at=abroad)
    assert [clock.due for clock in here] == [clock.due for clock in there]
    assert all(clock.due.utcoffset() == timedelta(hours=8) for clock in there)


def test_the_dispatch_day_does_not_count_at_any_hour() -> None:
    for hour in (0, 9, 23):
        (accept, *_) = clocks_for(
            "normal", xiayang_rules(), dispatched_at=_dispatch("2026-11-18", hour)
        )
        assert accept.due == _end("2026-11-19")


def test_one_working_day_alarms_at_the_stricter_reading() -> None:
    clocks = clocks_for("normal", xiayang_rules(), dispatched_at=DISPATCHED_AT)
    alarms = {clock.duty: clock.alarm_at for clock in clocks}
    assert alarms[Duty.CONTACT] == datetime(2026, 9, 20, 10, 0, tzinfo=CST)
    assert alarms[Duty.HANDLE] == _end("2026-09-24")


class TestPlatformDeadline:
    """The platform's own deadline wins, and a difference is shown."""

    own = datetime(2026, 9, 23, 17, 30, tzinfo=CST)

    def test_it_wins_and_the_computed_one_is_shown(self) -> None:
        order = an_order(platform_due=(PlatformDue("handle", self.own),))
        (clock,) = [c for c in clocks_of(order, xiayang_rules()) if c.duty is Duty.HANDLE]
        assert (clock.due, clock.rule, clock.certain) == (self.own, "platform", True)
        assert clock.computed == _end("2026-09-24")
        assert clock.alarm_at == self.own
        due = due_of(order, Duty.HANDLE, xiayang_rules())
        assert due is not None
        assert (due.due, due.rule, due.certain) == (self.own, "platform", True)

    def test_agreement_shows_no_difference(self) -> None:
        order = an_order(platform_due=(PlatformDue("handle", _end("2026-09-24")),))
        (clock,) = [c for c in clocks_of(order, xiayang_rules()) if c.duty is Duty.HANDLE]
        assert (clock.rule, clock.computed) == ("platform", None)

    def test_it_stands_alone_where_the_place_has_no_clock(self) -> None:
        content = xiayang_content()
        content["clocks"] = []
        rules = rules_of(content)
        order = an_order(platform_due=(PlatformDue("handle", self.own),))
        (clock,) = clocks_of(order, rules)
        assert (clock.due, clock.rule, clock.days) == (self.own, "platform", ())
        assert next_due(order, rules) == due_of(order, Duty.HANDLE, rules)
        assert due_of(order, Duty.CONTACT, rules) is None
        assert next_due(an_order(), rules) is None

    def test_the_centre_sets_and_replaces_it(self) -> None:
        later = self.own + timedelta(days=1)
        order = did(an_order(), act.SetDue("handle", self.own), act.SetDue("handle", later))
        assert order.platform_due == (PlatformDue("handle", later),)

    def test_an_old_rehandling_deadline_does_not_rule_the_next_round(self) -> None:
        order = did(warned_order(), act.SetDue("rehandle", self.own), act.Accept())
        order = did(
            order,
            act.SaveResult(structs.replace(submitted_order().round.result)),  # type: ignore[type-var]
            act.RecordHeadPart(
                entry_id="h", occurred_at=HANDS_ON, head="周建国", place="", text="到场"
            ),
            act.Submit(),
        )
        third = did(order, called_back(entry="cb-2"), moment=at(30))
        assert third.round.number == 3
        (clock,) = clocks_of(third, xiayang_rules())
        assert clock.rule == "XY-05"


class TestRehandling:
    def test_only_the_rehandling_clock_runs_from_the_warning(self) -> None:
        order = did(submitted_order(), called_back(), moment=_dispatch("2026-09-30"))
        (clock,) = clocks_of(order, xiayang_rules())
        assert (clock.duty, clock.due) == (Duty.REHANDLE, _end("2026-10-10"))
        assert open_duties(order) == (Duty.REHANDLE,)

    def test_redispatch_starts_new_clocks(self) -> None:
        moved = did(
            pending_return_order(),
            act.DecideReturn(entry_id="d", accepted=True, opinion="改派", new_unit_id="juwei-2"),
            moment=_dispatch("2026-09-21"),
        )
        assert open_duties(moved) == (Duty.ACCEPT, Duty.CONTACT, Duty.HANDLE)
        dues = {clock.duty: clock.due for clock in clocks_of(moved, xiayang_rules())}
        assert dues[Duty.CONTACT] == _end("2026-09-22")
        assert dues[Duty.HANDLE] == _end("2026-09-29")

    def test_the_platform_deadlines_of_the_former_unit_are_gone(self) -> None:
        pending = did(pending_return_order(), act.SetDue("handle", at(50)))
        moved = did(
            pending,
            act.DecideReturn(entry_id="d", accepted=True, opinion="改派", new_unit_id="juwei-2"),
        )
        assert moved.platform_due == ()


class TestOpenDuties:
    @pytest.mark.parametrize(
        "stage",
        [Stage.SUBMITTED, Stage.AWAITING_FILES, Stage.CALLBACK, Stage.CLOSED, Stage.REMOVED],
    )
    def test_nothing_is_open_once_it_is_handed_in(self, stage: Stage) -> None:
        order = order_in(stage)
        assert open_duties(order) == ()
        assert next_due(order, xiayang_rules()) is None

    def test_duties_go_one_by_one(self) -> None:
        order = an_order()
        assert open_duties(order) == (Duty.ACCEPT, Duty.CONTACT, Duty.HANDLE)
        order = did(order, act.Accept())
        assert open_duties(order) == (Duty.CONTACT, Duty.HANDLE)
        order = did(order, contacted())
        assert open_duties(order) == (Duty.HANDLE,)

    def test_a_pending_return_lets_the_other_clocks_run_on(self) -> None:
        order = pending_return_order()
        assert open_duties(order) == (Duty.CONTACT, Duty.HANDLE)
        assert next_due(order, xiayang_rules()) == due_of(order, Duty.CONTACT, xiayang_rules())

    def test_a_retracted_contact_is_none(self) -> None:
        order = did(an_order(), act.Accept(), contacted(), act.Retract("c-1", "打错"))
        assert Duty.CONTACT in open_duties(order)

    def test_the_next_is_the_one_that_ends_first(self) -> None:
        due = next_due(an_order(), xiayang_rules())
        assert due is not None
        assert (due.duty, due.due) == (Duty.ACCEPT, _end("2026-09-20"))


class TestReturnLock:
    def test_the_last_second_still_counts_in_full(self) -> None:
        order = an_order()
        end = _end("2026-09-21")
        assert is_return_closed(order, xiayang_rules(), end.replace(microsecond=999_999)) is None
        closed = is_return_closed(order, xiayang_rules(), end + timedelta(seconds=1))
        assert closed is not None
        assert closed.due == end

    def test_a_provisional_date_never_locks(self) -> None:
        order = an_order(dispatched_at=_dispatch("2026-12-30"))
        assert is_return_closed(order, xiayang_rules(), _dispatch("2027-02-01")) is None

    def test_a_later_platform_value_keeps_it_open(self) -> None:
        order = an_order(platform_due=(PlatformDue("return", _end("2026-09-25")),))
        assert is_return_closed(order, xiayang_rules(), _dispatch("2026-09-23")) is None
        assert is_return_closed(order, xiayang_rules(), _dispatch("2026-09-26")) is not None

    def test_a_place_without_return_clock_never_locks(self) -> None:
        content = xiayang_content()
        del content["clocks"][2]
        assert is_return_closed(an_order(), rules_of(content), _dispatch("2027-01-01")) is None


def test_the_signed_sheet_does_not_move_a_clock() -> None:
    order = did(an_order(), act.Accept(), act.SaveReturnForm(act.ReturnForm(reason="x")))
    signed = did(order, a_signature(order, "F1", "head"), actor=CLERK)
    assert clocks_of(signed, xiayang_rules()) == clocks_of(order, xiayang_rules())
    assert bundled_calendar() is xiayang_rules().calendar
