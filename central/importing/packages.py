"""Looks through a .xlsx before the parser, which never compares checksums and trusts extents.

The parser stops at the end of the table, so damage inside it can pass as other text; and it
lays the table out as one full rectangle: a single blank typed at the far corner of a sheet asks
for 500 GB, which ends the process without exception or message.
"""

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from central.importing.rows import ExportUnreadable

BROKEN = "文件已损坏或不完整，无法读取。请从平台重新导出。"

_LARGEST_UNPACKED = 2 << 30
_MOST_CELLS = 60_000_000  # 32 bytes each in the parser: 2 GB
_BLOCK = 1 << 20
_OVERLAP = 4096
_NEAR_COLUMNS = 52
_FAR_CELL = re.compile(rb'\sr="([B-Z][A-Z]|[A-Z]{3})\d{1,7}"[^>]*(?<!/)>')
_ROW = re.compile(rb'<row\s[^>]*?\br="(\d{1,7})"')


def check_package(path: Path) -> None:
    """Read every part of a workbook once.

    Raises:
        ExportUnreadable: Wrong checksums, or more than the memory can hold.
    """
    try:
        with zipfile.ZipFile(path) as package:
            if sum(entry.file_size for entry in package.infolist()) > _LARGEST_UNPACKED:
                raise ExportUnreadable("import.broken", "文件展开后超过 2 GB，不像是工单导出表。")
            for entry in package.infolist():
                _check_part(package, entry)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError) as error:
        # RuntimeError and its NotImplementedError: parts with a password or unknown packing
        raise ExportUnreadable("import.broken", BROKEN) from error


def _check_part(package: zipfile.ZipFile, entry: zipfile.ZipInfo) -> None:
    extent = _Extent()
    with package.open(entry) as part:
        tail = b""
        while block := part.read(_BLOCK):
            if "worksheets/" in entry.filename:
                extent.widen(tail + block)
                tail = block[-_OVERLAP:]
    if extent.columns * extent.rows > _MOST_CELLS:
        raise ExportUnreadable(
            "import.broken",
            f"表格一直延伸到第 {extent.rows} 行、第 {extent.columns} 列，"
            "离正文很远的地方还有内容。请删掉多余的内容后再导入。",
        )


@dataclass(slots=True)
class _Extent:
    """How far a sheet reaches; a few columns more or less do not matter."""

    columns: int = _NEAR_COLUMNS
    rows: int = 0

    def widen(self, xml: bytes) -> None:
        for cell in _FAR_CELL.finditer(xml):
            self.columns = max(self.columns, _column(cell[1]))
        last = xml.rfind(b"<row ")
        if last >= 0 and (row := _ROW.match(xml, last)):
            self.rows = max(self.rows, int(row[1]))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
