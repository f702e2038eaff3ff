"""What is cleaned out of a cell and, as important, what stays."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.importing.cells import CellRefused, code, free_text, line

WORDS = st.text(
    st.characters(whitelist_categories=["Lo", "Ll", "Lu", "Nd", "Po", "Ps", "Pe", "So"])
)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (123.0, "123"),
        (123, "123"),
        (13900001234.0, "13900001234"),
        (999999999999999.0, "999999999999999"),
        (2.5, "2.5"),
        ("00123", "00123"),
        ("'00123", "00123"),
        ('="00123"', "00123"),
        ("ＳＦ２６－００１", "SF26-001"),
        ("\ufeffSF 26\u200b\u00a0001\t", "SF26001"),
        ("12E5", "12E5"),
        ("", ""),
    ],
)
def test_codes(cell: str | float, expected: str) -> None:
    assert code(cell) == expected


@pytest.mark.parametrize(
    "cell", ["1.23E+15", "1E+15", "1.23e15", "１．２３Ｅ＋１５", 1e15, 1.23e15]
)
def test_numbers_that_lost_digits_are_refused(cell: str | float) -> None:
    with pytest.raises(CellRefused, match="末尾几位已丢失"):
        code(cell)


@pytest.mark.parametrize("cell", ["#N/A", "#REF!", "#value!"])
def test_spreadsheet_errors_are_no_codes(cell: str) -> None:
    with pytest.raises(CellRefused, match="错误值"):
        code(cell)


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("\n\t\t\t\n\t\t\t漏水。\n\t\t\n", "漏水。"),
        ("一、门禁\r\n二、路灯\r三、绿化", "一、门禁\n二、路灯\n三、绿化"),
        ("甲\u00a0乙\t丙", "甲 乙 丙"),
        ("甲\u200b乙\ufeff丙\u202e丁\x07戊", "甲乙丙丁戊"),
        ("第一段\n\n\n\n\n　　第二段", "第一段\n\n　　第二段"),
        ("行尾空白   \n下一行", "行尾空白\n下一行"),
        ("ＡＢＣ１２３，（全角）～", "ＡＢＣ１２３，（全角）～"),
        ("一家👨\u200d👩\u200d👧三口", "一家👨\u200d👩\u200d👧三口"),
        ("#N/A", ""),
        ("#12号楼", "#12号楼"),
        ("㛃䶮𠅤𬱖𫘧𬴂𪩘 阿依古丽·买买提 湖㳇 邨", "㛃䶮𠅤𬱖𫘧𬴂𪩘 阿依古丽·买买提 湖㳇 邨"),
        (True, "是"),
        (3.0, "3"),
    ],
)
def test_free_text(cell: str | float, expected: str) -> None:
    assert free_text(cell) == expected


def test_a_cell_of_any_length_stays_whole() -> None:
    text = "长" * 40_000 + "\t末"
    assert free_text(text) == "长" * 40_000 + " 末"


def test_a_line_has_no_breaks() -> None:
    assert line(" 示范路\r\n88弄\t 5号 ") == "示范路 88弄 5号"


@given(WORDS)
def test_words_are_never_changed(text: str) -> None:
    assert free_text(text) == text or text[:1] == "#"


@given(st.text())
def test_cleaning_twice_changes_nothing_more(text: str) -> None:
    once = free_text(text)
    assert free_text(once) == once
    assert not any(unicodedata.category(char) == "Cc" and char != "\n" for char in once)
