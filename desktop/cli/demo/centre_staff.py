"""The people at the other end of the rehearsal: what the centre does, by its own commands."""

import json
from dataclasses import dataclass

import msgspec

from desktop.bootstrap.private_centre import PrivateCentre
from desktop.contract.codec import decode_order
from desktop.domain.orders import Order


class HistoryLine(msgspec.Struct, frozen=True):
    """One action that the centre has taken."""

    kind: str
    status: str
    op_id: str
    client_id: str
    seq: int


@dataclass(frozen=True, slots=True)
class Record:
    """What the centre holds of an order."""

    order: Order
    history: tuple[HistoryLine, ...]


class CentreStaff:
    """Acts at the centre.

    Args:
        centre: The training platform.
    """

    def __init__(self, centre: PrivateCentre) -> None:
        self._centre = centre

    def accept_return(self, number: str, unit_id: str) -> None:
        """Accept a return and dispatch the order to another unit (XY-08)."""
        words = [
            "decide-return",
            number,
            "accept",
            "--to",
            unit_id,
            "--opinion",
            "情况属实，同意改派",
        ]
        self._centre.command(words)

    def call_back(self, number: str, result: str, text: str) -> None:
        """Record what the citizen said (XY-04)."""
        self._centre.command(["callback", number, result, "--text", text])

    def close_order(self, number: str) -> None:
        """办结."""
        self._centre.command(["close", number])

    def record(self, number: str) -> Record:
        """Read an order with everything that was done to it."""
        plain = json.loads(self._centre.command(["show", number, "--json"]))
        return Record(
            order=decode_order(json.dumps(plain["order"]).encode()),
            history=tuple(msgspec.convert(plain["history"], list[HistoryLine], strict=False)),
        )
