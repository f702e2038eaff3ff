"""The month's figures count what was due, and the centre's messages are the new ones."""

from datetime import timedelta

from helpers.memory_store import MemoryStore
from helpers.rule_samples import OneRuleBook, xiayang_rules
from helpers.sample_histories import CLERK, NOW, sample_histories
from msgspec import structs

from desktop.contract.messages import Claimed
from desktop.domain.orders import Note, Stage, Stamp
from desktop.services.lists import Group
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.overview import OverviewDesk, Rate


class _Clock:
    def now(self):  # type: ignore[no-untyped-def]
        return NOW

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


def _overview(count: int) -> tuple[OverviewDesk, MemoryStore]:
    rules = xiayang_rules()
    store = MemoryStore(OneRuleBook(rules))
    for order in sample_histories(rules, now=NOW, count=count):
        store.put(order)
    desk = OrderDesk(store, store._rules, _Clock(), CLERK, ChangeFeed())
    return OverviewDesk(desk, store, _Clock()), store


def test_an_office_without_orders_has_no_rates() -> None:
    figures = _overview(0)[0].read().figures
    assert figures.dispatched == 0
    assert figures.accepted.percent is None


def test_bars_add_up_to_the_month() -> None:
    figures = _overview(24)[0].read().figures
    assert figures.dispatched == 24
    assert sum(figures.per_day.values()) == 24


def test_an_open_duty_counts_only_once_its_deadline_has_passed() -> None:
    overview, store = _overview(1)
    ((order, _),) = store.base.values()
    assert order.round.accepted is None
    assert overview.read().figures.accepted == Rate(0, 0)


def test_a_missed_acceptance_lowers_the_rate() -> None:
    overview, store = _overview(2)
    late, _ = store.base["o-000000"]
    store.put(structs.replace(late, dispatched_at=NOW - timedelta(days=9)))
    assert overview.read().figures.accepted == Rate(1, 2)


def test_bad_callbacks_lower_satisfaction() -> None:
    figures = _overview(12)[0].read().figures
    assert figures.satisfied == Rate(2, 3)


def test_messages_are_the_centres_and_not_older_than_yesterday() -> None:
    messages = _overview(24)[0].read().messages
    since = (NOW - timedelta(days=1)).replace(hour=0, minute=0)
    assert messages
    assert all(message.event.at >= since for message in messages)
    assert {message.event.what.partition("：")[0] for message in messages} <= {"回访", "办结"}
    assert list(messages) == sorted(messages, key=lambda entry: entry.event.at, reverse=True)


def _said_to_be_moved(stage: Stage) -> tuple[str, ...]:
    """Dispatch an order in another month, and let the centre say something about it today."""
    overview, store = _overview(0)
    rules = xiayang_rules()
    (order, *_) = sample_histories(rules, now=NOW, count=1)
    told = Note(
        entry_id="n-1",
        stamp=Stamp(NOW - timedelta(hours=1), "u-centre", "城运中心"),
        text="请补充退单理由",
    )
    old = structs.replace(order, stage=stage, dispatched_at=NOW - timedelta(days=40), notes=(told,))
    store.put(old)
    assert store.counts()[Group.TO_CONTACT] == 1
    return tuple(message.event.text for message in overview.read().messages)


def test_what_is_said_of_a_return_is_told_also_before_the_caller_was_called() -> None:
    assert _said_to_be_moved(Stage.RETURN_PENDING) == ("请补充退单理由",)
    assert _said_to_be_moved(Stage.RETURN_REFUSED) == ("请补充退单理由",)
    assert _said_to_be_moved(Stage.ACCEPTED) == ()
