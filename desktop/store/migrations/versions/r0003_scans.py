"""The tray for scanned pages that wait, and the files that were taken in."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "scan_files",
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        sa.Column("taken_at", sa.Integer, nullable=False),
        sa.Column("kept", sa.Integer, nullable=False),
    )
    op.create_table(
        "scan_pages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("page_key", sa.Text, nullable=False, unique=True),
        sa.Column("file", sa.Text, nullable=False),
        sa.Column("image", sa.Text, nullable=False),
        sa.Column("content", sa.BLOB, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("settled_at", sa.Integer),
        sqlite_autoincrement=True,
    )
    op.create_index("scan_pages_state", "scan_pages", ["state"])
    op.create_index("scan_pages_file", "scan_pages", ["file"])
