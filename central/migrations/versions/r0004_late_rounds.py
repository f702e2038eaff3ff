"""Late entries know their round, and what has become of each."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column(
        "late_entries", sa.Column("round", sa.Integer, nullable=False, server_default="0")
    )
    op.add_column(
        "late_entries", sa.Column("state", sa.String(20), nullable=False, server_default="open")
    )
    op.execute("UPDATE late_entries SET state = 'admitted' WHERE admitted")
    # what was admitted, or came by its own way, is in the history; the rest was given up
    op.execute(
        "UPDATE late_entries SET state = 'superseded' "
        "WHERE admitted AND op_id NOT IN (SELECT op_id FROM history)"
    )
    op.drop_column("late_entries", "admitted")
