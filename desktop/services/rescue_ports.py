"""What handing work over, or taking it in, needs: the local database, and the platform."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Protocol

from msgspec import Struct

from desktop.contract.messages import PushedAction, RescueBundle, RescueReply
from desktop.contract.rescue_file import DeskRow, RescuedDraft, RescuedFile
from desktop.services.ports import AuditEntry, NewBlob, Resolution


class Lineage(Struct, frozen=True):
    """Where a database stands with the platform."""

    client_id: str
    user_id: str
    epoch: int


class RescueTransaction(Protocol):
    """What an import writes, all of it or nothing."""

    def take_in(self, action: PushedAction, row: DeskRow) -> bool:
        """Append an action of another PC as pending, its op_id kept; False when it is here."""

    def draft_if_none(self, draft: RescuedDraft) -> bool:
        """Keep a draft where there is none of this form; False when there is one."""

    def add_blob(self, blob: NewBlob) -> None:
        """Name a stored file."""

    def resolve(self, op_id: str, resolution: Resolution) -> None:
        """Remember what was done about a failed action; one that waits stays as it is."""

    def audit(self, entry: AuditEntry) -> None:
        """Add a line to the audit log."""


class RescueStore(Protocol):
    """The local database as a rescue sees it."""

    def lineage(self) -> Lineage:
        """Tell whose database this is, and of which platform."""

    def unsent(self) -> Sequence[tuple[PushedAction, DeskRow]]:
        """Load what the platform does not have, oldest first: waiting, or refused and open.

        `standing` is empty for what waits, and for nothing else.
        """

    def all_drafts(self) -> Sequence[RescuedDraft]:
        """Load what has been typed into forms."""

    def files_of(self, names: Sequence[str]) -> Sequence[RescuedFile]:
        """Find the files of some hashes."""

    def rescuing(self) -> AbstractContextManager[RescueTransaction]:
        """Open a transaction; commits on leaving.

        Raises:
            StorageError: Nothing was saved.
        """


class Courier(Protocol):
    """The way to the platform for what it does not take as it is."""

    def hand_over(self, bundle: RescueBundle) -> RescueReply:
        """Let the platform file actions for a person to look at; a repeat changes nothing.

        Raises:
            RefusedError: It could not be reached, or refused; nothing is known to be filed.
        """
