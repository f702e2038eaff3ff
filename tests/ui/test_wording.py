"""Moments and spans as people say them."""

from datetime import datetime, timedelta

import pytest
from helpers.rule_samples import xiayang_rules
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calendar import CST
from desktop.ui.wording import masked_phone, remaining_text, short_moment, size_text, table_moment

NOW = datetime(2026, 11, 20, 14, 2, tzinfo=CST)
RULES = xiayang_rules()


def _end(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 23, 59, 59, tzinfo=CST)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (NOW + timedelta(hours=3), "剩 3 小时"),
        (NOW + timedelta(minutes=50), "剩 50 分钟"),
        (_end(11, 23), "剩 1 个工作日 3 小时"),
        (_end(11, 27), "剩 5 个工作日 3 小时"),
        (_end(11, 22), "剩 2 天（休息日）"),
        (NOW - timedelta(hours=2, minutes=5), "已超 2 小时 5 分"),
        (NOW - timedelta(days=1, hours=3), "已超 1 天 3 小时"),
        (NOW - timedelta(days=9, hours=3), "已超 9 天"),
    ],
)
def test_what_is_left(due: datetime, words: str) -> None:
    assert remaining_text(due, NOW, RULES) == words


def test_moments_are_as_short_as_they_are_clear() -> None:
    assert short_moment(NOW, NOW) == "今天 14:02"
    assert short_moment(NOW - timedelta(days=1), NOW) == "昨天 14:02"
    assert short_moment(NOW - timedelta(days=4), NOW) == "11月16日(周一)14:02"
    assert short_moment(NOW - timedelta(days=400), NOW).startswith("2025年")
    assert table_moment(NOW - timedelta(days=4), NOW) == "11月16日 14:02"


@given(st.text(alphabet="0123456789", min_size=7, max_size=15))
def test_a_masked_number_keeps_length_and_hides_the_middle(phone: str) -> None:
    masked = masked_phone(phone)
    assert len(masked) == len(phone)
    assert set(masked[3:-4]) <= {"*"}
    assert masked[-4:] == phone[-4:]


def test_short_numbers_are_hidden_whole() -> None:
    assert masked_phone("12345") == "*****"


def test_sizes() -> None:
    assert size_text(10) == "1 KB"
    assert size_text(3 * 1024 * 1024) == "3.0 MB"
