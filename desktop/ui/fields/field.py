"""What every field of a form can do."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone


class Field(QWidget):
    """One entry of a form; its value is always a text, so that a draft is a plain mapping.

    Args:
        name: Key in the draft, and object name.
        label: What the clerk reads beside it; also the accessible name.
        parent: Owner.

    Signals:
        edited: The person changed it; never while an input method is composing.
    """

    edited = Signal()

    def __init__(self, name: str, label: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = name
        self.label = label
        self.setObjectName(name)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._problem: QLabel | None = None

    def value(self) -> str:
        """Give what is entered; empty for nothing."""
        raise NotImplementedError

    def set_value(self, value: str) -> None:
        """Put a value in, without telling that it was edited."""
        raise NotImplementedError

    @property
    def is_composing(self) -> bool:
        """Whether an input method holds unfinished text here."""
        return False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is entered."""
        return not self.value().strip()

    def show_problem(self, message: str) -> None:
        """Show below the field what is wrong with it; an empty message clears it."""
        if message and self._problem is None:
            self._problem = self._problem_label()
        if self._problem is not None:
            self._problem.setText(message)
            self._problem.setVisible(bool(message))
        editor = self.focusProxy()
        if editor is not None:
            set_tone(editor, Tone.DANGER if message else Tone.NEUTRAL)

    @property
    def problem_text(self) -> str:
        """What is shown to be wrong with it; empty for nothing."""
        shown = self._problem is not None and not self._problem.isHidden()
        return self._problem.text() if shown and self._problem else ""

    def _problem_label(self) -> QLabel:
        """Make the label when it is first needed: a page has dozens of fields and few problems."""
        label = QLabel(self)
        label.setObjectName(f"{self.name}_problem")
        label.setWordWrap(True)
        set_role(label, "small")
        set_tone(label, Tone.DANGER)
        self._column.addWidget(label)
        return label

    def hold(self, editor: QWidget) -> None:
        """Put the editor into the field and let it take the focus and the accessible name."""
        self._column.addWidget(editor)
        editor.setAccessibleName(self.label)
        editor.setObjectName(f"{self.name}_editor")
        self.setFocusProxy(editor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
