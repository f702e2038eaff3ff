"""A card of a step form: labelled fields below one another."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.ui.fields.field import Field
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card

_LABEL_WIDTH = 108


class FormCard(Card):
    """One part of a form.

    Args:
        title: Heading; empty for none.
        hint: A sentence below the heading.
        parent: Owner.
    """

    def __init__(self, title: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        if hint:
            self.add_text(hint)
        self._labels: dict[Field, QLabel] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.M)
        self._grid.setVerticalSpacing(Space.M)
        self._grid.setColumnMinimumWidth(0, _LABEL_WIDTH)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)

    def add_field(self, field: Field, *, required: bool = False) -> None:
        """Put a field below the others, with its label at its left."""
        label = QLabel(f"{field.label} *" if required else field.label, self)
        label.setWordWrap(True)
        label.setFixedWidth(_LABEL_WIDTH)
        if required:
            label.setToolTip(self.tr("必填"))
        set_role(label, "fieldlabel")
        label.setBuddy(field)
        label.setContentsMargins(0, 6, 0, 0)
        row = self._grid.rowCount()
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(field, row, 1)
        self._labels[field] = label
        if self.isVisible():
            # the event loop would show them too, but too late to take the focus
            field.show()
            label.show()

    def add_row(self, label: str, widget: QWidget) -> QLabel:
        """Put something to be read below the others, with a label at its left; gives the label."""
        name = QLabel(label, self)
        set_role(name, "fieldlabel")
        row = self._grid.rowCount()
        self._grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(widget, row, 1)
        return name

    def set_shown(self, field: Field, *, shown: bool) -> None:
        """Show or hide a field together with its label."""
        field.setVisible(shown)
        self._labels[field].setVisible(shown)

    def add_beside(self, widget: QWidget) -> None:
        """Put a widget below the others in the column of the fields."""
        self._grid.addWidget(widget, self._grid.rowCount(), 1)

    def add_wide(self, widget: QWidget) -> None:
        """Put a widget below the others over the whole width."""
        self._grid.addWidget(widget, self._grid.rowCount(), 0, 1, 2)
