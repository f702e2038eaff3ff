"""Files that cannot be imported at all, and what the clerk is told."""

import io
import random
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlwt
from helpers.export_files import HEADINGS, plain_row, write_csv, write_xls, write_xlsx
from hypothesis import given, settings
from hypothesis import strategies as st

from central.importing.reader import ExportUnreadable, read_export

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
INTERFACE_HEADER = b"\xe1\x00\x02\x00"
FILE_PASS = b"\x2f\x00\x02\x00"


def _locked_xls() -> bytes:
    """A .xls whose second record says that all others are encrypted."""
    book = xlwt.Workbook()
    book.add_sheet("工单").write(0, 0, "工单编号")
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue().replace(INTERFACE_HEADER, FILE_PASS, 1)


FILES = {
    "nothing": (b"", "import.empty"),
    "only a mark": (b"\xef\xbb\xbf\r\n", "import.empty"),
    "cut zip": (b"PK\x03\x04" + b"\0" * 200, "import.broken"),
    "cut container": (OLE + b"\0" * 2000, "import.broken"),
    "locked xlsx": (
        OLE + b"\0" * 1000 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 99,
        "import.encrypted",
    ),
    "locked xls": (_locked_xls(), "import.encrypted"),
    "page": ("\ufeff <html><table><tr><td>工单编号".encode(), "import.format"),
    "xml": (b'<?xml version="1.0"?><Workbook>', "import.format"),
    "neither encoding": (b"\x81\xff\xff\x80", "import.broken"),
    "picture": (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "import.broken"),
    "quotes": ('工单编号,标题\nA1,"没有结束\nA2,路灯\n'.encode(), "import.broken"),
    "other table": ("姓名,联系电话\n周敏之,13900001001\n".encode(), "import.no_header"),
    "no demand": ("工单编号,联系电话\n1,2\n".encode(), "import.no_header"),
}


@pytest.mark.parametrize("name", FILES)
def test_unreadable_files(name: str, tmp_path: Path) -> None:
    data, code = FILES[name]
    path = tmp_path / "export.xlsx"
    path.write_bytes(data)
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    assert error.value.code == code
    assert error.value.message_zh.endswith(("。", path.name))


def test_missing_file_and_folder(tmp_path: Path) -> None:
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(ExportUnreadable) as error:
            read_export(path)
        assert error.value.code == "import.missing"


def test_the_message_names_what_was_looked_for_and_found(tmp_path: Path) -> None:
    path = write_csv(tmp_path / "export.csv", [["工单编号", "联系电话", "甲"], ["1", "2", "3"]])
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    message = error.value.message_zh
    assert all(
        word in message for word in ("工单编号", "标题", "诉求内容", "只认出：工单编号、联系电话")
    )


def test_an_empty_workbook(tmp_path: Path) -> None:
    with pytest.raises(ExportUnreadable) as error:
        read_export(write_xlsx(tmp_path / "export.xlsx", []))
    assert error.value.code == "import.empty"


@pytest.mark.parametrize("cut", range(1, 10))
def test_a_cut_workbook_is_never_read_in_part(cut: int, tmp_path: Path) -> None:
    rows = [HEADINGS, *(plain_row(f"A{i}") for i in range(300))]
    for path in (write_xlsx(tmp_path / "a.xlsx", rows), write_xls(tmp_path / "a.xls", rows)):
        data = path.read_bytes()
        path.write_bytes(data[: len(data) * cut // 10])
        with pytest.raises(ExportUnreadable):
            read_export(path)


@settings(max_examples=200)
@given(data=st.binary(max_size=400))
def test_any_bytes_are_a_report_or_a_message(
    data: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "any.csv"
    path.write_bytes("工单编号,标题\n".encode() + data)
    try:
        report = read_export(path)
    except ExportUnreadable:
        return
    assert report.header_row == 1


def test_a_blank_in_the_far_corner_is_a_message_and_not_the_end_of_the_process(
    tmp_path: Path,
) -> None:
    path = write_xlsx(tmp_path / "export.xlsx", [HEADINGS, plain_row("A1")])
    book = openpyxl.load_workbook(path)
    book.active.cell(row=1_048_576, column=16_384, value=" ")
    book.save(path)
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    assert "第 1048576 行、第 16384 列" in error.value.message_zh


def _rewritten(path: Path, old: str, new: str, *, name: str = "") -> None:
    """Write a workbook's sheet as another program might, and under another name."""
    with zipfile.ZipFile(path) as package:
        parts = {entry: package.read(entry) for entry in package.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    xml = re.sub(old.encode(), new.encode(), parts.pop(sheet))
    parts[name or sheet] = xml
    rels = "xl/_rels/workbook.xml.rels"
    target = (name or sheet).encode()
    parts[rels] = re.sub(rb"/?(xl/)?worksheets/sheet1\.xml", b"/" + target, parts[rels])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for entry, content in parts.items():
            package.writestr(entry, content)


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        ('"', "'", ""),
        (' r="', ' r = "', ""),
        ("<(/?)(row|c|v)\\b", r"<\1x:\2", ""),
        ('<row r="\\d+"', "<row", ""),
        ("XFD", "xfd", ""),
        ("a", "a", "xl/parts/one.xml"),
    ],
    ids=["quotes", "blanks", "prefix", "rows without number", "small letters", "part name"],
)
def test_no_way_of_writing_hides_the_far_corner(
    old: str, new: str, name: str, tmp_path: Path
) -> None:
    """The parser would ask for 500 GB, and the process would end without a word."""
    path = write_xlsx(tmp_path / "export.xlsx", [HEADINGS, plain_row("A1")])
    book = openpyxl.load_workbook(path)
    book.active.cell(row=1_048_576, column=16_384, value=7)
    book.save(path)
    _rewritten(path, old, new, name=name)
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    assert "第 16384 列" in error.value.message_zh


@pytest.mark.parametrize("part", ["xl/workbook.bin", "content.xml"])
def test_formats_whose_extent_cannot_be_seen_are_refused(part: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with zipfile.ZipFile(path, "w") as package:
        package.writestr(part, "<x/>")
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    assert error.value.code == "import.format"


def test_a_small_file_that_unpacks_to_much_is_refused_unread(tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "export.xlsx", [HEADINGS, plain_row("A1")])
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED, compresslevel=9) as package,
        package.open("xl/media/bomb.xml", "w") as part,
    ):
        for _ in range(201):
            part.write(b" " * (1 << 20))
    with pytest.raises(ExportUnreadable) as error:
        read_export(path)
    assert "几百倍" in error.value.message_zh


@pytest.mark.parametrize(("row", "column"), [(1_048_576, 3), (5, 16_384)])
def test_a_blank_far_away_on_one_side_is_no_hindrance(
    row: int, column: int, tmp_path: Path
) -> None:
    path = write_xlsx(tmp_path / "export.xlsx", [HEADINGS, plain_row("A1")])
    book = openpyxl.load_workbook(path)
    book.active.cell(row=row, column=column, value=" ")
    book.save(path)
    report = read_export(path)
    assert (len(report.orders), report.refused) == (1, ())


@pytest.mark.parametrize("seed", range(25))
def test_a_damaged_workbook_is_never_read_as_another(seed: int, tmp_path: Path) -> None:
    rows = [HEADINGS, *(plain_row(f"A{i}") for i in range(40))]
    path = write_xlsx(tmp_path / "export.xlsx", rows)
    whole = read_export(path)
    data = bytearray(path.read_bytes())
    chance = random.Random(seed)
    for _ in range(8):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    try:
        assert read_export(path) == whole
    except ExportUnreadable as error:
        assert error.code.startswith("import.")  # noqa: PT017 - either outcome is right
