"""The row at the foot of the window: what was done, what lasts, and what is due soon.

It is always there and always as high. What comes and goes by itself must not move the page: a
click that was on its way would land on another control.
"""

from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QStatusBar, QWidget

from desktop.ui.style import Space, colours, set_role, sizes
from desktop.ui.widgets.strip import Strip
from desktop.ui.widgets.two_line_label import TwoLineLabel

_CONDITION_FROM, _ALARM_FROM = 0.2, 0.5
"""Where the two strips begin, as parts of the width: each has its own place, for ever."""
_LEAST = 42
_RIM = 3
_UNREACHED = Qt.FocusPolicy.NoFocus


class FootLine(QStatusBar):
    """A status bar with two strips; its sentence takes the room that they leave.

    Args:
        condition: Lasts until it is better; in the middle.
        alarm: Waits for the clerk; at the right.
        parent: The window.
    """

    def __init__(self, condition: Strip, alarm: Strip, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status_bar")
        self.setSizeGripEnabled(False)
        self._condition = condition
        self._alarm = alarm
        self._text = TwoLineLabel(self)
        self._text.setObjectName("said")
        set_role(self._text, "brief")
        for strip in (condition, alarm):
            strip.setParent(self)
            strip.turned.connect(self._place)
        self.messageChanged.connect(self._text.setText)
        self._measure()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put everything in its place."""
        super().resizeEvent(event)
        self._place()

    def come_last(self) -> None:
        """Put the buttons of the strips at the end of the tab order, as they stand at the foot.

        What is made later is put behind them by Qt: pages, and the steps on them.
        """
        own: list[QWidget] = []
        for strip in (self._condition, self._alarm):
            own += strip.findChildren(QAbstractButton)
        last = _before(self.window())
        while last is not self.window() and (last in own or last.focusPolicy() is _UNREACHED):
            last = _before(last)
        for button in own:
            QWidget.setTabOrder(last, button)
            last = button

    def changeEvent(self, event: QEvent) -> None:
        """Larger letters need a higher row."""
        super().changeEvent(event)
        if event.type() in {QEvent.Type.FontChange, QEvent.Type.StyleChange}:
            self._measure()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the ground; the sentence is a label, which can have two lines."""
        del event
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours().surface))
        painter.fillRect(QRect(0, 0, self.width(), 1), QColor(colours().line))
        painter.end()

    def _measure(self) -> None:
        font = QFont(self.font())
        font.setPointSizeF(sizes().small)
        self.setFixedHeight(max(_LEAST, 2 * QFontMetrics(font).height() + Space.S))

    def _place(self) -> None:
        width, height = self.width(), self.height() - 2 * _RIM
        middle, right = round(width * _CONDITION_FROM), round(width * _ALARM_FROM)
        self._condition.setGeometry(middle, _RIM, right - middle - Space.XS, height)
        self._alarm.setGeometry(right, _RIM, width - right - Space.XS, height)
        end = width
        if not self._alarm.isHidden():
            end = right
        if not self._condition.isHidden():
            end = middle
        self._text.setGeometry(Space.L, _RIM, end - Space.L - Space.S, height)


def _before(widget: QWidget) -> QWidget:
    """Go back in the tab order, which is a ring; the stubs know of rings with an end."""
    return widget.previousInFocusChain() or widget
