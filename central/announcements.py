"""What one process of the platform has committed, told to the others by PostgreSQL.

NOTIFY takes a lock that the whole server shares until the end of its transaction. So it is sent
after the commit in a transaction of its own, which writes nothing and waits for no disk; inside
the commit it would make all units wait for one disk. A process that is killed in between tells
nothing: every process looks by itself every few seconds as well.
"""

import logging
import threading
from collections.abc import Callable, Iterator, Mapping

import msgspec
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

CHANNEL = "desk_moved"
_UNITS_AT_ONCE = 80
"""Keeps a message below the 8,000 bytes that PostgreSQL takes."""
_STOP_S = 5.0
_LOOK_S = 1.0
_AGAIN_S = 2.0
_HEADS = msgspec.json.Decoder(dict[str, int])
_LOG = logging.getLogger(__name__)

Moved = Callable[[Mapping[str, int]], None]


def announce(connection: Connection, moved: Mapping[str, int]) -> None:
    """Tell the other processes about a commit, in a transaction of its own.

    What was committed stays so: a failure is logged and left to their own look.

    Args:
        connection: Its transaction has ended.
        moved: Units and their new heads.
    """
    try:
        with connection.begin():
            for message in _messages(moved):
                connection.execute(_NOTIFY, {"channel": CHANNEL, "message": message})
    except DBAPIError as error:
        _LOG.warning("commit not announced why=%s", type(error.orig).__name__)


_NOTIFY = text("SELECT pg_notify(:channel, :message)")


def _messages(moved: Mapping[str, int]) -> Iterator[str]:
    units = sorted(moved)
    for start in range(0, len(units), _UNITS_AT_ONCE):
        lot = units[start : start + _UNITS_AT_ONCE]
        yield msgspec.json.encode({unit_id: moved[unit_id] for unit_id in lot}).decode()


class Listener:
    """Hears what other processes have committed, in a thread with a connection of its own.

    Args:
        engine: Tells where the database is.
        moved: Called in the thread with units and their heads.
    """

    def __init__(self, engine: Engine, moved: Moved) -> None:
        self._engine = engine
        self._moved = moved
        self._stopped = threading.Event()
        self._listening = threading.Event()
        self._thread = threading.Thread(target=self._run, name="listener", daemon=True)

    def start(self) -> None:
        """Start to listen."""
        self._thread.start()

    def wait_until_listening(self, timeout_s: float) -> bool:
        """Wait until nothing that is told from now on can be missed."""
        return self._listening.wait(timeout_s)

    def stop(self) -> None:
        """Stop; takes up to a second, a few when the database does not answer."""
        self._stopped.set()
        self._thread.join(_STOP_S)

    def _run(self) -> None:
        # only a platform on PostgreSQL has the driver
        from psycopg import Error

        while not self._stopped.is_set():
            try:
                self._listen()
            except Error as error:
                # a database that is being restarted: the platform's own look goes on meanwhile
                self._listening.clear()
                _LOG.warning("not listening why=%s", type(error).__name__)
                self._stopped.wait(_AGAIN_S)

    def _listen(self) -> None:
        from psycopg import Connection as Driver

        # its own, not the pool's: whoever got it from there later would hear things unasked
        address = self._engine.url.set(drivername="postgresql")
        with Driver.connect(address.render_as_string(hide_password=False), autocommit=True) as own:
            own.execute(f"LISTEN {CHANNEL}")
            self._listening.set()
            while not self._stopped.is_set():
                for told in own.notifies(timeout=_LOOK_S):
                    self._moved(_HEADS.decode(told.payload))
