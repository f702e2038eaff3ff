"""The table of orders: keyboard, selection, copying, and columns that fit the width."""

from collections.abc import Sequence

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QItemSelectionRange,
    QModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget

from desktop.services.lists import ListRow
from desktop.ui.office import Office
from desktop.ui.orders.order_delegate import OrderDelegate
from desktop.ui.orders.order_table_model import Column, OrderTableModel

_WIDEST = 1240
_WIDE = 860
_MIDDLE = 640
_MOST_SELECTED = 2000
"""More than this are counted, but not acted on one by one."""
_WIDTHS = {
    Column.URGENCY: 92,
    Column.NUMBER: 118,
    Column.KIND: 92,
    Column.STAGE: 128,
    Column.DUE: 268,
    Column.DISPATCHED: 124,
    Column.ROUND: 126,
}
_NARROW_WIDTHS = {Column.URGENCY: 76, Column.STAGE: 122, Column.DUE: 158}
_MIDDLE_HIDDEN = {Column.NUMBER, Column.KIND, Column.ROUND, Column.DISPATCHED}
_NARROW_HIDDEN = {Column.NUMBER, Column.KIND, Column.ROUND, Column.DISPATCHED, Column.STAGE}


class OrderTable(QTableView):
    """Shows the model; says which order should be opened.

    Signals:
        order_chosen: Key and id of the current order.
        selection_counted: How many are selected.
        left: Esc was pressed: the open order is to be closed.
    """

    order_chosen = Signal(str)
    selection_counted = Signal(int)
    left = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = OrderTableModel(office, self)
        self._delegate = OrderDelegate(self.rows, office.workplace.clock.now, self)
        self._kept: set[int] = set()
        self._current_key = 0
        self.setModel(self.rows)
        self.setItemDelegate(self._delegate)
        self.setObjectName("order_table")
        self.setAccessibleName(self.tr("工单列表"))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._set_up_headers()
        self.rows.modelAboutToBeReset.connect(self._on_about_to_be_reset)
        self.rows.modelReset.connect(self._on_reset)
        self.doubleClicked.connect(self._on_activated)
        self.clicked.connect(self._on_activated)

    @property
    def delegate(self) -> OrderDelegate:
        """What draws the cells."""
        return self._delegate

    def selected_rows(self) -> Sequence[ListRow]:
        """Give the selected orders that are loaded, in the order of the list."""
        found = (self.rows.row_at(place) for place in self._selected_places())
        return [row for row in found if row is not None]

    def copy_selection(self) -> None:
        """Copy the selected rows as text, a tab between cells: pastes into a sheet."""
        lines = [
            "\t".join(self.rows.text(row, column) for column in Column)
            for row in self.selected_rows()
        ]
        QGuiApplication.clipboard().setText("\n".join(lines))

    def choose(self, place: int) -> None:
        """Select one row and open it."""
        if 0 <= place < self.rows.rowCount():
            self.selectRow(place)
            self._open(place)

    def mark(self, order_id: str) -> None:
        """Select an order that was opened from elsewhere, where it is on screen."""
        place = self.rows.loaded_place(order_id)
        if place >= 0 and not self.selectionModel().isRowSelected(place):
            self.selectRow(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens, Esc closes, Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy_selection()
        elif event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter}:
            self._open(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the columns there is room for."""
        super().resizeEvent(event)
        self._fit_columns()

    def selectionChanged(self, selected: QItemSelection, deselected: QItemSelection) -> None:
        """Count what is selected."""
        super().selectionChanged(selected, deselected)
        self.selection_counted.emit(self._selected_count())

    def _selected_count(self) -> int:
        """Count by ranges: a list of 100,000 indexes would take a tenth of a second."""
        return sum(chosen.height() for chosen in self._ranges())

    def _ranges(self) -> list[QItemSelectionRange]:
        selection = self.selectionModel().selection()
        return [selection.at(number) for number in range(selection.count())]

    def _selected_places(self) -> list[int]:
        places: list[int] = []
        for chosen in self._ranges():
            places += range(chosen.top(), min(chosen.bottom() + 1, chosen.top() + _MOST_SELECTED))
        return sorted(places)[:_MOST_SELECTED]

    def _set_up_headers(self) -> None:
        header = self.horizontalHeader()
        # a header asks for every row whether it is selected, each time it is painted
        header.setSelectionModel(QItemSelectionModel(self.rows, self))
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(48)
        header.setSectionResizeMode(Column.TITLE, QHeaderView.ResizeMode.Stretch)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setSortingEnabled(True)
        header.setSortIndicator(Column.DUE, Qt.SortOrder.AscendingOrder)
        self._fit_columns()

    def _fit_columns(self) -> None:
        width = self.viewport().width()
        narrow = width < _WIDE
        hidden = _NARROW_HIDDEN if width < _MIDDLE else (_MIDDLE_HIDDEN if narrow else set())
        if width < _WIDEST:
            # the stage says 再次处置 as well; the title needs the room
            hidden = hidden | {Column.ROUND}
        factor = self.fontMetrics().horizontalAdvance("国") / 14
        widths = _NARROW_WIDTHS if narrow else _WIDTHS
        for column in Column:
            self.setColumnHidden(column, column in hidden)
            if column in widths:
                self.setColumnWidth(column, round(widths[column] * factor))
        changed = self._delegate.two_lines is not narrow
        self._delegate.two_lines = narrow
        self.verticalHeader().setDefaultSectionSize(self._delegate.row_height())
        if changed and self.currentIndex().isValid():
            self.scrollTo(self.currentIndex())

    def _open(self, place: int) -> None:
        row = self.rows.row_at(place) if place >= 0 else None
        if row is not None:
            self.order_chosen.emit(row.order_id)

    def _on_activated(self, index: QModelIndex) -> None:
        if self._selected_count() == 1:
            self._open(index.row())

    def _on_about_to_be_reset(self) -> None:
        self._kept = {self.rows.key_at(place) for place in self._selected_places()}
        current = self.currentIndex().row()
        self._current_key = self.rows.key_at(current) if current >= 0 else 0

    def _on_reset(self) -> None:
        """Select again what was selected: new orders must not take the place of the old."""
        if not self._kept:
            return
        model = self.selectionModel()
        selection = QItemSelection()
        for first, last in _runs(self.rows.places_of(self._kept)):
            end = self.rows.index(last, len(Column) - 1)
            selection.select(self.rows.index(first, 0), end)
        model.select(selection, QItemSelectionModel.SelectionFlag.Select)
        for place in self.rows.places_of({self._current_key}):
            move = QItemSelectionModel.SelectionFlag.NoUpdate
            model.setCurrentIndex(self.rows.index(place, 0), move)


def _runs(places: Sequence[int]) -> list[tuple[int, int]]:
    """Join rising places to runs from first to last: selecting one by one is quadratic."""
    runs: list[tuple[int, int]] = []
    for place in places:
        if runs and runs[-1][1] == place - 1:
            runs[-1] = (runs[-1][0], place)
        else:
            runs.append((place, place))
    return runs
