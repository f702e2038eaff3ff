"""A field of a day, which may stay empty."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QDate, QDateTime, QTime
from PySide6.QtWidgets import QDateEdit, QWidget

from desktop.ui.fields.when import When

_UNSET = QDate(2000, 1, 1)
_WIDTH = 150


class Day(When):
    """A calendar day; its value is ISO 8601, or empty.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        now: Tells the time for the button 今天.
        parent: Owner.
    """

    def __init__(
        self, name: str, label: str, now: Callable[[], datetime], parent: QWidget | None = None
    ):
        super().__init__(name, label, now, QDateEdit(_UNSET), parent)
        self.editor.setDisplayFormat("yyyy-MM-dd")
        self.editor.setFixedWidth(_WIDTH)
        self._name_button(self.tr("今天"), "today")

    def value(self) -> str:
        """Give the day as ISO 8601; empty when it is not filled in."""
        day = self.day()
        return day.isoformat() if day else ""

    def set_value(self, value: str) -> None:
        """Put a day in."""
        day = date.fromisoformat(value) if value else None
        self._show(QDateTime(QDate(day.year, day.month, day.day), QTime(0, 0)) if day else None)

    def day(self) -> date | None:
        """Give the day; None when it is not filled in."""
        shown = self._shown
        if shown is None:
            return None
        day = shown.date()
        return date(day.year(), day.month(), day.day())
