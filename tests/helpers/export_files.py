"""Writes export files of every supported kind for tests of the importer."""

import csv
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

import openpyxl
import xlwt

Value = str | int | float | bool | date | datetime | None
Rows = Sequence[Sequence[Value]]

HEADINGS = ("工单编号", "标题", "诉求内容", "诉求人", "联系电话", "派单时间")


def plain_row(number: str, **changed: Value) -> list[Value]:
    """Return a good row under `HEADINGS`, with some cells changed by heading."""
    row: dict[str, Value] = {
        "工单编号": number,
        "标题": "路灯不亮",
        "诉求内容": "示范路路灯不亮。",
        "诉求人": "周敏之",
        "联系电话": "13900001001",
        "派单时间": "2026-09-18 14:05:33",
    }
    return list((row | changed).values())


def write_csv(path: Path, rows: Rows, encoding: str = "utf-8", separator: str = ",") -> Path:
    """Write a text export."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=separator).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Rows, title: str = "工单") -> Path:
    """Write a workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def write_xls(path: Path, rows: Rows) -> Path:
    """Write a workbook of the old binary format."""
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("工单")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, datetime):
                sheet.write(r, c, value, moment)
            elif value is not None:
                sheet.write(r, c, value)
    book.save(str(path))
    return path
