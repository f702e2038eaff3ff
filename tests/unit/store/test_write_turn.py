"""Clerks write before sync; decided by who waits, not by clocks."""

import threading
from collections.abc import Callable

import pytest

from desktop.store.write_turn import WriteTurn


def waiting_until(condition: Callable[[], bool]) -> None:
    """Spin on a condition that another thread is about to make true."""
    tick = threading.Event()
    for _ in range(20_000):
        if condition():
            return
        tick.wait(0.0005)
    raise AssertionError("never became true")


def test_a_waiting_clerk_goes_before_a_waiting_sync() -> None:
    turn = WriteTurn()
    order: list[str] = []
    sync_began, clerks = threading.Event(), 3

    def clerk() -> None:
        with turn.clerk():
            order.append("clerk")

    def sync() -> None:
        sync_began.set()
        with turn.sync():
            order.append("sync")

    threads = [threading.Thread(target=sync)]
    with turn.sync():
        threads[0].start()
        sync_began.wait()
        for _ in range(clerks):
            threads.append(threading.Thread(target=clerk))
            threads[-1].start()
        waiting_until(lambda: turn.waiting_clerks == clerks)
        assert not order
    for thread in threads:
        thread.join()
    assert order == ["clerk"] * clerks + ["sync"]


def test_sync_gives_way_between_lots() -> None:
    turn = WriteTurn()
    order: list[str] = []
    lot_begun, may_go_on = threading.Event(), threading.Event()

    def sync() -> None:
        for number in range(3):
            with turn.sync():
                order.append(f"lot {number}")
                if number == 0:
                    lot_begun.set()
                    may_go_on.wait()

    def clerk() -> None:
        with turn.clerk():
            order.append("clerk")

    threads = [threading.Thread(target=sync), threading.Thread(target=clerk)]
    threads[0].start()
    lot_begun.wait()
    threads[1].start()
    waiting_until(lambda: turn.waiting_clerks == 1)
    may_go_on.set()
    for thread in threads:
        thread.join()
    assert order == ["lot 0", "clerk", "lot 1", "lot 2"]


def test_one_writer_at_a_time_and_errors_give_the_turn_back() -> None:
    turn = WriteTurn()
    inside = 0
    most = 0

    def work(enter: Callable[[], object]) -> None:
        nonlocal inside, most
        for _ in range(50):
            with enter():  # type: ignore[attr-defined]
                inside += 1
                most = max(most, inside)
                inside -= 1

    threads = [threading.Thread(target=work, args=(way,)) for way in (turn.clerk, turn.sync) * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    with pytest.raises(KeyError), turn.clerk():
        {}["missing"]
    with turn.sync():
        assert turn.waiting_clerks == 0


def test_at_once_never_waits() -> None:
    turn = WriteTurn()
    with turn.at_once() as free:
        assert free
        with turn.at_once() as second:
            assert not second
    with turn.clerk(), turn.at_once() as busy:
        assert not busy
    with turn.at_once() as free:
        assert free
