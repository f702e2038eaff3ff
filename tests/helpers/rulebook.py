"""The bundled rules, and small changes of them."""

import copy
from datetime import date
from functools import cache
from typing import Any

from desktop.domain.actions import ACTION_KINDS
from desktop.domain.calendar import Calendar, YearNotice, parse_notice
from desktop.domain.clocks import Rules
from desktop.domain.profile import parse_profile
from resources import rule_files


@cache
def bundled_calendar() -> Calendar:
    contents = rule_files.calendar_contents()
    return Calendar(tuple(parse_notice(content, name=name) for name, content in contents))


@cache
def xiayang_rules() -> Rules:
    content = rule_files.profile_content("xiayang")
    return Rules(parse_profile(content, name="xiayang.toml"), bundled_calendar())


def xiayang_content() -> dict[str, Any]:
    """The rule file as a mapping of one's own, to be changed at will."""
    return copy.deepcopy(rule_files.profile_content("xiayang"))


def rules_of(content: dict[str, Any]) -> Rules:
    return Rules(parse_profile(content, name="xiayang.toml"), bundled_calendar())


def rules_with(**changes: object) -> Rules:
    """夏阳 with some top-level keys changed."""
    return rules_of({**xiayang_content(), **changes})


@cache
def profile_rules(profile_id: str) -> Rules:
    """The rules of a bundled profile."""
    content = rule_files.profile_content(profile_id)
    return Rules(parse_profile(content, name=f"{profile_id}.toml"), bundled_calendar())


@cache
def full_rules() -> Rules:
    """夏阳 with every action there is, and everything those need: for tables over all actions."""
    return rules_with(
        actions=list(ACTION_KINDS),
        extension={"before_deadline": True, "unit": "wd", "rule": "GP-02", "clause": "延期"},
        irregular={
            "preconditions": ["province_first", "city_redone"],
            "rule": "LS-10",
            "clause": "疑难诉求",
        },
    )


def calendar_with_holiday(day: date) -> Calendar:
    """The bundled calendar with one more day off, whatever that day was before."""
    return Calendar(tuple(_with_day_off(notice, day) for notice in bundled_calendar().notices))


def _with_day_off(notice: YearNotice, day: date) -> YearNotice:
    if notice.year != day.year:
        return notice
    off = {**notice.off, day: "加放"}
    work = {made_up: name for made_up, name in notice.work.items() if made_up != day}
    return YearNotice(notice.year, notice.document, notice.source, off, work)
