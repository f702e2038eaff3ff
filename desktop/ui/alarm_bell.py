"""Rings before a duty ends: in the window, and in the tray where there is one."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

from desktop.services.alarms import Alarm, Alarms, ReportAlarm, ReportAlarms
from desktop.services.confirmed_alarms import ConfirmedAlarms
from desktop.ui import choices
from desktop.ui.office import Office

_MINUTE_MS = 60_000
_SHOWN_MS = 12_000


@dataclass(frozen=True, slots=True)
class _Look:
    alarms: Sequence[Alarm | ReportAlarm]
    open: frozenset[str]


class AlarmBell(QObject):
    """Asks every minute what should ring; says number and duty only, or the report.

    Signals:
        looked: What is still open, as the `what` of alarms; nothing while alarms are switched off.
        rung: A tuple of `Alarm` and `ReportAlarm`.
        pressed: The tray icon was pressed.
    """

    looked = Signal(object)
    rung = Signal(object)
    pressed = Signal()

    def __init__(self, office: Office, picture: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        workplace = office.workplace
        clock = workplace.clock
        self._confirmed = ConfirmedAlarms(workplace.options, clock)
        self._alarms = Alarms(workplace.orders, workplace.lists, clock, self._confirmed)
        self._reports = ReportAlarms(workplace.duties, clock, self._confirmed)
        self._tray: QSystemTrayIcon | None = None
        if QSystemTrayIcon.isSystemTrayAvailable():
            self._tray = QSystemTrayIcon(picture, self)
            self._tray.setToolTip(self.tr("12345 承办工单台"))
            self._tray.activated.connect(self._on_pressed)
            self._tray.messageClicked.connect(self._on_pressed)
            self._tray.show()
        self._timer = QTimer(self)
        self._timer.setInterval(_MINUTE_MS)
        self._timer.timeout.connect(self.look)
        self._timer.start()

    def look(self) -> None:
        """Ask now."""
        options = self._office.workplace.options
        if choices.flag_choice(options, choices.ALARMS, default=True):
            self._office.jobs.run(self._ring, self._on_rung, owner=self, slow=True)
        else:
            self.looked.emit(frozenset())
            self._office.jobs.run(self._forget, self._on_forgotten, owner=self, slow=True)

    def confirm(self, alarms: Sequence[Alarm | ReportAlarm]) -> None:
        """The clerk has seen these: they do not ring after the next start either."""
        confirm = partial(self._confirmed.confirm, alarms)
        self._office.jobs.run(confirm, self._on_confirmed, owner=self)

    def _ring(self) -> _Look:
        """What should ring now, and what is open. In the worker."""
        alarms: list[Alarm | ReportAlarm] = [*self._alarms.ring(), *self._reports.ring()]
        return _Look(alarms, self._alarms.open | self._reports.open)

    def _on_rung(self, look: _Look) -> None:
        self.looked.emit(look.open)
        alarms = look.alarms
        if not alarms:
            return
        self.rung.emit(alarms)
        options = self._office.workplace.options
        if self._tray and choices.flag_choice(options, choices.TRAY, default=True):
            text = "\n".join(alarm.message for alarm in alarms[:4])
            warning = QSystemTrayIcon.MessageIcon.Warning
            self._tray.showMessage(self.tr("时限提醒"), text, warning, _SHOWN_MS)

    def _on_confirmed(self, _none: None) -> None:
        """Nothing is to be shown."""

    def _forget(self) -> None:
        """What left the strip unseen rings once alarms are wanted again. In the worker."""
        self._alarms.forget()
        self._reports.forget()

    def _on_forgotten(self, _none: None) -> None:
        """Nothing is to be shown."""

    def _on_pressed(self) -> None:
        self.pressed.emit()
