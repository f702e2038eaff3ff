"""Backup of a platform into a folder, and restore from it.

The database is copied first and the files after it: files are only ever added, so that every file
that the copy speaks of is there. A restored platform is a new lineage; restoring the same backup
once more is another one.
"""

import contextlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct
from sqlalchemy import delete, make_url, select

from central import audit, schema
from central.database import Database
from central.engines import engine_of, own_engine
from central.shelf import Shelf, sync_folder

_SQLITE = "platform.sqlite"
_DUMP = "platform.dump"
_BESIDE = ("-wal", "-shm", "-journal")


class BackupRefusedError(Exception):
    """A backup cannot be made or restored; nothing was changed.

    Attributes:
        code: Machine reason.
        message_zh: The same in Chinese.
    """

    code = "backup.refused"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


class Restored(Struct, frozen=True):
    """What a restore has done.

    Attributes:
        epoch: The new lineage.
        missing_files: Files that were in neither place; clients send them again.
    """

    epoch: int
    missing_files: int


def back_up(database: Database, url: str, key: bytes | None, folder: Path) -> int:
    """Copy a platform; it may be serving meanwhile.

    Args:
        database: The platform's database.
        url: Its address; empty for the one in the data folder.
        key: Encrypts the data folder, and the copy with it.
        folder: Where to; made when missing. Files that are there already are not copied again.

    Returns:
        How many files were copied.

    Raises:
        BackupRefusedError: The tools of PostgreSQL are missing or failed.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if url:
        _dump(url, folder / _DUMP)
    else:
        _copy(database.data / _SQLITE, folder / _SQLITE, key)
    with database.write() as transaction:
        who = audit.at_the_command_line()
        audit.record(transaction.connection, who, "backup", str(folder))
    return _copy_files(database.data / "blobs", folder / "blobs")


def put_back(data: Path, url: str, key: bytes | None, folder: Path) -> None:
    """Put a backup in the place of a platform's database, before the platform is opened.

    The former SQLite file is kept beside it. Files are added, none is removed.

    Raises:
        BackupRefusedError: There is no backup, or the tools of PostgreSQL failed.
    """
    source = folder / (_DUMP if url else _SQLITE)
    if not source.is_file():
        raise BackupRefusedError(f"文件夹中没有备份：{source.name}。")
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    _remember_epoch(data, url, key)
    if url:
        _undump(url, source)
    else:
        _replace(source, data / _SQLITE, key)
    _copy_files(folder / "blobs", data / "blobs")


def settle(database: Database, shelf: Shelf, folder: Path) -> Restored:
    """Make a restored database true: a new lineage, no half uploads, no file that is not there."""
    with database.write() as transaction:
        connection = transaction.connection
        connection.execute(delete(schema.uploads))
        names = [str(name) for name in connection.execute(select(schema.blobs.c.sha256)).scalars()]
        missing = [name for name in names if not _is_there(shelf, name)]
        for table in (schema.blobs, schema.blob_holders):
            for name in missing:
                connection.execute(delete(table).where(table.c.sha256 == name))
        audit.record(connection, audit.at_the_command_line(), "restore", str(folder))
    return Restored(database.enter_new_epoch(), len(missing))


def _is_there(shelf: Shelf, sha256: str) -> bool:
    path = shelf.plain_path(sha256)
    return path is None or path.is_file()


def _remember_epoch(data: Path, url: str, key: bytes | None) -> None:
    """Write down the lineage that ends here: the backup does not know of it."""
    if not url and not (data / _SQLITE).is_file():
        return
    with contextlib.closing(Database(data, url, key)) as current:
        current.remember_epoch()


def _copy(source: Path, target: Path, key: bytes | None) -> None:
    """Copy a SQLite database as one state of it, beside writers, encrypted as it is."""
    part = target.with_name(f"{target.name}.part")
    part.unlink(missing_ok=True)
    with _driver(source, key) as reading, _driver(part, key) as writing:
        reading.backup(writing)  # type: ignore[attr-defined]  # both drivers have it
    for suffix in _BESIDE:
        part.with_name(part.name + suffix).unlink(missing_ok=True)
    _settle(part, target)


@contextlib.contextmanager
def _driver(path: Path, key: bytes | None) -> Iterator[object]:
    engine = own_engine(path, key)
    raw = engine.raw_connection()
    try:
        yield raw.driver_connection
    finally:
        raw.close()
        engine.dispose()


def _replace(source: Path, target: Path, key: bytes | None) -> None:
    part = target.with_name(f"{target.name}.restored")
    _copy(source, part, key)
    if target.is_file():
        # what the log beside it holds goes into the file first
        with _driver(target, key) as former:
            former.execute("PRAGMA wal_checkpoint(TRUNCATE)")  # type: ignore[attr-defined]  # as above
        kept = 1
        while (place := target.with_name(f"{target.name}.before-{kept}")).exists():
            kept += 1
        target.rename(place)
    for suffix in _BESIDE:
        target.with_name(target.name + suffix).unlink(missing_ok=True)
    _settle(part, target)


def _copy_files(source: Path, target: Path) -> int:
    """Copy files that are not there yet; their names are the hashes of what is in them."""
    copied = 0
    for path in sorted(source.glob("*/*")):
        place = target / path.parent.name / path.name
        if place.exists() and place.stat().st_size == path.stat().st_size:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        part = place.with_name(f"{place.name}.part")
        shutil.copyfile(path, part)
        _settle(part, place)
        copied += 1
    if copied:
        sync_folder(target)  # it may have new folders
    return copied


def _settle(part: Path, target: Path) -> None:
    """Give a finished file its name, once a power cut cannot take its bytes any more."""
    with part.open("r+b") as file:
        os.fsync(file.fileno())
    part.replace(target)
    sync_folder(target.parent)


def _dump(url: str, target: Path) -> None:
    part = target.with_name(f"{target.name}.part")
    _run_tool("pg_dump", url, ["--format=custom", "--no-owner", f"--file={part}"])
    _settle(part, target)


def _undump(url: str, source: Path) -> None:
    options = ["--clean", "--if-exists", "--no-owner", "--single-transaction", "--exit-on-error"]
    _run_tool("pg_restore", url, [*options, str(source)])
    engine_of(url).dispose()


def _run_tool(name: str, url: str, options: list[str]) -> None:
    """Run a tool of PostgreSQL; the password goes through the environment, which others see not."""
    program = shutil.which(name)
    if program is None:
        raise BackupRefusedError(f"没有找到 PostgreSQL 的工具 {name}，请安装后把它放进 PATH。")
    address = make_url(url)
    password = {"PGPASSWORD": address.password} if address.password else {}
    plain = address.set(drivername="postgresql", password=None).render_as_string()
    words = [program, f"--dbname={plain}", *options]
    done = subprocess.run(
        words, env={**os.environ, **password}, capture_output=True, check=False, text=True
    )
    if done.returncode != 0:
        # the tools name tables and files, no rows
        raise BackupRefusedError(f"{name} 没有成功：{done.stderr.strip()[-500:]}")
