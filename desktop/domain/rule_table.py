"""Reading a rule file's tables strictly: every key typed, none unknown, errors that say where."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time


class ProfileError(ValueError):
    """A rule file cannot be used; the message names file, key and clause."""


class RuleTable:
    """One table of a rule file that knows its place in the file.

    Args:
        content: The table's keys and values.
        path: File and place, such as `xiayang.toml.clocks[2]`.
        clause: Clause of the table around it, where it has none of its own.
    """

    def __init__(self, content: Mapping[str, object], path: str, clause: str = "") -> None:
        self._content = content
        self._path = path
        self._clause = str(content.get("clause") or content.get("rule") or clause)
        self._read: set[str] = set()

    def error(self, key: str, problem: str) -> ProfileError:
        """Make an error that names file, key and, where the table has one, the clause."""
        place = f"（{self._clause}）" if self._clause else ""
        return ProfileError(f"{self._path}.{key}{place}：{problem}")

    def finish(self) -> None:
        """Refuse keys that nothing has read.

        Raises:
            ProfileError: An unknown key is there.
        """
        for key in self._content:
            if key not in self._read:
                raise self.error(key, "不认识的键")

    def text(self, key: str, *, default: str | None = None) -> str:
        """Read a string; without a default it must be there and not empty."""
        value = self._take(key, default)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.error(key, "应为文字")
        return value

    def truth(self, key: str, *, default: bool | None = None) -> bool:
        """Read true or false."""
        value = self._take(key, default)
        if not isinstance(value, bool):
            raise self.error(key, "应为 true 或 false")
        return value

    def whole(self, key: str, *, least: int, default: int | None = None) -> int:
        """Read a whole number that is not below `least`; a default stands for a missing key."""
        if default is not None and key not in self._content:
            return default
        value = self._take(key, None)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.error(key, f"应为不小于 {least} 的整数")
        return value

    def day(self, key: str, *, default: date | None = None) -> date:
        """Read a date."""
        value = self._take(key, default)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.error(key, "应为日期")
        return value

    def clock_time(self, key: str) -> time:
        """Read a time of day."""
        value = self._take(key, None)
        if not isinstance(value, time):
            raise self.error(key, "应为时刻")
        return value

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        """Read one of the allowed words."""
        value = self.text(key)
        if value not in allowed:
            raise self.error(key, f"“{value}”不在 {'、'.join(allowed)} 之中")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of strings; a missing key is an empty list."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise self.error(key, "应为文字列表")
        return tuple(value)

    def choices(self, key: str, allowed: Sequence[str]) -> tuple[str, ...]:
        """Read a list of allowed words; a missing key is an empty list."""
        values = self.texts(key)
        for value in values:
            if value not in allowed:
                raise self.error(key, f"“{value}”不在 {'、'.join(allowed)} 之中")
        return values

    def tables(self, key: str) -> "list[RuleTable]":
        """Read a list of tables; a missing key is an empty list."""
        value = self._take(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.error(key, "应为表的列表")
        return [
            RuleTable(item, f"{self._path}.{key}[{n}]", self._clause)
            for n, item in enumerate(value)
        ]

    def table(self, key: str) -> "RuleTable | None":
        """Read a table; None where the key is missing."""
        if key not in self._content:
            return None
        value = self._take(key, None)
        if not isinstance(value, dict):
            raise self.error(key, "应为一张表")
        return RuleTable(value, f"{self._path}.{key}", self._clause)

    def _take(self, key: str, default: object) -> object:
        self._read.add(key)
        value = self._content.get(key, default)
        if value is None:
            raise self.error(key, "缺少这一项")
        return value
