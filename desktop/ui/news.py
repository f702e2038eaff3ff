"""What happened elsewhere, brought into the GUI thread as Qt signals."""

from PySide6.QtCore import QObject, Signal
from shiboken6 import isValid

from desktop.services.order_desk import ChangeFeed
from desktop.sync.status import SyncControl, SyncStatus


class News(QObject):
    """Tells screens of changed orders and of the state of sync.

    The change feed and sync call in their own threads; the signals are received in the
    thread of the receiving widget.

    Signals:
        orders_changed: A frozenset of order ids; empty when everything may have changed.
        sync_changed: A `SyncStatus`.
    """

    orders_changed = Signal(object)
    sync_changed = Signal(object)

    def __init__(
        self, changes: ChangeFeed, sync: SyncControl, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._changes = changes
        changes.listen(self._tell_orders)
        sync.listen(self._tell_sync)

    def close(self) -> None:
        """Listen no longer."""
        self._changes.forget(self._tell_orders)

    def _tell_orders(self, order_ids: frozenset[str]) -> None:
        if isValid(self):
            self.orders_changed.emit(order_ids)

    def _tell_sync(self, status: SyncStatus) -> None:
        if isValid(self):
            self.sync_changed.emit(status)
