"""A field that is one of a few words."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QPushButton, QSizePolicy, QWidget

from desktop.ui.fields.field import Field
from desktop.ui.style import set_role
from desktop.ui.widgets.flow_layout import FlowLayout


class Choice(Field):
    """One of a few words, all of them visible; arrow keys and space pick.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        options: Stored value and word on screen.
        parent: Owner.
    """

    def __init__(
        self,
        name: str,
        label: str,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None = None,
    ):
        super().__init__(name, label, parent)
        self._values = [value for value, _word in options]
        row = QWidget(self)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        row.setSizePolicy(policy)
        layout = FlowLayout(row)
        self._group = QButtonGroup(self)
        for place, (value, word) in enumerate(options):
            button = QPushButton(word, row)
            button.setCheckable(True)
            button.setAccessibleName(f"{label}：{word}")
            button.setObjectName(f"{name}_{value or 'none'}")
            button.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
            set_role(button, "chip")
            self._group.addButton(button, place)
            layout.addWidget(button)
        self._group.idClicked.connect(self._on_picked)
        # its words stand beside the label's, as those of a line of text do
        self._column.setContentsMargins(0, 3, 0, 0)
        self.hold(row)
        self.setFocusProxy(self._group.button(0))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def value(self) -> str:
        """Give the picked value; empty for none."""
        place = self._group.checkedId()
        return self._values[place] if place >= 0 else ""

    def set_value(self, value: str) -> None:
        """Pick a value; an unknown one picks none."""
        if value in self._values:
            self._group.button(self._values.index(value)).setChecked(True)
            return
        checked = self._group.checkedButton()
        if checked is not None:
            self._group.setExclusive(False)
            checked.setChecked(False)
            self._group.setExclusive(True)

    def _on_picked(self) -> None:
        self.show_problem("")
        self.edited.emit()
