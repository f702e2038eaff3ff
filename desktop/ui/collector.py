"""Python's cyclic collector, in the GUI thread only.

The collector runs in whichever thread happens to allocate. In a worker it can reach a closed
screen that hangs in a cycle and destroy its Qt objects there, while the GUI thread is painting:
a segmentation fault was seen that way. So it is off while the window is open, and a timer of the
GUI thread collects instead.
"""

import gc

from PySide6.QtCore import QObject, QTimer

_EVERY_MS = 1000
_WHOLE_EVERY = 60


class GuiCollector(QObject):
    """Collects cycles from a timer. Create it in the GUI thread, and stop it there."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turn = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_EVERY_MS)
        self._timer.timeout.connect(self.collect)
        self._timer.start()
        gc.disable()

    def collect(self) -> None:
        """Collect what is young; now and then everything."""
        self._turn = (self._turn + 1) % _WHOLE_EVERY
        gc.collect(1 if self._turn else 2)

    def stop(self) -> None:
        """Let Python collect by itself again."""
        self._timer.stop()
        gc.enable()
