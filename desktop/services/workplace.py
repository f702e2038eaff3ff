"""Everything a screen or a command works with, put together by bootstrap."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from desktop.domain.orders import Actor
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.paper_desk import PaperDesk
from desktop.services.ports import BlobFiles, OrderQueries, RuleBook, WallClock


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who works here.

    Attributes:
        server: Address of the platform, for display.
        training: Whether this is 演练: every screen and print says so.
    """

    actor: Actor
    unit_name: str
    profile: str
    server: str
    training: bool


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of the directory."""

    unit_id: str
    name: str
    category: str = ""


class UnitDirectory(Protocol):
    """The units that an order can be suggested for; from reference data, kept locally."""

    def find(self, text: str, *, limit: int = 20) -> Sequence[Unit]:
        """Find units whose name contains the text; all of them for an empty text."""


class Printers(Protocol):
    """The system's printers."""

    def names(self) -> Sequence[str]:
        """List the printers, the default one first; empty when there is none."""

    def send(self, pdf: Path, *, printer: str, copies: int, duplex: bool) -> None:
        """Print a file.

        Raises:
            PrintError: The system refused; the message says why and what to do.
        """


class PageImages(Protocol):
    """PDF pages as pictures, for the preview."""

    def page(self, pdf: bytes, index: int, *, width: int) -> tuple[bytes, int, int]:
        """Render a page: RGB bytes without padding, width and height in pixels."""


class Options(Protocol):
    """What a person can set; each has a default, and changes are written at once."""

    def get(self, name: str) -> object:
        """Read an option."""

    def set(self, name: str, value: object) -> None:
        """Write an option."""


@dataclass(frozen=True, kw_only=True)
class Workplace:
    """The use cases and queries of one open database.

    Attributes:
        close: Ends sync and closes the database.
    """

    identity: Identity
    orders: OrderDesk
    lists: OrderQueries
    paper: PaperDesk
    clock: WallClock
    rules: RuleBook
    blobs: BlobFiles
    changes: ChangeFeed
    units: UnitDirectory
    printers: Printers
    images: PageImages
    options: Options
    data_folder: Path
    close: Callable[[], None]
