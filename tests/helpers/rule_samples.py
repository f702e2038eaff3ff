"""The shipped rules, for tests that need no office around them."""

import tomllib
from pathlib import Path

from desktop.domain.calendar import Calendar, parse_notice
from desktop.domain.clocks import Rules
from desktop.domain.profile import parse_profile
from resources import sample_orders

_RESOURCES = Path(sample_orders.__file__).parent


def xiayang_rules() -> Rules:
    """Load the rules of 夏阳街道 and all published holidays."""
    notices = tuple(
        parse_notice(tomllib.loads(path.read_text(encoding="utf-8")), name=path.name)
        for path in sorted((_RESOURCES / "calendars").glob("*.toml"))
    )
    text = (_RESOURCES / "profiles" / "xiayang.toml").read_text(encoding="utf-8")
    return Rules(parse_profile(tomllib.loads(text), name="xiayang.toml"), Calendar(notices))


class OneRuleBook:
    """Knows one set of rules, and older versions of it when a test puts them in."""

    def __init__(self, rules: Rules) -> None:
        self.rules = rules
        self.older: dict[int, Rules] = {}

    def rules_for(self, profile: str, version: int) -> Rules:
        del profile
        return self.older.get(version, self.rules)
