"""Tables as .xlsx and .csv that no spreadsheet program takes for a program.

Citizens' words go into these files, and a cell that begins with = + - or @ is run as a formula by
the program that opens them (CSV injection). In a workbook every text is written as a text and is
marked as one, so that it stays one when a person edits it; in a .csv file, which knows no types,
such a text gets an apostrophe before it.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO
from typing import Protocol

from desktop.domain.calendar import CST
from desktop.services.tables import CellValue, Table

_RUN = "=+-@＝＋－＠\t\r\n"
"""What begins a formula; tabs and line ends are dropped by some programs before they look."""
_LONGEST = 32_767
_CUT = "……（超出单元格长度，全文见工单）"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_NAME_LENGTH = 31
_WIDEST = 60


def is_runnable(text: str) -> bool:
    """Tell whether a spreadsheet program may take a text for a formula."""
    return bool(text) and (text[0] in _RUN or text.lstrip()[:1] in tuple(_RUN))


class SpreadsheetFiles:
    """Implements `TableFiles`."""

    def xlsx(self, tables: Sequence[Table], made_at: datetime) -> bytes:
        """Make a workbook; see `TableFiles.xlsx`."""
        # imported here: a window opens sooner without it
        import xlsxwriter

        stream = BytesIO()
        with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
            # xlsxwriter takes naive moments only; without one it would write the present
            book.set_properties({"created": made_at.astimezone(CST).replace(tzinfo=None)})
            formats = _Formats(
                title=book.add_format({"bold": True, "font_size": 14}),
                head=book.add_format({"bold": True, "border": 1, "text_wrap": True}),
                text=book.add_format({"border": 1, "text_wrap": True, "valign": "top"}),
                quoted=book.add_format(
                    {"border": 1, "text_wrap": True, "valign": "top", "quote_prefix": True}
                ),
                total=book.add_format({"bold": True, "border": 1}),
                day=book.add_format({"border": 1, "valign": "top", "num_format": "yyyy-mm-dd"}),
                moment=book.add_format(
                    {"border": 1, "valign": "top", "num_format": "yyyy-mm-dd hh:mm"}
                ),
            )
            for number, table in enumerate(tables, 1):
                name = _sheet_name(table.name)
                taken = {sheet.name.lower() for sheet in book.worksheets()}
                unique = bool(name) and name.lower() not in taken
                sheet = book.add_worksheet(name if unique else f"表{number}")
                _Filler(sheet, formats).fill(table)
        return stream.getvalue()

    def csv(self, tables: Sequence[Table]) -> bytes:
        """Make a text file; see `TableFiles.csv`."""
        stream = StringIO(newline="")
        writer = csv.writer(stream)
        for number, table in enumerate(tables):
            if number:
                writer.writerow(())
            for row in _csv_rows(table):
                writer.writerow([_csv_text(value) for value in row])
        # the mark at the beginning tells Excel that it is not GBK
        return b"\xef\xbb\xbf" + stream.getvalue().encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Formats:
    """The looks of the cells of one workbook."""

    title: object
    head: object
    text: object
    quoted: object
    total: object
    day: object
    moment: object


class _Filler:
    """Fills one sheet, from the top down."""

    def __init__(self, sheet: "_Sheet", formats: _Formats) -> None:
        self._sheet = sheet
        self._formats = formats
        self._row = 0

    def fill(self, table: Table) -> None:
        """Write title, heading, rows, totals and notes."""
        self._sheet.set_landscape()
        self._sheet.set_paper(9)
        self._sheet.fit_to_pages(1, 0)
        for place, column in enumerate(table.columns):
            self._sheet.set_column(place, place, min(column.width, _WIDEST))
        self._write(0, table.title, self._formats.title)
        self._row += 1
        for place, column in enumerate(table.columns):
            self._write(place, column.name, self._formats.head)
        self._row += 1
        self._sheet.freeze_panes(self._row, 0)
        self._sheet.repeat_rows(self._row - 1)
        for row in table.rows:
            self._write_row(row, self._formats.text)
        for row in table.totals:
            self._write_row(row, self._formats.total)
        for note in table.notes:
            self._row += 1
            self._write(0, note, None)

    def _write_row(self, row: Sequence[CellValue], look: object) -> None:
        for place, value in enumerate(row):
            self._write(place, value, look)
        self._row += 1

    def _write(self, place: int, value: CellValue, look: object) -> None:
        if value is None:
            self._sheet.write_blank(self._row, place, None, look)
        elif isinstance(value, str):
            quoted = look is self._formats.text and is_runnable(value)
            self._sheet.write_string(
                self._row, place, _fitting(value), self._formats.quoted if quoted else look
            )
        elif isinstance(value, datetime):
            naive = value.astimezone(CST).replace(tzinfo=None)
            self._sheet.write_datetime(self._row, place, naive, self._formats.moment)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._row, place, value, self._formats.day)
        else:
            self._sheet.write_number(self._row, place, value, look)


class _Sheet(Protocol):
    """The part of the library's worksheet that is used here; the library has no types."""

    def set_landscape(self) -> None:
        """Print across."""

    def set_paper(self, kind: int) -> None:
        """Choose the paper."""

    def fit_to_pages(self, width: int, height: int) -> None:
        """Print so many pages side by side."""

    def set_column(self, first: int, last: int, width: float) -> None:
        """Set a width."""

    def freeze_panes(self, row: int, column: int) -> None:
        """Keep the rows above in view."""

    def repeat_rows(self, first: int) -> None:
        """Print a row on every page."""

    def write_string(self, row: int, column: int, text: str, look: object) -> None:
        """Write a text that stays one."""

    def write_blank(self, row: int, column: int, value: None, look: object) -> None:
        """Write an empty cell."""

    def write_number(self, row: int, column: int, value: int | Decimal, look: object) -> None:
        """Write a number."""

    def write_datetime(self, row: int, column: int, value: date, look: object) -> None:
        """Write a day or a moment."""


def _fitting(text: str) -> str:
    """Keep within what a cell can hold: the library would leave a longer text out."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - len(_CUT)] + _CUT


def _sheet_name(name: str) -> str:
    return name.translate(_NOT_IN_NAMES).strip()[:_NAME_LENGTH].strip()


def _csv_rows(table: Table) -> Iterator[Sequence[CellValue]]:
    yield (table.title,)
    yield [column.name for column in table.columns]
    yield from table.rows
    yield from table.totals
    for note in table.notes:
        yield (note,)


def _csv_text(value: CellValue) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return f"'{value}" if is_runnable(value) else value
    if isinstance(value, datetime):
        return f"{value.astimezone(CST):%Y-%m-%d %H:%M}"
    return str(value)
