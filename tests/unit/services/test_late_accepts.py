"""Late acceptances of the year, counted in lots (XY-01)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpers.memory_store import MemoryStore
from helpers.rule_samples import OneRuleBook, xiayang_rules
from helpers.sample_histories import CLERK

from desktop.contract.messages import Claimed
from desktop.domain.calendar import CST
from desktop.domain.orders import Order, Stage, Stamp, new_order
from desktop.services.late_accepts import LateAcceptDesk, LateAccepts
from desktop.services.lists import ListRow
from desktop.services.order_desk import ChangeFeed, OrderDesk

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=CST)


@dataclass
class _Clock:
    moment: datetime = NOW

    def now(self) -> datetime:
        return self.moment

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


def _order(name: str, dispatched: datetime, accepted: datetime | None) -> Order:
    order = new_order(
        order_id=name,
        number=name,
        title="楼道堆物",
        kind="normal",
        unit_id=CLERK.unit_id,
        dispatched_at=dispatched,
        profile="xiayang",
        profile_version=1,
    )
    return (
        order.with_round(accepted=Stamp(accepted, CLERK.user_id, CLERK.name)) if accepted else order
    )


def _desk(*orders: Order) -> tuple[LateAcceptDesk, MemoryStore, _Clock]:
    store = MemoryStore(OneRuleBook(xiayang_rules()))
    for order in orders:
        store.put(order)
    clock = _Clock()
    desk = OrderDesk(store, store._rules, clock, CLERK, ChangeFeed())
    return LateAcceptDesk(desk, store, clock), store, clock


def _day(month: int, day: int, hour: int = 9, year: int = 2026) -> datetime:
    return datetime(year, month, day, hour, 0, tzinfo=CST)


def test_what_was_accepted_late_or_still_lies_there_is_counted() -> None:
    desk, _, _ = _desk(
        _order("in-time", _day(3, 2), _day(3, 3, 16)),
        _order("late", _day(3, 2), _day(3, 4)),
        _order("lying", _day(11, 16), None),
        _order("fresh", _day(11, 20), None),
    )
    assert desk.look() == LateAccepts(2, complete=True)


def test_the_year_is_that_of_the_deadline() -> None:
    desk, _, clock = _desk(
        _order("last-year", _day(11, 3, year=2025), _day(11, 30, year=2025)),
        _order("over-new-year", _day(12, 31, year=2025), _day(1, 20)),
    )
    assert desk.look().count == 1
    clock.moment = _day(1, 4, year=2027)
    assert desk.look().count == 0


def test_an_order_closed_elsewhere_says_nothing_about_its_acceptance() -> None:
    from msgspec import structs

    order = structs.replace(_order("closed", _day(3, 2), None), stage=Stage.CLOSED)
    desk, _, _ = _desk(order)
    assert desk.look() == LateAccepts(0, complete=True)


def test_an_open_order_becomes_late_when_its_deadline_passes() -> None:
    desk, _, clock = _desk(_order("o", _day(11, 20), None))
    assert desk.look().count == 0
    clock.moment += timedelta(days=10)
    assert desk.look().count == 1


def test_many_orders_whose_deadline_runs_are_looked_at_once() -> None:
    desk, _, _ = _desk(*(_order(f"o-{place}", _day(11, 20), None) for place in range(300)))
    assert [desk.look().complete for _ in range(2)] == [False, True]


def test_a_long_year_is_counted_in_lots() -> None:
    orders = [_order(f"o-{place}", _day(3, 2), _day(3, 9)) for place in range(600)]
    desk, _, _ = _desk(*orders)
    seen = [desk.look() for _ in range(3)]
    assert [look.complete for look in seen] == [False, False, True]
    assert seen[-1].count == 600


class _CountingStore(MemoryStore):
    """Counts the rows that it was asked for."""

    asked = 0

    def rows(self, keys: Sequence[int]) -> Sequence[ListRow]:
        self.asked += len(keys)
        return super().rows(keys)


def test_a_pass_through_a_large_year_goes_on_where_it_stood() -> None:
    store = _CountingStore(OneRuleBook(xiayang_rules()))
    for number in range(1_500):
        store.put(_order(f"o{number}", _day(3, 2), _day(3, 2, 10)))
    orders = OrderDesk(store, store._rules, _Clock(), CLERK, ChangeFeed())
    desk = LateAcceptDesk(orders, store, _Clock())
    looks = 1
    while not desk.look().complete:
        looks += 1
    assert looks == 6
    assert store.asked == 1_500
    assert desk.look() == LateAccepts(0, complete=True)
    assert store.asked == 1_500, "what is decided is not even read again"
