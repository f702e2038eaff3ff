"""The centre in a process of its own: the training platform, or the private feed of a unit."""

import json
import secrets
import threading
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from desktop.host import child
from desktop.host.child import Child, ChildError
from desktop.remote.address import ServerAddress, parse_address

PRIVATE = "private"
"""What the settings say instead of an address."""
FIRST_PROFILE = "xiayang"
"""The rules under which a new centre dispatches until it is told otherwise."""
HOME_UNIT = "own"
"""Id of the unit at its own private centre."""
_PURPOSE = b"hotline-desk private centre 1"


class CentreRefusedError(Exception):
    """A command of the private centre was refused; the message is its own, in Chinese."""


class Invitation(Struct, frozen=True):
    """What a person needs to enrol at the private centre."""

    code: str
    user_name: str
    password: str


def centre_key(database_key: bytes) -> bytes:
    """Derive the key of the private centre: who opens the office's database opens both."""
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE).derive(database_key)


class PrivateCentre:
    """Starts the centre when it is needed; thread-safe.

    Args:
        folder: Its data folder.
        log: File for what it writes on standard error.
        training: Fill it with the sample orders at its first start.
        key: Its data folder is encrypted by this key; None for invented orders only.
        calendars: Folder of imported holiday calendars, which it counts with as well.
    """

    def __init__(
        self,
        folder: Path,
        *,
        log: Path,
        training: bool,
        key: bytes | None = None,
        calendars: Path | None = None,
    ) -> None:
        self.folder = folder
        self._calendars = calendars
        self._key = key
        self._log = log
        self._training = training
        self._lock = threading.Lock()
        self._child: Child | None = None
        self._closed = False

    def address(self) -> ServerAddress:
        """Find where it listens; starts it when it does not run.

        Raises:
            ChildError: It does not start, or the workplace has been closed.
        """
        with self._lock:
            if self._closed:
                raise ChildError("平台没有运行，恢复后自动上报。")
            if self._child is None or not self._child.alive:
                self._child = Child(self._serve_words(), log=self._log, first_line=self._key_line())
            return parse_address(f"http://127.0.0.1:{self._child.ready['port']}")

    def start(self) -> None:
        """Allow it to run again after `stop`."""
        with self._lock:
            self._closed = False

    def stop(self) -> None:
        """End the process and keep it ended, as when the platform is down."""
        with self._lock:
            self._closed = True
            running, self._child = self._child, None
        if running:
            running.stop()

    def command(self, words: Sequence[str], *, given: str = "") -> str:
        """Run one of the centre's commands and return what it prints.

        Raises:
            ChildError: It could not be run.
            CentreRefusedError: It was refused.
        """
        name, *rest = words
        sub = [rest.pop(0)] if name == "user" else []
        done = child.run(
            ["central", name, *sub, *self._folder_words(), *rest],
            given=f"{self._key_line().decode()}\n{given}" if self._key else given,
        )
        if done.status != 0:
            raise CentreRefusedError(done.err.strip().splitlines()[-1] if done.err else name)
        return done.out

    def invite(self, unit: str, user_name: str) -> Invitation:
        """Make a unit with one user, and a one-time code for this PC.

        Args:
            unit: Name of the unit.
            user_name: Name of the person.
        """
        password = secrets.token_urlsafe(24)
        self.command(["unit", HOME_UNIT, unit])
        self.command(
            ["user", "add", user_name, "--unit", HOME_UNIT, "--password-stdin"],
            given=f"{password}\n",
        )
        return Invitation(self.enrolment_code(HOME_UNIT), user_name, password)

    def follow(self, profile_id: str, file: Path | None) -> None:
        """Dispatch new orders under other rules from now on.

        Args:
            profile_id: One of ours, or the unit's own.
            file: Where the unit's own rules are; None for one of ours.

        Raises:
            ChildError: It could not be run.
            CentreRefusedError: It was refused.
        """
        given = ["--file", str(file)] if file else []
        self.command(["profile", profile_id, *given])

    def enrolment_code(self, unit_id: str) -> str:
        """Make a one-time code for a unit that exists."""
        return str(json.loads(self.command(["enrol", unit_id, "--json"]))["code"])

    def _serve_words(self) -> list[str]:
        words = ["central", "serve", *self._folder_words(), "--stop-with-stdin"]
        return [*words, "--training"] if self._training else words

    def _folder_words(self) -> list[str]:
        words = ["--data", str(self.folder)]
        if self._calendars:
            words += ["--calendars", str(self._calendars)]
        return [*words, "--key-stdin"] if self._key else words

    def _key_line(self) -> bytes:
        return self._key.hex().encode() if self._key else b""
