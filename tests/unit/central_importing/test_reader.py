"""Whole files: every kind of file, what is in them and what is refused."""

import codecs
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from helpers.export_files import HEADINGS, Rows, plain_row, write_csv, write_xls, write_xlsx

from central.importing.reader import read_export
from central.importing.rows import ImportReport
from desktop.domain.calendar import CST

AT = datetime(2026, 9, 18, 14, 5, 33, tzinfo=CST)
NAIVE = AT.replace(tzinfo=None)
RARE = "㛃䶮𠅤𬱖𫘧𬴂𪩘，湖㳇路，邨东，阿依古丽·买买提"
WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "export.xlsx": write_xlsx,
    "export.xls": write_xls,
    "utf8.csv": write_csv,
    "bom.csv": lambda path, rows: write_csv(path, rows, "utf-8-sig"),
    "gb18030.csv": lambda path, rows: write_csv(path, rows, "gb18030"),
    "utf16.txt": lambda path, rows: write_csv(path, rows, "utf-16", "\t"),
    "semicolon.csv": lambda path, rows: write_csv(path, rows, "utf-8", ";"),
    "tabs.xls": lambda path, rows: write_csv(path, rows, "gb18030", "\t"),
}
Read = Callable[[Rows], ImportReport]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    return lambda rows: read_export(write_xlsx(tmp_path / "export.xlsx", rows))


@pytest.mark.parametrize("name", WRITERS)
def test_every_kind_of_file_reads_alike(name: str, tmp_path: Path) -> None:
    long = "长内容，" * 2_300
    rows: Rows = [
        ["示范街道工单导出"],
        HEADINGS,
        plain_row("0012", 标题=RARE, 诉求人="俞㛃"),
        plain_row("0013", 诉求内容=long + "\n第二行"),
    ]
    report = read_export(WRITERS[name](tmp_path / name, rows))
    first, second = report.orders
    assert (first.number, first.title, first.caller_name) == ("0012", RARE, "俞㛃")
    assert (first.caller_phone, first.dispatched_at, first.due_at) == ("13900001001", AT, None)
    assert second.content == long + "\n第二行"
    assert (report.header_row, first.row, second.row) == (2, 3, 4)
    assert (report.refused, report.duplicates) == ((), ())
    assert dict(report.columns)["派单时间"] == "dispatched_at"


@pytest.mark.parametrize("write", [write_xlsx, write_xls], ids=["xlsx", "xls"])
def test_dates_and_numbers_as_cells(write: Callable[[Path, Rows], Path], tmp_path: Path) -> None:
    row = plain_row("", 工单编号=123, 联系电话=13900001001, 派单时间=NAIVE)
    report = read_export(write(tmp_path / "book", [HEADINGS, row]))
    order = report.orders[0]
    assert (order.number, order.caller_phone, order.dispatched_at) == ("123", "13900001001", AT)


def test_characters_that_gb18030_moved_out_of_private_use(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    text = "工单编号,标题\r\n1,".encode("gb18030") + b"\xfe\x59\xfe\x51\xfe\x91\r\n"
    path.write_bytes(text)
    assert read_export(path).orders[0].title == "\u9fb4\U00020087\U000241fe"


def test_a_bom_does_not_hide_the_first_heading(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(codecs.BOM_UTF8 * 2 + "工单编号,标题\n1,路灯\n".encode())
    assert read_export(path).orders[0].number == "1"


def test_first_readable_row_of_a_number_wins(read: Read) -> None:
    report = read(
        [
            HEADINGS,
            plain_row("A1", 派单时间="9-18"),
            plain_row("A1", 标题="甲"),
            plain_row("A1", 标题="乙"),
            plain_row("Ａ1", 标题="丙"),
        ]
    )
    assert [(order.number, order.title) for order in report.orders] == [("A1", "甲")]
    assert report.duplicates == ("A1", "A1")
    assert [(row.row, row.number) for row in report.refused] == [(2, "A1")]


@pytest.mark.parametrize(
    ("changed", "reason"),
    [
        ({"工单编号": ""}, "没有工单编号"),
        ({"工单编号": 1.23e15}, "工单编号：被表格软件改成了数值"),
        ({"工单编号": "1.23E+15"}, "工单编号：被表格软件改成了科学计数"),
        ({"工单编号": "长" * 65}, "可能是列错位"),
        ({"联系电话": "1.39E+10"}, "联系电话：被表格软件改成了科学计数"),
        ({"派单时间": "9-18 14:05"}, "派单时间：没有年份"),
        ({"派单时间": "大概昨天"}, "派单时间：看不懂"),
        ({"标题": "", "诉求内容": "\u200b"}, "标题和诉求内容都是空的"),
    ],
)
def test_refused_rows_say_why_and_leave_nothing(
    changed: dict[str, str | float], reason: str, read: Read
) -> None:
    report = read([HEADINGS, plain_row("A1", **changed), plain_row("A2")])
    assert [order.number for order in report.orders] == ["A2"]
    (refused,) = report.refused
    assert refused.row == 2
    assert reason in refused.reason


def test_a_row_wider_than_the_headings_is_not_trusted(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("工单编号,标题,地址\nA1,灯不亮,很暗,示范路\nA2,路灯,示范路,,\n", "utf-8")
    report = read_export(path)
    assert [order.number for order in report.orders] == ["A2"]
    assert "列数多于表头" in report.refused[0].reason


def test_lines_that_are_no_orders_are_passed_over(read: Read) -> None:
    report = read(
        [
            HEADINGS,
            plain_row("A1"),
            ["", "\u3000", "", None, "\t", ""],
            list(HEADINGS),
            plain_row("A2"),
            ["合计", 2],
            ["共 2 条记录"],
            ["制表人：周敏之", "", "", "导出时间：2026-09-18"],
            ["第 1 页 共 1 页"],
        ]
    )
    assert [order.row for order in report.orders] == [2, 5]
    assert report.refused == ()


def test_an_order_about_a_total_is_not_taken_for_one(read: Read) -> None:
    report = read([HEADINGS, plain_row("A1", 标题="合计", 诉求内容="共 3 条减速带坏了")])
    assert len(report.orders) == 1


def test_title_and_content_stand_in_for_each_other(read: Read) -> None:
    report = read(
        [
            HEADINGS,
            plain_row("A1", 标题=""),
            plain_row("A2", 诉求内容=""),
            plain_row("A3", 标题="", 诉求内容="字" * 31),
        ]
    )
    assert [order.title for order in report.orders] == [
        "示范路路灯不亮。",
        "路灯不亮",
        "字" * 30 + "…",
    ]
    assert report.orders[1].content == "路灯不亮"


def test_unknown_columns_are_kept_under_their_heading(read: Read) -> None:
    report = read(
        [
            [*HEADINGS, "满意度", "序号", "", "答复时间"],
            [*plain_row("A1"), "基本满意", 1, "批注", NAIVE],
        ]
    )
    assert report.orders[0].extra == (
        ("满意度", "基本满意"),
        ("第9列", "批注"),
        ("答复时间", "2026-09-18 14:05:33"),
    )


CONFIDENTIAL = (*HEADINGS, "是否举报", "是否保密", "回访电话", "诉求人性别", "处理意见", "地址")


@pytest.mark.parametrize(
    ("flags", "expected"),
    [(("是", "否"), "report"), (("否", "是"), "secret"), (("否", "否"), "none")],
)
def test_the_caller_of_a_confidential_order(
    flags: tuple[str, str], expected: str, read: Read
) -> None:
    row = plain_row(
        "A1",
        标题="诸葛青反映",
        诉求内容="本人诸葛青，男，电话139-0000-1001，或50001002，请回电",
        诉求人="诸葛青",
    )
    row += [*flags, "021-50001002", "男", "已联系诸葛青（１３９００００１００１）", "诸葛青家楼下"]
    report = read([CONFIDENTIAL, row])
    order = report.orders[0]
    assert order.confidentiality == expected
    told = repr(report)
    if expected == "none":
        assert order.caller_name == "诸葛青"
        assert ("回访电话", "021-50001002") in order.extra
        return
    assert (order.caller_name, order.caller_phone) == ("", "")
    assert order.content == "本人〔已隐去〕，男，电话〔已隐去〕，或〔已隐去〕，请回电"
    assert order.title == "〔已隐去〕反映"
    assert order.address == "〔已隐去〕家楼下"
    assert order.extra == (("处理意见", "已联系〔已隐去〕（〔已隐去〕）"),)
    assert not any(trace in told for trace in ("诸葛青", "1001", "50001002", "１００１"))


def test_a_refused_confidential_row_tells_nothing_of_its_caller(read: Read) -> None:
    shifted = ["A1", "举报", "内容", "2026-09-18", "诸葛青", "13900001001"]
    (refused,) = read([HEADINGS, shifted]).refused
    assert "诸葛青" not in refused.reason
    assert "13900001001" not in refused.reason


@pytest.mark.parametrize(
    ("name", "flag", "expected"),
    [("匿名", "", True), ("周敏之", "是", True), ("周敏之", "否", False), ("", "", False)],
)
def test_anonymous(name: str, flag: str, *, expected: bool, read: Read) -> None:
    report = read([[*HEADINGS, "是否匿名"], [*plain_row("A1", 诉求人=name), flag]])
    assert report.orders[0].anonymous is expected


def test_the_sheet_with_most_known_columns_is_read_and_the_others_named(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["本表由平台导出"])
    for title, rows in {
        "退单": [["工单编号", "标题"], ["B1", "退"]],
        "工单": [HEADINGS, plain_row("A1")],
        "旧表": [HEADINGS, plain_row("C1")],
    }.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    book["旧表"].sheet_state = "hidden"
    book.save(tmp_path / "export.xlsx")
    report = read_export(tmp_path / "export.xlsx")
    assert (report.sheet, report.other_sheets) == ("工单", ("退单",))
    assert [order.number for order in report.orders] == ["A1"]


def test_a_table_that_does_not_start_in_the_corner(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for c, (heading, value) in enumerate(zip(HEADINGS, plain_row("A1"), strict=True), 3):
        book.active.cell(row=5, column=c, value=heading)
        book.active.cell(row=6, column=c, value=value)
    book.save(tmp_path / "export.xlsx")
    report = read_export(tmp_path / "export.xlsx")
    assert (report.header_row, report.orders[0].row) == (5, 6)
