"""The strip that names what is due soon, until the clerk has dealt with it."""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime

from PySide6.QtCore import QElapsedTimer, Signal
from PySide6.QtWidgets import QApplication, QWidget

from desktop.services.alarms import Alarm, ReportAlarm
from desktop.ui.style import Tone
from desktop.ui.widgets.strip import Strip


class AlarmStrip(Strip):
    """Shows one alarm; what comes later waits behind it, the most urgent first.

    The one in view keeps its place while it stands, so that its button does not turn into another
    order's. When it does, because the one before is done, a click that was on its way counts for
    nothing: the second one of a double click would open, and confirm, what nobody has read.

    Signals:
        confirmed: A tuple of the alarms that the clerk has seen.
        order_wanted: The id of an order to open; empty for the workbench.
    """

    confirmed = Signal(object)
    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("alarm", parent)
        self._waiting: dict[str, Alarm | ReportAlarm] = {}
        self._front = ""
        self._turned = QElapsedTimer()
        self.acted.connect(self._on_acted)
        self.closed.connect(self._on_closed)

    def ring(self, alarms: Sequence[Alarm | ReportAlarm]) -> None:
        """Show alarms; a later one of the same duty takes the place of the earlier."""
        for alarm in alarms:
            self._waiting[alarm.what] = alarm
        self._show()

    def keep(self, still_open: AbstractSet[str]) -> None:
        """Let go of what is done, over, or due at another time; nobody has to confirm it."""
        gone = [what for what in self._waiting if what not in still_open]
        for what in gone:
            del self._waiting[what]
        if gone:
            self._show()

    def _show(self) -> None:
        if not self._waiting:
            self._front = ""
            self.hide()
            return
        if self._front not in self._waiting:
            self._front = min(self._waiting.values(), key=_end).what
            self._turned.start()
        first, others = self._waiting[self._front], len(self._waiting) - 1
        more = self.tr("，另有 {} 项将到期").format(others) if others else ""
        action = self.tr("打开工单") if first.order_id else self.tr("查看工作台")
        self.say(Tone.WARNING, first.message + more, action=action)

    def _on_acted(self) -> None:
        if not self._waiting or self._turned.elapsed() < QApplication.doubleClickInterval():
            return
        first = self._waiting.pop(self._front)
        self._show()
        self.confirmed.emit((first,))
        self.order_wanted.emit(first.order_id)

    def _on_closed(self) -> None:
        alarms = tuple(self._waiting.values())
        self._waiting = {}
        self._front = ""
        self.confirmed.emit(alarms)


def _end(alarm: Alarm | ReportAlarm) -> datetime:
    return alarm.ends_at
