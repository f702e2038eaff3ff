"""Alembic, imported only when an older file has to be migrated."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

_FOLDER = Path(__file__).parent / "migrations"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def to_head(engine: Engine, *, revision: str = "head") -> None:
    """Run the migrations that a file lacks, in one transaction.

    Args:
        engine: The writer's engine; its key and pragmas are set already.
        revision: Where to stop; tests make older files with it.
    """
    config = _config()
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def head() -> str:
    """Tell the newest revision on disk."""
    found = ScriptDirectory.from_config(_config()).get_current_head()
    assert found is not None  # noqa: S101 - the folder is part of the program
    return found
