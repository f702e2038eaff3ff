"""Redaction proposals held against texts that were marked by hand."""

import re
from dataclasses import dataclass
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.redaction import Finding, findings
from desktop.domain.traces import Trace

_TEXTS = Path(__file__).parents[2] / "reference" / "redaction_texts.txt"
_MARK = re.compile(r"\{(\w)\|([^}]*)\}")
_KINDS = dict(zip("mlibqpena", [
    Trace.MOBILE, Trace.LANDLINE, Trace.IDENTITY, Trace.BANK, Trace.ACCOUNT, Trace.PLATE,
    Trace.MAIL, Trace.NAME, Trace.DWELLING,
], strict=True))  # fmt: skip
_SLACK = 4


@dataclass(frozen=True)
class Marked:
    """A text and what has to be found in it."""

    text: str
    wanted: tuple[tuple[int, int, Trace], ...]


def _read() -> list[Marked]:
    texts = []
    for line in _TEXTS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, wanted, place = "", [], 0
        for mark in _MARK.finditer(line):
            text += line[place : mark.start()]
            wanted.append((len(text), len(text) + len(mark[2]), _KINDS[mark[1]]))
            text += mark[2]
            place = mark.end()
        texts.append(Marked(text + line[place:], tuple(wanted)))
    return texts


def _fits(found: Finding, wanted: tuple[int, int, Trace]) -> bool:
    """Found whole, under its own name, with hardly more than it."""
    start, end, kind = wanted
    return (
        found.kind is kind
        and found.start <= start
        and end <= found.end
        and found.end - found.start <= end - start + _SLACK
    )


def test_recall_and_precision_on_the_marked_texts() -> None:
    missed: list[str] = []
    wrong: list[str] = []
    wanted_all = found_all = 0
    for entry in _read():
        found = findings(entry.text)
        wanted_all += len(entry.wanted)
        found_all += len(found)
        missed += [
            f"{entry.text[mark[0] : mark[1]]}  <  {entry.text}"
            for mark in entry.wanted
            if not any(_fits(one, mark) for one in found)
        ]
        wrong += [
            f"{one.kind} {entry.text[one.start : one.end]}  <  {entry.text}"
            for one in found
            if not any(_fits(one, mark) for mark in entry.wanted)
        ]
    recall = 1 - len(missed) / wanted_all
    precision = 1 - len(wrong) / found_all
    print(f"\nrecall {recall:.3f}  precision {precision:.3f}", *missed, "--", *wrong, sep="\n")
    assert recall >= 0.97
    assert precision >= 0.9


def test_there_are_enough_texts_and_many_hold_nothing() -> None:
    texts = _read()
    assert len(texts) >= 200
    assert sum(not entry.wanted for entry in texts) >= 60


_DIGITS = st.text("0123456789", min_size=9, max_size=9)
_GAPS = st.sampled_from(["", " ", "-", "\u3000", "－", ".", " - "])


@given(_DIGITS, st.sampled_from("3456789"), _GAPS, st.booleans(), st.booleans())
def test_a_mobile_number_is_found_however_it_is_written(
    rest: str, second: str, gap: str, wide: bool, abroad: bool
) -> None:
    digits = "1" + second + rest
    written = gap.join((digits[:3], digits[3:7], digits[7:]))
    written = ("+86 " if abroad else "") + written
    if wide:
        written = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in written)
    text = f"请拨打{written}，谢谢"
    assert [text[found.start : found.end] for found in findings(text)] == [written]


@given(
    st.text(
        "我叫王李建国住在东路3号楼、，。：电话138０一二三 +-@aQq微信卡身份证先生女士的\n",
        max_size=60,
    )
)
def test_findings_are_in_the_text_and_apart(text: str) -> None:
    place = 0
    for found in findings(text):
        assert place <= found.start < found.end <= len(text)
        assert found.why
        place = found.end


def test_a_list_of_people_is_found_whole() -> None:
    text = "村民王大海、李二牛、赵铁柱三人联名反映。"
    assert [text[f.start : f.end] for f in findings(text)] == ["王大海", "李二牛", "赵铁柱"]


def test_a_wrong_check_digit_is_no_card_unless_a_word_says_so() -> None:
    assert findings("编码 6228480321004567811 见台账") == ()
    (found,) = findings("银行卡号：6228480321004567811")
    assert found.kind is Trace.BANK


def test_a_long_text_takes_no_time() -> None:
    text = "我住在" + "一二三四五六七八九十" * 3000 + "本人" * 3000 + "1" * 3000
    assert all(found.end <= len(text) for found in findings(text))
