"""Rule files: the bundled one loads, each error is found and says where, each number decides."""

import copy
import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

import pytest
from helpers.rulebook import rules_of, xiayang_content, xiayang_rules

from desktop.domain.calendar import CST
from desktop.domain.clocks import clocks_for, informing_clocks_for
from desktop.domain.profile import Duty, ProfileError, parse_profile

Content = dict[str, Any]


def test_the_bundled_profile_loads() -> None:
    profile = xiayang_rules().profile
    assert (profile.id, profile.version) == ("xiayang", 1)
    names = [kind.name for kind in profile.kinds]
    assert names == ["一般", "紧急", "次紧急", "随身拍", "市级复核单"]
    assert profile.kind("随身拍") is profile.kind("snapshot")
    assert profile.return_demands == {"reason", "suggestion", "signature"}
    assert profile.contact_excused == frozenset()
    assert profile.form("F3") is not None
    assert profile.form("F3").demanded_for == ()  # type: ignore[union-attr]
    assert profile.form("F9") is None
    assert profile.return_reason("nonsense") is None
    assert profile.day_end == time(23, 59, 59)


def test_an_unknown_kind_is_named_with_the_known_ones() -> None:
    with pytest.raises(ProfileError, match=r"“特急”.*一般、紧急、次紧急、随身拍、市级复核单"):
        xiayang_rules().profile.kind("特急")


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


def _double(key: str, index: int) -> Callable[[Content], None]:
    def change(content: Content) -> None:
        content[key].append(copy.deepcopy(content[key][index]))

    return change


def _without_kinds(content: Content) -> None:
    content["clocks"] = content["kinds"] = []


_CONTACT = "（二.1 在1个工作日之内予以先行联系）"
_RETURN = "（二.2 需在派单后两个工作日之内填写《退单申请表》）"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_set("colour", to="red"), "xiayang.toml.colour：不认识的键"),
        (_set("clocks", 1, "extra", to=1), f"xiayang.toml.clocks[1].extra{_CONTACT}：不认识的键"),
        (
            _set("clocks", 2, "limits", 0, "hours", to=1),
            f"xiayang.toml.clocks[2].limits[0].hours{_RETURN}：不认识的键",
        ),
        (_set("kinds", 0, "colour", to="red"), "kinds[0].colour（XY-03）：不认识的键"),
        (_set("forms", 0, "pages", to=1), "forms[0].pages（XY-07）：不认识的键"),
        (_set("return_reasons", 1, "fields", 0, "x", to=1), "fields[0].x：不认识的键"),
        (_drop("name"), "xiayang.toml.name：缺少这一项"),
        (_drop("version"), "xiayang.toml.version：缺少这一项"),
        (_drop("day_end"), "xiayang.toml.day_end：缺少这一项"),
        (_drop("valid_from"), "xiayang.toml.valid_from：缺少这一项"),
        (_without_kinds, "xiayang.toml.kinds：至少要有一种工单"),
        (_drop("actions"), "xiayang.toml.actions：至少要有一种动作"),
        (_drop("clocks", 1, "clause"), "xiayang.toml.clocks[1].clause（XY-02）：缺少这一项"),
        (_drop("clocks", 1, "limits"), f"clocks[1].limits{_CONTACT}：至少要有一个期限"),
        (
            _drop("clocks", 2, "limits", 0, "count"),
            f"clocks[2].limits[0].count{_RETURN}：缺少这一项",
        ),
        (_set("version", to="1"), "version：应为不小于 1 的整数"),
        (_set("version", to=True), "version：应为不小于 1 的整数"),
        (_set("late_accepts_to_summons", to=-1), "应为不小于 0 的整数"),
        (
            _set("clocks", 2, "limits", 0, "count", to=0),
            f"limits[0].count{_RETURN}：应为不小于 1 的整数",
        ),
        (_set("clocks", 2, "limits", 0, "count", to=1.5), "应为不小于 1 的整数"),
        (_set("name", to=7), "xiayang.toml.name：应为文字"),
        (_set("name", to="  "), "xiayang.toml.name：应为文字"),
        (_set("valid_from", to="2022-06-08"), "valid_from：应为日期"),
        (_set("valid_from", to=datetime(2022, 6, 8, tzinfo=CST)), "valid_from：应为日期"),
        (_set("day_end", to="23:59:59"), "day_end：应为时刻"),
        (_set("sources", to="青夏街"), "sources：应为文字列表"),
        (_set("sources", to=[1]), "sources：应为文字列表"),
        (_set("clocks", to={}), "clocks：应为表的列表"),
        (_set("kinds", to=["normal"]), "kinds：应为表的列表"),
        (_set("record_time", to="mine"), "“mine”不在 platform、claimed 之中"),
        (_set("clocks", 1, "duty", to="kontakt"), f"clocks[1].duty{_CONTACT}：“kontakt”不在"),
        (_set("clocks", 1, "start", to="accept"), f"clocks[1].start{_CONTACT}：“accept”不在"),
        (_set("clocks", 1, "kinds", to=["特急"]), f"clocks[1].kinds{_CONTACT}：“特急”不在"),
        (_set("clocks", 1, "limits", 0, "unit", to="h"), f"unit{_CONTACT}：“h”不在 wd、nd 之中"),
        (_set("actions", to=["acept"]), "xiayang.toml.actions：“acept”不在"),
        (_set("forms", 0, "demanded_for", to=["return"]), "demanded_for（XY-07）：“return”不在"),
        (_set("return_demands", to=["stamp"]), "return_demands：“stamp”不在"),
        (_set("contact_excused", to=["rich"]), "contact_excused：“rich”不在"),
        (_set("rehandle_demands", to=["photo"]), "rehandle_demands：“photo”不在"),
        (
            _set("office_hours", to=[{"from": time(17), "to": time(9)}]),
            "office_hours：17:00:00 不早于 09:00:00",
        ),
        (_double("clocks", 1), "xiayang.toml.clocks：“contact”写了两次"),
        (_double("clocks", 5), "xiayang.toml.clocks：“handle snapshot”写了两次"),
        (_double("kinds", 0), "xiayang.toml.kinds：“normal”写了两次"),
        (_double("forms", 0), "xiayang.toml.forms：“F1”写了两次"),
        (_double("return_reasons", 0), "return_reasons：“not_our_duty”写了两次"),
    ],
)
def test_an_error_names_file_key_and_clause(
    change: Callable[[Content], None], message: str
) -> None:
    content = xiayang_content()
    change(content)
    with pytest.raises(ProfileError, match=re.escape(message)) as caught:
        parse_profile(content, name="xiayang.toml")
    assert str(caught.value).startswith("xiayang.toml.")


def test_a_place_without_clocks_is_possible() -> None:
    content = xiayang_content()
    content["clocks"] = []
    profile = parse_profile(content, name="guizhou.toml")
    assert all(profile.clock(duty, "normal") is None for duty in Duty)


_DISPATCHES = [
    datetime(2026, *day, 10, 0, tzinfo=CST)
    for day in ((2, 13), (2, 21), (4, 30), (9, 18), (9, 30), (11, 20), (11, 18), (12, 30))
]


def _all_deadlines(content: Content) -> dict[tuple[str, Duty, datetime], tuple[datetime, str]]:
    rules = rules_of(content)
    return {
        (kind.id, clock.duty, start): (clock.due, clock.rule)
        for kind in rules.profile.kinds
        for start in _DISPATCHES
        for clock in (
            *clocks_for(kind.id, rules, dispatched_at=start, rehandle_at=start),
            *informing_clocks_for(kind.id, rules, dispatched_at=start),
        )
    }


_LIMITS = [
    (clock, limit)
    for clock, rule in enumerate(xiayang_content()["clocks"])
    for limit in range(len(rule["limits"]))
]
_SHADOWED = {(7, 0), (8, 0)}
"""再次处置 of special kinds: 3 wd beside 2 wd. It stands for the clause and never ends first."""


@pytest.mark.parametrize("step", [1, -1])
@pytest.mark.parametrize("place", _LIMITS)
def test_every_number_of_days_decides_a_deadline(place: tuple[int, int], step: int) -> None:
    content = xiayang_content()
    limit = content["clocks"][place[0]]["limits"][place[1]]
    limit["count"] += step
    if limit["count"] == 0:
        with pytest.raises(ProfileError, match="count"):
            rules_of(content)
        return
    changed = _all_deadlines(content) != _all_deadlines(xiayang_content())
    assert changed is (place not in _SHADOWED)


@pytest.mark.parametrize("place", _LIMITS)
def test_working_or_natural_days_make_a_difference(place: tuple[int, int]) -> None:
    content = xiayang_content()
    limit = content["clocks"][place[0]]["limits"][place[1]]
    limit["unit"] = {"wd": "nd", "nd": "wd"}[limit["unit"]]
    # beside "3 nd", another "3 nd" changes nothing
    assert (_all_deadlines(content) != _all_deadlines(xiayang_content())) is (place != (8, 0))


@pytest.mark.parametrize("index", range(len(xiayang_content()["clocks"])))
def test_every_clock_is_of_use(index: int) -> None:
    content = xiayang_content()
    del content["clocks"][index]
    assert _all_deadlines(content) != _all_deadlines(xiayang_content())


def test_the_end_of_the_day_decides_every_deadline() -> None:
    content = xiayang_content()
    content["day_end"] = time(17, 30)
    before = _all_deadlines(xiayang_content())
    for key, (due, rule) in _all_deadlines(content).items():
        assert (due.time(), rule) == (time(17, 30), before[key][1])
        assert due.date() == before[key][0].date()


def test_the_profile_is_in_force_from_the_day_of_its_document() -> None:
    assert xiayang_rules().profile.valid_from == date(2022, 6, 8)
