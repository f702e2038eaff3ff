"""What the platform of a town has really had, read from its database after every call.

Nothing here asks the program: it reads rows. Every version of every order is remembered for
ever, over every lineage, because a version that comes twice with two contents is a silent loss.
"""

import sqlite3
from dataclasses import dataclass, field
from pathlib import Path

import msgspec

from desktop.contract.messages import PushedAction

_ORDERS = "SELECT order_id, version, unit_id, stage, body FROM orders"
_HISTORY = (
    "SELECT entry, op_id, order_id, version, status, kind, client_id, seq, user_id, data, "
    "user_name, unit_id, role, at FROM history WHERE entry > ? ORDER BY entry"
)
_ANSWERS = (
    "SELECT client_id, seq, op_id, order_id, settled, code, body FROM answers "
    "ORDER BY client_id, seq"
)


class AnswerBody(msgspec.Struct):
    """The part of a stored answer that is judged here."""

    status: str
    version: int = 0


_BODY = msgspec.json.Decoder(AnswerBody)


@dataclass(frozen=True)
class Deed:
    """A row of the history."""

    entry: int
    op_id: str
    order_id: str
    version: int
    status: str
    kind: str
    client_id: str
    seq: int
    user_id: str
    data: bytes
    user_name: str
    unit_id: str
    role: str
    at: int


@dataclass(frozen=True)
class Answer:
    """A stored answer."""

    client_id: str
    seq: int
    op_id: str
    order_id: str
    settled: bool
    code: str
    status: str


@dataclass
class Ledger:
    """The platform's database in raw.

    Attributes:
        bodies: Every version that any order ever had.
        orders: Version, unit, stage and content of each order now.
        deeds: The history of the present lineage.
        wrong: What must never happen.
    """

    path: Path
    bodies: dict[tuple[str, int], bytes] = field(default_factory=dict)
    orders: dict[str, tuple[int, str, str, bytes]] = field(default_factory=dict)
    deeds: list[Deed] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.raw = sqlite3.connect(self.path, isolation_level=None, check_same_thread=False)
        self.stamp = -1

    def close(self) -> None:
        self.raw.close()

    def snapshot(self) -> sqlite3.Connection:
        """Copy the whole database into memory: a backup."""
        copy = sqlite3.connect(":memory:", check_same_thread=False)
        self.raw.backup(copy)
        return copy

    def restore(self, copy: sqlite3.Connection) -> None:
        """Put a backup back."""
        copy.backup(self.raw)
        self.deeds = []
        self.orders.clear()
        self.stamp = -1

    def look(self) -> None:
        """Read what is new."""
        stamp = int(self.raw.execute("PRAGMA data_version").fetchone()[0])
        if stamp == self.stamp:
            return
        self.stamp = stamp
        for order_id, version, unit, stage, body in self.raw.execute(_ORDERS):
            key = (order_id, version)
            held = self.orders.get(order_id)
            if held is None or held[0] != version or held[3] != body:
                self.orders[order_id] = (version, unit, stage, body)
                if self.bodies.setdefault(key, body) != body:
                    self.wrong.append(f"I7 {order_id} has version {version} with two contents")
        last = self.deeds[-1].entry if self.deeds else 0
        self.deeds += [Deed(*row) for row in self.raw.execute(_HISTORY, (last,))]

    def epoch(self) -> int:
        return int(self.raw.execute("SELECT value FROM meta WHERE name = 'epoch'").fetchone()[0])

    def answers(self) -> list[Answer]:
        return [
            Answer(client_id, seq, op_id, order_id, bool(settled), code, _BODY.decode(body).status)
            for client_id, seq, op_id, order_id, settled, code, body in self.raw.execute(_ANSWERS)
        ]

    def lasts(self) -> dict[str, int]:
        return dict(self.raw.execute("SELECT client_id, last FROM clients").fetchall())

    def feed(self, unit: str) -> list[tuple[int, str, str, int]]:
        query = "SELECT change, order_id, op, version FROM feed WHERE unit_id = ?"
        return self.raw.execute(query, (unit,)).fetchall()

    def uploads(self) -> list[tuple[str, str, int]]:
        return self.raw.execute("SELECT upload_id, sha256, stored FROM uploads").fetchall()

    def blobs(self) -> set[str]:
        return {row[0] for row in self.raw.execute("SELECT sha256 FROM blobs")}


Sent = dict[tuple[str, int], PushedAction]
