"""The shelf of the unit's own forms: what went out, a draft until now, and what is signed."""

import json

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.create_table(
        "unit_sheets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("content", sa.BLOB, nullable=False),
        sa.Column("printed", sa.BLOB),
        sqlite_autoincrement=True,
    )
    op.create_index("unit_sheets_form", "unit_sheets", ["form"])
    op.create_index("unit_sheets_code", "unit_sheets", ["code"])
    op.create_table(
        "unit_signed",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("entry_id", sa.Text, nullable=False, unique=True),
        sa.Column("form", sa.Text, nullable=False),
        sa.Column("content", sa.BLOB, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("unit_signed_form", "unit_signed", ["form"])
    _move_earlier(op.get_bind())


def _move_earlier(connection: sa.Connection) -> None:
    """Bring the forms that went out so far, the oldest first; their pages were not kept."""
    drafts = connection.exec_driver_sql(
        "SELECT form, content FROM drafts WHERE order_id = 'unit' AND form LIKE '%/earlier'"
    ).all()
    for name, content in drafts:
        form = name.partition("/")[0]
        for row in reversed(_rows(content)):
            sheet = json.dumps({"form": form, **row}, ensure_ascii=False).encode()
            connection.exec_driver_sql(
                "INSERT INTO unit_sheets (form, code, content) VALUES (?, ?, ?)",
                (form, row["code"], sheet),
            )
    connection.exec_driver_sql(
        "DELETE FROM drafts WHERE order_id = 'unit' AND form LIKE '%/earlier'"
    )


def _rows(content: bytes) -> list[dict[str, object]]:
    try:
        found = json.loads(content)
    except ValueError:
        return []
    return [row for row in found if isinstance(row, dict) and "code" in row]
