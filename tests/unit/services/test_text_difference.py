"""The marks of a comparison cover what differs, and nothing else."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.text_difference import differing, joined

_TEXTS = st.text("楼道堆物清理。，\n", max_size=30)


def marked(text: str, other: str) -> list[str]:
    return [text[start:end] for start, end in differing(text, other)]


def test_added_words_are_marked() -> None:
    assert marked("管道破损，净化器未清洗", "管道破损") == ["，净化器未清洗"]
    assert marked("管道破损", "管道破损，净化器未清洗") == []
    assert marked("全部是新的", "") == ["全部是新的"]
    assert marked("", "原来有的") == []


def test_marks_that_nearly_meet_are_one() -> None:
    assert joined([(4, 6), (0, 2), (8, 9), (20, 21)]) == ((0, 9), (20, 21))


def test_long_texts_are_compared_by_sentences() -> None:
    old = "物业已到现场查看，确认情况属实。" * 60
    assert marked(old + "住户周三复核。", old) == ["住户周三复核。"]


@given(_TEXTS, _TEXTS)
def test_what_is_not_marked_stands_in_the_other_text_in_this_order(text: str, other: str) -> None:
    spans = differing(text, other)
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert all(before[1] < after[0] for before, after in itertools.pairwise(spans))
    place = 0
    for index, sign in enumerate(text):
        if not any(start <= index < end for start, end in spans):
            place = other.find(sign, place) + 1
            assert place > 0


@given(_TEXTS)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert differing(text, text) == ()
