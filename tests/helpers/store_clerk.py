"""A clerk at a desk on a store, with a clock that stands still."""

from datetime import datetime

from helpers.orders import CLERK, HANDS_ON
from helpers.stores import OneRuleBook

from desktop.contract.messages import Claimed
from desktop.services.order_desk import ChangeFeed, OrderDesk
from desktop.services.ports import OrderStore


class StillClock:
    """Always the same moment."""

    def __init__(self, moment: datetime = HANDS_ON) -> None:
        self.moment = moment

    def now(self) -> datetime:
        """Tell the moment."""
        return self.moment

    def claimed(self) -> Claimed:
        """Claim it."""
        return Claimed(wall_ms=int(self.moment.timestamp() * 1000))


def clerk_desk(store: OrderStore) -> OrderDesk:
    """Make the desk of a clerk."""
    return OrderDesk(store, OneRuleBook(), StillClock(), CLERK, ChangeFeed())
