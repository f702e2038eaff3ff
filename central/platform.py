"""The platform put together: database, rules, files and reference data, without the web."""

from pathlib import Path

from central import acknowledgements, arrivals, pulling, tokens
from central.database import Database
from central.reference import Reference
from central.rulebook import Rulebook
from central.shelf import PlainShelf, Shelf
from central.uploads import Uploads

DEFAULT_PROFILE = "xiayang"


class Platform:
    """One central platform over one data folder.

    Args:
        data: Folder of its files.
        url: Database URL; empty for SQLite in the folder.
        key: Encrypts the folder at rest; None leaves it as it is.
        calendars: Folder of added holiday calendars; None for `calendars` in the data folder.
        files: Address of an S3-compatible store for attachments; empty for the data folder.

    Raises:
        KeyRefusedError: The folder does not open with this key, or without one.
        NewerDatabaseError: The database was written by a newer platform.
        StoreRefusedError: The address of the store cannot be used.
    """

    def __init__(
        self,
        data: Path,
        url: str = "",
        key: bytes | None = None,
        calendars: Path | None = None,
        files: str = "",
    ) -> None:
        self.database = Database(data, url, key)
        self.rulebook = Rulebook(self.database, calendars)
        self.key = key
        self.shelf = shelf_of(data, key, files)
        self.uploads = Uploads(self.database, self.rulebook, self.shelf)
        self.reference = Reference(self.database, self.rulebook)

    @property
    def profile(self) -> str:
        """Id of the profile that new orders are dispatched under."""
        return self.database.meta("profile") or DEFAULT_PROFILE

    def follow(self, profile_id: str) -> None:
        """Dispatch new orders under other rules from now on; orders that are here keep theirs.

        Raises:
            KeyError: There is no such profile.
        """
        self.rulebook.current(profile_id)
        self.database.set_meta("profile", profile_id)

    @property
    def is_training(self) -> bool:
        """Whether the platform holds invented orders for training."""
        return self.database.meta("training") == "1"

    def tidy(self) -> None:
        """Finish what a kill has left over, and forget what nobody can ask for any more."""
        arrivals.complete_all(self.database, self.rulebook)
        pulling.forget_tombstones(self.database)
        acknowledgements.forget(self.database)
        tokens.forget_expired(self.database)

    def close(self) -> None:
        """Close the database."""
        self.database.close()


def shelf_of(data: Path, key: bytes | None = None, files: str = "") -> Shelf:
    """Choose where the bytes of files lie.

    Args:
        data: The data folder.
        key: Encrypts them; not for a store by address.
        files: Address of an S3-compatible store; empty for the data folder.

    Raises:
        StoreRefusedError: The address cannot be used.
    """
    if files:
        from central.object_shelf import ObjectShelf

        return ObjectShelf(files)
    if key is None:
        return PlainShelf(data)
    from central.sealed_shelf import SealedShelf

    return SealedShelf(data, key)
