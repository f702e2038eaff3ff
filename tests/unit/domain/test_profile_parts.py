"""The newer tables of a rule file, and a unit's own profile over one of ours."""

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from helpers.rulebook import profile_rules

from desktop.domain.profile import Duty, ProfileError, extended_content, parse_profile
from resources import rule_files

Content = dict[str, Any]


def _content(place: str) -> Content:
    return rule_files.profile_content(place)


def _set(*path: str | int, to: object) -> Callable[[Content], None]:
    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        content[path[-1]] = to

    return change


def _drop(*path: str | int) -> Callable[[Content], None]:
    def change(content: Any) -> None:
        for part in path[:-1]:
            content = content[part]
        del content[path[-1]]

    return change


@pytest.mark.parametrize("place", rule_files.profile_ids())
def test_every_bundled_profile_loads_under_its_own_name(place: str) -> None:
    profile = profile_rules(place).profile
    assert profile.id == place
    assert all(rule.clause and rule.rule for rule in profile.clocks)
    assert all(matter.clause and matter.rule for matter in profile.matters)
    assert all(duty.clause and duty.rule for duty in profile.reporting_duties)


@pytest.mark.parametrize(
    ("place", "change", "message"),
    [
        ("kaifeng", _set("extension", "days", to=3), "extension.days（"),
        ("kaifeng", _set("extension", "unit", to="h"), "“h”不在 wd、nd 之中"),
        ("kaifeng", _drop("extension", "before_deadline"), "before_deadline（"),
        ("kaifeng", _set("extension", "before_deadline", to=1), "应为 true 或 false"),
        ("kaifeng", _set("extension", to=["wd"]), "kaifeng.toml.extension：应为一张表"),
        ("linshu", _set("irregular", "preconditions", to=[]), "至少要有一个前提"),
        ("linshu", _set("irregular", "preconditions", to=["rich"]), "“rich”不在"),
        ("linshu", _set("irregular", "colour", to=1), "irregular.colour（"),
        ("linshu", _set("late_return", to="forbidden"), "late_return：“forbidden”不在"),
        ("linshu", _drop("late_return"), "linshu.toml.late_return：缺少这一项"),
        ("linshu", _set("return_demands", to=["fax"]), "return_demands：“fax”不在"),
        ("linshu", _set("submit_demands", to=["fax"]), "submit_demands：“fax”不在"),
        ("linshu", _set("contact_excused", to=["rich"]), "contact_excused：“rich”不在"),
        ("linshu", _set("clocks", 0, "limits", to=[{"count": 1, "unit": "wd"}]), "已有期限"),
        ("linshu", _set("clocks", 0, "no_number", to=""), "没有数字的写明 no_number"),
        ("linshu", _set("clocks", 0, "duty", to="supervise"), "“supervise”不在"),
        ("linshu", _set("matters", 0, "reply_demanded", to="yes"), "应为 true 或 false"),
        ("linshu", _set("matters", 0, "limit", to=[{"count": 0, "unit": "wd"}]), "不小于 1"),
        (
            "linshu",
            _set("matters", 0, "limit", to=[{"count": 1, "unit": "wd"}] * 2),
            "只能有一个期限",
        ),
        (
            "linshu",
            _set("matters", 8, "limit", to=[{"count": 1, "unit": "wd"}]),
            "不要求答复的没有期限",
        ),
        ("linshu", _set("matters", 1, "id", to="daily"), "matters：“daily”写了两次"),
        ("linshu", _set("penalties", 1, "id", to="return_late"), "“return_late”写了两次"),
        ("linshu", _set("penalties", 0, "cost", to=0.2), "cost（LS-21）：应为文字"),
        ("linshu", _set("penalties", 0, "cost", to="much"), "“much”不是数字"),
        ("linshu", _set("penalties", 0, "cost", to="-1"), "“-1”应为不小于 0 的数字"),
        ("linshu", _set("penalties", 0, "cost", to="NaN"), "“NaN”应为不小于 0 的数字"),
        ("linshu", _set("penalties", 0, "event", to="rain"), "“rain”不在"),
        ("linshu", _set("reporting_duties", 0, "day", to=29), "最多写到 28 日"),
        ("linshu", _set("reporting_duties", 0, "day", to=0), "应为不小于 1 的整数"),
        ("linshu", _set("reporting_duties", 0, "month", to=3), "每年一次的要写"),
        ("linshu", _set("reporting_duties", 0, "cycle", to="daily"), "“daily”不在"),
        ("linshu", _set("reporting_duties", 1, "day", to=3), "随时报送的没有日期"),
        ("kaifeng", _drop("reporting_duties", 0, "month"), "每年一次的要写"),
        ("kaifeng", _set("reporting_duties", 0, "month", to=13), "每年一次的要写"),
        ("kaifeng", _set("forms", 0, "kinds", to=["特急"]), "kinds（KF-08）：“特急”不在"),
        ("kaifeng", _set("forms", 0, "steps", to=[]), "至少要有一处签字"),
        ("kaifeng", _set("valid_to", to=date(2019, 1, 1)), "valid_to：2019-01-01 早于"),
    ],
)
def test_an_error_names_file_key_and_clause(
    place: str, change: Callable[[Content], None], message: str
) -> None:
    content = _content(place)
    change(content)
    with pytest.raises(ProfileError, match=re.escape(message)) as caught:
        parse_profile(content, name=f"{place}.toml")
    assert str(caught.value).startswith(f"{place}.toml.")


def test_costs_are_exact() -> None:
    found = profile_rules("linshu").profile.costs("return_late", "wrong_return")
    assert sum(penalty.cost for penalty in found) == Decimal("0.7")


def test_a_last_day_can_be_named() -> None:
    content = _content("linshu") | {"valid_to": date(2020, 12, 31)}
    assert parse_profile(content, name="x").valid_to == date(2020, 12, 31)
    assert profile_rules("linshu").profile.valid_to is None


_OWN = {"extends": "xiayang", "id": "own", "version": 1, "name": "第一居委会"}


def test_a_units_own_profile_replaces_what_it_names_and_keeps_the_rest() -> None:
    base = _content("xiayang")
    own = _OWN | {"accept_reminder_hours": 1, "return_demands": ["reason"]}
    profile = parse_profile(extended_content(own, base, name="own.toml"), name="own.toml")
    plain = profile_rules("xiayang").profile
    assert (profile.id, profile.name, profile.accept_reminder_hours) == ("own", "第一居委会", 1)
    assert profile.return_demands == {"reason"}
    assert profile.clocks == plain.clocks
    assert profile.clock(Duty.HANDLE, "snapshot") == plain.clock(Duty.HANDLE, "snapshot")
    assert base == _content("xiayang")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extends": "linshu"}, "own.toml.extends：没有“linshu”这套规则"),
        ({"id": "xiayang"}, "own.toml.id：本单位的规则要有自己的 id"),
        ({"extends": ""}, "own.toml.extends：应为文字"),
    ],
)
def test_a_units_own_profile_says_what_it_extends(change: Content, message: str) -> None:
    with pytest.raises(ProfileError, match=re.escape(message)):
        extended_content(_OWN | change, _content("xiayang"), name="own.toml")


def test_an_unknown_key_of_a_units_own_profile_is_an_error() -> None:
    content = extended_content(_OWN | {"colour": "red"}, _content("xiayang"), name="own.toml")
    with pytest.raises(ProfileError, match=re.escape("own.toml.colour：不认识的键")):
        parse_profile(content, name="own.toml")
