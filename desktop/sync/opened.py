"""An open workplace together with its sync."""

from dataclasses import dataclass

from desktop.services.workplace import Workplace
from desktop.sync.status import SyncControl


@dataclass(frozen=True, slots=True)
class OpenedWorkplace:
    """What bootstrap hands to the window and to commands.

    Attributes:
        workplace: Use cases and queries.
        sync: Steers sync.
    """

    workplace: Workplace
    sync: SyncControl
