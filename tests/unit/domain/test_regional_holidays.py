"""Days that a region adds to the national arrangement: an invented 自治区."""

from datetime import date, datetime
from typing import Any

import pytest
from helpers.rulebook import bundled_calendar, rules_of, rules_with, xiayang_content, xiayang_rules

from desktop.domain.calendar import CST, RegionalHoliday
from desktop.domain.clocks import Rules, clocks_for
from desktop.domain.profile import Duty, ProfileError

_OWN: list[dict[str, Any]] = [
    {"name": "三月节", "from": date(2026, 4, 20), "to": date(2026, 4, 22), "kind": "off"},
    {"name": "三月节", "from": date(2026, 4, 25), "kind": "work"},
]


def _handle(rules: Rules, start: datetime) -> date:
    clocks = clocks_for("normal", rules, dispatched_at=start)
    return next(clock.due.date() for clock in clocks if clock.duty is Duty.HANDLE)


def test_deadlines_follow_the_region_and_say_so() -> None:
    rules = rules_with(regional_holidays=_OWN)
    start = datetime(2026, 4, 17, 10, tzinfo=CST)
    assert _handle(xiayang_rules(), start) == date(2026, 4, 24)
    # 20 to 22 off, Saturday 25 worked: 23, 24, 25, 27, 28
    assert _handle(rules, start) == date(2026, 4, 28)
    assert rules.calendar.day(date(2026, 4, 21)).why == "三月节放假（地方）"
    assert rules.calendar.day(date(2026, 4, 25)).why == "三月节调休上班（地方）"
    assert rules.calendar.day(date(2026, 4, 25)).certain


def test_the_national_notices_are_shared_and_stay_as_they_are() -> None:
    rules = rules_with(regional_holidays=_OWN)
    assert rules.calendar.notices is bundled_calendar().notices
    assert bundled_calendar().day(date(2026, 4, 21)).working
    assert xiayang_rules().calendar is bundled_calendar()


def test_a_calendar_of_one_region_is_not_carried_into_another() -> None:
    one = rules_with(regional_holidays=_OWN)
    other = Rules(xiayang_rules().profile, one.calendar)
    assert other.calendar.regional == ()
    assert other.calendar.day(date(2026, 4, 21)).working


def test_the_region_wins_over_a_national_make_up_day() -> None:
    own = [{"name": "古尔邦节", "from": date(2026, 5, 9), "kind": "off"}]
    assert bundled_calendar().day(date(2026, 5, 9)).working
    assert not rules_with(regional_holidays=own).calendar.day(date(2026, 5, 9)).working


def test_a_profile_without_regional_days_has_none() -> None:
    assert xiayang_rules().profile.regional_holidays == ()
    parsed = rules_with(regional_holidays=_OWN).profile.regional_holidays
    assert parsed[1] == RegionalHoliday("三月节", date(2026, 4, 25), date(2026, 4, 25), off=False)


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"kind": "rest"}, r"regional_holidays\[0\]\.kind"),
        ({"kind": "work"}, "2026-04-20 不在周末"),
        ({"kind": "work", "from": date(2026, 10, 3), "to": date(2026, 10, 3)}, "法定节假日"),
        ({"to": date(2026, 4, 19)}, "早于"),
        ({"name": ""}, r"regional_holidays\[0\]\.name"),
        ({"from": "2026-04-20"}, r"regional_holidays\[0\]\.from"),
        ({"days": 3}, "不认识的键"),
        ({"to": date(2026, 4, 25)}, "2026-04-25 写了两次"),
    ],
)
def test_mistakes_are_named(changes: dict[str, Any], named: str) -> None:
    content = xiayang_content()
    content["regional_holidays"] = [{**_OWN[0], **changes}, _OWN[1]]
    with pytest.raises(ProfileError, match=named):
        rules_of(content)
