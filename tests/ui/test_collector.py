"""Cycles of Qt objects are destroyed by the GUI thread, whoever allocates."""

import gc
import threading
from weakref import ref

from PySide6.QtWidgets import QApplication, QWidget

from desktop.ui.collector import GuiCollector


class _Knot(QWidget):
    """A widget that only the cyclic collector can free."""

    def __init__(self) -> None:
        super().__init__()
        self.itself = self


def _allocate() -> None:
    for _ in range(200):
        [[] for _ in range(1000)]


def test_a_worker_that_allocates_destroys_no_widget(styled: QApplication) -> None:
    collector = GuiCollector(styled)
    try:
        knot = ref(_Knot())
        worker = threading.Thread(target=_allocate)
        worker.start()
        worker.join()
        assert knot() is not None
        collector.collect()
        assert knot() is None
    finally:
        collector.stop()
    assert gc.isenabled()
