"""Cleans what stands in a cell: codes are normalised, a person's words are left alone."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

Cell: TypeAlias = str | int | float | bool | date | datetime | time | timedelta

# Joiners inside an emoji sequence stay: without them one family becomes three people.
_INVISIBLE = (
    "\u00ad\u180e\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb"
)
_JOINER = "(?<![\U0001f000-\U0001faff\u2600-\u27bf\ufe0f])\u200d"
_REMOVED = re.compile(f"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f{_INVISIBLE}]|{_JOINER}")
_NEWLINE = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]|_x000D_\n?")
_SPACE = re.compile("[\t\u00a0\u2007\u202f]")
_LINE_END = re.compile(r" +(?=\n)|(?<=\n) +(?=\n)")
_MANY_LINES = re.compile(r"\n{3,}")
_SUSPECT = re.compile(
    f"[\x00-\x09\x0b-\x1f\x7f-\xa0\u2007\u2028\u2029\u202f\u200d{_INVISIBLE}]| \n|\n{{3}}|_x000D_"
)
_ANY_SPACE = re.compile(r"\s+")
_GUARD = re.compile(r'^="(.*)"$', re.DOTALL)
_SCIENTIFIC = re.compile(r"\d(\.\d+)?E\+\d+|\d\.\d+E\d+", re.IGNORECASE)
_ERROR = re.compile(r"#(N/A|REF!|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|GETTING_DATA)", re.IGNORECASE)
_EXACT_BELOW = 10**15


class CellRefused(Exception):  # noqa: N818 - a verdict about a cell, not a program error
    """The cell cannot be used.

    The reason never repeats the cell: in a shifted row it could be a caller's telephone number.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def as_text(cell: Cell) -> str:
    """Return a cell as spreadsheet programs show it, whole numbers without ``.0``."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def free_text(cell: Cell) -> str:
    """Return a person's words: invisible and control characters go, everything else stays."""
    if isinstance(cell, str) and cell.isalnum():
        return cell  # nothing to clean in most cells; a third of the time of a large file
    text = as_text(cell).strip()
    if not _SUSPECT.search(text):
        return "" if text[:1] == "#" and _ERROR.fullmatch(text) else text
    text = _NEWLINE.sub("\n", text)
    text = _SPACE.sub(" ", _REMOVED.sub("", text))
    return _MANY_LINES.sub("\n\n", _LINE_END.sub("", text)).strip()


def line(cell: Cell) -> str:
    """Return free text of a one-line field: line breaks and runs of blanks become one blank."""
    if cell == "" or (isinstance(cell, str) and cell.isalnum()):
        return str(cell)
    return _ANY_SPACE.sub(" ", free_text(cell))


def code(cell: Cell) -> str:
    """Return a number-like value (order number, telephone) in half width without any blanks.

    Leading zeros stay. ``="0012"`` and a leading apostrophe, the ways in which people keep a
    spreadsheet program from eating zeros, are unwrapped: the same order must have one number
    however it was exported.

    Raises:
        CellRefused: A spreadsheet program has turned the value into a number and lost digits.
    """
    if isinstance(cell, float | int) and not isinstance(cell, bool):
        return _whole(cell)
    if isinstance(cell, str) and cell.isdecimal() and cell.isascii():
        return cell
    text = normalised(cell)
    if guarded := _GUARD.match(text):
        text = guarded[1]
    text = _ANY_SPACE.sub("", text).removeprefix("'")
    if _SCIENTIFIC.fullmatch(text):
        raise CellRefused("被表格软件改成了科学计数，末尾几位已丢失，请从平台按文本重新导出")
    if _ERROR.fullmatch(text):
        raise CellRefused("是表格软件的错误值")
    return text


def _whole(value: float) -> str:
    if abs(value) >= _EXACT_BELOW:
        raise CellRefused("被表格软件改成了数值，末尾几位已丢失，请从平台按文本重新导出")
    return as_text(float(value))


def normalised(cell: Cell) -> str:
    """Return the text of a number, date or heading in half width (NFKC), outer blanks removed."""
    text = as_text(cell)
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text)
    return _REMOVED.sub("", text).strip()
