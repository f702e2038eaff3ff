"""The desk of rescue files over the real database."""

from importlib.metadata import PackageNotFoundError, version

from desktop.services.rescue_desk import RescueDesk
from desktop.services.workplace import Workplace
from desktop.store.store import Store


def rescue_desk(workplace: Workplace, store: Store) -> RescueDesk:
    """Make the desk."""
    return RescueDesk(workplace.orders, store, workplace.blobs, workplace.clock, _version())


def _version() -> str:
    try:
        return version("hotline-desk")
    except PackageNotFoundError:
        return ""  # run from a folder without being installed
