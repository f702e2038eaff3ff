"""Profiles with one thing changed, and whether the tables of cases notice.

A mutant changes one number of a rule file by one, swaps working and natural days, or turns a
true into a false. It survives when every case of its place still finds what is expected.
"""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from helpers import cases_kaifeng, cases_linshu, cases_others, cases_xiayang
from helpers.place_facts import FACTS, facts_of
from helpers.places import Case, Place
from helpers.rulebook import bundled_calendar

from desktop.domain.clocks import Rules
from desktop.domain.profile import ProfileError, parse_profile
from resources import rule_files

PLACES: dict[str, tuple[Place, list[Case]]] = {
    "xiayang": (cases_xiayang.X, cases_xiayang.CASES),
    "linshu": (cases_linshu.L, cases_linshu.CASES),
    "kaifeng": (cases_kaifeng.K, cases_kaifeng.CASES),
    "zizhiqu": (cases_others.Z, cases_others.TABLES["zizhiqu"]),
    "xshi": (cases_others.S, cases_others.TABLES["xshi"]),
    "guizhou": (cases_others.Y, cases_others.TABLES["guizhou"]),
    "generic": (cases_others.G, cases_others.TABLES["generic"]),
    "platform": (cases_others.P, cases_others.TABLES["platform"]),
}

EQUIVALENT = {
    ("xiayang", "clocks.7.limits.0.count"),
    ("xiayang", "clocks.7.limits.0.unit"),
    ("xiayang", "clocks.8.limits.0.count"),
    ("xiayang", "clocks.8.limits.0.unit"),
}
"""再次处置 of special kinds: 3 wd stands beside 2 wd for its clause and never ends first."""


@dataclass(frozen=True)
class Mutant:
    """One change of one rule file.

    Attributes:
        place: The profile.
        where: Keys and places, joined by points.
        before: What stands in the file.
        after: What stands in the mutant.
        content: The mutant's mapping.
    """

    place: str
    where: str
    before: object
    after: object
    content: dict[str, Any]

    @property
    def name(self) -> str:
        return f"{self.place}.{self.where}: {self.before} -> {self.after}"


def mutants_of(place: str) -> Iterator[Mutant]:
    """Every mutant of a profile, but for those that cannot make a difference."""
    content = rule_files.profile_content(place)
    for path, value in _leaves(content, ()):
        where = ".".join(str(part) for part in path)
        if (place, where) in EQUIVALENT:
            continue
        for changed in _changes(value):
            mutant: Any = copy.deepcopy(content)
            owner = mutant
            for part in path[:-1]:
                owner = owner[part]
            owner[path[-1]] = changed
            yield Mutant(place, where, value, changed, mutant)


def is_killed(mutant: Mutant) -> bool:
    """Tell whether the parser refuses the mutant or a case of its place notices it."""
    place, cases = PLACES[mutant.place]
    try:
        profile = parse_profile(mutant.content, name="mutant.toml")
    except ProfileError:
        return True
    with _ruled(place, Rules(profile, bundled_calendar())):
        return facts_of(place) != FACTS[mutant.place] or any(map(_notices, cases))


def _notices(case: Case) -> bool:
    try:
        return case.found() != case.expected
    except (AssertionError, IndexError, KeyError, AttributeError, StopIteration, ValueError):
        return True


@contextmanager
def _ruled(place: Place, rules: Rules) -> Iterator[None]:
    kept = place.rules
    place.rules, place.profile = rules, rules.profile
    try:
        yield
    finally:
        place.rules, place.profile = kept, kept.profile


def _leaves(node: object, path: tuple[Any, ...]) -> Iterator[tuple[tuple[Any, ...], object]]:
    if isinstance(node, dict):
        for key, value in node.items():
            yield from _leaves(value, (*path, key))
    elif isinstance(node, list):
        for place, value in enumerate(node):
            yield from _leaves(value, (*path, place))
    else:
        key = path[-1]
        is_cost = key == "cost" and isinstance(node, str)
        if is_cost or key == "unit" or not isinstance(node, str):
            yield path, node


def _changes(value: object) -> list[object]:  # noqa: PLR0911 - one short line a type
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value - 1]
    if isinstance(value, datetime):
        return []
    if isinstance(value, date):
        return [value + timedelta(days=1), value - timedelta(days=1)]
    if isinstance(value, time):
        moment = datetime.combine(date(2026, 1, 1), value)
        return [(moment - timedelta(minutes=1)).time()]
    if value in {"wd", "nd"}:
        return [{"wd": "nd", "nd": "wd"}[str(value)]]
    cost = Decimal(str(value))
    step = Decimal(1).scaleb(int(cost.as_tuple().exponent))
    return [str(cost + step), str(cost - step)]
