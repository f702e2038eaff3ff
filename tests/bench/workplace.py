"""A platform full of orders and a PC enrolled at it, both as in real use."""

import time
from pathlib import Path

import msgspec
from helpers.central_clerks import open_platform
from helpers.central_process import PASSWORD, CentralProcess

from central import dispatching
from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import Badge, OpenOffice
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.bootstrap.store_safe import StoreSafe
from desktop.host.paths import DataFolder
from desktop.host.secrets_safe import SafeCredentials
from desktop.host.settings import Settings
from desktop.remote.address import parse_address
from desktop.remote.enrolment import Enrolment, device_of
from desktop.store.store import Store
from desktop.store.vault import Vault
from desktop.sync.status import SyncPhase
from tests.bench.corpus import UNIT, orders_of

_CLERK = "陈敏"
_LOT = 5_000
_PATIENCE_S = 120.0


def fill_centre(data: Path, count: int) -> None:
    """Dispatch the corpus to the unit."""
    platform = open_platform(data)
    try:
        waiting = []
        for order in orders_of(count):
            waiting.append(order)
            if len(waiting) == _LOT:
                dispatching.dispatch_at_once(platform.database, waiting)
                waiting = []
        dispatching.dispatch_at_once(platform.database, waiting)
    finally:
        platform.close()


def enrol(root: Path, centre: CentralProcess) -> None:
    """Set a data folder up as the first start does, with the key in a file.

    A machine for benchmarks has no keyring, and a passphrase would be typed by a person.
    """
    folder = DataFolder(root).make()
    place = folder.office(training=False)
    key = Vault(place).create_open()
    door = Enrolment(parse_address(centre.url))
    device = door.enrol(centre.enrol_code(UNIT), root.name)
    person = door.login(device_of(device), _CLERK, PASSWORD)
    door.close()
    badge = Badge(
        user_id=person.user_id,
        user_name=person.user_name,
        role=person.role,
        unit_id=device.unit_id,
        unit_name=device.unit_name,
        profile="xiayang",
        training=False,
    )
    store = Store.open(place, key, FileRuleBook())
    SafeCredentials(StoreSafe(store)).keep(person)
    store.bind_user(badge.user_id)
    store.remember("badge", msgspec.json.encode(badge).decode())
    store.close()
    Settings(folder.settings).put(
        {"mode": "real", "profile": "xiayang", "server.address": centre.url, "key.keeping": "file"}
    )


def add_clerk(centre: CentralProcess) -> None:
    """Make the clerk known to the platform."""
    centre.add_user(_CLERK, UNIT)


def open_desk(root: Path) -> OpenOffice:
    """Open a data folder as the window does."""
    return DeskFounding(DataFolder(root)).open()


def is_indexed(store: Store) -> bool:
    """Tell whether nothing is left in the tail of the full-text index."""
    with store._database.reading() as connection:
        return connection.exec_driver_sql("SELECT 1 FROM search_tail LIMIT 1").first() is None


def wait_until_synced(office: OpenOffice) -> None:
    """Wait for the first round to end well."""
    _wait(lambda: office.sync.status().phase is SyncPhase.SYNCED)


def wait_until_indexed(office: OpenOffice) -> None:
    """Wait until the last order is in the full-text index."""
    _wait(lambda: is_indexed(office.store))


def _wait(done: object) -> None:
    assert callable(done)
    until = time.monotonic() + _PATIENCE_S
    while not done():
        assert time.monotonic() < until, "the benchmark waits in vain"
        time.sleep(0.02)
