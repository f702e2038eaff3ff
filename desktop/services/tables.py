"""Tables that leave the program as .xlsx or .csv: plain values with names, no layout."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Protocol

CellValue = str | int | Decimal | date | datetime | None
"""What a cell can hold; a text is never read as a formula, whatever it begins with."""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A column.

    Attributes:
        name: Its heading.
        width: Its width in characters.
    """

    name: str
    width: int = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table.

    Attributes:
        name: Name of its sheet in a workbook.
        title: What stands above it.
        columns: Its columns.
        rows: Its rows, each as long as there are columns.
        totals: Rows below it that sum it up, likewise.
        notes: Sentences below it.
    """

    name: str
    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    totals: tuple[tuple[CellValue, ...], ...] = ()
    notes: tuple[str, ...] = ()


class TableFiles(Protocol):
    """Tables to files that spreadsheet programs open."""

    def xlsx(self, tables: Sequence[Table], made_at: datetime) -> bytes:
        """Make a workbook, one sheet a table; equal tables and moment give equal bytes."""

    def csv(self, tables: Sequence[Table]) -> bytes:
        """Make a text file of all tables, one below the other, that Excel reads as UTF-8."""
