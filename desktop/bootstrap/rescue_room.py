"""The desk of rescue files over the real database."""

from importlib.metadata import PackageNotFoundError, version

from desktop.services.order_desk import OrderDesk
from desktop.services.ports import BlobFiles, WallClock
from desktop.services.rescue_desk import RescueDesk
from desktop.store.store import Store


def rescue_desk(desk: OrderDesk, store: Store, blobs: BlobFiles, clock: WallClock) -> RescueDesk:
    """Make the desk."""
    return RescueDesk(desk, store, blobs, clock, _version())


def _version() -> str:
    try:
        return version("hotline-desk")
    except PackageNotFoundError:
        return ""  # run from a folder without being installed
