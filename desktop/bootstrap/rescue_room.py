"""The desk of rescue files over the real database."""

from desktop.bootstrap.program import program_version
from desktop.services.order_desk import OrderDesk
from desktop.services.ports import BlobFiles, WallClock
from desktop.services.rescue_desk import RescueDesk
from desktop.store.store import Store


def rescue_desk(desk: OrderDesk, store: Store, blobs: BlobFiles, clock: WallClock) -> RescueDesk:
    """Make the desk."""
    return RescueDesk(desk, store, blobs, clock, program_version())
