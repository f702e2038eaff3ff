"""Ready phrases for a text field."""

from collections.abc import Sequence

from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from desktop.ui.fields.text_area import TextArea
from desktop.ui.style import set_role
from desktop.ui.widgets.flow_layout import FlowLayout

_SHOWN = 18


class Phrases(QWidget):
    """A row of phrases; a click puts one where the cursor is.

    Args:
        target: The field they go into.
        parent: Owner.
    """

    def __init__(self, target: TextArea, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(f"{target.name}_phrases")
        self._target = target
        self._phrases: tuple[str, ...] = ()
        self._group = QButtonGroup(self)
        self._group.idClicked.connect(self._on_picked)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._flow = FlowLayout(self)
        self.hide()

    def set_phrases(self, phrases: Sequence[str]) -> None:
        """Offer other phrases."""
        if self._phrases == tuple(phrases):
            return
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.deleteLater()
        self._phrases = tuple(phrases)
        self.setVisible(bool(phrases))
        for place, phrase in enumerate(self._phrases):
            shown = phrase if len(phrase) <= _SHOWN else phrase[: _SHOWN - 1] + "…"
            button = QPushButton(shown, self)
            button.setObjectName(f"{self.objectName()}_{place}")
            button.setToolTip(phrase)
            button.setAccessibleName(self.tr("插入：{phrase}").format(phrase=phrase))
            set_role(button, "chip")
            self._group.addButton(button, place)
            self._flow.addWidget(button)

    def _on_picked(self, place: int) -> None:
        self._target.add_phrase(self._phrases[place])
