"""Alembic, imported only when an older database has to be migrated."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect

from central.preparing import BEFORE_REVISIONS
from central.schema import meta

_FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def to_head(connection: Connection, *, revision: str = "head") -> None:
    """Run the migrations that a database lacks, in the transaction of a connection.

    Args:
        connection: Its transaction; the caller commits it.
        revision: Where to stop; tests make older databases with it.
    """
    config = _config()
    config.attributes["connection"] = connection
    tables = inspect(connection)
    if tables.has_table(meta.name) and not tables.has_table("alembic_version"):
        command.stamp(config, BEFORE_REVISIONS)
    command.upgrade(config, revision)


def head() -> str:
    """Tell the newest revision on disk."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None  # noqa: S101 - the folder is part of the program
    return found
