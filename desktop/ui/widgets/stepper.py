"""The way of an order: 接单 → 先行联系 → 处置 → 签批 → 提交 → 回访."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.services.order_way import Progress
from desktop.ui.marks import Shape
from desktop.ui.style import Tone, colours, sizes
from desktop.ui.widgets.badge import paint_shape

_RADIUS = 11.0


@dataclass(frozen=True, slots=True)
class StepMark:
    """One step of the way.

    Attributes:
        note: A few words under it, such as 11月18日 10:02 or 未要求.
    """

    name: str
    progress: Progress
    note: str = ""


_WORDS = {
    Progress.DONE: "已完成",
    Progress.NOW: "进行中",
    Progress.LATER: "未开始",
    Progress.SKIPPED: "未要求",
}


class Stepper(QWidget):
    """Draws the steps in a line: a tick for done, a filled number for now, a ring for later."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[StepMark, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_steps(self, steps: Sequence[StepMark]) -> None:
        """Show other steps."""
        self._steps = tuple(steps)
        spoken = "，".join(f"{step.name}{_WORDS[step.progress]}" for step in self._steps)
        self.setAccessibleName(spoken)
        self.setToolTip(spoken)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for one line."""
        return QSize(420, round(2 * _RADIUS + 8 + 2 * QFontMetricsF(self._font()).height()))

    def minimumSizeHint(self) -> QSize:
        """Stay readable."""
        return QSize(320, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the steps."""
        del event
        if not self._steps:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = self.width() / len(self._steps)
        for place, step in enumerate(self._steps):
            centre = QPointF((place + 0.5) * width, _RADIUS + 2)
            if place:
                self._draw_way(painter, centre, width, step)
            self._draw_mark(painter, centre, place, step)
            self._draw_words(painter, QRectF(place * width, 2 * _RADIUS + 6, width, 60), step)
        painter.end()

    def _draw_way(self, painter: QPainter, centre: QPointF, width: float, step: StepMark) -> None:
        scheme = colours()
        reached = step.progress in {Progress.DONE, Progress.NOW}
        painter.setPen(QPen(QColor(scheme.accent if reached else scheme.line), 2))
        start = QPointF(centre.x() - width + _RADIUS + 4, centre.y())
        painter.drawLine(start, QPointF(centre.x() - _RADIUS - 4, centre.y()))

    def _draw_mark(self, painter: QPainter, centre: QPointF, place: int, step: StepMark) -> None:
        scheme = colours()
        accent = QColor(scheme.accent)
        filled = step.progress is Progress.NOW
        done = step.progress is Progress.DONE
        painter.setPen(QPen(accent if filled or done else QColor(scheme.field_line), 1.6))
        painter.setBrush(
            accent if filled else QColor(scheme.accent_soft if done else scheme.surface)
        )
        painter.drawEllipse(centre, _RADIUS, _RADIUS)
        if done:
            paint_shape(painter, centre, Shape.TICK, accent)
            return
        painter.setFont(self._font(bold=filled))
        painter.setPen(QColor(scheme.on_accent if filled else scheme.muted))
        box = QRectF(centre.x() - _RADIUS, centre.y() - _RADIUS, 2 * _RADIUS, 2 * _RADIUS)
        word = "–" if step.progress is Progress.SKIPPED else str(place + 1)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, word)

    def _draw_words(self, painter: QPainter, box: QRectF, step: StepMark) -> None:
        scheme = colours()
        now = step.progress is Progress.NOW
        later = step.progress in {Progress.LATER, Progress.SKIPPED}
        painter.setFont(self._font(bold=now))
        painter.setPen(QColor(scheme.muted if later else scheme.text))
        line = painter.fontMetrics().height()
        top = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(box, top, step.name)
        painter.setFont(self._font())
        painter.setPen(QColor(scheme.tones[Tone.NEUTRAL][0] if not later else scheme.muted))
        note = painter.fontMetrics().elidedText(
            step.note, Qt.TextElideMode.ElideRight, int(box.width() - 4)
        )
        painter.drawText(box.adjusted(0, line + 1, 0, 0), top, note)

    def _font(self, *, bold: bool = False) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(sizes().small)
        font.setBold(bold)
        return font
