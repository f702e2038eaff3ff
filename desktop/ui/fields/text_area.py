"""A field of several lines that grows with its text."""

import math

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QInputMethodEvent, QResizeEvent
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy, QWidget

from desktop.ui.fields.field import Field

_MOST_LINES = 14
_FRAME = 12


class _Area(QPlainTextEdit):
    """An area that knows whether an input method is composing in it."""

    composing = False
    resized = Signal()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class TextArea(Field):
    """Several lines of text.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        hint: Shown while it is empty.
        lines: Height at the least.
        parent: Owner.
    """

    def __init__(
        self, name: str, label: str, hint: str = "", lines: int = 3, parent: QWidget | None = None
    ):
        super().__init__(name, label, parent)
        self._lines = lines
        self._last = ""
        self.editor = _Area(self)
        self.editor.setPlaceholderText(hint)
        self.editor.setTabChangesFocus(True)
        self.editor.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.editor.textChanged.connect(self._on_text_changed)
        self.editor.document().documentLayout().documentSizeChanged.connect(self._on_size_changed)
        self.editor.resized.connect(self._on_size_changed)
        self.hold(self.editor)
        self._fit()

    def value(self) -> str:
        """Give the text."""
        return self.editor.toPlainText()

    def set_value(self, value: str) -> None:
        """Put a text in."""
        with QSignalBlocker(self.editor):
            self.editor.setPlainText(value)
        self._last = self.value()
        self._fit()

    def add_phrase(self, phrase: str) -> None:
        """Insert a phrase where the cursor is, as if it had been typed."""
        self.editor.insertPlainText(phrase)
        self.editor.setFocus()

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds unfinished text here."""
        return self.editor.composing

    def _on_text_changed(self) -> None:
        text = self.value()
        if text == self._last:
            return
        self._last = text
        self.show_problem("")
        self.edited.emit()

    def _on_size_changed(self) -> None:
        self._fit()

    def _fit(self) -> None:
        laid_out = max(1, int(self.editor.document().size().height()))
        lines = min(max(self._lines, laid_out), _MOST_LINES)
        fits = laid_out <= _MOST_LINES
        self.editor.setVerticalScrollBarPolicy(
            Qt.ScrollBarPolicy.ScrollBarAlwaysOff if fits else Qt.ScrollBarPolicy.ScrollBarAsNeeded
        )
        margin = self.editor.document().documentMargin() * 2 + _FRAME
        spacing = QFontMetricsF(self.editor.font()).lineSpacing()
        self.editor.setFixedHeight(math.ceil(lines * spacing + margin))
