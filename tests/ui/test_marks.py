"""Shape and colour say what the word says."""

from datetime import datetime, timedelta

import pytest

from desktop.domain.calendar import CST
from desktop.ui.marks import Mark, Shape, due_tone, urgency_mark
from desktop.ui.style import Tone
from desktop.ui.wording import remaining_text


@pytest.mark.parametrize(
    ("urgency", "kind", "mark"),
    [
        ("特急", "urgent", Mark("特急", Tone.DANGER, Shape.TRIANGLE)),
        ("加急", "normal", Mark("加急", Tone.DANGER, Shape.TRIANGLE)),
        ("紧急", "semi_urgent", Mark("紧急", Tone.DANGER, Shape.TRIANGLE)),
        ("次紧急", "normal", Mark("次紧急", Tone.WARNING, Shape.DIAMOND)),
        ("", "urgent", Mark("紧急", Tone.DANGER, Shape.TRIANGLE)),
        ("", "semi_urgent", Mark("次紧急", Tone.WARNING, Shape.DIAMOND)),
        ("普通", "urgent", Mark("普通", Tone.WARNING, Shape.DIAMOND)),
        ("", "normal", Mark("普通")),
    ],
)
def test_what_is_more_urgent_is_never_marked_less(urgency: str, kind: str, mark: Mark) -> None:
    assert urgency_mark(urgency, kind) == mark


def test_all_of_the_last_second_still_counts_on_screen_as_it_does_for_the_centre() -> None:
    due = datetime(2026, 11, 20, 17, 30, tzinfo=CST)
    still, over = due + timedelta(milliseconds=900), due + timedelta(seconds=1)
    assert due_tone(due, still)[0] is Tone.WARNING
    assert remaining_text(due, still, None) == "剩 0 分钟"
    assert due_tone(due, over)[0] is Tone.DANGER
    assert remaining_text(due, over, None) == "已超 0 分钟"
