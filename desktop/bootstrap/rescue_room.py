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
    desk: OrderDesk, store: Store, blobs: BlobFiles, clock: WallClock, gateway: LazyGateway
) -> RescueDesk:
    """Make the desk."""
    courier = WireCourier(gateway)
    return RescueDesk(desk, store, blobs, clock, program_version(), courier)
