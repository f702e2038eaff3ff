"""Shape and colour say what the word says."""

import pytest

from desktop.ui.marks import Mark, Shape, urgency_mark
from desktop.ui.style import Tone


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
