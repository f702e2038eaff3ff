"""Who this PC and its user are at the centre, and where that is kept."""

from typing import Protocol

from msgspec import Struct


class Credentials(Struct, frozen=True, kw_only=True):
    """A device's secret and the tokens of its user; never shown and never logged.

    Attributes:
        unit_id: The unit that the user's tokens are for, as the platform said; empty where it
            did not say.
        refresh_token: Changes with every use; empty when the user has signed out.
    """

    device_id: str
    device_secret: str
    user_id: str = ""
    user_name: str = ""
    role: str = ""
    unit_id: str = ""
    refresh_token: str = ""

    def __repr__(self) -> str:
        """Say nothing secret, whoever prints it."""
        return f"Credentials(device_id={self.device_id!r}, user_id={self.user_id!r})"


class CredentialKeeper(Protocol):
    """A safe place for credentials: the system keyring, or the encrypted database."""

    def load(self) -> Credentials | None:
        """Load what was kept; None before enrolment."""

    def keep(self, credentials: Credentials) -> None:
        """Replace what is kept, durable on return: a lost refresh token signs the user out."""

    def forget(self) -> None:
        """Forget everything."""
