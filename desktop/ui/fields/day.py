"""A field of a day, which may stay empty."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import QDate, QSignalBlocker, Qt
from PySide6.QtWidgets import QDateEdit, QHBoxLayout, QPushButton, QWidget

from desktop.domain.calendar import CST
from desktop.ui.fields.field import Field
from desktop.ui.style import Space

_UNSET = QDate(2000, 1, 1)
_WIDTH = 150


class Day(Field):
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
        super().__init__(name, label, parent)
        self._now = now
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        self.editor = QDateEdit(_UNSET, row)
        self.editor.setDisplayFormat("yyyy-MM-dd")
        self.editor.setMinimumDate(_UNSET)
        self.editor.setSpecialValueText(self.tr("未填写"))
        self.editor.setCalendarPopup(True)
        self.editor.setFixedWidth(_WIDTH)
        self.editor.dateChanged.connect(self._on_changed)
        self.today_button = QPushButton(self.tr("今天"), row)
        self.today_button.setObjectName(f"{name}_today")
        self.today_button.setAccessibleName(self.tr("{label}：今天").format(label=label))
        self.today_button.clicked.connect(self._on_today_clicked)
        layout.addWidget(self.editor)
        layout.addWidget(self.today_button)
        layout.addStretch(1)
        self.hold(row)
        self.editor.setAccessibleName(label)
        self.editor.setObjectName(f"{name}_when")
        self.setFocusProxy(self.editor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def value(self) -> str:
        """Give the day as ISO 8601; empty when it is not filled in."""
        day = self.day()
        return day.isoformat() if day else ""

    def set_value(self, value: str) -> None:
        """Put a day in."""
        day = date.fromisoformat(value) if value else None
        with QSignalBlocker(self.editor):
            self.editor.setDate(QDate(day.year, day.month, day.day) if day else _UNSET)

    def day(self) -> date | None:
        """Give the day; None when it is not filled in."""
        shown = self.editor.date()
        return None if shown == _UNSET else date(shown.year(), shown.month(), shown.day())

    def _on_today_clicked(self) -> None:
        today = self._now().astimezone(CST).date()
        self.editor.setDate(QDate(today.year, today.month, today.day))

    def _on_changed(self) -> None:
        self.show_problem("")
        self.edited.emit()
