"""What went wrong in SQLite or the file system, in words a clerk can act on."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import sqlcipher3.dbapi2 as driver
from sqlalchemy.exc import DBAPIError

from desktop.services.ports import StorageError

MESSAGES: dict[str, str] = {
    "storage.full": (
        "磁盘空间已满，这一步没有保存；以前保存的内容都在，正在填写的表单不会丢。"
        "程序已释放预留空间：请清理磁盘，然后再保存一次。"
    ),
    "storage.broken": (
        "本机数据库无法读写，这一步没有保存；以前保存的内容没有被改动。"
        "请检查磁盘或杀毒软件，重新打开程序；仍不行时用备份恢复。"
    ),
    "storage.unsure": (
        "磁盘出错，这一步可能没有保存，也可能已经保存；以前保存的内容没有被改动。"
        "请重新打开程序，先看这一步在不在，不在再做一次。"
    ),
    "storage.locked": "数据库正被另一个程序占用，这一步没有保存。请关闭另一个程序后再试一次。",
    "storage.key": "密码不对，或密钥与这个数据库不符。数据没有改动，请重新输入。",
    "storage.missing": "本机没有这个文件，或文件已损坏。中心如已收到，可以重新下载。",
    "storage.newer": "数据库由更新版本的程序写成，本程序不能打开。数据没有改动，请先升级程序。",
}

_BY_NAME = {
    "SQLITE_FULL": "storage.full",
    "SQLITE_BUSY": "storage.locked",
    "SQLITE_LOCKED": "storage.locked",
    "SQLITE_NOTADB": "storage.key",
    "SQLITE_IOERR": "storage.broken",
    "SQLITE_CORRUPT": "storage.broken",
    "SQLITE_CANTOPEN": "storage.broken",
    "SQLITE_READONLY": "storage.broken",
    "SQLITE_PERM": "storage.broken",
    "SQLITE_PROTOCOL": "storage.broken",
    "SQLITE_NOMEM": "storage.broken",
}
_FULL = {errno.ENOSPC, errno.EDQUOT} if hasattr(errno, "EDQUOT") else {errno.ENOSPC}
_WINDOWS_DISK_FULL = 112


def storage_error(code: str) -> StorageError:
    """Make the error of a code."""
    return StorageError(code, MESSAGES[code])


def of_database(error: BaseException) -> StorageError | None:
    """Translate an error of the database driver; None for one that is a bug of the program."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    name = str(getattr(cause, "sqlite_errorname", ""))
    for prefix, code in _BY_NAME.items():
        if name.startswith(prefix):
            return storage_error(code)
    return None


def only_unsynced(error: BaseException) -> bool:
    """Tell whether everything was written and only could not be synced to the disk."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    return getattr(cause, "sqlite_errorname", "") == "SQLITE_IOERR_FSYNC"


def of_files(error: OSError) -> StorageError:
    """Translate an error of the file system."""
    full = error.errno in _FULL or getattr(error, "winerror", 0) == _WINDOWS_DISK_FULL
    return storage_error("storage.full" if full else "storage.broken")


@contextmanager
def translated() -> Iterator[None]:
    """Turn errors of the driver and the file system into `StorageError`.

    Raises:
        StorageError: For each of them that the disk, the key or another program can cause;
            wrong SQL and broken constraints are bugs and stay what they are.
    """
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        known = of_database(error)
        if known is None:
            raise
        raise known from error
    except OSError as error:
        raise of_files(error) from error
