"""Line breaking: nothing is lost, and no line starts or ends with the wrong mark."""

import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.line_breaking import HANGING, NO_BREAK, NO_END, NO_START, break_lines

_ALPHABET = "市民来电反映甲乙，。、；：？！（）《》「」“”—…·-/.: aB9×号㛃𠅤"
_texts = st.text(alphabet=_ALPHABET, max_size=120)
_widths = st.integers(min_value=3, max_value=30)


def measure(text: str) -> float:
    return sum(0.5 if character.isascii() else 1.0 for character in text)


@given(_texts | st.text(max_size=60).map(lambda text: text.replace("\n", "")), _widths)
def test_the_lines_together_are_the_text(text: str, width: int) -> None:
    assert "".join(break_lines(text, width, measure)) == text


@given(_texts, _widths)
def test_every_line_fits_apart_from_one_hanging_space(text: str, width: int) -> None:
    for line in break_lines(text, width, measure):
        assert measure(line.removesuffix(" ")) <= width


@given(st.text(alphabet=_ALPHABET, max_size=120), st.integers(min_value=12, max_value=30))
def test_no_line_starts_or_ends_with_the_wrong_mark(text: str, width: int) -> None:
    lines = break_lines(text, width, measure)
    for before, after in pairwise(lines):
        torn = measure(_unbroken(before, after)) > width
        assert torn or after[0] not in NO_START or before.endswith(" ")
        assert torn or before[-1] not in NO_END


_NEVER_FIRST = frozenset("，。、；：？！）》」")
_NEVER_LAST = frozenset("（《「")
_words = st.sampled_from(
    ["市民", "反映", "噪声", "阿依古丽·买买提", "2026年9月18日", "3.5万元", "120平方米", "18:30",
     "https://www.example.cn/path/of/a/long/page?order=202609180001&step=3", "QP202609180001234",
     "——", "……", "1，200", "（", "《", "「", "，", "。",
     "、", "；", "：", "？", "！", "）", "》", "」"]
)  # fmt: skip


def _calm(words: list[str]) -> str:
    """A text without heaps of marks: three in a row may have to be parted."""
    text = "".join(words)
    return re.sub(
        r"([，。、；：？！）》」（《「—…·]{2})[，。、；：？！）》」（《「—…·]+", r"\1甲", text
    )


def half(mark: str) -> float:
    return measure(mark) / 2


@given(st.lists(_words, max_size=60).map(_calm), st.integers(min_value=8, max_value=34))
def test_words_of_every_kind_obey_the_rules_in_every_width(text: str, width: int) -> None:
    lines = break_lines(text, width, measure, indent=2, hang=half)
    assert "".join(lines) == text
    for number, line in enumerate(lines):
        hung = half(line[-1]) if line and line[-1] in HANGING else 0
        assert measure(line) - hung <= width - (2 if number == 0 else 0)
    for before, after in pairwise(lines):
        assert after[0] not in _NEVER_FIRST
        assert before[-1] not in _NEVER_LAST


@given(
    st.lists(st.sampled_from("市民来电反映，。"), min_size=1, max_size=50).map("".join),
    st.sampled_from(["2026年9月18日", "9 月 18 日", "18时30分", "3.5万元", "120平方米",
                     "65 分贝", "15%"]),
    st.integers(min_value=14, max_value=28),
)  # fmt: skip
def test_dates_and_numbers_with_their_units_stay_whole(text: str, whole: str, width: int) -> None:
    for place in range(len(text)):
        lines = break_lines(text[:place] + whole + text[place:], width, measure)
        assert any(whole in line for line in lines)


def test_a_closing_mark_hangs_instead_of_taking_a_character_along() -> None:
    assert break_lines("甲乙丙丁。戊", 4.5, measure) == ["甲乙丙", "丁。戊"]
    assert break_lines("甲乙丙丁。戊", 4.5, measure, hang=half) == ["甲乙丙丁。", "戊"]


def test_the_first_line_of_each_paragraph_is_indented() -> None:
    assert break_lines("甲乙丙丁戊\n己庚辛壬", 4, measure, indent=2) == [
        "甲乙",
        "丙丁戊",
        "己庚",
        "辛壬",
    ]


def _unbroken(before: str, after: str) -> str:
    """The longest run around a break that the rules would have kept on one line."""
    marks = NO_START | NO_END | frozenset("—…aB9/:")
    left = len(before)
    while left and (before[left - 1] in marks or before[left - 1 : left + 1].isascii()):
        left -= 1
    right = 0
    while right < len(after) and after[right] in marks:
        right += 1
    return before[max(left - 1, 0) :] + after[: right + 1]


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("据市民反映，请核实", 5, ["据市民反", "映，请核实"]),
        ("联系（上门）", 3, ["联系", "（上", "门）"]),
        ("于2026-09-18到场", 5.5, ["于", "2026-09-18", "到场"]),
        ("电话13912345678。", 7, ["电话", "13912345678。"]),
        ("请核实——尽快", 4, ["请核实", "——尽快"]),
        ("请核实……尽快", 5, ["请核实……", "尽快"]),
        ("文号〔2021〕18号", 6.5, ["文号〔2021〕", "18号"]),
        ("阿依古丽·买买提", 4.5, ["阿依古", "丽·买买", "提"]),
        ("甲-乙", 2, ["甲", "-乙"]),
        ("一\n\n二", 9, ["一", "", "二"]),
        ("", 9, [""]),
    ],
)
def test_breaks(text: str, width: float, lines: list[str]) -> None:
    assert break_lines(text, width, measure) == lines


def test_a_word_wider_than_a_line_is_torn_and_a_hyphen_starts_the_next_line() -> None:
    assert break_lines("abcdefg-hijk", 4, measure) == ["abcdefg", "-hijk"]


def test_a_mark_against_breaking_is_obeyed() -> None:
    text = "甲乙丙" + NO_BREAK.join("丁戊")
    assert break_lines(text, 4.5, lambda line: measure(line.replace(NO_BREAK, "")))[0] == "甲乙丙"


_PARTS = st.text(alphabet="abcdefgh0123456789", min_size=1, max_size=6)


@given(st.lists(_PARTS, min_size=8, max_size=20), st.sampled_from("/&=?#"), st.integers(14, 30))
def test_a_long_address_goes_on_after_a_stop(parts: list[str], stop: str, width: int) -> None:
    address = "https://www.example.cn/" + stop.join(parts)
    lines = break_lines(f"详见{address}", width, len)
    assert "".join(lines) == f"详见{address}"
    for line in lines[:-1]:
        assert line == "详见" or line[-1] in "/&=?#.", lines


def test_a_number_that_is_wider_than_a_line_is_not_cut_at_its_point() -> None:
    assert break_lines("1234567.12345678", 10, len) == ["1234567.12", "345678"]


def test_an_address_without_stops_is_cut_where_the_line_is_full() -> None:
    assert break_lines("a" * 25, 10, len) == ["a" * 10, "a" * 10, "a" * 5]
