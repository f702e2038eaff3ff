"""A text to be read and selected, with some places marked."""

from collections.abc import Sequence
from html import escape

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget

from desktop.services.text_difference import Span
from desktop.ui.style import Tone, colours, set_role


class MarkedText(QLabel):
    """What is marked has another ground and a line below, so that colour is not needed.

    Args:
        text: The text.
        marks: Its marked places.
        removed: The places are those that others have taken out: struck through.
        parent: Owner.
    """

    def __init__(
        self,
        text: str,
        marks: Sequence[Span] = (),
        *,
        removed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._shown = (text, tuple(marks), removed)
        self.setWordWrap(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        if marks:
            self.setTextFormat(Qt.TextFormat.RichText)
            self.setText(_marked(text, marks, removed=removed))
        else:
            self.setTextFormat(Qt.TextFormat.PlainText)
            self.setText(text or self.tr("（空）"))
        if not text:
            set_role(self, "muted")

    def changeEvent(self, event: QEvent) -> None:
        """Mark in the colours of another scheme."""
        super().changeEvent(event)
        is_marked = self.textFormat() is Qt.TextFormat.RichText
        if event.type() == QEvent.Type.StyleChange and is_marked:
            text, marks, removed = self._shown
            self.setText(_marked(text, marks, removed=removed))


def _marked(text: str, marks: Sequence[Span], *, removed: bool) -> str:
    ground = colours().tones[Tone.NEUTRAL if removed else Tone.WARNING][2]
    line = "line-through" if removed else "underline"
    parts: list[str] = []
    place = 0
    for start, end in marks:
        parts.append(_html(text[place:start]))
        style = f"background-color:{ground}; color:{colours().text}; text-decoration:{line}"
        parts.append(f'<span style="{style}">{_html(text[start:end])}</span>')
        place = end
    parts.append(_html(text[place:]))
    return "".join(parts)


def _html(text: str) -> str:
    return escape(text).replace("\n", "<br>")
