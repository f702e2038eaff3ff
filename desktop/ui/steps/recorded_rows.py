"""Rows that are recorded already: what, when, by whom, and a way to take one back."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.ui.marks import Mark
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.badge import Badge


@dataclass(frozen=True, slots=True)
class RecordedRow:
    """One row.

    Attributes:
        when: The moment in words.
        mark: Its outcome; None for none.
        line: Way, person, place.
        text: What happened.
        stamp: Who recorded it.
        retracted: Why it was taken back; empty while it stands.
    """

    entry_id: str
    when: str
    line: str
    text: str = ""
    stamp: str = ""
    mark: Mark | None = None
    retracted: str = ""


class RecordedRows(QWidget):
    """A list of recorded rows.

    Args:
        empty: What to say when there is none.
        parent: Owner.
        retractable: Whether a row can be taken back here.

    Signals:
        retract_asked: A row's id, and why it is to be taken back.
    """

    retract_asked = Signal(str, str)

    def __init__(
        self, empty: str, parent: QWidget | None = None, *, retractable: bool = True
    ) -> None:
        super().__init__(parent)
        self._retractable = retractable
        self._rows: tuple[RecordedRow, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self._empty = QLabel(empty, self)
        self._empty.setWordWrap(True)
        set_role(self._empty, "muted")
        self._column.addWidget(self._empty)
        self._shown: list[QWidget] = []
        self._asking = _RetractBar(self)
        self._asking.hide()
        self._asking.confirmed.connect(self._on_confirmed)

    def show_rows(self, rows: Sequence[RecordedRow]) -> None:
        """Show other rows; the same ones stay as they are."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        self._asking.hide()
        self._column.removeWidget(self._asking)
        for widget in self._shown:
            self._column.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._shown = [self._make(row) for row in self._rows]
        for widget in self._shown:
            self._column.addWidget(widget)
        self._empty.setVisible(not self._shown)

    def _make(self, row: RecordedRow) -> QWidget:
        box = QFrame(self)
        set_role(box, "inset")
        column = QVBoxLayout(box)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.XS)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        when = QLabel(row.when, box)
        set_role(when, "strong")
        line.addWidget(when)
        if row.mark:
            line.addWidget(Badge(row.mark, box))
        line.addWidget(_plain(row.line, box), 1)
        if self._retractable and not row.retracted:
            retract = QPushButton(self.tr("撤销"), box)
            retract.setObjectName(f"retract_{row.entry_id}")
            retract.setAccessibleName(self.tr("撤销 {when} 的记录").format(when=row.when))
            retract.setProperty("entry", row.entry_id)
            set_role(retract, "link")
            retract.clicked.connect(self._on_retract_clicked)
            line.addWidget(retract)
        column.addLayout(line)
        if row.text:
            column.addWidget(_plain(row.text, box))
        foot = row.stamp
        if row.retracted:
            foot = self.tr("已撤销：{why}　{stamp}").format(why=row.retracted, stamp=row.stamp)
            box.setEnabled(False)
        if foot:
            small = _plain(foot, box)
            set_role(small, "small")
            column.addWidget(small)
        return box

    def _on_retract_clicked(self) -> None:
        button = self.sender()
        entry_id = str(button.property("entry"))
        place = [row.entry_id for row in self._rows].index(entry_id)
        self._column.removeWidget(self._asking)
        self._column.insertWidget(place + 2, self._asking)
        self._asking.ask(entry_id)

    def _on_confirmed(self, entry_id: str, reason: str) -> None:
        self._asking.hide()
        self.retract_asked.emit(entry_id, reason)


class _RetractBar(QFrame):
    """Asks why a row is taken back, below the row."""

    confirmed = Signal(str, str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        set_role(self, "inset")
        self._entry_id = ""
        line = QHBoxLayout(self)
        line.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        line.setSpacing(Space.S)
        self._reason = QLineEdit(self)
        self._reason.setObjectName("retract_reason")
        self._reason.setAccessibleName(self.tr("撤销原因"))
        self._reason.setPlaceholderText(
            self.tr("撤销原因，例如：登记错了工单。记录会保留并标明已撤销")
        )
        self._reason.textChanged.connect(self._on_changed)
        self._reason.returnPressed.connect(self._on_confirm)
        self._confirm = QPushButton(self.tr("确认撤销"), self)
        self._confirm.setObjectName("retract_confirm")
        set_role(self._confirm, "danger")
        self._confirm.clicked.connect(self._on_confirm)
        leave = QPushButton(self.tr("不撤销"), self)
        leave.setObjectName("retract_leave")
        leave.clicked.connect(self.hide)
        line.addWidget(self._reason, 1)
        line.addWidget(self._confirm)
        line.addWidget(leave)

    def ask(self, entry_id: str) -> None:
        """Ask for a row."""
        self._entry_id = entry_id
        self._reason.clear()
        self._on_changed()
        self.show()
        self._reason.setFocus()

    def _on_changed(self) -> None:
        self._confirm.setEnabled(bool(self._reason.text().strip()))

    def _on_confirm(self) -> None:
        if self._confirm.isEnabled():
            self.confirmed.emit(self._entry_id, self._reason.text().strip())


def _plain(text: str, parent: QWidget) -> QLabel:
    label = QLabel(text, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
