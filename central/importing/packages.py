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
_HARMLESS = 200 << 20
_MOST_RATIO = 200  # what people write shrinks to a tenth, the same line a thousand times to 1/100
_FOREIGN = frozenset({"xl/workbook.bin", "content.xml"})
"""Parts of formats that the parser knows as well, and whose extent cannot be seen beforehand."""
_BLOCK = 1 << 20
_OVERLAP = 4096
_NEAR_COLUMNS = 52
_NEAR_ROWS = 999
# other programs write the same in single quotes, with blanks, with a prefix, in small letters
_FAR_CELL = re.compile(
    rb"""\sr\s*=\s*["']([B-Z][A-Z]|[A-Z]{3})\d{1,7}["'][^>]*(?<!/)>""", re.IGNORECASE
)
_LOW_CELL = re.compile(rb"""\sr\s*=\s*["'][A-Z]{0,3}(\d{4,7})["']""", re.IGNORECASE)


def check_package(path: Path) -> None:
    """Read every part of a workbook once.

    Raises:
        ExportUnreadable: Wrong checksums, or more than the memory can hold.
    """
    try:
        with zipfile.ZipFile(path) as package:
            if _FOREIGN & {name.lower() for name in package.namelist()}:
                raise ExportUnreadable(
                    "import.format", "不支持 .xlsb 和 .ods，请用表格软件另存为 .xlsx 后再导入。"
                )
            unpacked = sum(entry.file_size for entry in package.infolist())
            if unpacked > _LARGEST_UNPACKED:
                raise ExportUnreadable("import.broken", "文件展开后超过 2 GB，不像是工单导出表。")
            if unpacked > max(_HARMLESS, _MOST_RATIO * path.stat().st_size):
                raise ExportUnreadable(
                    "import.broken", "文件展开后大了几百倍，不像是工单导出表，没有读取。"
                )
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
            # any part: which ones are sheets is for the workbook to say, not for their names
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
    rows: int = _NEAR_ROWS

    def widen(self, xml: bytes) -> None:
        for cell in _FAR_CELL.finditer(xml):
            self.columns = max(self.columns, _column(cell[1]))
        # rows need not say their number, cells then do
        self.rows = max(self.rows, max(map(int, _LOW_CELL.findall(xml)), default=0))


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - ord("A") + 1
    return number
