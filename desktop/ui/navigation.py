"""The rail at the left: screens, and the groups of orders with their counts."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from msgspec import Struct
from PySide6.QtCore import (
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from desktop.services.lists import GROUP_NAMES, Group
from desktop.ui.icons import picture
from desktop.ui.style import Space, Tone, colours, set_role, sizes


class Screen(StrEnum):
    """The screens of the window."""

    WORKBENCH = "workbench"
    ORDERS = "orders"
    PAPER = "paper"
    REPORTS = "reports"
    STATISTICS = "statistics"
    SYNC = "sync"
    SETTINGS = "settings"


class Place(Struct, frozen=True):
    """A place that the rail leads to."""

    screen: Screen
    group: Group | None = None


class Look(Struct, frozen=True):
    """How a place is to be drawn."""

    chosen: bool
    over: bool


_GROUPS = (
    (Group.TO_ACCEPT, "accept"),
    (Group.TO_CONTACT, "phone"),
    (Group.HANDLING, "tools"),
    (Group.TO_SIGN, "sign"),
    (Group.TO_SUBMIT, "send"),
    (Group.RETURNING, "back"),
    (Group.SUBMITTED, "sent"),
    (Group.WARNED, "warning"),
    (Group.CLOSED, "closed"),
)
_QUIET = {Group.SUBMITTED, Group.CLOSED}
_PLACE = Qt.ItemDataRole.UserRole + 1
_ICON = Qt.ItemDataRole.UserRole + 2
_COUNT = Qt.ItemDataRole.UserRole + 3
_SIDE = 18


class Navigation(QListWidget):
    """Where to go; arrow keys move, Enter or a click goes.

    Signals:
        place_chosen: A `Place`.
    """

    place_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("navigation")
        self.setAccessibleName(self.tr("导航"))
        set_role(self, "rail")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_RailDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMouseTracking(True)
        self._add(self.tr("工作台"), "home", Place(Screen.WORKBENCH))
        self._add(self.tr("全部工单"), "orders", Place(Screen.ORDERS))
        for group, sign in _GROUPS:
            self._add(GROUP_NAMES[group], sign, Place(Screen.ORDERS, group))
        self._add(self.tr("打印与扫描"), "print", Place(Screen.PAPER))
        self._add(self.tr("台账与报表"), "clip", Place(Screen.REPORTS))
        self._add(self.tr("考核与统计"), "chart", Place(Screen.STATISTICS))
        self._add(self.tr("同步"), "sync", Place(Screen.SYNC))
        self._add(self.tr("设置"), "settings", Place(Screen.SETTINGS))
        self.setFixedWidth(self._width())
        self._over: QListWidgetItem | None = None
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemEntered.connect(self._on_entered)
        self.viewportEntered.connect(self._on_nowhere)
        self.itemClicked.connect(self._on_clicked)

    def show_counts(self, counts: Mapping[Group, int]) -> None:
        """Show how many orders each group has."""
        for item in self._items():
            place = item.data(_PLACE)
            if place.group is not None:
                count = counts.get(place.group, 0)
                item.setData(_COUNT, count)
                item.setData(
                    Qt.ItemDataRole.AccessibleTextRole,
                    self.tr("{0}，{1} 张").format(item.text(), count),
                )

    def show_unsent(self, attention: int) -> None:
        """Show at 同步 how many actions the centre refused."""
        for item in self._items():
            if item.data(_PLACE).screen is Screen.SYNC:
                item.setData(_COUNT, attention)

    def go(self, place: Place) -> None:
        """Mark a place, and tell."""
        for item in self._items():
            if item.data(_PLACE) == place:
                if item is self.currentItem():
                    self.place_chosen.emit(place)
                self.setCurrentItem(item)
                return
        self.mark(None)
        self.place_chosen.emit(place)

    def mark(self, place: Place | None) -> None:
        """Mark a place without telling; None marks nothing."""
        self.blockSignals(True)
        if place is None:
            self.setCurrentRow(-1)
        for item in self._items():
            if item.data(_PLACE) == place:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def look(self, index: QModelIndex | QPersistentModelIndex) -> Look:
        """Tell how a place is to be drawn.

        `option.state` would say it too, but asking it loads all of `QStyle`, 8 ms of the start.
        """
        row = index.row()
        chosen = self.selectionModel().isSelected(index)
        return Look(chosen=chosen, over=self._over is not None and self._over is self.item(row))

    def leaveEvent(self, event: QEvent) -> None:
        """The mouse is over no place any more."""
        self._on_nowhere()
        super().leaveEvent(event)

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]

    def _add(self, text: str, sign: str, place: Place) -> None:
        item = QListWidgetItem(text)
        item.setData(_PLACE, place)
        item.setData(_ICON, sign)
        item.setData(_COUNT, 0)
        self.addItem(item)

    def _width(self) -> int:
        words = self.fontMetrics().horizontalAdvance(self.tr("打印与扫描"))
        return max(168, words + 100)

    def _on_current_changed(self, current: QListWidgetItem | None) -> None:
        if current is not None:
            self.place_chosen.emit(current.data(_PLACE))

    def _on_entered(self, item: QListWidgetItem) -> None:
        self._over = item

    def _on_nowhere(self) -> None:
        """Below the last place, and outside: no place is lit."""
        if self._over is not None:
            self.update(self.indexFromItem(self._over))
        self._over = None

    def _on_clicked(self, item: QListWidgetItem) -> None:
        """A click on the place one is at goes back to its beginning."""
        self.place_chosen.emit(item.data(_PLACE))


class _RailDelegate(QStyledItemDelegate):
    """Draws a place: icon, name, count; screens are set off from the groups."""

    def __init__(self, rail: Navigation) -> None:
        super().__init__(rail)
        self._rail = rail

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        del option
        height = _line_height(sizes().body) + 14
        extra = Space.S if _starts_section(index) else 0
        return QSize(100, height + extra)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        scheme = colours()
        box = QRectF(option.rect)  # type: ignore[attr-defined]  # the stub lacks QStyleOption's fields
        if _starts_section(index):
            box.adjust(0, Space.S, 0, 0)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        look = self._rail.look(index)
        if look.chosen or look.over:
            painter.setPen(Qt.PenStyle.NoPen)
            ground = QColor(scheme.rail_selected)
            ground.setAlpha(255 if look.chosen else 110)
            painter.setBrush(ground)
            painter.drawRoundedRect(box.adjusted(0, 1, 0, -1), 6, 6)
        if look.chosen:
            painter.setBrush(QColor(scheme.accent_hover))
            painter.drawRoundedRect(QRectF(box.left(), box.top() + 8, 3, box.height() - 16), 1, 1)
        self._draw_words(painter, box, index, chosen=look.chosen)
        painter.restore()

    def _draw_words(
        self,
        painter: QPainter,
        box: QRectF,
        index: QModelIndex | QPersistentModelIndex,
        *,
        chosen: bool,
    ) -> None:
        scheme = colours()
        place: Place = index.data(_PLACE)
        indent = 18.0 if place.group is not None else 0.0
        left = box.left() + 10 + indent
        colour = scheme.rail_text if chosen or place.group is None else scheme.rail_muted
        middle = box.center().y()
        sign = picture(str(index.data(_ICON)), colour, _SIDE, self._rail.devicePixelRatioF())
        painter.drawPixmap(QPointF(round(left), round(middle - _SIDE / 2)), sign)
        painter.setFont(_font(sizes().body, bold=chosen))
        painter.setPen(QColor(scheme.rail_text))
        words = box.adjusted(10 + indent + _SIDE + 8, 0, -8, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(words, flags, str(index.data(Qt.ItemDataRole.DisplayRole)))
        count = int(index.data(_COUNT) or 0)
        if count:
            self._draw_count(painter, box, count, place)

    def _draw_count(self, painter: QPainter, box: QRectF, count: int, place: Place) -> None:
        scheme = colours()
        text = f"{count:,}" if count < 100_000 else f"{count // 10_000} 万"
        font = _font(sizes().small)
        painter.setFont(font)
        width = max(22.0, QFontMetricsF(font).horizontalAdvance(text) + 12)
        pill = QRectF(box.right() - width - 6, box.center().y() - 9, width, 18)
        loud = place.group is Group.WARNED or place.screen is Screen.SYNC
        if loud:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(scheme.tones[Tone.DANGER][1]))
            painter.drawRoundedRect(pill, 9, 9)
            painter.setPen(QColor(scheme.tones[Tone.DANGER][0]))
        else:
            quiet = place.group in _QUIET
            painter.setPen(QColor(scheme.rail_muted if quiet else scheme.rail_text))
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, text)


def _starts_section(index: QModelIndex | QPersistentModelIndex) -> bool:
    place: Place = index.data(_PLACE)
    return place.group is None and place.screen in {Screen.ORDERS, Screen.PAPER}


@cache
def _line_height(points: float) -> int:
    return round(QFontMetricsF(_font(points)).height())


def _font(points: float, *, bold: bool = False) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    font.setBold(bold)
    return font
