"""Draws the cells of the list: badges for urgency, stage and what is left of a deadline."""

from collections.abc import Callable
from datetime import datetime
from functools import cache, lru_cache

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from desktop.domain.clocks import DUTY_NAMES, Rules
from desktop.domain.orders import STAGE_NAMES
from desktop.services.lists import ListRow
from desktop.ui.marks import Mark, due_tone, stage_mark, urgency_mark
from desktop.ui.orders.order_table_model import Column, OrderTableModel
from desktop.ui.style import Tone, colours, sizes
from desktop.ui.widgets.badge import paint_badge
from desktop.ui.wording import remaining_text

_PAD = 8.0
_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class OrderDelegate(QStyledItemDelegate):
    """Paints a row in one line, or in two where the list is narrow.

    Args:
        model: For the words of a cell.
        now: The present moment.
        rules: Working days for 剩 …; None until they are loaded.
    """

    def __init__(
        self,
        model: OrderTableModel,
        now: Callable[[], datetime],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._model = model
        self._now = now
        self.rules: Rules | None = None
        self.two_lines = False

    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """Say how high a row is."""
        hint = super().sizeHint(option, index)
        return QSize(hint.width(), self.row_height())

    def row_height(self) -> int:
        """Say how high a row is."""
        line = QFontMetricsF(_font(sizes().body)).height()
        return round(line * (2.15 if self.two_lines else 1.0)) + 14

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a cell."""
        self._ground(painter, option)
        row = self._model.row_at(index.row())
        box = QRectF(option.rect).adjusted(_PAD, 0, -_PAD, -1)  # type: ignore[attr-defined]  # the stub lacks QStyleOption's fields
        if row is not None:
            self._cell(painter, box, row, Column(index.column()))
        else:
            painter.setPen(_colour(colours().disabled))
            painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, "…")

    def _ground(self, painter: QPainter, option: QStyleOptionViewItem) -> None:
        scheme = colours()
        rect = option.rect  # type: ignore[attr-defined]  # as above
        state = option.state  # type: ignore[attr-defined]  # as above
        if state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, _colour(scheme.accent_soft))
        painter.setPen(_colour(scheme.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())

    def _cell(self, painter: QPainter, box: QRectF, row: ListRow, column: Column) -> None:
        if column is Column.TITLE:
            self._title(painter, box, row)
        elif column is Column.DUE:
            self._due(painter, box, row)
        elif column is Column.URGENCY:
            self._urgency(painter, box, row)
        elif column is Column.STAGE:
            paint_badge(painter, box, stage_mark(row.stage, STAGE_NAMES[row.stage]))
        else:
            muted = column in {Column.KIND, Column.DISPATCHED, Column.ROUND}
            self._line(painter, box, self._model.text(row, column), muted=muted)

    def _urgency(self, painter: QPainter, box: QRectF, row: ListRow) -> None:
        mark = urgency_mark(row.urgency, row.kind)
        if mark.tone is Tone.NEUTRAL:
            self._line(painter, box, mark.text, muted=True, small=True)
        else:
            paint_badge(painter, box, mark)

    def _title(self, painter: QPainter, box: QRectF, row: ListRow) -> None:
        box = self._note(painter, box, row)
        if not self.two_lines:
            self._line(painter, box, row.title)
            return
        middle = box.center().y()
        upper = QRectF(box.left(), box.top() + 4, box.width(), middle - box.top() - 3)
        lower = QRectF(box.left(), middle + 1, box.width(), box.bottom() - middle - 4)
        self._line(painter, upper, row.title)
        kind = self._model.text(row, Column.KIND)
        self._line(painter, lower, f"{row.number} · {kind}", muted=True, small=True)

    def _note(self, painter: QPainter, box: QRectF, row: ListRow) -> QRectF:
        """Put 待上报 or 中心未接受 at the right, and give the room that is left."""
        if not (row.unsent or row.attention):
            return box
        mark = Mark(self.tr("未接受"), Tone.DANGER) if row.attention else Mark(self.tr("待上报"))
        width = QFontMetricsF(_font(sizes().small)).horizontalAdvance(mark.text) + 18
        paint_badge(painter, QRectF(box.right() - width, box.top(), width, box.height()), mark)
        return box.adjusted(0, 0, -width - 6, 0)

    def _due(self, painter: QPainter, box: QRectF, row: ListRow) -> None:
        if row.due is None or row.due_duty is None:
            return
        now = self._now()
        tone, shape = due_tone(row.due, now)
        text = remaining_text(row.due, now, self.rules)
        mark = Mark(text if row.due_certain else text + self.tr("（暂定）"), tone, shape)
        duty = DUTY_NAMES[row.due_duty]
        if not self.two_lines:
            words = QFontMetricsF(_font(sizes().small)).horizontalAdvance("首次处置并提交") + 10
            self._line(
                painter, QRectF(box.left(), box.top(), words, box.height()), duty, small=True
            )
            paint_badge(painter, box.adjusted(words, 0, 0, 0), mark)
            return
        middle = box.center().y()
        paint_badge(
            painter, QRectF(box.left(), box.top() + 3, box.width(), middle - box.top()), mark
        )
        lower = QRectF(box.left() + 2, middle + 2, box.width(), box.bottom() - middle - 5)
        self._line(painter, lower, duty, muted=True, small=True)

    def _line(
        self,
        painter: QPainter,
        box: QRectF,
        text: str,
        *,
        muted: bool = False,
        small: bool = False,
    ) -> None:
        font = _font(sizes().small if small else sizes().body)
        painter.setFont(font)
        painter.setPen(_colour(colours().muted if muted else colours().text))
        shown = _elided(font.pointSizeF(), text, int(box.width()))
        painter.drawText(box, _LEFT, shown)


@cache
def _font(points: float) -> QFont:
    font = QFont()
    font.setPointSizeF(points)
    return font


@cache
def _colour(name: str) -> QColor:
    return QColor(name)


@lru_cache(maxsize=2048)
def _elided(points: float, text: str, width: int) -> str:
    """Shorten a text; measuring it costs as much as drawing it."""
    metrics = QFontMetricsF(_font(points))
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
