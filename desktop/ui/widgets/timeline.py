"""What happened to an order: who, what, when, and whether the centre has it."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, colours, set_role
from desktop.ui.widgets.badge import Badge, paint_shape
from desktop.ui.widgets.breakable_label import BreakableLabel


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened.

    Attributes:
        when: The moment in words.
        what: What was done.
        who: By whom.
        text: More words; may be empty.
        mark: Whether the centre has it; None where that does not matter.
        tone: Colour and shape of the dot.
        struck: It was taken back.
    """

    when: str
    what: str
    who: str = ""
    text: str = ""
    mark: Mark | None = None
    tone: Tone = Tone.INFO
    struck: bool = False


class Timeline(QWidget):
    """A list of entries along a line, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    def set_entries(self, entries: Sequence[TimelineEntry]) -> None:
        """Show other entries."""
        while self._layout.count():
            widget = self._layout.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for place, entry in enumerate(entries):
            self._layout.addWidget(_Row(entry, last=place == len(entries) - 1))


class _Row(QWidget):
    """One entry with its piece of the line."""

    def __init__(self, entry: TimelineEntry, *, last: bool) -> None:
        super().__init__()
        self._entry = entry
        self._last = last
        grid = QGridLayout(self)
        grid.setContentsMargins(Space.XL, 2, 0, Space.M)
        grid.setHorizontalSpacing(Space.S)
        grid.setVerticalSpacing(2)
        head = QHBoxLayout()
        head.setSpacing(Space.S)
        what = QLabel(entry.what)
        what.setTextFormat(Qt.TextFormat.PlainText)
        set_role(what, "strong")
        if entry.struck:
            font = what.font()
            font.setStrikeOut(True)
            what.setFont(font)
        head.addWidget(what)
        if entry.mark:
            head.addWidget(Badge(entry.mark))
        head.addStretch(1)
        grid.addLayout(head, 0, 0)
        small = QLabel(" · ".join(part for part in (entry.when, entry.who) if part))
        set_role(small, "small")
        grid.addWidget(small, 1, 0)
        if entry.text:
            text = BreakableLabel(entry.text)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(text, 2, 0)
        self.setAccessibleName(f"{entry.when} {entry.what} {entry.who}")

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the dot and the line."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        scheme = colours()
        painter.setPen(QPen(QColor(scheme.line), 2))
        if not self._last:
            painter.drawLine(QPointF(8, 20), QPointF(8, self.height() + 4))
        colour = QColor(scheme.tones[self._entry.tone][0])
        shape = Shape.TRIANGLE if self._entry.tone is Tone.DANGER else Shape.DOT
        paint_shape(painter, QPointF(8, 13), shape, colour)
        painter.end()
