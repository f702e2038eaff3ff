"""A real store in a temporary folder, with a fixed key and the rules of 夏阳街道."""

from pathlib import Path

from helpers.rulebook import xiayang_rules
from msgspec import Raw

from desktop.contract.codec import encode
from desktop.contract.messages import Change, ChangeOp
from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.store.store import Store

KEY = bytes(range(32))


class OneRuleBook:
    """The rules of 夏阳街道 for every profile version."""

    def rules_for(self, profile: str, version: int) -> Rules:
        return xiayang_rules()


def open_test_store(folder: Path) -> Store:
    """Open (or make) a store in a folder; `close()` it."""
    return Store.open(folder, KEY, OneRuleBook())


def put_change(order: Order, version: int) -> Change:
    """Make the change by which the centre sends an order."""
    return Change(
        order_id=order.order_id, op=ChangeOp.PUT, version=version, order=Raw(encode(order))
    )


def remove_change(order_id: str, version: int, reason: str = "中心撤回") -> Change:
    """Make the change by which the centre takes an order away."""
    return Change(order_id=order_id, op=ChangeOp.REMOVE, version=version, reason=reason)
