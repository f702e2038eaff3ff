"""A label of at most two lines that never asks for room."""

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from desktop.ui.wording import tip_text

_LINES = 2


class TwoLineLabel(QLabel):
    """Wraps once, then shortens with dots; the whole text is in the tool tip."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)

    def setText(self, text: str) -> None:
        """Show another text."""
        super().setText(text)
        self.setToolTip(tip_text(text))

    def sizeHint(self) -> QSize:
        """Need no room of its own."""
        return QSize(24, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:
        """Need no room of its own."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what there is room for, in the middle of the height."""
        del event
        lines = self._lines()
        painter = QPainter(self)
        painter.setFont(self.font())
        painter.setPen(self.palette().color(self.foregroundRole()))
        metrics = self.fontMetrics()
        top = (self.height() - metrics.height() * len(lines)) / 2 + metrics.ascent()
        for place, line in enumerate(lines):
            painter.drawText(QPointF(0, top + place * metrics.height()), line)
        painter.end()

    def _lines(self) -> list[str]:
        """Break the text where it may be broken; the last line has what is left."""
        text = self.text().replace("\n", " ")
        layout = QTextLayout(text, self.font())
        layout.setTextOption(_anywhere())
        layout.beginLayout()
        first = layout.createLine()
        if not first.isValid():
            layout.endLayout()
            return []
        first.setLineWidth(self.width())
        end = first.textLength()
        layout.endLayout()
        room = self.height() >= _LINES * self.fontMetrics().height()
        if end >= len(text) or not room:
            return [self._short(text)]
        return [text[:end], self._short(text[end:])]

    def _short(self, text: str) -> str:
        return self.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, self.width())


def _anywhere() -> QTextOption:
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    return option
