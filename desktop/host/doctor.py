"""Checks of this PC: what works, and what to do about the rest."""

import platform
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from desktop.host.secrets_safe import NO_KEYRING, KeyringSafe
from desktop.services.ports import StorageError
from desktop.sync.clock_estimate import ClockReading
from desktop.sync.ports import GatewayError

NEEDED_GLIBC = (2, 28)
"""Oldest GNU C library that the bundled Qt runs on."""
_SKEW_MS = 60_000
_FREE_BYTES = 500_000_000


@dataclass(frozen=True, slots=True)
class Finding:
    """One result.

    Attributes:
        name: What was looked at, in Chinese.
        ok: Whether it is as it should be.
        message: What was found, and what to do when it is not.
        code: Machine word for scripts.
    """

    name: str
    ok: bool
    message: str
    code: str


def check_fonts(fonts: Mapping[str, Path]) -> Finding:
    """Check that the bundled typefaces are there."""
    missing = [name for name, path in fonts.items() if not path.is_file()]
    if missing:
        text = f"缺少字体：{'、'.join(missing)}。请重新安装本程序。"
        return Finding("字体", ok=False, message=text, code="fonts")
    return Finding("字体", ok=True, message=f"自带 {len(fonts)} 种字体。", code="fonts")


def check_glibc(version: str | None = None) -> Finding:
    """Check the C library of a Linux PC."""
    if sys.platform == "win32" and version is None:
        return Finding("系统库", ok=True, message=platform.platform(), code="glibc")
    found = version if version is not None else platform.libc_ver()[1]
    try:
        numbers = tuple(int(part) for part in found.split("."))
    except ValueError:
        return Finding("系统库", ok=False, message="无法识别系统 C 库的版本。", code="glibc")
    wanted = ".".join(map(str, NEEDED_GLIBC))
    if numbers < NEEDED_GLIBC:
        text = f"glibc {found}，需要 {wanted} 以上：请升级操作系统。"
        return Finding("系统库", ok=False, message=text, code="glibc")
    return Finding("系统库", ok=True, message=f"glibc {found}（需要 {wanted}）。", code="glibc")


def check_keyring(available: Callable[[], bool] = KeyringSafe.available) -> Finding:
    """Check the system keyring; without one a passphrase does as well."""
    if available():
        return Finding("密钥环", ok=True, message="系统密钥环可用。", code="keyring")
    return Finding("密钥环", ok=False, message=NO_KEYRING, code="keyring")


def check_folder(folder: Path) -> Finding:
    """Check that there is room on the disk."""
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return Finding("磁盘", ok=False, message="数据文件夹不存在。", code="disk")
    text = f"剩余 {free // 1_000_000} MB。"
    if free < _FREE_BYTES:
        return Finding("磁盘", ok=False, message=f"{text}空间不足，请清理磁盘。", code="disk")
    return Finding("磁盘", ok=True, message=text, code="disk")


def check_database(inspect: Callable[[], str]) -> Finding:
    """Check the database.

    Args:
        inspect: Says in a few words what it found.
    """
    try:
        return Finding("数据库", ok=True, message=inspect(), code="database")
    except StorageError as error:
        return Finding("数据库", ok=False, message=error.message, code=error.code)


def check_server(ping: Callable[[], object]) -> Finding:
    """Check that the platform answers."""
    try:
        ping()
    except GatewayError as error:
        return Finding("中心平台", ok=False, message=error.message, code=error.code)
    return Finding("中心平台", ok=True, message="中心平台有答复。", code="server")


def check_clock(reading: ClockReading) -> Finding:
    """Check this PC's clock against the server's; a wrong one never stops sync."""
    if reading.error_ms < 0:
        text = "还没有与中心平台对时。"
        return Finding("时钟", ok=True, message=text, code="clock")
    seconds = abs(reading.offset_ms) // 1000
    if abs(reading.offset_ms) <= _SKEW_MS:
        text = f"与中心平台相差 {seconds} 秒。"
        return Finding("时钟", ok=True, message=text, code="clock")
    way = "慢" if reading.offset_ms > 0 else "快"
    text = f"本机时钟比中心平台{way} {seconds} 秒。时限按中心平台时间计算，请校准本机时间。"
    return Finding("时钟", ok=False, message=text, code="clock")


def check_printers(names: Sequence[str]) -> Finding:
    """Check that there is a printer."""
    if names:
        text = f"{len(names)} 台，默认“{names[0]}”。"
        return Finding("打印机", ok=True, message=text, code="printers")
    text = "本机没有打印机，可以先存为 PDF。"
    return Finding("打印机", ok=False, message=text, code="printers")
