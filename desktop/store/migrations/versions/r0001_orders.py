"""Orders, outbox, view, drafts, files, audit log."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "meta",
        sa.Column("name", sa.Text, primary_key=True),
        sa.Column("value", sa.Text, nullable=False),
    )
    op.create_table(
        "base",
        sa.Column("order_key", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.Text, nullable=False, unique=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body_version", sa.Integer, nullable=False),
        sa.Column("sweep", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("removed_reason", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("body", sa.BLOB, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("seq", sa.Integer, nullable=False, unique=True),
        sa.Column("op_id", sa.Text, nullable=False, unique=True),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("schema", sa.Integer, nullable=False, server_default=sa.text("1")),
        sa.Column("data", sa.BLOB, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("base_version", sa.Integer, nullable=False),
        sa.Column("base_seq", sa.Integer, nullable=False),
        sa.Column("seen", sa.Integer, nullable=False),
        sa.Column("claimed", sa.BLOB, nullable=False),
        sa.Column("clicked_at", sa.Integer, nullable=False),
        sa.Column("actor", sa.BLOB, nullable=False),
        sa.Column("blobs", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("supersedes", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("base_text", sa.BLOB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("code", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("message", sa.Text, nullable=False, server_default=sa.text("''")),
        sa.Column("version", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("theirs", sa.BLOB),
        sa.Column("doubtful", sa.Integer, nullable=False, server_default=sa.text("0")),
        sa.Column("settled_at", sa.Integer),
        sa.Column("resolution", sa.Text, nullable=False, server_default=sa.text("''")),
        sqlite_autoincrement=True,
    )
    op.create_index("outbox_order", "outbox", ["order_id"])
    op.create_index("outbox_state", "outbox", ["state", "seq"])
    op.create_table(
        "view",
        sa.Column("order_key", sa.Integer, primary_key=True),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("urgency", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("grp", sa.Text, nullable=False),
        sa.Column("dispatched_at", sa.Integer, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
        sa.Column("due", sa.Integer, nullable=False),
        sa.Column("due_duty", sa.Text, nullable=False),
        sa.Column("due_certain", sa.Integer, nullable=False),
        sa.Column("flags", sa.Text, nullable=False),
        sa.Column("unsent", sa.Integer, nullable=False),
        sa.Column("attention", sa.Integer, nullable=False),
    )
    op.create_index("view_group_due", "view", ["grp", "due"])
    op.create_index("view_due", "view", ["due", "grp"])
    op.create_index("view_number", "view", ["number"])
    op.create_table(
        "drafts",
        sa.Column("order_id", sa.Text, primary_key=True),
        sa.Column("form", sa.Text, primary_key=True),
        sa.Column("content", sa.BLOB, nullable=False),
    )
    op.create_table(
        "blobs",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("media_type", sa.Text, nullable=False),
        sa.Column("key", sa.BLOB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("upload_id", sa.Text, nullable=False, server_default=sa.text("''")),
    )
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("at", sa.Integer, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("what", sa.Text, nullable=False),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("audit_order", "audit", ["order_id"])
    op.create_table(
        "forms",
        sa.Column("form_id", sa.Text, primary_key=True),
        sa.Column("order_id", sa.Text, nullable=False),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("round", sa.Integer, nullable=False),
    )
