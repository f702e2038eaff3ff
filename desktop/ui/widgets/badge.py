"""A badge: a word in a soft frame with a shape, for stage and urgency."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QIcon,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from desktop.ui.marks import Mark, Shape
from desktop.ui.style import colours, sizes

_PAD = 8.0
_GAP = 5.0
_SIDE = 8.0


class Badge(QWidget):
    """Shows a mark; `paint_badge` draws the same in lists."""

    def __init__(self, mark: Mark | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._mark = mark or Mark("")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_mark(self._mark)

    def set_mark(self, mark: Mark) -> None:
        """Show another mark."""
        self._mark = mark
        self.setAccessibleName(mark.text)
        self.setVisible(bool(mark.text)) if self.parent() else None
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """Say how large the mark is."""
        width = badge_width(self._mark, badge_font())
        return QSize(round(width) + 1, round(QFontMetricsF(badge_font()).height()) + 6)

    def minimumSizeHint(self) -> QSize:
        """Never cut the word."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the mark."""
        del event
        painter = QPainter(self)
        paint_badge(painter, QRectF(self.rect()), self._mark)
        painter.end()


def badge_font() -> QFont:
    """Give the font of badges."""
    font = QFont()
    font.setPointSizeF(sizes().small)
    return font


def badge_width(mark: Mark, font: QFont) -> float:
    """Measure a badge."""
    shape = 0.0 if mark.shape is Shape.NONE else _SIDE + _GAP
    return QFontMetricsF(font).horizontalAdvance(mark.text) + 2 * _PAD + shape


def paint_badge(painter: QPainter, rect: QRectF, mark: Mark) -> None:
    """Draw a badge at the left of a rectangle, centred upright."""
    if not mark.text:
        return
    text, soft, line = (QColor(name) for name in colours().tones[mark.tone])
    font = badge_font()
    height = min(rect.height(), QFontMetricsF(font).height() + 5)
    width = min(rect.width(), badge_width(mark, font))
    box = QRectF(rect.left(), rect.center().y() - height / 2, width, height)
    box.adjust(0.5, 0.5, -0.5, -0.5)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(line, 1))
    painter.setBrush(soft)
    painter.drawRoundedRect(box, 4, 4)
    words = box.adjusted(_PAD, 0, -_PAD / 2, 0)
    if mark.shape is not Shape.NONE:
        paint_shape(painter, QPointF(words.left() + _SIDE / 2, box.center().y()), mark.shape, text)
        words.adjust(_SIDE + _GAP, 0, 0, 0)
    painter.setFont(font)
    painter.setPen(text)
    painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, mark.text)
    painter.restore()


def paint_shape(painter: QPainter, centre: QPointF, shape: Shape, colour: QColor) -> None:
    """Draw a shape of eight pixels."""
    half = _SIDE / 2
    painter.setPen(QPen(colour, 1.6))
    painter.setBrush(Qt.BrushStyle.NoBrush if shape in {Shape.RING, Shape.TICK} else colour)
    if shape in {Shape.DOT, Shape.RING}:
        painter.drawEllipse(centre, half - 1, half - 1)
    elif shape is Shape.SQUARE:
        painter.drawRect(QRectF(centre.x() - 3, centre.y() - 3, 6, 6))
    elif shape is Shape.TICK:
        painter.drawPolyline(_polygon(centre, ((-3.5, 0), (-1, 3), (4, -3.5))))
    else:
        corners = {
            Shape.DIAMOND: ((0, -half), (half, 0), (0, half), (-half, 0)),
            Shape.TRIANGLE: ((0, -half), (half, half - 1), (-half, half - 1)),
        }
        painter.drawPolygon(_polygon(centre, corners[shape]))


def _polygon(centre: QPointF, corners: tuple[tuple[float, float], ...]) -> QPolygonF:
    return QPolygonF([QPointF(centre.x() + x, centre.y() + y) for x, y in corners])


def shape_icon(shape: Shape, colour: str) -> QIcon:
    """Draw a shape as an icon, for buttons."""
    pixmap = QPixmap(24, 24)
    pixmap.setDevicePixelRatio(2)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if shape is not Shape.NONE:
        paint_shape(painter, QPointF(6, 6), shape, QColor(colour))
    painter.end()
    return QIcon(pixmap)
