"""First start and unlocking: what is asked, and what can go wrong."""

import re
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol, TypeVar

from msgspec import Struct

Opened_co = TypeVar("Opened_co", covariant=True)

SHORTEST_PASSPHRASE = 8
"""Characters; a shorter one is refused, because it alone protects the database."""

PLATFORM_DECIDES = (
    "工单由平台派发，也由平台按它的规则判定，本机不能另用一套规则，没有改动。"
    "要用本单位的规则，请报平台添加；平台有了以后，同步时自动取得。"
)
"""Why a unit at a real platform cannot work by rules of its own."""

_KEPT = re.compile("办理内容已保存在本机[^。]*。")


def words_at_start(message: str) -> str:
    """Take the comfort out of a network's trouble: before the first start nothing is saved yet."""
    return _KEPT.sub("", message)


class Mode(StrEnum):
    """What the program is set up for."""

    TRAINING = "training"
    """演练: a training platform inside the program; nothing leaves the PC."""
    REAL = "real"
    """正式: the centre's platform."""
    PRIVATE = "private"
    """正式, but the platform has no interface: orders come from its export files."""


class KeyKeeping(StrEnum):
    """Where the database key is kept."""

    KEYRING = "keyring"
    """The system's own safe; nothing to type at a start."""
    PASSPHRASE = "passphrase"  # noqa: S105 - the name of a choice
    """Wrapped by a passphrase that is typed at every start."""


class Standing(StrEnum):
    """What a start finds in the data folder."""

    NEW = "new"
    """Nothing: the first questions are asked."""
    LOCKED = "locked"
    """A database whose passphrase has to be typed."""
    READY = "ready"
    """A database that opens by itself."""


class ProfileOffer(Struct, frozen=True):
    """A jurisdiction that can be chosen.

    Attributes:
        profile_id: Machine name, such as `xiayang`.
        name: Name on screen.
        source: The document it is read from.
        version: Which version new orders are dispatched under.
        own: Whether it is the unit's own file, which a platform knows nothing of.
    """

    profile_id: str
    name: str
    source: str = ""
    version: int = 1
    own: bool = False


class FoundingChoices(Struct, frozen=True, kw_only=True):
    """The answers of the first start.

    Attributes:
        address: Platform address; for `Mode.REAL` only.
        enrolment_code: One-time code of the centre; for `Mode.REAL` only.
        user_name: Name at the platform, or the person's own name for `Mode.PRIVATE`.
        password: Its password; for `Mode.REAL` only.
        unit_name: Name of the unit; for `Mode.PRIVATE` only.
        passphrase: Only with `KeyKeeping.PASSPHRASE`.
    """

    mode: Mode
    profile_id: str
    key_keeping: KeyKeeping
    address: str = ""
    enrolment_code: str = ""
    user_name: str = ""
    password: str = ""
    passphrase: str = ""
    unit_name: str = ""

    def __repr__(self) -> str:
        """Leave passwords out of logs and crash files."""
        return f"FoundingChoices(mode={self.mode}, profile_id={self.profile_id!r})"


class FoundingError(Exception):
    """The workplace could not be set up or opened; the data folder is as it was before.

    Attributes:
        code: Machine reason, such as `founding.code_used`, `founding.unreachable`,
            `founding.passphrase_wrong`, `founding.locked_elsewhere`.
        message: What happened and what to do, in Chinese.
        field: Which answer it is about: `address`, `enrolment_code`, `user_name`, `password`,
            `passphrase`, `profile`; empty for none.
    """

    def __init__(self, code: str, message: str, *, field: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.field = field


class Founding(Protocol[Opened_co]):
    """Sets a workplace up and opens it. Every method may block: never called by the screen."""

    def standing(self) -> Standing:
        """Tell what a start finds."""

    def has_office(self, *, training: bool) -> bool:
        """Tell whether the office of training or of real work has been set up before."""

    def turn_to(self, *, training: bool) -> None:
        """Make an office that has been set up the one that `standing` and `open` speak of."""

    def profiles(self) -> Sequence[ProfileOffer]:
        """List the jurisdictions that are shipped, and after them the unit's own rules."""

    def import_profile(self, path: Path) -> ProfileOffer:
        """Keep a unit's own rules, to be chosen like one of ours.

        Raises:
            FoundingError: The file cannot be used; the message names file, key and clause, and
                nothing was kept.
        """

    def has_keyring(self) -> bool:
        """Tell whether this PC has a safe for keys; a Linux PC often has none."""

    def test_address(self, address: str) -> str:
        """Try the platform's address and say in words what answered.

        Raises:
            FoundingError: Nothing answered, or something that is not the platform.
        """

    def found(self, choices: FoundingChoices, said: Callable[[str], None]) -> Opened_co:
        """Set up and open.

        Args:
            choices: The answers.
            said: Told in words how far it is.

        Raises:
            FoundingError: It did not work; nothing is left behind.
        """

    def unlock(self, passphrase: str) -> Opened_co:
        """Open a locked database.

        Raises:
            FoundingError: The passphrase is wrong, or another window has the database.
        """

    def open(self) -> Opened_co:
        """Open a database that opens by itself.

        Raises:
            FoundingError: Another window has it, or the key is gone from the keyring.
        """
