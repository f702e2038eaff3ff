"""Child process: the real window during a first pull, then its list of all orders."""

import argparse
import gc
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from desktop.host.heap import keep_small
from desktop.services.lists import Group, ListRow
from desktop.sync.status import SyncPhase
from desktop.ui.application import DeskProgram
from desktop.ui.collector import GuiCollector
from desktop.ui.navigation import Place, Screen
from desktop.ui.orders.order_delegate import OrderDelegate
from desktop.ui.orders.order_table import OrderTable
from desktop.ui.window import MainWindow
from tests.bench.figures import memory_mib, percentiles, say
from tests.bench.workplace import is_indexed, open_desk

_STEPS = 200
_PATIENCE_S = 60.0


def _crashed(_kind: object, error: BaseException, _trace: object) -> Path:
    raise error


class PaintedRows:
    """Which rows have been painted with their content, not with a placeholder."""

    def __init__(self) -> None:
        self.keys: set[int] = set()
        paint = OrderDelegate._cell

        def watched(delegate: OrderDelegate, painter: object, box: object, row: ListRow, column: object) -> None:  # fmt: skip # noqa: E501
            self.keys.add(row.key)
            paint(delegate, painter, box, row, column)  # type: ignore[arg-type]  # passed on

        OrderDelegate._cell = watched  # type: ignore[method-assign]  # counts, and changes nothing


class Pulse(QObject):
    """Beats every millisecond; a gap between two beats is a stall of the screen."""

    def __init__(self) -> None:
        super().__init__()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(1)
        self._timer.timeout.connect(self._beat)
        self.gaps: list[float] = []
        self._last = time.perf_counter()
        self._timer.start()

    def begin(self) -> None:
        self.gaps = []
        self._last = time.perf_counter()

    def _beat(self) -> None:
        now = time.perf_counter()
        self.gaps.append(now - self._last)
        self._last = now


def until(done: Callable[[], bool], *, every_ms: int = 1) -> float:
    """Run the event loop until something is so; the seconds it took."""
    loop, timer = QEventLoop(), QTimer()
    began = time.perf_counter()

    def look() -> None:
        if done() or time.perf_counter() - began > _PATIENCE_S:
            loop.quit()

    timer.timeout.connect(look)
    timer.start(every_ms)
    if not done():
        loop.exec()
    timer.stop()
    assert done(), "the benchmark waits in vain"
    return time.perf_counter() - began


class Hands:
    """Filters and scrolls like a clerk."""

    def __init__(self, window: MainWindow, count: int) -> None:
        self.painted = PaintedRows()
        self.pulse = Pulse()
        self._window = window
        self._count = count

    @property
    def _table(self) -> OrderTable:
        return self._window.orders.table

    def open_list(self) -> float:
        """Open the list of all orders for the first time."""
        self.painted.keys.clear()
        began = time.perf_counter()
        self._window.navigation.go(Place(Screen.ORDERS, None))
        until(lambda: self._table.rows.rowCount() == self._count and bool(self.painted.keys))
        return time.perf_counter() - began

    def filter(self, group: Group | None) -> float:
        """Show a group, until its rows are painted."""
        before = self._table.rows.rowCount()
        began = time.perf_counter()
        self._window.navigation.go(Place(Screen.ORDERS, group))
        until(lambda: self._table.rows.rowCount() != before)
        self.painted.keys.clear()
        self._table.viewport().update()
        until(lambda: bool(self.painted.keys))
        return time.perf_counter() - began

    def scroll(self, share: float) -> float:
        """Scroll to a place, until a row that stands there is painted."""
        bar = self._table.verticalScrollBar()
        self.painted.keys.clear()
        began = time.perf_counter()
        bar.setValue(round(bar.maximum() * share))
        self._table.viewport().update()
        last = self._table.indexAt(self._table.viewport().rect().center()).row()
        until(lambda: self._table.rows.key_at(last) in self.painted.keys)
        return time.perf_counter() - began


def measure(root: Path, count: int) -> dict[str, object]:
    """Pull with the window open, then use the list."""
    opened = open_desk(root)
    # as `run_window` and `DeskProgram.run` do
    keep_small()
    gc.freeze()
    program = DeskProgram(["bench"], _crashed)
    collector = GuiCollector(program.app)
    office = program.start(opened)
    window = program.window
    assert window is not None
    hands = Hands(window, count)
    until(lambda: office.jobs.is_idle)
    report: dict[str, object] = {"memory_empty": memory_mib()}
    hands.pulse.begin()
    opened.sync.sync_now()
    spent = until(lambda: opened.sync.status().phase is SyncPhase.SYNCED, every_ms=20)
    report["pull_with_window_s"] = round(spent, 2)
    report["stalls_while_pulling"] = percentiles(hands.pulse.gaps)
    until(lambda: is_indexed(opened.store), every_ms=50)
    report["stalls_while_pulling_and_indexing"] = percentiles(hands.pulse.gaps)
    report["memory_after_pull"] = memory_mib()
    until(lambda: office.jobs.is_idle)
    hands.pulse.begin()
    report["open_list_ms"] = round(hands.open_list() * 1000, 1)
    groups = [Group.TO_ACCEPT, None, Group.CLOSED, None, Group.SUBMITTED, None] * 3
    report["filter"] = percentiles([hands.filter(group) for group in groups])
    report["to_the_end_ms"] = round(hands.scroll(1.0) * 1000, 1)
    hands.scroll(0.0)
    seen: set[int] = set()
    steps = []
    for step in range(_STEPS + 1):
        steps.append(hands.scroll(step / _STEPS))
        seen |= hands.painted.keys
    report["scroll_step"] = percentiles(steps)
    report["rows_painted"] = len(seen)
    report["stalls_in_the_list"] = percentiles(hands.pulse.gaps)
    report["memory_after_all"] = memory_mib()
    collector.stop()
    program.stop(office)
    opened.close()
    return report


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("root", type=Path)
    options.add_argument("count", type=int)
    chosen = options.parse_args()
    say(measure(chosen.root, chosen.count))


if __name__ == "__main__":
    main()
