"""A bar a day."""

from collections.abc import Sequence
from datetime import date

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from desktop.domain.calendar import weekday_name
from desktop.ui.style import Tone, colours, sizes

_FOOT = 20.0
_HEAD = 18.0


class DayCount(Struct, frozen=True):
    """One bar.

    Attributes:
        working: False draws it lighter: nothing is expected on a rest day.
    """

    day: date
    count: int
    working: bool = True


class DayBars(QWidget):
    """Draws a count for each day; today is marked, rest days are lighter."""

    def __init__(self, unit: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = unit
        self._days: tuple[DayCount, ...] = ()
        self._today: date | None = None
        self.setMinimumHeight(92)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)

    def set_days(self, days: Sequence[DayCount], today: date) -> None:
        """Show other days."""
        self._days = tuple(days)
        self._today = today
        total = sum(entry.count for entry in self._days)
        self.setAccessibleName(self.tr("每日数量图，合计 {}").format(total))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a wide, low place."""
        return QSize(420, 96)

    def event(self, event: QEvent) -> bool:
        """Tell the day and its count under the pointer."""
        if event.type() is QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            entry = self._at(event.pos().x())
            text = f"{self._words(entry)}：{entry.count} {self._unit}" if entry else ""
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the bars."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        base = self.height() - _FOOT
        painter.setPen(QPen(QColor(colours().line), 1))
        painter.drawLine(QPointF(0, base + 0.5), QPointF(self.width(), base + 0.5))
        top = max((entry.count for entry in self._days), default=0)
        for place, entry in enumerate(self._days):
            self._draw(painter, place, entry, top, base)
        painter.end()

    def _draw(self, painter: QPainter, place: int, entry: DayCount, top: int, base: float) -> None:
        step = self.width() / len(self._days)
        bar = min(22.0, step * 0.62)
        height = (base - _HEAD) * entry.count / top if top else 0.0
        left = place * step + (step - bar) / 2
        scheme = colours()
        today = entry.day == self._today
        fill = (
            scheme.accent
            if today
            else (scheme.tones[Tone.INFO][2] if entry.working else scheme.line)
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(fill))
        if entry.count:
            painter.drawRoundedRect(QRectF(left, base - height, bar, height), 2, 2)
        font = QFont(self.font())
        font.setPointSizeF(sizes().small - 1)
        font.setBold(today)
        painter.setFont(font)
        painter.setPen(QColor(scheme.text if today else scheme.muted))
        cell = QRectF(place * step - 6, base + 3, step + 12, _FOOT - 3)
        if today or entry.day.day in {1, 5, 10, 15, 20, 25} or len(self._days) <= 10:
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, str(entry.day.day))
        if entry.count and (today or entry.count == top):
            above = QRectF(place * step - 6, base - height - 16, step + 12, 15)
            painter.drawText(above, Qt.AlignmentFlag.AlignCenter, str(entry.count))

    def _at(self, x: int) -> DayCount | None:
        place = int(x * len(self._days) / self.width()) if self.width() and self._days else -1
        return self._days[place] if 0 <= place < len(self._days) else None

    def _words(self, entry: DayCount) -> str:
        return f"{entry.day.month}月{entry.day.day}日({weekday_name(entry.day)})"
