"""The desk of rescue files over the real database and the way to the platform."""

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.program import program_version
from desktop.contract.messages import RescueBundle, RescueReply
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.ports import BlobFiles, WallClock
from desktop.services.rescue_desk import RescueDesk
from desktop.store.store import Store
from desktop.sync.ports import GatewayError


class WireCourier:
    """Implements `Courier` over the connection that sync uses.

    Args:
        gateway: The way to the platform.
    """

    def __init__(self, gateway: LazyGateway) -> None:
        self._gateway = gateway

    def hand_over(self, bundle: RescueBundle) -> RescueReply:
        """See `Courier.hand_over`."""
        try:
            return self._gateway.rescue(bundle)
        except GatewayError as error:
            raise RefusedError(error.code, error.message) from error


def rescue_desk(
    desk: OrderDesk, store: Store, blobs: BlobFiles, clock: WallClock, gateway: LazyGateway | None
) -> RescueDesk:
    """Make the desk.

    Args:
        desk: Acts for the clerk.
        store: The local database.
        blobs: Its files.
        clock: This PC's time.
        gateway: The way to the platform; None where the centre is the program's own: nobody sits
            there who could look at what is handed over.
    """
    courier = WireCourier(gateway) if gateway else None
    return RescueDesk(desk, store, blobs, clock, program_version(), courier)
