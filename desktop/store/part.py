"""What the parts of the store share."""

from collections.abc import Callable
from datetime import datetime

from desktop.services.ports import RuleBook
from desktop.store.blob_files import BlobFolder
from desktop.store.database import Database


class StorePart:
    """Base of the parts that `Store` is put together from.

    Attributes:
        blobs: The encrypted files beside the database.
    """

    _database: Database
    _rules: RuleBook
    _now: Callable[[], datetime]
    blobs: BlobFolder
