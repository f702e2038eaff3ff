"""Keeps what is typed, so that a crash or a power cut costs nothing."""

import json
from collections.abc import Mapping, Sequence
from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.ui.fields.field import Field
from desktop.ui.office import Office
from desktop.ui.tasks import KnownError

_PAUSE_MS = 400
_BASED_ON = "based_on"
_BASED_SEQ = "based_seq"


class DraftKeeper(QObject):
    """Writes the fields of one form to the local database 400 ms after the last keystroke.

    Args:
        office: Gives order desk and workers.
        order_id: The order.
        form: Name of the draft.
        parent: The page; the keeper dies with it.

    Attributes:
        based_on: Version of the order that the form was filled from; a restored draft brings
            its own, so that what a colleague has written since then is a clash and not lost.
        based_seq: The clerk's last own action that was in it.

    Signals:
        kept: The draft is on disk.
        failed: It could not be written; the sentence for the clerk.
    """

    kept = Signal()
    failed = Signal(str)

    def __init__(self, office: Office, order_id: str, form: str, parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._order_id = order_id
        self._form = form
        self._fields: dict[str, Field] = {}
        self.based_on = 0
        self.based_seq = 0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PAUSE_MS)
        self._timer.timeout.connect(self.flush)

    @property
    def is_waiting(self) -> bool:
        """Whether something is typed that is not on its way to the disk."""
        return self._timer.isActive()

    def watch(self, fields: Sequence[Field]) -> None:
        """Keep these fields."""
        for field in fields:
            self._fields[field.name] = field
            field.edited.connect(self.touch)

    def restore(self, content: bytes) -> bool:
        """Put a kept draft back into the fields.

        Returns:
            False when the draft cannot be read, such as one of an older program.
        """
        values = _values(content)
        if values is None:
            return False
        self.based_on = _whole(values.get(_BASED_ON, "")) or self.based_on
        self.based_seq = _whole(values.get(_BASED_SEQ, str(self.based_seq)))
        for name, value in values.items():
            field = self._fields.get(name)
            if field is not None:
                _put(field, value)
        return True

    def touch(self) -> None:
        """Something was typed: write soon."""
        self._timer.start()

    def flush(self) -> None:
        """Write now."""
        self._timer.stop()
        values = {name: field.value() for name, field in self._fields.items()}
        values[_BASED_ON] = str(self.based_on)
        values[_BASED_SEQ] = str(self.based_seq)
        content = json.dumps(values, ensure_ascii=False).encode()
        keep = partial(
            self._office.workplace.orders.keep_draft, self._order_id, self._form, content
        )
        self._office.jobs.run(keep, self._on_kept, self._on_failed, owner=self)

    def flush_waiting(self) -> None:
        """Write now what would be written soon."""
        if self.is_waiting:
            self.flush()

    def stop(self) -> None:
        """Write no more: the draft has become an action."""
        self._timer.stop()

    def _on_kept(self, _nothing: None) -> None:
        self.kept.emit()

    def _on_failed(self, error: KnownError) -> None:
        self.failed.emit(str(error))


def _put(field: Field, value: str) -> None:
    try:
        field.set_value(value)
    except ValueError:
        field.set_value("")


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _values(content: bytes) -> Mapping[str, str] | None:
    try:
        found = json.loads(content)
    except ValueError:
        return None
    if not isinstance(found, dict):
        return None
    return {str(name): value for name, value in found.items() if isinstance(value, str)}
