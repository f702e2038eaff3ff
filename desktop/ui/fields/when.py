"""What a field of a day and a field of date and time have in common."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QDate, QDateTime, QSignalBlocker, Qt, QTime
from PySide6.QtWidgets import QDateTimeEdit, QHBoxLayout, QPushButton, QWidget

from desktop.domain.calendar import CST
from desktop.ui.fields.field import Field
from desktop.ui.style import Space


class When(Field):
    """An editor with a calendar that may stay empty, and a button that puts the present in.

    The editor's first moment stands for “not filled in”: Qt's editors are never empty.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        now: Tells the time for the button, aware.
        editor: The editor, at its first moment.
        parent: Owner.
    """

    def __init__(
        self,
        name: str,
        label: str,
        now: Callable[[], datetime],
        editor: QDateTimeEdit,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(name, label, parent)
        self._now = now
        self._unset = editor.dateTime()
        self.editor = editor
        self.now_button = QPushButton()
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.S)
        layout.addWidget(editor)
        layout.addWidget(self.now_button)
        layout.addStretch(1)
        self.hold(row)
        self._dress(editor)
        self.setFocusProxy(editor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        editor.dateTimeChanged.connect(self._on_changed)
        self.now_button.clicked.connect(self._on_now_clicked)

    def value(self) -> str:
        """Give it as ISO 8601; empty when it is not filled in."""
        raise NotImplementedError

    def _dress(self, editor: QDateTimeEdit) -> None:
        editor.setMinimumDateTime(self._unset)
        editor.setSpecialValueText(self.tr("未填写"))
        editor.setCalendarPopup(True)
        editor.setAccessibleName(self.label)
        editor.setObjectName(f"{self.name}_when")

    def _name_button(self, text: str, key: str) -> None:
        self.now_button.setText(text)
        self.now_button.setObjectName(f"{self.name}_{key}")
        self.now_button.setAccessibleName(f"{self.label}：{text}")

    @property
    def _shown(self) -> QDateTime | None:
        """What the editor shows; None when it is not filled in."""
        shown = self.editor.dateTime()
        return None if shown == self._unset else shown

    def _show(self, moment: QDateTime | None) -> None:
        """Put a moment in without telling that it was edited; None empties the field."""
        with QSignalBlocker(self.editor):
            self.editor.setDateTime(self._unset if moment is None else moment)

    def _on_now_clicked(self) -> None:
        self.editor.setDateTime(as_shown(self._now()))

    def _on_changed(self) -> None:
        self.show_problem("")
        self.edited.emit()


def as_shown(moment: datetime) -> QDateTime:
    """Give a moment as an editor shows it: China standard time, to the minute."""
    local = moment.astimezone(CST)
    return QDateTime(QDate(local.year, local.month, local.day), QTime(local.hour, local.minute))
