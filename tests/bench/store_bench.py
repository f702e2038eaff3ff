"""How fast the local database is with 100,000 orders. Prints JSON.

Run as `python tests/bench/store_bench.py [--orders N] [--folder DIR]`. Everything is measured in
one run on one machine; the baseline writes the same rows with the same indexes by plain sqlite3
(no encryption, WAL, synchronous=FULL), the rows made beforehand.
"""

import argparse
import gc
import json
import random
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1]), str(Path(__file__).parents[2])]

# ruff: noqa: E402 - the path has to be set first
from helpers.orders import CLERK, DISPATCHED_AT, an_order, contacted
from helpers.stores import OneRuleBook, open_test_store, put_change

from desktop.contract.codec import decode_order
from desktop.contract.messages import Change, Claimed
from desktop.domain.actions import Accept
from desktop.domain.orders import Caller, Stage
from desktop.services.lists import Group, ListFilter
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.store.schema import metadata
from desktop.store.store import Store
from desktop.store.view_rows import values_of
from desktop.store.working import list_row

LOT = 200
CLERK_GAP_S = 0.03
_PLACES = ("阳光新村 示范路 华新镇 城中东路 漕盈路 中心花园 徐泾北城 老街 河滨苑 青松公寓 ").split()  # noqa: SIM905 - wraps
_TOPICS = [
    "噪音扰民",
    "污水外溢",
    "违章搭建",
    "电梯故障",
    "占道经营",
    "垃圾清运",
    "路灯不亮",
    "漏水维修",
    "停车纠纷",
    "油烟扰民",
    "树木倒伏",
    "宠物伤人",
    "物业收费",
    "施工扬尘",
    "消防通道堵塞",
    "广场舞扰民",
]
_PHRASES = [
    "市民来电反映，",
    "希望相关部门尽快处理，",
    "已多次联系物业未果，",
    "每天晚上十点以后，",
    "老人和孩子无法休息，",
    "现场没有人管理，",
    "存在安全隐患，",
    "居民意见很大，",
    "请职能部门核实，",
    "要求给予书面答复，",
    "此前拨打过热线，",
    "楼道里堆满杂物，",
    "味道很大，",
    "下雨天尤其严重，",
    "车辆无法通行，",
    "拖延了两个月，",
    "楼下3号门口，",
    "二楼住户，",
]
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高"
_GIVEN = "敏静伟强磊军洋勇艳杰娟涛明超秀霞平刚桂英晓岚之华"


def changes_of(count: int) -> list[Change]:
    """Make orders of about 600 bytes of JSON with lively, invented content."""
    pick = random.Random(20261120)
    stages = [Stage.DISPATCHED, Stage.ACCEPTED, Stage.HANDLING, Stage.SUBMITTED, Stage.CLOSED]
    found = []
    for n in range(count):
        place = f"{pick.choice(_PLACES)}{pick.randrange(1, 999)}弄{pick.randrange(1, 90)}号"
        dispatched = DISPATCHED_AT + timedelta(seconds=n * 48 + pick.randrange(20_000))
        name = pick.choice(_SURNAMES) + pick.choice(_GIVEN) + pick.choice(_GIVEN)
        order = an_order(
            order_id=str(uuid.UUID(int=pick.getrandbits(128))),
            number=f"SF{dispatched:%y%m%d}{n % 100_000:05d}{pick.randrange(10)}",
            title=place + pick.choice(_TOPICS),
            content="".join(pick.sample(_PHRASES, 5)),
            address=place,
            stage=pick.choice(stages),
            dispatched_at=dispatched,
            caller=Caller(name, f"139{pick.randrange(10**8):08d}"),
        )
        found.append(put_change(order, n + 1))
    return found


def queries_of(changes: list[Change]) -> list[str]:
    """Fix 50 queries: rare and common, two to six characters, numbers, places, names."""
    pick = random.Random(50)
    sample = [decode_order(change.order) for change in pick.sample(changes, 24) if change.order]
    names = [order.caller.name for order in sample[:8] if order.caller]
    phones = [order.caller.phone[-4:] for order in sample[8:12] if order.caller]
    phones += [order.caller.phone for order in sample[12:14] if order.caller]
    numbers = [order.number for order in sample[14:18]] + [sample[18].number[-6:]]
    places = [order.address for order in sample[19:24]]
    common = ["物业", "处理", "扰民", "老人", "相关部门", "尽快处理", "无法休息", "安全隐患"]
    middle = ["阳光新村", "示范路", "电梯故障", "违章搭建", "消防通道", "广场舞", "徐泾北城"]
    middle += ["青松"]
    rare = ["量子", "消防栓", "麒麟阁", "阳光城", "三体", "外星人来电"]
    forms = ["３号门口", "贰楼住户", "下雨天 示范路", "噪音扰民 王"]
    found = names + phones + numbers + places + common + middle + rare + forms
    return found[:50]


def percentiles(seconds: list[float]) -> dict[str, float]:
    """Summarise times in milliseconds."""
    ordered = sorted(seconds)

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2)

    return {"p50": at(0.5), "p95": at(0.95), "p99": at(0.99), "max": round(ordered[-1] * 1000, 2)}


def times_of(work: Callable[[], object], *, repeat: int = 20) -> dict[str, float]:
    """Measure something several times."""
    found = []
    for _ in range(repeat):
        start = time.perf_counter()
        work()
        found.append(time.perf_counter() - start)
    return percentiles(found)


def lots_of(changes: list[Change]) -> list[list[Change]]:
    """Cut into transactions."""
    return [changes[at : at + LOT] for at in range(0, len(changes), LOT)]


class Rate:
    """Orders a second by the wall clock, and processor time an order (other work apart)."""

    def __init__(self, count: int) -> None:
        self._count = count
        self._began, self._cpu = time.perf_counter(), time.process_time()

    def result(self) -> dict[str, float]:
        """Stop the watches."""
        wall = time.perf_counter() - self._began
        cpu = time.process_time() - self._cpu
        return {
            "orders_per_s": round(self._count / wall),
            "cpu_us_an_order": round(cpu / self._count * 1e6, 1),
        }


def baseline(changes: list[Change], folder: Path) -> dict[str, float]:
    """Write the same base and view rows by plain sqlite3."""
    book = OneRuleBook()
    base_rows, view_rows = [], []
    for key, change in enumerate(changes, start=1):
        assert change.order is not None
        body = bytes(change.order)
        base_rows.append((key, change.order_id, 7, key, key, 0, "", body))
        view_rows.append(values_of(key, list_row(decode_order(body), book)))
    raw = sqlite3.connect(folder / "plain.db", isolation_level=None)
    for pragma in ("journal_mode = WAL", "synchronous = FULL", "cache_size = -16000"):
        raw.execute(f"PRAGMA {pragma}")
    for statement in _schema_statements():
        raw.execute(statement)
    put_base = _upsert("base", ["order_key", *_BASE_COLUMNS], "order_id")
    put_view = _upsert("view", [column.name for column in metadata.tables["view"].c], "order_key")
    rate = Rate(len(changes))
    for at in range(0, len(base_rows), LOT):
        raw.execute("BEGIN IMMEDIATE")
        raw.executemany(put_base, base_rows[at : at + LOT])
        raw.executemany(put_view, view_rows[at : at + LOT])
        raw.execute("COMMIT")
    found = rate.result()
    raw.close()
    return found


_BASE_COLUMNS = [
    "order_id", "epoch", "version", "body_version", "sweep", "removed_reason", "body",
]  # fmt: skip


def _upsert(table: str, columns: list[str], unique: str) -> str:
    sets = ", ".join(f"{name} = excluded.{name}" for name in columns if name != unique)
    marks = ", ".join("?" * len(columns))
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks}) "  # noqa: S608
        f"ON CONFLICT ({unique}) DO UPDATE SET {sets}"
    )


def _schema_statements() -> list[str]:
    from sqlalchemy import create_mock_engine

    found: list[str] = []
    engine = create_mock_engine(
        "sqlite://", lambda sql, *_args: found.append(str(sql.compile(dialect=engine.dialect)))
    )
    tables = [metadata.tables["base"], metadata.tables["view"]]
    metadata.create_all(engine, tables=tables, checkfirst=False)
    return found


class BenchClock:
    """A clock that stands still well inside every deadline."""

    def now(self) -> datetime:
        """Tell the moment."""
        return DISPATCHED_AT + timedelta(hours=1)

    def claimed(self) -> Claimed:
        """Claim it."""
        return Claimed(1)


def pull(store: Store, changes: list[Change], *, start: int = 0) -> dict[str, float]:
    """Apply changes in lots."""
    rate = Rate(len(changes))
    for number, lot in enumerate(lots_of(changes)):
        store.apply_changes(lot, epoch=7, cursor=f"{start + number}")
    return rate.result()


def index_all(store: Store, count: int, *, limit: int = LOT) -> dict[str, float]:
    """Index the tail in lots."""
    rate = Rate(count)
    longest = 0.0
    left = 1
    while left:
        lot = time.perf_counter()
        left = store.index_some(limit=limit)
        longest = max(longest, time.perf_counter() - lot)
    return {**rate.result(), "longest_lot_ms": round(longest * 1000, 1)}


def save_while_pulling(store: Store, changes: list[Change], mine: list[str]) -> dict[str, object]:
    """Let a clerk save every 30 ms while another thread pulls."""
    desk = OrderDesk(store, OneRuleBook(), BenchClock(), CLERK, ChangeFeed())
    rate = []
    puller = threading.Thread(target=lambda: rate.append(pull(store, changes, start=10_000)))
    saves = []
    puller.start()
    for order_id in mine:
        if not puller.is_alive():
            break
        began = time.perf_counter()
        desk.act(order_id, Accept(), contacted())
        saves.append(time.perf_counter() - began)
        time.sleep(max(0.0, CLERK_GAP_S - saves[-1]))
    puller.join()
    return {
        "saves": len(saves),
        "clerk_save_ms": percentiles(saves),
        "pull": rate[0],
    }


def search_times(store: Store, queries: list[str]) -> dict[str, object]:
    """Measure the first 200 hits of each query, three times; every run counts."""
    times, slowest = [], []
    for _ in range(3):
        for query in queries:
            began = time.perf_counter()
            found = len(store.keys(ListFilter(text=query), limit=200))
            times.append(time.perf_counter() - began)
            slowest.append((round(times[-1] * 1000, 1), query, found))
    return {"ms": percentiles(times), "slowest": sorted(slowest, reverse=True)[:5]}


def memory_of(folder: Path) -> None:
    """Open a filled store in a process of its own, use it, and print its memory."""
    store = open_test_store(folder)
    bare = resident_mib()
    keys = store.keys(ListFilter())
    for at in range(0, 20_000, 50):
        store.rows(keys[at : at + 50])
    for text in ("物业", "老人", "3号门口", "王", "139"):
        store.keys(ListFilter(text=text), limit=200)
    store.counts()
    store.agenda(limit=50)
    print(json.dumps({"opened_mib": bare, "after_lists_and_search_mib": resident_mib()}))
    store.close()


def resident_mib() -> float:
    """Read the memory of this process, in MiB (Linux)."""
    found = re.search(r"VmRSS:\s+(\d+)", Path("/proc/self/status").read_text())
    return round(int(found[1]) / 1024, 1) if found else 0.0


def measure(count: int, folder: Path) -> dict[str, object]:
    """Run all measurements."""
    changes = changes_of(count)
    queries = queries_of(changes)
    body = sum(len(bytes(change.order or b"")) for change in changes[:1000]) / min(1000, count)
    report: dict[str, object] = {
        "orders": count,
        "body_bytes": round(body),
        "transaction_orders": LOT,
        "indexes": "base.order_id, view(grp, due), view(due, grp), view(number)",
        "baseline": baseline(changes, folder),
    }
    gc.collect()
    gc.freeze()  # the corpus is not part of the program; a real pull holds one page at a time
    store = open_test_store(folder / "a")
    report["pull"] = pull(store, changes)
    report["index"] = index_all(store, count)
    report["search_indexed"] = search_times(store, queries)
    report.update(list_times(store))
    report["replay_of_everything"] = pull(store, changes)
    store.close()
    report["file_mib"] = round((folder / "a" / "desk.db").stat().st_size / 2**20, 1)
    memory = [sys.executable, __file__, "--memory-of", str(folder / "a")]
    report["memory"] = json.loads(subprocess.check_output(memory))
    report["clerk_during_pull"] = clerk_case(changes, folder)
    report["search_with_tail_of_20000"] = tail_case(changes, folder, queries)
    return report


def list_times(store: Store) -> dict[str, object]:
    """Measure what screens ask."""
    keys = store.keys(ListFilter())
    page = keys[1000:1050]
    group = ListFilter(group=Group.TO_CONTACT)
    return {
        "keys_all_ms": times_of(lambda: store.keys(ListFilter())),
        "keys_group_ms": times_of(lambda: store.keys(group)),
        "rows_50_ms": times_of(lambda: store.rows(page)),
        "counts_ms": times_of(store.counts),
        "agenda_50_ms": times_of(lambda: store.agenda(limit=50)),
    }


def clerk_case(changes: list[Change], folder: Path) -> dict[str, object]:
    """A clerk works on the first thousand orders while the rest arrives."""
    store = open_test_store(folder / "b")
    mine = [an_order(order_id=f"mine-{n}", number=f"M{n}") for n in range(1000)]
    pull(store, [put_change(order, n + 1) for n, order in enumerate(mine)])
    report = save_while_pulling(store, changes, [order.order_id for order in mine])
    store.close()
    return report


def tail_case(changes: list[Change], folder: Path, queries: list[str]) -> dict[str, object]:
    """Search while 20,000 orders are not in the index yet."""
    store = open_test_store(folder / "a")
    again = [
        Change(order_id=c.order_id, op=c.op, version=c.version + len(changes), order=c.order)
        for c in changes[:20_000]
    ]
    updates = pull(store, again)
    report = search_times(store, queries)
    store.close()
    return {"updates": updates, **report}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=100_000)
    options.add_argument("--folder", type=Path, default=None)
    options.add_argument("--memory-of", type=Path, default=None, help=argparse.SUPPRESS)
    chosen = options.parse_args()
    if chosen.memory_of:
        memory_of(chosen.memory_of)
        return
    folder = Path(tempfile.mkdtemp(dir=chosen.folder))
    try:
        print(json.dumps(measure(chosen.orders, folder), ensure_ascii=False, indent=1))
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
