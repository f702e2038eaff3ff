"""A field of one line."""

from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from desktop.ui.fields.field import Field


class _Line(QLineEdit):
    """A line that knows whether an input method is composing in it."""

    composing = False

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self.composing = bool(event.preeditString())
        super().inputMethodEvent(event)


class TextLine(Field):
    """One line of text.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        hint: Shown while it is empty.
        parent: Owner.
    """

    def __init__(self, name: str, label: str, hint: str = "", parent: QWidget | None = None):
        super().__init__(name, label, parent)
        self.editor = _Line(self)
        self.editor.setPlaceholderText(hint)
        self.editor.setMaxLength(500)
        self.editor.textEdited.connect(self._on_text_edited)
        self.hold(self.editor)

    def value(self) -> str:
        """Give the line."""
        return self.editor.text()

    def set_value(self, value: str) -> None:
        """Put a line in, from its beginning."""
        self.editor.setText(value)
        self.editor.setCursorPosition(0)

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds unfinished text here."""
        return self.editor.composing

    def _on_text_edited(self) -> None:
        self.show_problem("")
        self.edited.emit()
