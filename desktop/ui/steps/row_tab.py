"""A tab of the handling record that adds rows."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from desktop.domain.actions import Action, UnitAction
from desktop.domain.orders import Order
from desktop.ui.fields.entry_key import EntryKey
from desktop.ui.fields.field import Field
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.recorded_rows import RecordedRow, RecordedRows
from desktop.ui.style import Space
from desktop.ui.widgets.card import Card


class RowTab(QWidget):
    """Rows that are recorded, and a form for the next one.

    Args:
        kind: The action that adds a row.
        name: Prefix of the fields in the draft.
        title: Heading of the form.
        parent: Owner.

    Signals:
        retract_asked: A row's id, and why.
    """

    retract_asked = Signal(str, str)

    def __init__(
        self,
        kind: type[Action],
        name: str,
        title: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.entry = EntryKey(f"{name}_entry", self)
        self._fields: tuple[Field, ...] = ()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        recorded = Card(self.tr("已登记"), self)
        self.rows = RecordedRows(self.tr("还没有记录。"), self)
        self.rows.retract_asked.connect(self.retract_asked)
        recorded.add(self.rows)
        self.form = FormCard(title, parent=self)
        column.addWidget(recorded)
        column.addWidget(self.form)

    def use(self, *fields: Field) -> None:
        """Say which fields make a row."""
        self._fields = fields

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields of the draft."""
        return (self.entry, *self._fields)

    @property
    def is_started(self) -> bool:
        """Whether the next row is begun; a time alone does not count."""
        raise NotImplementedError

    def show_order(self, order: Order) -> None:
        """Show what is recorded in the current round."""
        self.rows.show_rows(self.recorded(order))

    def recorded(self, order: Order) -> Sequence[RecordedRow]:
        """List the rows of the current round, newest first."""
        raise NotImplementedError

    def problem(self) -> tuple[Field, str] | None:
        """Find what keeps the row from being recorded."""
        raise NotImplementedError

    def action(self) -> UnitAction:
        """Make the action."""
        raise NotImplementedError

    def clear(self) -> None:
        """Empty the form for the next row."""
        self.entry.renew()
        for field in self._fields:
            field.set_value("")
            field.show_problem("")
