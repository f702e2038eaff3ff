"""The platform's database encrypted by SQLCipher; imported only when there is a key.

Pages are authenticated by HMAC-SHA256, which CPUs have instructions for. The write-ahead log is
encrypted as the database is, and temporary tables stay in memory.
"""

from pathlib import Path

import sqlcipher3.dbapi2 as driver
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import QueuePool

from central.derived_keys import database_key


def sealed_engine(path: Path, key: bytes, *, pool_size: int, max_overflow: int) -> Engine:
    """Make an engine whose connections are keyed before anything else is asked of them.

    Args:
        path: The database file.
        key: The key of the data folder.
        pool_size: Connections that are kept.
        max_overflow: Connections beside them when there is much to do.
    """
    pragmas = (
        f"key = \"x'{database_key(key).hex()}'\"",
        "cipher_hmac_algorithm = HMAC_SHA256",
        "cipher_memory_security = OFF",
        "temp_store = MEMORY",
        "mmap_size = 0",
    )

    def create() -> driver.Connection:
        raw = driver.connect(str(path), check_same_thread=False)
        for pragma in pragmas:
            raw.execute(f"PRAGMA {pragma}")
        return raw

    return create_engine(
        "sqlite:///x",
        creator=create,
        module=driver,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=max_overflow,
        hide_parameters=True,
    )
