"""What a clerk has confirmed stays silent after a start; what is nearer or has moved does not."""

from datetime import datetime, timedelta

import pytest
from helpers.office import HandClock, MemoryOptions
from hypothesis import example, given
from hypothesis import strategies as st

from desktop.domain.calendar import CST
from desktop.domain.profile import Duty
from desktop.services.alarms import Alarm
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice

NOW = datetime(2026, 11, 24, 14, 0, tzinfo=CST)
DUE = datetime(2026, 11, 24, 17, 0, tzinfo=CST)


def _alarm(which: Notice = Notice.HALF_DAY, due: datetime = DUE, order_id: str = "o-1") -> Alarm:
    return Alarm(order_id, "SF2611200001", Duty.CONTACT, due, which)


def _confirmed(*alarms: Alarm) -> MemoryOptions:
    options = MemoryOptions()
    ConfirmedAlarms(options, HandClock(NOW)).confirm(alarms)
    return options


def _after_a_start(options: MemoryOptions) -> ConfirmedAlarms:
    return ConfirmedAlarms(options, HandClock(NOW))


@pytest.mark.parametrize("which", list(Notice))
@pytest.mark.parametrize("confirmed", list(Notice))
def test_earlier_alarms_of_the_deadline_are_confirmed_with_it(
    confirmed: Notice, which: Notice
) -> None:
    levels = list(Notice)
    kept = _after_a_start(_confirmed(_alarm(confirmed)))
    assert kept.has(_alarm(which)) is (levels.index(which) <= levels.index(confirmed))


def test_a_moved_deadline_and_another_order_ring_again() -> None:
    kept = _after_a_start(_confirmed(_alarm()))
    assert not kept.has(_alarm(due=DUE + timedelta(days=1)))
    assert not kept.has(_alarm(order_id="o-2"))


def test_an_earlier_one_that_is_confirmed_late_takes_nothing_back() -> None:
    options = _confirmed(_alarm(Notice.HOUR))
    kept = _after_a_start(options)
    kept.confirm([_alarm(Notice.EARLY)])
    assert kept.has(_alarm(Notice.HOUR))


@given(days=st.integers(-30, 30))
def test_only_what_is_over_is_forgotten(days: int) -> None:
    alarm = _alarm(due=DUE + timedelta(days=days))
    options = _confirmed(alarm)
    _after_a_start(options).confirm([_alarm(order_id="o-2")])
    assert _after_a_start(options).has(alarm) is (days >= -1)


@pytest.mark.parametrize("kept", [None, "x", {"a": "x"}, {"a": ["noon", "2026-11-24"]}, {"a": []}])
def test_what_cannot_be_read_confirms_nothing(kept: object) -> None:
    found = _after_a_start(MemoryOptions({"alarms.confirmed": kept}))
    assert not found.has(_alarm())
    found.confirm([_alarm()])
    assert found.has(_alarm())


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=6,
)
_PARTS = _JSON | st.sampled_from([*Notice]).map(str)


@given(kept=_JSON | st.dictionaries(st.just(_alarm().what), st.lists(_PARTS, max_size=3)))
@example(kept={"x": [["hour"], "2026-11-24"]})
@example(kept={"x": [{}, []]})
def test_whatever_is_written_there_by_hand_the_bell_rings(kept: object) -> None:
    found = _after_a_start(MemoryOptions({"alarms.confirmed": kept}))
    found.has(_alarm())
    found.confirm([_alarm(Notice.HOUR)])
    assert found.has(_alarm(Notice.HOUR))
