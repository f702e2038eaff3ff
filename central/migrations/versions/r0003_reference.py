"""Reference data that people load, and users who work for several units."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def _id(length: int) -> sa.types.TypeEngine[str]:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "reference_rows",
        sa.Column("name", sa.String(20), primary_key=True),
        sa.Column("key", _id(200), primary_key=True),
        sa.Column("place", sa.Integer, nullable=False),
        sa.Column("body", sa.LargeBinary, nullable=False),
    )
    op.create_table(
        "memberships",
        sa.Column("user_id", _id(36), primary_key=True),
        sa.Column("unit_id", _id(60), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
    )
    op.create_index("ix_memberships_unit_id", "memberships", ["unit_id"])
    op.add_column("sessions", sa.Column("unit_id", _id(60), nullable=False, server_default=""))
