"""Actions on their way from one database to another one of the same person."""

from sqlalchemy import Connection

from desktop.contract.codec import encode
from desktop.contract.messages import PushedAction
from desktop.contract.rescue_file import DeskRow
from desktop.store import meta_rows, outbox_rows
from desktop.store.moments import from_us, to_us

_UNSENT = (
    "SELECT seq, op_id, kind, order_id, data, claimed, schema, round, base_version, base_seq, "
    "seen, supersedes, blobs, clicked_at, actor, base_text, state, message, code, status "
    "FROM outbox WHERE state = 'pending' OR (state = 'attention' AND resolution = '') ORDER BY id"
)
_TAKE_IN = (
    "INSERT INTO outbox (seq, op_id, order_id, kind, schema, data, round, base_version, base_seq, "
    "seen, claimed, clicked_at, actor, blobs, supersedes, base_text, state) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ?, ?, ?, 'pending')"
)


def unsent(connection: Connection) -> list[tuple[PushedAction, DeskRow]]:
    """Load what the platform does not have: waiting, or refused and not dealt with."""
    found = []
    for row in connection.exec_driver_sql(_UNSENT):
        clicked_at, actor, base_text, state, message, code, status = row[13:]
        standing = (message or code or status) if state == "attention" else ""
        kept = DeskRow(
            op_id=str(row[1]),
            clicked_at=from_us(clicked_at),
            actor=outbox_rows.read_actor(actor),
            base_text=bytes(base_text),
            standing=standing,
        )
        found.append((outbox_rows.pushed(row[:13]), kept))
    return found


def take_in(connection: Connection, action: PushedAction, row: DeskRow) -> bool:
    """Append an action under the next number of this client; False when its op_id is here.

    All that the fingerprint covers stays as it was, so that the platform knows a repeat whichever
    of the two databases sends it first. `seen` speaks of numbers of the other one.
    """
    if outbox_rows.holds(connection, action.op_id):
        return False
    seq = meta_rows.number(connection, "top") + 1
    meta_rows.put(connection, "top", seq)
    values = (
        seq, action.op_id, action.order_id, action.kind, action.schema, bytes(action.data),
        action.round, action.base_version, action.base_seq, encode(action.claimed),
        to_us(row.clicked_at), encode(row.actor), " ".join(action.blobs), action.supersedes,
        row.base_text,
    )  # fmt: skip
    connection.exec_driver_sql(_TAKE_IN, values)
    return True
