"""An open workplace together with its sync, as a window sees it."""

from typing import Protocol

from desktop.services.workplace import Workplace
from desktop.sync.status import SyncControl


class OpenedWorkplace(Protocol):
    """What bootstrap hands to the window."""

    @property
    def workplace(self) -> Workplace:
        """Use cases and queries."""

    @property
    def sync(self) -> SyncControl:
        """Steers sync."""

    def start_sync(self) -> None:
        """Start the threads that sync and wait for news; the window is listening by now."""

    def close(self) -> None:
        """End sync and close the database; may take a second."""
