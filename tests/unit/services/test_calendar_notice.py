"""When the program asks for a year's calendar."""

from datetime import UTC, datetime

import pytest
from helpers.rulebook import bundled_calendar

from desktop.domain.calendar import Calendar
from desktop.services.calendar_notice import missing_year, missing_year_words


@pytest.mark.parametrize(
    ("now", "wanted"),
    [
        ("2026-10-31T23:59:59+08:00", None),
        ("2026-11-01T00:00:00+08:00", 2027),
        ("2026-12-31T23:59:59+08:00", 2027),
        ("2027-01-01T00:00:00+08:00", 2027),
        ("2027-06-01T00:00:00+08:00", 2027),
        ("2025-11-20T00:00:00+08:00", None),
        # still October in London, November in Beijing
        ("2026-10-31T17:00:00+00:00", 2027),
    ],
)
def test_the_year_that_is_wanted(now: str, wanted: int | None) -> None:
    assert missing_year(datetime.fromisoformat(now), bundled_calendar()) == wanted


def test_without_any_calendar_the_running_year_is_wanted_first() -> None:
    assert missing_year(datetime(2026, 11, 20, tzinfo=UTC), Calendar(())) == 2026


def test_the_words_name_the_year() -> None:
    assert "2027 年" in missing_year_words(2027)
