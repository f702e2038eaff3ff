"""The choice about one field of a clash: mine, the centre's, or a text of both."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from desktop.services.comparisons import Comparison, Difference
from desktop.services.section_merge import Side
from desktop.ui.fields.text_area import TextArea
from desktop.ui.style import Space, set_role


class MergeField(QWidget):
    """Two radio buttons and, for a text, an area in which it can be edited.

    What only one of the two has changed is chosen already.

    Signals:
        edited: The clerk chose or wrote something.
    """

    edited = Signal()

    def __init__(self, row: Comparison, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.field = row.field
        self._texts = {Side.MINE: row.mine, Side.THEIRS: row.theirs}
        self._buttons = {
            Side.MINE: QRadioButton(self.tr("用我的")),
            Side.THEIRS: QRadioButton(self.tr("用中心的")),
        }
        self._area = (
            TextArea(f"merge_{row.field}", self.tr("合并后的{0}").format(row.label), lines=1)
            if row.is_text
            else None
        )
        self._lay_out(row)
        self._choose(Side.THEIRS if row.difference is Difference.THEIRS else Side.MINE)
        for side, button in self._buttons.items():
            button.setObjectName(f"merge_{row.field}_{side}")
            button.setAccessibleName(f"{row.label} {button.text()}")
            button.clicked.connect(self._on_clicked)
        if self._area:
            self._area.edited.connect(self._on_edited)

    @property
    def side(self) -> Side:
        """Whose version is taken."""
        theirs = self._buttons[Side.THEIRS]
        return Side.THEIRS if theirs.isChecked() else Side.MINE

    @property
    def written(self) -> str | None:
        """The text as it was edited; None where it is just one of the two."""
        if self._area is None or self._area.value().strip() == self._texts[self.side].strip():
            return None
        return self._area.value()

    def take_up(self, side: Side | None, written: str | None) -> None:
        """Show what had been chosen and written before."""
        if side is not None:
            self._choose(side)
        if written is not None and self._area:
            self._area.set_value(written)

    def _lay_out(self, row: Comparison) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, Space.M)
        column.setSpacing(Space.XS)
        choice = QHBoxLayout()
        choice.setSpacing(Space.L)
        name = QLabel(self.tr("合并后"))
        set_role(name, "small")
        choice.addWidget(name)
        for button in self._buttons.values():
            choice.addWidget(button)
        if row.is_text:
            hint = QLabel(self.tr("也可以直接在下面改"))
            set_role(hint, "small")
            choice.addWidget(hint)
        choice.addStretch(1)
        column.addLayout(choice)
        if self._area:
            column.addWidget(self._area)

    def _choose(self, side: Side) -> None:
        self._buttons[side].setChecked(True)
        if self._area:
            self._area.set_value(self._texts[side])

    def _on_clicked(self) -> None:
        self._choose(self.side)
        self.edited.emit()

    def _on_edited(self) -> None:
        self.edited.emit()
