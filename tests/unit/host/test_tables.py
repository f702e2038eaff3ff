"""Tables as files: exact values, and no cell that a spreadsheet program would run."""

import csv
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from desktop.domain.calendar import CST
from desktop.host.tables import SpreadsheetFiles, is_runnable
from desktop.services.tables import CellValue, Table, TableColumn

_MADE = datetime(2026, 11, 1, 9, 30, tzinfo=CST)
_FILES = SpreadsheetFiles()
_ATTACKS = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+86 138",
    "-2+3",
    "@SUM(A1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    '  =HYPERLINK("http://x")',
    "＝1+1",
    "＋1",
    "－1",
    "＠x",
)


def first_sheet(content: bytes) -> Worksheet:
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert isinstance(sheet, Worksheet)
    return sheet


def table(*rows: tuple[CellValue, ...]) -> Table:
    return Table(
        name="台账",
        title="归档目录与台账",
        columns=(TableColumn("编号", 22), TableColumn("值")),
        rows=rows,
        totals=(("合计", len(rows)),),
        notes=("一句说明。",),
    )


@pytest.mark.parametrize("attack", _ATTACKS)
def test_no_text_becomes_a_formula_in_a_workbook(attack: str) -> None:
    content = _FILES.xlsx([table((attack, 1))], _MADE)
    cell = first_sheet(content)["A3"]
    assert cell.data_type == "s"
    assert cell.quotePrefix
    sheet = zipfile.ZipFile(BytesIO(content)).read("xl/worksheets/sheet1.xml")
    assert b"<f>" not in sheet


@pytest.mark.parametrize("attack", _ATTACKS)
def test_no_cell_of_a_text_file_begins_a_formula(attack: str) -> None:
    rows = list(csv.reader(StringIO(_FILES.csv([table((attack, 1))]).decode("utf-8-sig"))))
    assert rows[2][0] == f"'{attack}"


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=40))
def test_whatever_a_citizen_writes_comes_back_and_is_never_run(text: str) -> None:
    content = _FILES.csv([table((text, None))]).decode("utf-8-sig")
    cell = list(csv.reader(StringIO(content, newline="")))[2][0]
    assert cell.removeprefix("'" if is_runnable(text) else "") == text
    assert not is_runnable(cell)


def test_values_keep_their_kind() -> None:
    moment = datetime(2026, 10, 3, 14, 5, tzinfo=CST)
    row = (moment, Decimal("92.40"))
    sheet = first_sheet(_FILES.xlsx([table(row, (date(2026, 10, 4), -3))], _MADE))
    assert sheet["A3"].value == moment.replace(tzinfo=None)
    assert sheet["B3"].value == 92.4
    assert sheet["A4"].is_date
    assert sheet["B4"].value == -3
    assert sheet["A5"].value == "合计"
    rows = list(csv.reader(StringIO(_FILES.csv([table(row)]).decode("utf-8-sig"))))
    assert rows[2] == ["2026-10-03 14:05", "92.40"]


def test_a_long_order_number_keeps_all_its_digits() -> None:
    number = "330102202610030001234"
    sheet = first_sheet(_FILES.xlsx([table((number, 1))], _MADE))
    assert sheet["A3"].value == number


def test_a_text_that_no_cell_holds_says_that_it_goes_on() -> None:
    sheet = first_sheet(_FILES.xlsx([table(("长" * 40_000, 1))], _MADE))
    assert len(sheet["A3"].value) == 32_767
    assert sheet["A3"].value.endswith("全文见工单）")


def test_equal_tables_give_equal_bytes() -> None:
    tables = [table(("甲", 1)), table(("乙", 2))]
    assert _FILES.xlsx(tables, _MADE) == _FILES.xlsx(tables, _MADE)
    assert _FILES.csv(tables) == _FILES.csv(tables)


def test_sheets_have_names_that_excel_takes() -> None:
    named = [
        Table(name=name, title="", columns=(), rows=()) for name in ("甲/乙[1]:?*", "长" * 40, "'")
    ]
    names = openpyxl.load_workbook(BytesIO(_FILES.xlsx(named, _MADE))).sheetnames
    assert names == ["甲 乙 1", "长" * 31, "表3"]
