"""A few figures side by side."""

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone


class StatRow(QWidget):
    """Figures, each with what it counts under it.

    Args:
        small: Figures in the size of a title, for six in a row.
        parent: Owner.
    """

    def __init__(self, *, small: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(Space.XL if not small else Space.M)
        self._role = "title" if small else "figure"
        self._figures: dict[str, QLabel] = {}

    def set_figure(self, key: str, caption: str, figure: str, tone: Tone | None = None) -> None:
        """Show a figure; the first call for a key makes its place."""
        label = self._figures.get(key)
        if label is None:
            label = self._figures[key] = self._made(key, caption)
        label.setText(figure)
        label.setAccessibleName(f"{caption} {figure}")
        if tone is not None:
            set_tone(label, tone)

    def _made(self, key: str, caption: str) -> QLabel:
        column = QVBoxLayout()
        column.setSpacing(0)
        figure, words = QLabel(), QLabel(caption)
        figure.setObjectName(f"stat_{key}")
        set_role(figure, self._role)
        set_role(words, "small")
        column.addWidget(figure)
        column.addWidget(words)
        self._layout.addLayout(column)
        return figure
