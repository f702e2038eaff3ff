"""A page is one transaction until a clerk waits; decided by who waits, not by clocks."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.orders import an_order
from helpers.rulebook import xiayang_rules
from helpers.stores import KEY, put_change
from sqlalchemy import event

from desktop.contract.messages import Change
from desktop.domain.clocks import Rules
from desktop.services.lists import Group
from desktop.store.lot_size import MOST_SLICES, LotSize
from desktop.store.store import Store
from desktop.store.sync_part import LOT as INDEX_STEP
from desktop.store.sync_part import SLICE as LOT


class InterruptedRules:
    """Rules that let something happen at a certain order of a pull."""

    def __init__(self) -> None:
        self._left = -1
        self._happening: Callable[[], None] | None = None

    def at_order(self, count: int, happening: Callable[[], None]) -> None:
        self._left, self._happening = count, happening

    def rules_for(self, profile: str, version: int) -> Rules:
        self._left -= 1
        if self._left == 0 and self._happening:
            self._happening()
        return xiayang_rules()


@pytest.fixture
def rules() -> InterruptedRules:
    return InterruptedRules()


@pytest.fixture
def desk(tmp_path: Path, rules: InterruptedRules) -> Iterator[Store]:
    store = Store.open(tmp_path, KEY, rules)
    yield store
    store.close()


class WaitingClerk:
    """A clerk who begins to save in the middle of a pull, and looks at what is there then."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._thread = threading.Thread(target=self._save)
        self.saw: tuple[int, str] = (-1, "")

    def begin(self) -> None:
        """Begin, and come back when the clerk waits for his turn."""
        self._thread.start()
        turn = self._store._database.turn
        tick = threading.Event()
        while not turn.waiting_clerks:
            tick.wait(0.0005)

    def _save(self) -> None:
        with self._store.writing() as transaction:
            transaction.save_draft("o-1", "F2", b"typed")
            self.saw = (self._store.counts()[Group.TO_ACCEPT], self._store.state().cursor)

    def end(self) -> tuple[int, str]:
        self._thread.join()
        return self.saw


def page(start: int, count: int) -> list[Change]:
    ids = range(start, start + count)
    return [put_change(an_order(order_id=f"o-{n}", number=f"N{n}"), n + 1) for n in ids]


def grown(store: Store) -> int:
    """Pull until transactions are as large as they get; gives how many orders there are."""
    at = 0
    for size in (1, 2, 4, 8, 16):
        store.apply_changes(page(at, size * LOT), epoch=7, cursor=f"c{at}")
        at += size * LOT
    return at


def test_lots_grow_while_nobody_waits_and_start_again_when_somebody_does() -> None:
    size = LotSize()
    seen = []
    for waits in (*[False] * 6, True, False):
        seen.append(size.slices)
        size.adapt(clerk_waits=waits)
    assert seen == [1, 2, 4, 8, 16, MOST_SLICES, MOST_SLICES, 1]


def test_lots_stay_small_near_a_clerk_who_works() -> None:
    size = LotSize()
    seen = []
    for _ in range(3):
        size.adapt(clerk_waits=True)
        for _ in range(8):
            seen.append(size.slices)
            size.adapt(clerk_waits=False)
    assert max(seen) == 2
    for _ in range(40):
        size.adapt(clerk_waits=False)
    assert size.slices == MOST_SLICES


def test_a_waiting_clerk_saves_before_the_rest_of_the_page_and_the_cursor_waits(
    desk: Store, rules: InterruptedRules
) -> None:
    there = grown(desk)
    clerk = WaitingClerk(desk)
    rules.at_order(LOT // 2, clerk.begin)
    new = page(there, 4 * LOT)

    changed = desk.apply_changes(new, epoch=7, cursor="new")

    count, cursor = clerk.end()
    assert count == there + LOT
    assert cursor != "new"
    assert desk.draft("o-1", "F2") == b"typed"
    assert len(changed) == 4 * LOT
    assert desk.counts()[Group.TO_ACCEPT] == there + 4 * LOT
    assert desk.state().cursor == "new"


def test_a_page_that_nobody_waits_for_is_seen_whole_or_not_at_all(
    desk: Store, rules: InterruptedRules
) -> None:
    there = grown(desk)
    seen: list[int] = []
    rules.at_order(3 * LOT, lambda: seen.append(desk.counts()[Group.TO_ACCEPT]))
    desk.apply_changes(page(there, 4 * LOT), epoch=7, cursor="new")
    assert seen == [there]


def test_what_was_committed_early_stays_without_the_cursor_when_the_rest_fails(
    desk: Store, rules: InterruptedRules
) -> None:
    there = grown(desk)
    clerk = WaitingClerk(desk)
    new = page(there, 4 * LOT)

    def begin_then_die() -> None:
        clerk.begin()
        rules.at_order(2 * LOT, die)

    rules.at_order(LOT // 2, begin_then_die)
    with pytest.raises(SystemExit):
        desk.apply_changes(new, epoch=7, cursor="new")
    clerk.end()
    assert there < desk.counts()[Group.TO_ACCEPT] < there + 4 * LOT
    assert desk.state().cursor != "new"

    again = desk.apply_changes(new, epoch=7, cursor="new")

    assert 0 < len(again) < 4 * LOT
    assert desk.counts()[Group.TO_ACCEPT] == there + 4 * LOT
    assert desk.state().cursor == "new"


def die() -> None:
    """The program ends here."""
    raise SystemExit


def test_idle_indexing_gives_way_as_well(desk: Store) -> None:
    desk.apply_changes(page(0, 3 * INDEX_STEP), epoch=7, cursor="c")
    clerk = WaitingClerk(desk)
    indexed: list[str] = []

    def look(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT OR REPLACE INTO search "):
            indexed.append(statement)
            if len(indexed) == 1:
                clerk.begin()

    event.listen(desk._database._writer, "before_cursor_execute", look)
    assert desk.index_some(limit=2 * INDEX_STEP) == 2 * INDEX_STEP
    clerk.end()
    assert len(indexed) == 1
    assert desk.index_some(limit=2 * INDEX_STEP) == 0
    assert len(indexed) == 3
