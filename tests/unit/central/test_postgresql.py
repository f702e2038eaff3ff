"""What PostgreSQL adds: several processes, their locks, and what they tell each other."""

import hashlib
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import ExitStack
from pathlib import Path
from queue import Queue

import pytest
from helpers.central_clerks import Clerk, add_orders, contact, make_order, note, result
from helpers.postgres import PostgresTemplates
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from central import dispatching
from central.database import Database
from central.lost_races import run_again
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import Change, ResultStatus, UploadRequest
from desktop.domain.actions import Accept, AddAttachment, DecideReturn, Submit
from desktop.domain.orders import Stage

_PROCESSES = 3


@pytest.fixture
def url(postgres: PostgresTemplates) -> Iterator[str]:
    with postgres.database() as made:
        yield made


@pytest.fixture
def platforms(url: str, tmp_path: Path) -> Iterator[list[Platform]]:
    """The same platform several times, with connections of their own, as processes have."""
    with ExitStack() as stack:
        opened = []
        for number in range(_PROCESSES):
            platform = Platform(tmp_path / str(number), url)
            stack.callback(platform.close)
            opened.append(platform)
        yield opened


def follow(clerk: Clerk, cursor: str, ended: threading.Event) -> list[Change]:
    """Pull small pages until the writers have ended and nothing is left."""
    seen: list[Change] = []
    while True:
        last_look = ended.is_set()
        reply = clerk.pull(cursor, limit=3)
        assert not reply.reset
        seen += reply.changes
        cursor = reply.cursor
        if last_look and not reply.changes and not reply.more:
            return seen


def test_no_change_is_passed_over_while_processes_write_to_the_same_units(
    platforms: list[Platform],
) -> None:
    orders = [make_order(f"C-{n}", unit=f"u{n % 2 + 1}") for n in range(8)]
    add_orders(platforms[0], *orders)
    readers = [Clerk(platforms[n], unit=unit) for n, unit in enumerate(("u1", "u2"))]
    starts = [reader.pull().cursor for reader in readers]
    ended = threading.Event()

    def write(platform: Platform, shift: int) -> None:
        clerks = {unit: Clerk(platform, unit=unit) for unit in ("u1", "u2")}
        for step in range(10):
            order = orders[(step * 3 + shift) % len(orders)]
            assert clerks[order.unit_id].do(order, note()).status is ResultStatus.APPLIED
            fresh = make_order(f"N-{shift}-{step}", unit=f"u{step % 2 + 1}")
            assert dispatching.dispatch_at_once(platform.database, [fresh]) == 1

    with ThreadPoolExecutor(8) as pool:
        reading = [
            pool.submit(follow, reader, start, ended)
            for reader, start in zip(readers, starts, strict=True)
        ]
        writing = [pool.submit(write, platform, n) for n, platform in enumerate(platforms)]
        wait(writing)
        ended.set()
        for job in writing:
            job.result()
        seen = [job.result() for job in reading]
    for reader, changes in zip(readers, seen, strict=True):
        now_there = {change.order_id: change.version for change in reader.pull(limit=2000).changes}
        last = {change.order_id: change.version for change in changes}
        untouched = now_there.keys() - last.keys()
        assert {**{key: now_there[key] for key in untouched}, **last} == now_there
        assert {f"id-N-{shift}-{step}" for shift in range(3) for step in range(10)} & set(
            now_there
        ) <= last.keys()


def test_two_writers_of_one_order_lose_no_update(platforms: list[Platform]) -> None:
    order = make_order("L-1")
    add_orders(platforms[0], order)

    def write(platform: Platform) -> None:
        clerk = Clerk(platform)
        for _ in range(8):
            assert clerk.do(order, note()).status is ResultStatus.APPLIED

    with ThreadPoolExecutor(_PROCESSES) as pool:
        list(pool.map(write, platforms))
    assert len(Clerk(platforms[0]).order(order).notes) == 8 * _PROCESSES


def test_one_client_that_pushes_twice_at_once_is_taken_once(platforms: list[Platform]) -> None:
    """The first push of a client meets itself: another process has the repeat."""
    order = make_order("T-1")
    add_orders(platforms[0], order)
    clerk = Clerk(platforms[0])
    twin = Clerk(platforms[1], client_id=clerk.client_id, user_id=clerk.user_id)
    batch = [clerk.made(order, Accept()), clerk.made(order, note())]
    with ThreadPoolExecutor(2) as pool:
        replies = list(pool.map(lambda one: one.push(*batch), (clerk, twin)))
    assert [told.status for reply in replies for told in reply.results] == [
        ResultStatus.APPLIED
    ] * 4
    assert sorted(reply.results[0].replayed for reply in replies) == [False, True]
    assert len(clerk.order(order).notes) == 1


def test_a_client_that_goes_on_pushing_twice_at_once_is_taken_once(
    platforms: list[Platform],
) -> None:
    order = make_order("T-2")
    add_orders(platforms[0], order)
    clerk = Clerk(platforms[0])
    twin = Clerk(platforms[1], client_id=clerk.client_id, user_id=clerk.user_id)
    clerk.do(order, Accept())
    with ThreadPoolExecutor(2) as pool:
        for _ in range(8):
            batch = [clerk.made(order, note()), clerk.made(order, note())]
            replies = list(pool.map(lambda one, mine=batch: one.push(*mine), (clerk, twin)))
            told = [answer.status for reply in replies for answer in reply.results]
            assert told == [ResultStatus.APPLIED] * 4
    assert len(clerk.order(order).notes) == 16


def test_orders_that_change_places_between_units_do_not_block_each_other(
    platforms: list[Platform],
) -> None:
    """Each moves two heads, in both directions: locked in one sequence."""
    there, back = make_order("X-1", unit="u1"), make_order("X-2", unit="u2")
    add_orders(platforms[0], there, back)
    moves = [(there, "u2"), (back, "u1")]

    def move(number: int) -> None:
        order, unit = moves[number]
        platform = platforms[number]
        clerk = Clerk(platform, unit=order.unit_id)
        for _ in range(5):
            clerk.do(order, note())
        action = DecideReturn(
            entry_id=f"d-{number}", accepted=True, opinion="同意", new_unit_id=unit
        )
        dispatching.act(platform.database, platform.rulebook, order.order_id, action)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(move, (0, 1)))


def test_what_was_ended_for_another_transaction_comes_through_the_second_time(
    platforms: list[Platform],
) -> None:
    meet = threading.Barrier(2)
    tries: Queue[str] = Queue()

    @run_again
    def rename(database: Database, first: str, second: str) -> None:
        tries.put(first)
        with database.write() as transaction:
            for unit_id in (first, second):
                transaction.connection.execute(
                    text("UPDATE units SET name = name || '!' WHERE unit_id = :u"), {"u": unit_id}
                )
                if not meet.broken and unit_id == first:
                    meet.wait(10)
            meet.abort()

    with ThreadPoolExecutor(2) as pool:
        jobs = [
            pool.submit(rename, platforms[0].database, "u1", "u2"),
            pool.submit(rename, platforms[1].database, "u2", "u1"),
        ]
        for job in jobs:
            job.result()
    assert tries.qsize() == 3
    with platforms[0].database.read() as connection:
        names = connection.execute(text("SELECT name FROM units ORDER BY unit_id")).scalars().all()
    assert names[:2] == ["一居委!!", "二居委!!"]


def test_other_failures_are_not_tried_again(platforms: list[Platform]) -> None:
    tries = []

    @run_again
    def fail(database: Database) -> None:
        tries.append(1)
        with database.write() as transaction:
            transaction.connection.execute(text("SET LOCAL statement_timeout = 20"))
            transaction.connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(OperationalError):
        fail(platforms[0].database)
    assert len(tries) == 1


def test_a_commit_is_heard_by_the_other_processes(platforms: list[Platform]) -> None:
    heard: Queue[Mapping[str, int]] = Queue()
    listener = platforms[1].database.listener(heard.put)
    assert listener is not None
    listener.start()
    assert listener.wait_until_listening(10)
    add_orders(platforms[0], make_order("H-1", unit="u2"))
    assert heard.get(timeout=10) == {"u2": 1}
    add_orders(platforms[0], *[make_order(f"H-{n}", unit="u3") for n in range(2, 5)])
    assert heard.get(timeout=10) == {"u3": 3}
    listener.stop()


def test_a_listener_finds_back_after_its_connection_was_cut(platforms: list[Platform]) -> None:
    heard: Queue[Mapping[str, int]] = Queue()
    listener = platforms[1].database.listener(heard.put)
    assert listener is not None
    listener.start()
    assert listener.wait_until_listening(10)
    cut = text(
        "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
        "WHERE query LIKE 'LISTEN%' AND datname = current_database()"
    )
    with platforms[0].database.read() as connection:
        assert connection.execute(cut).scalar() == 1
    deadline = time.monotonic() + 20
    number = 0
    while heard.empty() and time.monotonic() < deadline:
        number += 1
        add_orders(platforms[0], make_order(f"B-{number}"))
        listener.wait_until_listening(1)
    assert "u1" in heard.get(timeout=10)
    listener.stop()


def test_a_name_is_held_by_one_process_alone(platforms: list[Platform]) -> None:
    inside: list[str] = []

    def hold(platform: Platform) -> None:
        with platform.database.alone("upload-1"):
            inside.append("in")
            platform.database.meta("epoch")
            inside.append("out")

    with ThreadPoolExecutor(_PROCESSES) as pool:
        list(pool.map(hold, platforms))
    assert inside == ["in", "out"] * _PROCESSES


def test_a_file_comes_through_several_processes_and_completes_its_order(
    url: str, tmp_path: Path
) -> None:
    """One folder, two processes: each takes a part, one of them twice at once."""
    with ExitStack() as stack:
        both = [Platform(tmp_path, url) for _ in range(2)]
        for platform in both:
            stack.callback(platform.close)
        content = bytes(range(256)) * 100
        order = make_order("U-1")
        add_orders(both[0], order)
        clerk = Clerk(both[0])
        name = hashlib.sha256(content).hexdigest()
        photo = AddAttachment(
            entry_id="f1", sha256=name, name="现场.jpg", size=len(content), media_type="image/jpeg"
        )
        steps = (Accept(), contact(), photo, result(), Submit())
        clerk.push(*[clerk.made(order, step) for step in steps])
        assert clerk.order(order).stage is Stage.AWAITING_FILES
        asked = UploadRequest(sha256=name, size=len(content))
        begun = both[0].uploads.announce(asked, clerk.session)
        assert both[1].uploads.announce(asked, clerk.session) == begun

        def append(platform: Platform, offset: int, part: bytes) -> str:
            try:
                platform.uploads.append(begun.upload_id, offset, part, clerk.session)
            except ProblemError as error:
                return error.problem.code
            return "stored"

        with ThreadPoolExecutor(2) as pool:
            told = list(pool.map(lambda one: append(one, 0, content[:9000]), both))
        assert sorted(told) == ["stored", "upload_offset"]
        assert append(both[1], 9000, content[9000:]) == "stored"
        assert both[0].uploads.announce(asked, clerk.session).present
        assert clerk.order(order).stage is Stage.SUBMITTED


def test_a_large_commit_is_told_in_pieces(platforms: list[Platform]) -> None:
    heard: Queue[Mapping[str, int]] = Queue()
    listener = platforms[1].database.listener(heard.put)
    assert listener is not None
    listener.start()
    assert listener.wait_until_listening(10)
    units = [f"einheit-{n:040}" for n in range(200)]
    add_orders(platforms[0], *[make_order(f"W-{n}", unit=unit) for n, unit in enumerate(units)])
    found: dict[str, int] = {}
    while len(found) < len(units):
        found.update(heard.get(timeout=10))
    assert found == dict.fromkeys(units, 1)
    listener.stop()
