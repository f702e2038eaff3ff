"""Line breaking: nothing is lost, and no line starts or ends with the wrong mark."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forms.line_breaking import NO_BREAK, NO_END, NO_START, break_lines

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
