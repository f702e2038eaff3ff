"""Reads a platform export of any supported shape into an `ImportReport`."""

from collections.abc import Sequence
from pathlib import Path

from central.importing.assembly import Assembler
from central.importing.cells import Cell, CellRefused
from central.importing.rows import ExportUnreadable, ImportedOrder, ImportReport, RefusedRow
from central.importing.sheets import open_sheet

__all__ = ["ExportUnreadable", "read_export"]


def read_export(path: Path) -> ImportReport:
    """Read a platform export (.xlsx, .xls, .csv in UTF-8, UTF-16 or GB18030).

    Nothing is kept of a row that cannot be read in full; it is listed with its reason. Of rows
    with the same number the first readable one counts.

    Args:
        path: The file; its content decides what it is, not its extension.

    Raises:
        ExportUnreadable: The file as a whole cannot be read, or has no heading row.
    """
    sheet = open_sheet(path)
    reading = _Reading(Assembler(sheet.header, strict_width=sheet.strict_width))
    for row_number, row in sheet.rows:
        reading.take(row_number, row)
    headings = sheet.header.headings
    return ImportReport(
        sheet=sheet.name,
        header_row=sheet.header.row,
        orders=tuple(reading.orders.values()),
        refused=tuple(reading.refused),
        duplicates=tuple(reading.duplicates),
        columns=tuple((headings[i], name) for name, i in sheet.header.fields.items()),
        other_sheets=sheet.others,
    )


class _Reading:
    """What has been read so far; `orders` keeps the order of the file."""

    def __init__(self, assembler: Assembler) -> None:
        self._assembler = assembler
        self.orders: dict[str, ImportedOrder] = {}
        self.refused: list[RefusedRow] = []
        self.duplicates: list[str] = []

    def take(self, row_number: int, row: Sequence[Cell]) -> None:
        """File a row under orders, duplicates or refused, or pass over a line that is no row."""
        if self._assembler.is_footer(row):
            return
        number = ""
        try:
            number = self._assembler.number(row)
            if number in self.orders:
                self.duplicates.append(number)
            else:
                self.orders[number] = self._assembler.order(number, row, row_number)
        except CellRefused as refusal:
            self.refused.append(RefusedRow(row_number, number, refusal.reason))
