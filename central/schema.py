"""Tables of the central platform, the same on SQLite and PostgreSQL.

Orders are kept as the JSON that goes over the wire, so that a pull passes bytes on. Moments are
milliseconds since 1970 (UTC), because neither database keeps an aware time the same way. Ids sort
by their code points everywhere: writers lock in sorted order, and two databases (or a database
and Python) that sorted differently could wait for each other in a circle.

A change here needs a revision in `central/migrations` and a new `HEAD` in `central.preparing`; a
test holds the two together on both databases.
"""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    false,
)
from sqlalchemy.types import TypeEngine

metadata = MetaData()


def _id(length: int) -> TypeEngine[str]:
    return String(length).with_variant(String(length, collation="C"), "postgresql")


# an int4 would be full after 2,147,483,647 entries; SQLite numbers rows only for INTEGER itself
_ENTRY = BigInteger().with_variant(Integer, "sqlite")

meta = Table(
    "meta",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", String(200), nullable=False),
)

rule_files = Table(
    "rule_files",
    metadata,
    Column("name", String(60), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("toml", LargeBinary, nullable=False),
)
"""Every version of a profile that an order may name; old ones stay."""

reference_rows = Table(
    "reference_rows",
    metadata,
    Column("name", String(20), primary_key=True),
    Column("key", _id(200), primary_key=True),
    Column("place", Integer, nullable=False),
    Column("body", LargeBinary, nullable=False),
)
"""Reference data that people load: topics, knowledge, published scores; a row an entry."""

units = Table(
    "units",
    metadata,
    Column("unit_id", _id(60), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("category", String(60), nullable=False),
)

heads = Table(
    "heads",
    metadata,
    Column("unit_id", _id(60), primary_key=True),
    Column("head", BigInteger, nullable=False),
    Column("floor", BigInteger, nullable=False),
)
"""Last change number of a unit, and the oldest cursor that can still be served."""

users = Table(
    "users",
    metadata,
    Column("user_id", _id(36), primary_key=True),
    Column("unit_id", _id(60), nullable=False),
    Column("name", String(100), nullable=False, index=True),
    Column("role", String(20), nullable=False),
    Column("password_hash", String(200), nullable=False),
    Column("active", Boolean, nullable=False),
    Column("failures", Integer, nullable=False),
    Column("locked_until", BigInteger, nullable=False),
    Index("users_by_name", "unit_id", "name", unique=True),
)

memberships = Table(
    "memberships",
    metadata,
    Column("user_id", _id(36), primary_key=True),
    Column("unit_id", _id(60), primary_key=True, index=True),
    Column("role", String(20), nullable=False),
)
"""Units that a user works for besides the one that `users` names."""

enrol_codes = Table(
    "enrol_codes",
    metadata,
    Column("code_hash", String(64), primary_key=True),
    Column("unit_id", _id(60), nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Column("device_id", _id(36), nullable=False),
)
"""One-time codes; `device_id` is empty until the code is used."""

devices = Table(
    "devices",
    metadata,
    Column("device_id", _id(36), primary_key=True),
    Column("unit_id", _id(60), nullable=False),
    Column("name", String(200), nullable=False),
    Column("secret_hash", String(64), nullable=False),
    Column("enrolled_at", BigInteger, nullable=False),
    Column("revoked", Boolean, nullable=False),
)

sessions = Table(
    "sessions",
    metadata,
    Column("session_id", _id(36), primary_key=True),
    Column("user_id", _id(36), nullable=False),
    Column("device_id", _id(36), nullable=False),
    Column("unit_id", _id(60), nullable=False, server_default=""),
    Column("refresh_hash", String(64), nullable=False, unique=True),
    Column("previous_hash", String(64), nullable=False, index=True),
    Column("generation", Integer, nullable=False),
    Column("confirmed", Boolean, nullable=False),
    Column("rotated_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
    Column("revoked", Boolean, nullable=False),
    Index("sessions_by_user", "user_id"),
)
"""`unit_id`: the unit that the user works for in it; empty for his own."""

access_tokens = Table(
    "access_tokens",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    Column("session_id", _id(36), nullable=False),
    Column("generation", Integer, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

orders = Table(
    "orders",
    metadata,
    Column("order_id", _id(60), primary_key=True),
    Column("number", _id(100), nullable=False, unique=True),
    Column("unit_id", _id(60), nullable=False, index=True),
    Column("stage", String(30), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("marks", LargeBinary, nullable=False),
)
Index(
    "orders_waiting",
    orders.c.order_id,
    sqlite_where=orders.c.stage == "awaiting_files",
    postgresql_where=orders.c.stage == "awaiting_files",
)
"""Only those that wait for a file: an index over every stage would be written at every step."""

order_files = Table(
    "order_files",
    metadata,
    Column("sha256", _id(64), primary_key=True),
    Column("order_id", _id(60), primary_key=True),
)
"""Which orders speak of a file: who may fetch it, and what waits for it."""

history = Table(
    "history",
    metadata,
    Column("entry", _ENTRY, primary_key=True),
    Column("op_id", _id(60), nullable=False, unique=True),
    Column("order_id", _id(60), nullable=False, index=True),
    Column("version", BigInteger, nullable=False),
    Column("status", String(20), nullable=False),
    Column("kind", String(40), nullable=False),
    Column("client_id", _id(60), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("user_id", _id(36), nullable=False),
    Column("user_name", String(100), nullable=False),
    Column("unit_id", _id(60), nullable=False),
    Column("role", String(20), nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
)
"""Every action that was applied or found nothing left to do; nothing is ever deleted."""

feed = Table(
    "feed",
    metadata,
    Column("unit_id", _id(60), primary_key=True),
    Column("order_id", _id(60), primary_key=True),
    Column("change", BigInteger, nullable=False),
    Column("op", String(10), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("reason", String(500), nullable=False),
    Column("changed_at", BigInteger, nullable=False),
    Index("feed_in_order", "unit_id", "change", unique=True),
)
"""The last change of each order for each unit, numbered in commit order within the unit."""
Index(
    "feed_removals",
    feed.c.changed_at,
    sqlite_where=feed.c.op == "remove",
    postgresql_where=feed.c.op == "remove",
)

clients = Table(
    "clients",
    metadata,
    Column("client_id", _id(60), primary_key=True),
    Column("user_id", _id(36), nullable=False),
    Column("last", BigInteger, nullable=False),
    Column("acked", BigInteger, nullable=False, server_default="0"),
    Column("acked_at", BigInteger, nullable=False, server_default="0"),
)
"""`acked`: answers up to there have been stored by the client; brought up to date once a day."""

answers = Table(
    "answers",
    metadata,
    Column("client_id", _id(60), primary_key=True),
    Column("seq", BigInteger, primary_key=True),
    Column("op_id", _id(60), nullable=False, index=True),
    Column("fingerprint", String(64), nullable=False),
    Column("order_id", _id(60), nullable=False),
    Column("settled", Boolean, nullable=False),
    Column("superseded_by", String(60), nullable=False),
    Column("code", String(60), nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("received_at", BigInteger, nullable=False),
)
"""The answer to each action of each client, kept so that a repeat gets the same one."""
Index(
    "answers_unsettled",
    answers.c.client_id,
    answers.c.order_id,
    sqlite_where=answers.c.settled == false(),
    postgresql_where=answers.c.settled == false(),
)

late_entries = Table(
    "late_entries",
    metadata,
    Column("op_id", _id(60), primary_key=True),
    Column("order_id", _id(60), nullable=False, index=True),
    Column("client_id", _id(60), nullable=False),
    Column("seq", BigInteger, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("code", String(60), nullable=False),
    Column("user_id", _id(36), nullable=False),
    Column("user_name", String(100), nullable=False),
    Column("unit_id", _id(60), nullable=False),
    Column("role", String(20), nullable=False),
    Column("claimed_at", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("round", Integer, nullable=False, server_default="0"),
    Column("state", String(20), nullable=False, server_default="open"),
)
"""What a clerk did and the life cycle refused: a supervisor sees it and can admit it.

`round`: the one that the clerk saw; 0 in entries from before it was kept. `state`: a `LateState`.
"""

uploads = Table(
    "uploads",
    metadata,
    Column("upload_id", _id(36), primary_key=True),
    Column("unit_id", _id(60), nullable=False),
    Column("sha256", _id(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("stored", BigInteger, nullable=False),
    Column("started_at", BigInteger, nullable=False),
    Index("uploads_by_file", "unit_id", "sha256", unique=True),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", _id(64), primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("stored_at", BigInteger, nullable=False),
)
"""Files that are present: the whole file's hash was checked."""

blob_holders = Table(
    "blob_holders",
    metadata,
    Column("sha256", _id(64), primary_key=True),
    Column("unit_id", _id(60), primary_key=True),
)
"""Units that have sent the bytes of a file: a name alone is no proof that somebody had it."""

audit = Table(
    "audit",
    metadata,
    Column("entry", _ENTRY, primary_key=True),
    Column("at", BigInteger, nullable=False),
    Column("who", String(100), nullable=False),
    Column("what", String(40), nullable=False),
    Column("about", String(200), nullable=False),
    Column("detail", String(500), nullable=False),
)
"""What was done to the platform itself; what was done to an order is in `history`."""
