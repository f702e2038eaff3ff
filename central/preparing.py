"""The tables of the platform's database: made in an empty one, migrated in an older one."""

from sqlalchemy import Connection, Engine, inspect, text

from central import schema

HEAD = "0004"
"""The newest revision in `central/migrations`."""
BEFORE_REVISIONS = "0001"
"""What a database is that was made before the platform had revisions."""

_LOCK = 0x4445534B
_VERSION = (
    "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL, "
    "CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num))"
)


class NewerDatabaseError(Exception):
    """The database was written by a newer platform; nothing was changed.

    Attributes:
        code: Machine reason.
        message_zh: The same in Chinese.
    """

    code = "data.newer"

    def __init__(self, found: str) -> None:
        super().__init__(found)
        self.message_zh = (
            f"数据库由更新版本的平台写成（{found}），本程序不能打开。数据没有改动，请先升级程序。"
        )


def prepare(engine: Engine) -> None:
    """Bring a database to the newest schema. Several processes may come at once: one does it.

    Alembic is imported only when there is something to migrate; an empty database gets its tables
    at once.

    Raises:
        NewerDatabaseError: The database was written by a newer platform.
    """
    with engine.connect() as connection:
        if _revision(connection) == HEAD:
            return
    with engine.connect() as plain:
        connection = plain.execution_options(desk_begin="BEGIN IMMEDIATE")
        with connection.begin():
            _lock(connection)
            found = _revision(connection)
            if found is None:
                _create(connection)
            elif found > HEAD:
                raise NewerDatabaseError(found)
            elif found < HEAD:
                from central import migration

                migration.to_head(connection)


def _lock(connection: Connection) -> None:
    """Let one process go first; SQLite has done so with BEGIN IMMEDIATE."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:name)"), {"name": _LOCK})


def _revision(connection: Connection) -> str | None:
    """Tell the revision of a database; None when it is empty."""
    tables = inspect(connection)
    if tables.has_table("alembic_version"):
        return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    return BEFORE_REVISIONS if tables.has_table(schema.meta.name) else None


def _create(connection: Connection) -> None:
    schema.metadata.create_all(connection)
    connection.execute(text(_VERSION))
    connection.execute(text("INSERT INTO alembic_version VALUES (:head)"), {"head": HEAD})
