"""The sheets of a batch, each ticked to go out or not."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QListWidget, QListWidgetItem, QWidget

from desktop.services.print_desk import BatchSheet
from desktop.ui.wording import tip_text

_ROLE = Qt.ItemDataRole.UserRole


class BatchList(QListWidget):
    """One row a sheet; the space bar ticks, Ctrl+C copies the rows as text.

    Signals:
        ticked: Which sheets go out has changed.
    """

    ticked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("batch_sheets")
        self.setAccessibleName(self.tr("要打印的表"))
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.itemChanged.connect(self._on_item_changed)
        copy = QAction(self.tr("复制"), self)
        copy.setShortcut(QKeySequence(QKeySequence.StandardKey.Copy))
        copy.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        copy.triggered.connect(self._on_copy)
        self.addAction(copy)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    def show_sheets(self, sheets: Sequence[BatchSheet], ticked: Sequence[str] | None) -> None:
        """List sheets in their order.

        Args:
            sheets: All of them.
            ticked: Ids of the forms that are ticked at first; None for all.
        """
        self.blockSignals(True)
        self.clear()
        for sheet in sheets:
            item = QListWidgetItem(self._words(sheet))
            item.setData(_ROLE, sheet)
            item.setToolTip(tip_text(sheet.title))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            self._tick(item, wanted=ticked is None or sheet.form in ticked)
            self.addItem(item)
        self.blockSignals(False)
        self.ticked.emit()

    def chosen(self) -> tuple[BatchSheet, ...]:
        """Give the ticked sheets in their order."""
        items = (self.item(row) for row in range(self.count()))
        return tuple(
            item.data(_ROLE) for item in items if item.checkState() is Qt.CheckState.Checked
        )

    def tick_form(self, form: str, *, wanted: bool) -> None:
        """Tick or clear every sheet of a form."""
        self.blockSignals(True)
        for row in range(self.count()):
            item = self.item(row)
            if item.data(_ROLE).form == form:
                self._tick(item, wanted=wanted)
        self.blockSignals(False)
        self.ticked.emit()

    def _words(self, sheet: BatchSheet) -> str:
        again = self.tr("　打印过 {n} 次").format(n=sheet.printed) if sheet.printed else ""
        return sheet.name + again

    def _tick(self, item: QListWidgetItem, *, wanted: bool) -> None:
        item.setCheckState(Qt.CheckState.Checked if wanted else Qt.CheckState.Unchecked)

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        self.ticked.emit()

    def _on_copy(self) -> None:
        rows = sorted(self.row(item) for item in self.selectedItems())
        QApplication.clipboard().setText("\n".join(self.item(row).text() for row in rows))
