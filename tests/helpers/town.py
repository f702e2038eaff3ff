"""A town in one process: a real platform, PCs with real databases, bad lines and disasters.

Everything that happens is an event with plain numbers in it, so that a seed repeats a history
and a history can be made smaller. After every event all invariants are checked (`town_oracles`).
"""

import contextlib
import shutil
import sqlite3
import sys
import tempfile
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from helpers.central_clerks import UNITS, Clerk, add_orders, make_order
from helpers.stores import open_test_store
from helpers.town_ledger import Ledger
from helpers.town_line import Fuse, PostOffice, TownLine
from helpers.town_pc import Memory, Pc, copy_desk, hook_engine

import central.moments
from central import identity
from central.identity import Session
from central.platform import Platform
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import Role
from desktop.services.order_desk import ChangeFeed
from desktop.store import sync_part
from desktop.sync import attachments, pulling, pushing
from desktop.sync.clock_estimate import ClockEstimate
from desktop.sync.round import SyncRound

START = datetime(2026, 9, 18, 9, 0, tzinfo=CST)
ORDERS = 4
UNIT = "u1"
PEOPLE = ("陈敏", "周建国", "沈丽", "顾平", "李芳")
_REAL_NOW = central.moments.now


class TownTime:
    """The one time of a town; the platform's modules are made to ask it."""

    def __init__(self) -> None:
        self.moment = START

    def now(self) -> datetime:
        return self.moment

    def pass_by(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)

    @contextlib.contextmanager
    def ruling(self) -> Iterator[None]:
        """Let the platform live in this time."""
        modules = [
            module
            for name, module in list(sys.modules.items())
            if name.startswith(("central.", "helpers.central_clerks"))
            and getattr(module, "now", None) is _REAL_NOW
        ]
        for module in modules:
            setattr(module, "now", self.now)  # noqa: B010 - a module's attribute by name
        try:
            yield
        finally:
            for module in modules:
                setattr(module, "now", _REAL_NOW)  # noqa: B010 - as above


_SMALL: tuple[tuple[object, str, int], ...] = (
    (pulling, "LOT", 3),
    (pulling, "PAGE", 4),
    (pushing, "MAX_ACTIONS", 3),
    (sync_part, "SLICE", 1),
    (attachments, "FIRST_PART", 150),
    (attachments, "MIN_PART", 150),
)


@contextlib.contextmanager
def small_lots() -> Iterator[None]:
    """Many lots, pages, batches and parts of files out of little."""
    kept = [(module, name, getattr(module, name)) for module, name, _ in _SMALL]
    for module, name, small in _SMALL:
        setattr(module, name, small)
    try:
        yield
    finally:
        for module, name, before in kept:
            setattr(module, name, before)


def scratch_folder() -> str | None:
    """Where files cost least: memory, where the system has such a place."""
    shared = Path("/dev/shm")  # noqa: S108 - a folder of its own is made in it
    return str(shared) if shared.is_dir() else None


class Grounds:
    """What all towns of a process share: the platform, and a PC that has just been set up."""

    def __init__(self) -> None:
        self.root = Path(tempfile.mkdtemp(prefix="town-", dir=scratch_folder()))
        self.time = TownTime()
        self._ruling = self.time.ruling()
        self._ruling.__enter__()
        self._lots = small_lots()
        self._lots.__enter__()
        self.platform = Platform(self.root / "centre")
        for unit_id, name in UNITS.items():
            identity.add_unit(self.platform.database, unit_id, name)
        orders = [make_order(f"{n}") for n in range(1, ORDERS + 1)]
        add_orders(self.platform, *orders)
        first = Clerk(self.platform, name="值班员", user_id="user-duty")
        for order in orders[:-1]:
            first.do(order, act.Accept())
        self.ledger = Ledger(self.root / "centre" / "platform.sqlite")
        self.fuse = Fuse()
        hook_engine(self.platform.database._engine, self.fuse)
        self.first = self.ledger.snapshot()
        self.desk = self.root / "desk"
        self._set_up_desk()
        self._towns = 0

    def close(self) -> None:
        self._lots.__exit__(None, None, None)
        self._ruling.__exit__(None, None, None)
        self.first.close()
        self.ledger.close()
        self.platform.close()
        shutil.rmtree(self.root)

    def town(self, pcs: int) -> "Town":
        """Begin a new town at the beginning of time."""
        self._towns += 1
        self.time.moment = START
        self.ledger.bodies.clear()
        self.ledger.orders.clear()
        self.ledger.wrong.clear()
        self.ledger.restore(self.first)
        self.ledger.look()
        self.platform.database.epoch = self.ledger.epoch()
        _empty_shelf(self.root / "centre")
        return Town(self, self.root / f"t{self._towns}", pcs)

    def _set_up_desk(self) -> None:
        store = open_test_store(self.desk)
        office = PostOffice(self.platform, self.fuse, lambda: None)
        line = TownLine(office, session_of(0))
        SyncRound(store, line, ClockEstimate(lambda: 0, lambda: 0), ChangeFeed()).run()
        store.close()


def session_of(person: int, unit: str = UNIT) -> Session:
    """A clerk at work."""
    return Session(
        user_id=f"user-{person}",
        user_name=PEOPLE[person % len(PEOPLE)],
        unit_id=unit,
        unit_name=UNITS[unit],
        role=Role.CLERK,
        device_id=f"device-{person}",
    )


@dataclass
class Image:
    """An image of a PC."""

    folder: Path
    memory: Memory


@dataclass
class Town:
    """One history.

    Attributes:
        pcs: The PCs; twins of copied databases come at the end.
        dead: What a history has used up, for counts.
        happened: Events by name.
        backup: The platform's last backup.
    """

    grounds: Grounds
    root: Path
    count: int
    pcs: list[Pc] = field(default_factory=list)
    images: dict[int, Image] = field(default_factory=dict)
    happened: Counter[str] = field(default_factory=Counter)
    backup: sqlite3.Connection | None = None
    restored: int = 0
    dispatched: int = ORDERS
    entries: int = 0

    def __post_init__(self) -> None:
        self.time = self.grounds.time
        self.platform = self.grounds.platform
        self.ledger = self.grounds.ledger
        self.office = PostOffice(self.platform, self.grounds.fuse, self.ledger.look)
        self.root.mkdir()
        self.shelf_of_backup = self.root / "shelf"
        for number in range(self.count):
            self.pcs.append(self._set_up(number))

    def close(self) -> None:
        for pc in self.pcs:
            pc.close()
        if self.backup:
            self.backup.close()
        shutil.rmtree(self.root)

    def at_work(self, pc: Pc) -> list[str]:
        """Orders that a PC has, in their order."""
        rows = pc.query("SELECT order_id FROM base ORDER BY order_key")
        return [str(row[0]) for row in rows]

    def fresh_entry(self) -> str:
        self.entries += 1
        return f"entry-{self.entries}"

    def copy_of(self, pc: Pc) -> None:
        """Copy a PC's database to another PC: both believe to be the same client."""
        folder = self.root / f"pc{len(self.pcs)}"
        memory = pc.image_to(folder)
        line = TownLine(self.office, pc.line.session)
        self.pcs.append(Pc(folder, line, self.time.now, memory))

    def make_image(self, number: int, pc: Pc) -> None:
        """Make an image of a PC, in place of an earlier one."""
        earlier = self.images.pop(number, None)
        if earlier:
            shutil.rmtree(earlier.folder)
        folder = self.root / f"image{number}"
        self.images[number] = Image(folder, pc.image_to(folder))

    def put_image_back(self, number: int, pc: Pc) -> None:
        """Put a PC's image back: its database has forgotten what it did since."""
        image = self.images.get(number)
        if image:
            pc.return_to(image.folder, image.memory)

    def back_up(self) -> None:
        """Back the platform up: database and files."""
        if self.backup:
            self.backup.close()
        self.backup = self.ledger.snapshot()
        shutil.rmtree(self.shelf_of_backup, ignore_errors=True)
        _copy_shelf(self.platform.database.data, self.shelf_of_backup)

    def restore(self) -> None:
        """Put the platform's last backup back, as its administrator does."""
        if self.backup is None:
            return
        self.time.pass_by(61)
        self.ledger.restore(self.backup)
        _empty_shelf(self.platform.database.data)
        _copy_shelf(self.shelf_of_backup, self.platform.database.data)
        database = self.platform.database
        database.epoch = self.ledger.epoch()
        database.enter_new_epoch()
        self.restored += 1
        self.ledger.look()

    def _set_up(self, number: int) -> Pc:
        folder = self.root / f"pc{number}"
        copy_desk(self.grounds.desk, folder)
        pc = Pc(folder, TownLine(self.office, session_of(number)), self.time.now, Memory())
        pc.store.remember("client_id", str(uuid.UUID(int=(number + 1) << 64)))
        pc.store.bind_user(pc.line.session.user_id)
        return pc


_SHELVES = ("blobs", "uploads")


def _empty_shelf(data: Path) -> None:
    for name in _SHELVES:
        for path in (data / name).iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def _copy_shelf(source: Path, target: Path) -> None:
    for name in _SHELVES:
        shutil.copytree(source / name, target / name, dirs_exist_ok=True)
