"""Full-text search: the index, and the folded text of what is not in it yet."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "search_tail",
        sa.Column("order_key", sa.Integer, primary_key=True),
        sa.Column("text", sa.Text, nullable=False),
    )
    op.execute(
        "CREATE VIRTUAL TABLE search USING fts5("
        "text, content='', contentless_delete=1, tokenize='ascii')"
    )
    op.execute("INSERT INTO search (search, rank) VALUES ('automerge', 8)")
