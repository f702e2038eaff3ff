"""The tables of the local database.

Three kinds of rows, never mixed: *base* is what the server last said, *outbox* what the clerk
did, *view* the two together for lists and search. Only base and outbox are facts; the view, the
search index and the form index can be rebuilt from them at any time. Moments are whole
microseconds since 1970, so that lists compare and sort numbers.
"""

from sqlalchemy import (
    BLOB,
    Column,
    Connection,
    Engine,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    text,
)

from desktop.services.ports import StorageError

HEAD = "0004"
"""Newest revision of `migrations/`; a test compares the two."""

NO_DUE = 1 << 62
"""`view.due` of an order with nothing open: sorts behind every real deadline."""

_EMPTY = text("''")
_ZERO = text("0")

metadata = MetaData()

meta = Table(
    "meta",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

base = Table(
    "base",
    metadata,
    Column("order_key", Integer, primary_key=True),
    Column("order_id", Text, nullable=False, unique=True),
    Column("epoch", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body_version", Integer, nullable=False),
    Column("sweep", Integer, nullable=False, server_default=_ZERO),
    Column("removed_reason", Text, nullable=False, server_default=_EMPTY),
    Column("body", BLOB, nullable=False),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("seq", Integer, nullable=False, unique=True),
    Column("op_id", Text, nullable=False, unique=True),
    Column("order_id", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("schema", Integer, nullable=False, server_default=text("1")),
    Column("data", BLOB, nullable=False),
    Column("round", Integer, nullable=False),
    Column("base_version", Integer, nullable=False),
    Column("base_seq", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("claimed", BLOB, nullable=False),
    Column("clicked_at", Integer, nullable=False),
    Column("actor", BLOB, nullable=False),
    Column("blobs", Text, nullable=False, server_default=_EMPTY),
    Column("supersedes", Text, nullable=False, server_default=_EMPTY),
    Column("base_text", BLOB, nullable=False),
    Column("state", Text, nullable=False),
    Column("status", Text, nullable=False, server_default=_EMPTY),
    Column("code", Text, nullable=False, server_default=_EMPTY),
    Column("message", Text, nullable=False, server_default=_EMPTY),
    Column("version", Integer, nullable=False, server_default=_ZERO),
    Column("theirs", BLOB),
    Column("doubtful", Integer, nullable=False, server_default=_ZERO),
    Column("settled_at", Integer),
    Column("resolution", Text, nullable=False, server_default=_EMPTY),
    sqlite_autoincrement=True,
)
Index("outbox_order", outbox.c.order_id)
Index("outbox_state", outbox.c.state, outbox.c.seq)

view = Table(
    "view",
    metadata,
    Column("order_key", Integer, primary_key=True),
    Column("order_id", Text, nullable=False),
    Column("number", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("urgency", Text, nullable=False),
    Column("stage", Text, nullable=False),
    Column("grp", Text, nullable=False),
    Column("dispatched_at", Integer, nullable=False),
    Column("round", Integer, nullable=False),
    Column("due", Integer, nullable=False),
    Column("due_duty", Text, nullable=False),
    Column("due_certain", Integer, nullable=False),
    Column("flags", Text, nullable=False),
    Column("unsent", Integer, nullable=False),
    Column("attention", Integer, nullable=False),
)
Index("view_group_due", view.c.grp, view.c.due)
Index("view_due", view.c.due, view.c.grp)
Index("view_number", view.c.number)

drafts = Table(
    "drafts",
    metadata,
    Column("order_id", Text, primary_key=True),
    Column("form", Text, primary_key=True),
    Column("content", BLOB, nullable=False),
)

blobs = Table(
    "blobs",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("size", Integer, nullable=False),
    Column("name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("key", BLOB, nullable=False),
    Column("state", Text, nullable=False),
    Column("upload_id", Text, nullable=False, server_default=_EMPTY),
)

audit = Table(
    "audit",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", Integer, nullable=False),
    Column("actor", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("order_id", Text, nullable=False),
    Column("detail", Text, nullable=False),
    sqlite_autoincrement=True,
)
Index("audit_order", audit.c.order_id)

forms = Table(
    "forms",
    metadata,
    Column("form_id", Text, primary_key=True),
    Column("order_id", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("round", Integer, nullable=False),
)

scan_files = Table(
    "scan_files",
    metadata,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("size", Integer, nullable=False),
    Column("taken_at", Integer, nullable=False),
    Column("kept", Integer, nullable=False),
)

scan_pages = Table(
    "scan_pages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("page_key", Text, nullable=False, unique=True),
    Column("file", Text, nullable=False),
    Column("image", Text, nullable=False),
    Column("content", BLOB, nullable=False),
    Column("state", Text, nullable=False),
    Column("settled_at", Integer),
    sqlite_autoincrement=True,
)
Index("scan_pages_state", scan_pages.c.state)
Index("scan_pages_file", scan_pages.c.file)

unit_sheets = Table(
    "unit_sheets",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("form", Text, nullable=False),
    Column("code", Text, nullable=False),
    Column("content", BLOB, nullable=False),
    Column("printed", BLOB),
    sqlite_autoincrement=True,
)
Index("unit_sheets_form", unit_sheets.c.form)
Index("unit_sheets_code", unit_sheets.c.code)

unit_signed = Table(
    "unit_signed",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", Text, nullable=False, unique=True),
    Column("form", Text, nullable=False),
    Column("content", BLOB, nullable=False),
    sqlite_autoincrement=True,
)
Index("unit_signed_form", unit_signed.c.form)

search_tail = Table(
    "search_tail",
    metadata,
    Column("order_key", Integer, primary_key=True),
    Column("text", Text, nullable=False),
)

SEARCH_TABLE = (
    "CREATE VIRTUAL TABLE search USING fts5("
    "text, content='', contentless_delete=1, tokenize='ascii')"
)
"""Full text, without a copy of it. `ascii` takes every character above U+007F as part of a token,
whatever Unicode version it came with; `folding` puts the blanks between the tokens."""
SEARCH_MERGING = "INSERT INTO search (search, rank) VALUES ('automerge', 8)"
"""Half of the usual merging while many orders arrive: a third faster, and shorter turns."""


def upgrade(engine: Engine) -> bool:
    """Bring a database to the newest schema; a fresh file is created by it directly.

    Alembic is imported only when there is something to migrate: it would cost a third of the
    time to the first window.

    Returns:
        Whether an older file was migrated, so that derived rows have to be rebuilt.

    Raises:
        StorageError: The file was written by a newer program.
    """
    with engine.begin() as connection:
        found = _revision(connection)
        if found is None:
            _create(connection)
    if found in {None, HEAD}:
        return False
    _migrate(engine, str(found))
    return True


def _revision(connection: Connection) -> str | None:
    known = connection.exec_driver_sql(
        "SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'"
    ).scalar_one()
    if not known:
        return None
    return str(connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one())


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    connection.exec_driver_sql(SEARCH_TABLE)
    connection.exec_driver_sql(SEARCH_MERGING)
    connection.exec_driver_sql(
        "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
        "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
    )
    connection.exec_driver_sql("INSERT INTO alembic_version VALUES (?)", (HEAD,))


def _migrate(engine: Engine, found: str) -> None:
    from desktop.store import migration

    if found > HEAD:
        raise StorageError(
            "storage.newer",
            f"数据库由更新版本的程序写成（{found}），本程序不能打开。数据没有改动，请先升级程序。",
        )
    migration.to_head(engine)
