"""A field of date and time, which may stay empty."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QSignalBlocker, Qt, QTime
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QPushButton, QWidget

from desktop.domain.calendar import CST
from desktop.ui.fields.field import Field
from desktop.ui.style import Space

_UNSET = QDateTime(QDate(2000, 1, 1), QTime(0, 0))
_WIDTH = 200


class Moment(Field):
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
        super().__init__(name, label, parent)
        self._now = now
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        self.editor = QDateTimeEdit(_UNSET, row)
        self.editor.setDisplayFormat("yyyy-MM-dd HH:mm")
        self.editor.setMinimumDateTime(_UNSET)
        self.editor.setSpecialValueText(self.tr("未填写"))
        self.editor.setCalendarPopup(True)
        self.editor.setFixedWidth(_WIDTH)
        self.editor.dateTimeChanged.connect(self._on_changed)
        self.now_button = QPushButton(self.tr("现在"), row)
        self.now_button.setObjectName(f"{name}_now")
        self.now_button.setAccessibleName(self.tr("{label}：现在").format(label=label))
        self.now_button.clicked.connect(self._on_now_clicked)
        layout.addWidget(self.editor)
        layout.addWidget(self.now_button)
        layout.addStretch(1)
        self.hold(row)
        self.editor.setAccessibleName(label)
        self.editor.setObjectName(f"{name}_when")
        self.setFocusProxy(self.editor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def value(self) -> str:
        """Give the moment as ISO 8601; empty when it is not filled in."""
        moment = self.moment()
        return moment.isoformat() if moment else ""

    def set_value(self, value: str) -> None:
        """Put a moment in."""
        with QSignalBlocker(self.editor):
            self.editor.setDateTime(_shown(datetime.fromisoformat(value)) if value else _UNSET)

    def moment(self) -> datetime | None:
        """Give the moment, aware; None when it is not filled in."""
        shown = self.editor.dateTime()
        if shown == _UNSET:
            return None
        date, time = shown.date(), shown.time()
        return datetime(
            date.year(), date.month(), date.day(), time.hour(), time.minute(), tzinfo=CST
        )

    def set_moment(self, moment: datetime | None) -> None:
        """Put a moment in."""
        self.set_value(moment.isoformat() if moment else "")

    def _on_now_clicked(self) -> None:
        self.editor.setDateTime(_shown(self._now()))

    def _on_changed(self) -> None:
        self.show_problem("")
        self.edited.emit()


def _shown(moment: datetime) -> QDateTime:
    local = moment.astimezone(CST)
    return QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
