"""The strip that names what is due soon, until the clerk has dealt with it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from desktop.services.alarms import Alarm, ReportAlarm
from desktop.ui.style import Tone
from desktop.ui.widgets.strip import Strip


class AlarmStrip(Strip):
    """Shows the alarm that came first; what comes later waits behind it.

    The first one keeps its place, so that its button never turns into another order's.

    Signals:
        confirmed: A tuple of the alarms that the clerk has seen.
        order_wanted: The id of an order to open; empty for the workbench.
    """

    confirmed = Signal(object)
    order_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("alarm", parent)
        self._waiting: dict[str, Alarm | ReportAlarm] = {}
        self.acted.connect(self._on_acted)
        self.closed.connect(self._on_closed)

    def ring(self, alarms: Sequence[Alarm | ReportAlarm]) -> None:
        """Show alarms; a later one of the same duty takes the place of the earlier."""
        for alarm in alarms:
            self._waiting[alarm.what] = alarm
        self._show()

    def _show(self) -> None:
        if not self._waiting:
            self.hide()
            return
        first, *others = self._waiting.values()
        more = self.tr("，另有 {} 项将到期").format(len(others)) if others else ""
        action = self.tr("打开工单") if first.order_id else self.tr("查看工作台")
        self.say(Tone.WARNING, first.message + more, action=action)

    def _on_acted(self) -> None:
        if not self._waiting:
            return
        first = self._waiting.pop(next(iter(self._waiting)))
        self._show()
        self.confirmed.emit((first,))
        self.order_wanted.emit(first.order_id)

    def _on_closed(self) -> None:
        alarms = tuple(self._waiting.values())
        self._waiting = {}
        self.confirmed.emit(alarms)
