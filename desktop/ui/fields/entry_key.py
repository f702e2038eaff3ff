"""The id of a row that is being typed, kept with its draft."""

import uuid

from PySide6.QtWidgets import QWidget

from desktop.ui.fields.field import Field


class EntryKey(Field):
    """A field that is never on screen.

    A row that was saved just before a crash and is clicked again afterwards carries the same id,
    so it is recorded once.

    Args:
        name: Key in the draft.
        parent: Owner.
    """

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, "", parent)
        self._value = str(uuid.uuid4())
        self.hide()

    def value(self) -> str:
        """Give the id."""
        return self._value

    def set_value(self, value: str) -> None:
        """Take the id of a draft."""
        self._value = value or str(uuid.uuid4())

    def renew(self) -> None:
        """Make the id of the next row."""
        self._value = str(uuid.uuid4())
