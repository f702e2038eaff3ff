"""The list of orders: holds keys, and loads rows page by page as they come into view."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import partial
from typing import Any

from msgspec import structs
from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.orders import STAGE_NAMES
from desktop.domain.rounds import round_name
from desktop.services.lists import ListFilter, ListRow, SortBy
from desktop.ui.office import Office
from desktop.ui.wording import moment_text, table_moment

Index = QModelIndex | QPersistentModelIndex

PAGE_ROWS = 256
_MOST_PAGES = 16


class Column(IntEnum):
    """The columns, in order."""

    URGENCY = 0
    NUMBER = 1
    TITLE = 2
    KIND = 3
    STAGE = 4
    DUE = 5
    DISPATCHED = 6
    ROUND = 7


_SORTS = {
    Column.NUMBER: SortBy.NUMBER,
    Column.TITLE: SortBy.TITLE,
    Column.KIND: SortBy.KIND,
    Column.STAGE: SortBy.STAGE,
    Column.DUE: SortBy.DUE,
    Column.DISPATCHED: SortBy.DISPATCHED,
}


@dataclass(frozen=True, slots=True)
class _Page:
    generation: int
    number: int
    rows: Sequence[ListRow]


_PLAIN: Mapping[Column, Callable[[ListRow], str]] = {
    Column.NUMBER: lambda row: row.number,
    Column.TITLE: lambda row: row.title,
    Column.STAGE: lambda row: STAGE_NAMES[row.stage],
    Column.ROUND: lambda row: round_name(row.round),
}


class OrderTableModel(QAbstractTableModel):
    """Shows what a filter wants; 100,000 orders are 100,000 integers.

    Signals:
        filled: A new set of keys is shown; how many.
        sort_changed: The user has sorted by a column.
    """

    filled = Signal(int)
    sort_changed = Signal()

    def __init__(self, office: Office, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._wanted = ListFilter()
        self._keys: Sequence[int] = ()
        self._pages: OrderedDict[int, Sequence[ListRow]] = OrderedDict()
        self._asked: set[int] = set()
        self._generation = 0
        self._kinds: dict[str, str] = {}
        self._titles = {
            Column.URGENCY: self.tr("紧急"),
            Column.NUMBER: self.tr("编号"),
            Column.TITLE: self.tr("标题"),
            Column.KIND: self.tr("类型"),
            Column.STAGE: self.tr("阶段"),
            Column.DUE: self.tr("最近时限"),
            Column.DISPATCHED: self.tr("派单"),
            Column.ROUND: self.tr("轮次"),
        }

    @property
    def wanted(self) -> ListFilter:
        """What is shown."""
        return self._wanted

    def show_filter(self, wanted: ListFilter) -> None:
        """Show what another filter wants."""
        self._wanted = wanted
        self.reload()

    def show_kinds(self, names: dict[str, str]) -> None:
        """Tell the names of the kinds."""
        self._kinds = names

    def reload(self) -> None:
        """Ask for the keys again; what is on screen stays until they are there."""
        self._generation += 1
        call = partial(_load_keys, self._office, self._wanted, self._generation)
        self._office.jobs.run(call, self._on_keys, owner=self)

    def refresh_rows(self) -> None:
        """Load the visible rows again; their places stay."""
        self._generation += 1
        for number in self._forget_asked():
            self._ask(number)

    def row_at(self, row: int) -> ListRow | None:
        """Give a row; None while it is being loaded, which this asks for."""
        number, place = divmod(row, PAGE_ROWS)
        page = self._pages.get(number)
        if page is None:
            self._ask(number)
            return None
        return page[place] if place < len(page) else None

    def key_at(self, row: int) -> int:
        """Give the key of a row."""
        return self._keys[row]

    def places_of(self, keys: set[int]) -> list[int]:
        """Find the rows of some keys, in one pass; those that are not in the list are left out."""
        return [place for place, key in enumerate(self._keys) if key in keys]

    def loaded_place(self, order_id: str) -> int:
        """Find an order among the loaded rows; -1 when it is not there."""
        for number, page in self._pages.items():
            for place, row in enumerate(page):
                if row.order_id == order_id:
                    return number * PAGE_ROWS + place
        return -1

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the orders."""
        return 0 if parent is not None and parent.isValid() else len(self._keys)

    def columnCount(self, parent: Index | None = None) -> int:
        """Count the columns."""
        return 0 if parent is not None and parent.isValid() else len(Column)

    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> Any:
        """Name a column."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return self._titles[Column(section)]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give a cell."""
        row = self.row_at(index.row()) if index.isValid() else None
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            return self.text(row, Column(index.column())) if row else "…"
        if role == Qt.ItemDataRole.ToolTipRole and row:
            return self._tip(row, Column(index.column()))
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column in the database."""
        sort = _SORTS.get(Column(column))
        if sort is None:
            return
        descending = order is Qt.SortOrder.DescendingOrder
        if (sort, descending) != (self._wanted.sort, self._wanted.descending):
            self.show_filter(structs.replace(self._wanted, sort=sort, descending=descending))
            self.sort_changed.emit()

    def text(self, row: ListRow, column: Column) -> str:
        """Write a cell as text, for the screen, for readers and for copying."""
        plain = _PLAIN.get(column)
        if plain is not None:
            return plain(row)
        if column is Column.DUE:
            return self._due(row)
        if column is Column.DISPATCHED:
            return table_moment(row.dispatched_at, self._office.workplace.clock.now())
        if column is Column.KIND:
            return self._kinds.get(row.kind, row.kind)
        return row.urgency or self.tr("普通")

    def _due(self, row: ListRow) -> str:
        if row.due is None or row.due_duty is None:
            return ""
        return f"{DUTY_NAMES[row.due_duty]} {moment_text(row.due)}"

    def _tip(self, row: ListRow, column: Column) -> str:
        tips = {
            Column.TITLE: f"{row.number}\n{row.title}",
            Column.DUE: self._due(row),
            Column.DISPATCHED: moment_text(row.dispatched_at),
        }
        return tips.get(column, "")

    def _ask(self, number: int) -> None:
        if number in self._asked:
            return
        self._asked.add(number)
        keys = self._keys[number * PAGE_ROWS : (number + 1) * PAGE_ROWS]
        call = partial(_load_page, self._office, keys, number, self._generation)
        self._office.jobs.run(call, self._on_page, owner=self)

    def _on_keys(self, loaded: "_Keys") -> None:
        if loaded.generation != self._generation:
            return
        if self._keys == loaded.keys:
            wanted = self._forget_asked() - {0}
            self._take_first_page(loaded)
            for number in wanted:
                self._ask(number)
        else:
            self.beginResetModel()
            self._keys = loaded.keys
            self._pages.clear()
            self._asked.clear()
            self._pages[0] = loaded.first
            self._asked.add(0)
            self.endResetModel()
        self.filled.emit(len(self._keys))

    def _forget_asked(self) -> set[int]:
        """Give the pages that are here or on their way: what is on its way is of the past now."""
        wanted = {*self._pages, *self._asked}
        self._asked.clear()
        return wanted

    def _take_first_page(self, loaded: "_Keys") -> None:
        self._asked.add(0)
        self._on_page(_Page(loaded.generation, 0, loaded.first))

    def _on_page(self, page: _Page) -> None:
        if page.generation != self._generation:
            return
        self._pages[page.number] = page.rows
        self._pages.move_to_end(page.number)
        while len(self._pages) > _MOST_PAGES:
            dropped, _ = self._pages.popitem(last=False)
            self._asked.discard(dropped)
        first = page.number * PAGE_ROWS
        last = min(first + PAGE_ROWS, len(self._keys)) - 1
        if last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, len(Column) - 1))


@dataclass(frozen=True, slots=True)
class _Keys:
    generation: int
    keys: Sequence[int]
    first: Sequence[ListRow]


def _load_keys(office: Office, wanted: ListFilter, generation: int) -> _Keys:
    """Load all keys and, in the same turn, the first page: the list never flickers empty."""
    lists = office.workplace.lists
    keys = lists.keys(wanted)
    return _Keys(generation, keys, _in_places(lists.rows(keys[:PAGE_ROWS]), keys[:PAGE_ROWS]))


def _load_page(office: Office, keys: Sequence[int], number: int, generation: int) -> _Page:
    rows = office.workplace.lists.rows(keys)
    return _Page(generation, number, _in_places(rows, keys))


def _in_places(rows: Sequence[ListRow], keys: Sequence[int]) -> Sequence[ListRow]:
    """Keep rows at the places of their keys although a vanished order leaves a gap."""
    if len(rows) == len(keys):
        return rows
    known = {row.key: row for row in rows}
    return [known[key] for key in keys if key in known]
