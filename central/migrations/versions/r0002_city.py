"""What a city needs: sorting alike everywhere, narrower indexes, acknowledged answers, audit."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_IDS = {
    "units": {"unit_id": 60},
    "heads": {"unit_id": 60},
    "users": {"user_id": 36, "unit_id": 60},
    "enrol_codes": {"unit_id": 60, "device_id": 36},
    "devices": {"device_id": 36, "unit_id": 60},
    "sessions": {"session_id": 36, "user_id": 36, "device_id": 36},
    "access_tokens": {"session_id": 36},
    "orders": {"order_id": 60, "number": 100, "unit_id": 60},
    "order_files": {"sha256": 64, "order_id": 60},
    "history": {"op_id": 60, "order_id": 60, "client_id": 60, "user_id": 36, "unit_id": 60},
    "feed": {"unit_id": 60, "order_id": 60},
    "clients": {"client_id": 60, "user_id": 36},
    "answers": {"client_id": 60, "op_id": 60, "order_id": 60},
    "late_entries": {
        "op_id": 60, "order_id": 60, "client_id": 60, "user_id": 36, "unit_id": 60,
    },
    "uploads": {"upload_id": 36, "unit_id": 60, "sha256": 64},
    "blobs": {"sha256": 64},
    "blob_holders": {"sha256": 64, "unit_id": 60},
}  # fmt: skip
_ENTRY = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        _sort_by_code_points()
    _narrow_indexes()
    for name in ("acked", "acked_at"):
        op.add_column("clients", sa.Column(name, sa.BigInteger, nullable=False, server_default="0"))
    op.create_table(
        "audit",
        sa.Column("entry", _ENTRY, primary_key=True),
        sa.Column("at", sa.BigInteger, nullable=False),
        sa.Column("who", sa.String(100), nullable=False),
        sa.Column("what", sa.String(40), nullable=False),
        sa.Column("about", sa.String(200), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
    )


def _sort_by_code_points() -> None:
    for table, columns in _IDS.items():
        for name, length in columns.items():
            op.alter_column(table, name, type_=sa.String(length, collation="C"))
    op.alter_column("history", "entry", type_=sa.BigInteger)
    op.execute("ALTER SEQUENCE history_entry_seq AS bigint")


def _narrow_indexes() -> None:
    op.drop_index("ix_orders_stage", "orders")
    op.drop_index("answers_open", "answers")
    waiting = sa.text("stage = 'awaiting_files'")
    op.create_index(
        "orders_waiting", "orders", ["order_id"], sqlite_where=waiting, postgresql_where=waiting
    )
    removals = sa.text("op = 'remove'")
    op.create_index(
        "feed_removals", "feed", ["changed_at"], sqlite_where=removals, postgresql_where=removals
    )
    op.create_index(
        "answers_unsettled",
        "answers",
        ["client_id", "order_id"],
        sqlite_where=sa.text("settled = 0"),
        postgresql_where=sa.text("settled = false"),
    )
    op.create_index("ix_users_name", "users", ["name"])
    op.create_index("sessions_by_user", "sessions", ["user_id"])
    op.create_index("ix_sessions_expires_at", "sessions", ["expires_at"])
