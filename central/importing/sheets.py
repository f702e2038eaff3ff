"""Opens an export file by what it holds, not by its name, and hands out rows of cells."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import TypeVar

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from central.importing.cells import Cell
from central.importing.headings import SEARCHED_ROWS, Header, find_header, recognised
from central.importing.packages import BROKEN, check_package
from central.importing.rows import ExportUnreadable
from central.importing.text_tables import text_candidates

_Read = TypeVar("_Read")
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# the stream of an encrypted .xlsx, or a .xls that begins BOF, (WRITEPROTECT,) FILEPASS
_ENCRYPTED = re.compile(
    "EncryptedPackage".encode("utf-16-le")
    + rb"|\x09\x08\x10\x00\x00\x06\x05\x00.{12}(?:\x86\x00\x00\x00)?\x2f\x00",
    re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that holds the orders.

    Attributes:
        name: Name of the sheet, or of the file for text.
        header: Its headings.
        rows: The rows below the headings, each with its number counted from 1.
        strict_width: A row wider than the headings is broken (text files), not a stray cell.
        others: Further sheets that look like exports.
    """

    name: str
    header: Header
    rows: Iterator[tuple[int, Sequence[Cell]]]
    strict_width: bool
    others: tuple[str, ...] = ()


def open_sheet(path: Path) -> Sheet:
    """Find the sheet with the orders in a workbook or text file.

    Raises:
        ExportUnreadable: Missing, empty, broken or encrypted file, or no heading row.
    """
    head = _head(path)
    if head.startswith(_ZIP):
        check_package(path)
        return _workbook_sheet(path)
    if head.startswith(_OLE):
        if _is_encrypted(path):
            raise _encrypted()
        return _workbook_sheet(path)
    if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        raise ExportUnreadable(
            "import.format",
            "这个文件其实是网页或 XML 格式，只是改了扩展名。"
            "请用表格软件打开后另存为 .xlsx，再导入。",
        )
    return _text_sheet(path)


def first_rows(path: Path) -> list[list[Cell]]:
    """Read every row of a table with no known headings: the first visible sheet, or a text file.

    Of the separators the one that makes most columns of the first row is taken.

    Raises:
        ExportUnreadable: Missing, empty, broken or encrypted file.
    """
    head = _head(path)
    if head.startswith((_ZIP, _OLE)):
        if head.startswith(_ZIP):
            check_package(path)
        elif _is_encrypted(path):
            raise _encrypted()
        return _parsed(path, _first_sheet)
    candidates = text_candidates(path, 1)
    best = max(candidates, key=lambda table: len(table.head[0]) if table.head else 0)
    return list(best.rows())


def _first_sheet(path: Path) -> list[list[Cell]]:
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
    return list(_cells(next(_visible(workbook))))


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except FileNotFoundError:
        raise ExportUnreadable("import.missing", f"找不到文件：{path.name}") from None
    except OSError as error:
        raise ExportUnreadable(
            "import.missing", f"打不开文件：{path.name}。它可能正被别的程序占用，或没有读取权限。"
        ) from error
    if not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n"):
        raise ExportUnreadable("import.empty", f"文件是空的：{path.name}")
    return head


def _is_encrypted(path: Path) -> bool:
    """Look into the file: the parser tells a password only where it also knows the format."""
    with path.open("rb") as file, mmap(file.fileno(), 0, access=ACCESS_READ) as content:
        return _ENCRYPTED.search(content) is not None


def _encrypted() -> ExportUnreadable:
    return ExportUnreadable(
        "import.encrypted", "文件有打开密码。请用表格软件打开，去掉密码另存后再导入。"
    )


def _workbook_sheet(path: Path) -> Sheet:
    return _parsed(path, _best_sheet)


def _parsed(path: Path, read: Callable[[Path], _Read]) -> _Read:
    try:
        return read(path)
    except PasswordError as error:
        raise _encrypted() from error
    except CalamineError as error:
        raise ExportUnreadable("import.broken", BROKEN) from error
    except BaseException as error:
        # A panic of the parser derives from BaseException and its class cannot be imported;
        # left alone it would pass every handler up to the end of the process.
        if type(error).__name__ == "PanicException":
            raise ExportUnreadable("import.broken", BROKEN) from error
        raise


def _best_sheet(path: Path) -> Sheet:
    with path.open("rb") as file:
        workbook = CalamineWorkbook.from_filelike(file)
    found: list[tuple[Header, CalamineSheet]] = []
    heads: list[list[list[Cell]]] = []
    for sheet in _visible(workbook):
        head = list(islice(_cells(sheet), SEARCHED_ROWS + 1))
        header = find_header(head)
        heads.append(head)
        if header is not None:
            found.append((header, sheet))
    if not found:
        raise _no_header(heads)
    header, best = max(found, key=lambda pair: pair[0].score)
    others = tuple(sheet.name for _, sheet in found if sheet is not best)
    rows = islice(enumerate(_cells(best), 1), header.row, None)
    return Sheet(best.name, header, rows, strict_width=False, others=others)


def _visible(workbook: CalamineWorkbook) -> Iterator[CalamineSheet]:
    kept = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.typ == SheetTypeEnum.WorkSheet and sheet.visible == SheetVisibleEnum.Visible
    ]
    for name in kept or workbook.sheet_names:
        yield workbook.get_sheet_by_name(name)


def _cells(sheet: CalamineSheet) -> Iterator[list[Cell]]:
    yield from sheet.iter_rows()


def _no_header(heads: Sequence[Sequence[Sequence[Cell]]]) -> ExportUnreadable:
    if not any(cell for head in heads for row in head for cell in row):
        return ExportUnreadable("import.empty", "文件里没有任何内容。")
    known = max((recognised(head) for head in heads), key=len, default=())
    only = f"目前只认出：{'、'.join(known)}。" if known else ""
    return ExportUnreadable(
        "import.no_header",
        f"在前 {SEARCHED_ROWS} 行里没有找到表头。表头要有“工单编号”（或工单号、任务号、留言编号、"
        "受理编号等），并有“标题”（或主题、留言主题等）"
        f"或“诉求内容”（或内容、描述、留言详情等）。{only}",
    )


def _text_sheet(path: Path) -> Sheet:
    candidates = text_candidates(path, SEARCHED_ROWS + 1)
    found = [
        (header, table) for table in candidates if (header := find_header(table.head)) is not None
    ]
    if not found:
        raise _no_header([table.head for table in candidates])
    header, table = max(found, key=lambda pair: pair[0].score)
    rows = islice(enumerate(table.rows(), 1), header.row, None)
    return Sheet(path.name, header, rows, strict_width=True)
