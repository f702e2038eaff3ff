"""A field of date and time, which may stay empty."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateTimeEdit, QWidget

from desktop.domain.calendar import CST
from desktop.ui.fields.when import When, as_shown

_UNSET = QDateTime(QDate(2000, 1, 1), QTime(0, 0))
_WIDTH = 200


class Moment(When):
    """Date and time of day, in China standard time whatever this PC is set to.

    Its value is ISO 8601 with +08:00, or empty.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        now: Tells the time for the button 现在.
        parent: Owner.
    """

    def __init__(
        self, name: str, label: str, now: Callable[[], datetime], parent: QWidget | None = None
    ):
        super().__init__(name, label, now, QDateTimeEdit(_UNSET), parent)
        self.editor.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.editor.setFixedWidth(_WIDTH)
        self._name_button(self.tr("现在"), "now")

    def value(self) -> str:
        """Give the moment as ISO 8601; empty when it is not filled in."""
        moment = self.moment()
        return moment.isoformat() if moment else ""

    def set_value(self, value: str) -> None:
        """Put a moment in."""
        self._show(as_shown(datetime.fromisoformat(value)) if value else None)

    def moment(self) -> datetime | None:
        """Give the moment, aware; None when it is not filled in."""
        shown = self._shown
        if shown is None:
            return None
        date, time = shown.date(), shown.time()
        return datetime(
            date.year(), date.month(), date.day(), time.hour(), time.minute(), tzinfo=CST
        )

    def set_moment(self, moment: datetime | None) -> None:
        """Put a moment in."""
        self.set_value(moment.isoformat() if moment else "")
