"""What can be done with several selected orders at once."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.ui.style import Space, set_role


class SelectionBar(QFrame):
    """Shown while more than one order is selected.

    Signals:
        accept_wanted: Accept all that are waiting for it.
        print_wanted: Print their handling records.
        copy_wanted: Copy them as text.
    """

    accept_wanted = Signal()
    print_wanted = Signal()
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "actionbar")
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        self._count = QLabel()
        self._count.setObjectName("selection_count")
        set_role(self._count, "strong")
        row.addWidget(self._count)
        row.addStretch(1)
        self._accept = self._button("selection_accept", self.tr("批量接单(&J)"))
        self._print = self._button("selection_print", self.tr("批量打印(&P)"))
        self._copy = self._button("selection_copy", self.tr("复制"))
        self._copy.setToolTip(self.tr("Ctrl+C，可粘贴到表格"))
        for button in (self._accept, self._print, self._copy):
            row.addWidget(button)
        self._accept.clicked.connect(self._on_accept)
        self._print.clicked.connect(self._on_print)
        self._copy.clicked.connect(self._on_copy)
        self.hide()

    def show_selection(self, count: int, to_accept: int) -> None:
        """Show how many are selected, and how many of them wait to be accepted."""
        self._count.setText(self.tr("已选 {} 张").format(count))
        self._accept.setVisible(to_accept > 0)
        self._accept.setText(self.tr("批量接单 {} 张(&J)").format(to_accept))
        self.setVisible(count > 1)

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        return button

    def _on_accept(self) -> None:
        self.accept_wanted.emit()

    def _on_print(self) -> None:
        self.print_wanted.emit()

    def _on_copy(self) -> None:
        self.copy_wanted.emit()
