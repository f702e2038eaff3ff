"""Reading score data: JSON into checked figures, with messages a clerk can act on."""

import calendar
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Annotated, TypeAlias, TypeVar

import msgspec
from msgspec import Meta, Struct, field

from desktop.domain.scoring.score_rules import Point, ScoreRules
from desktop.domain.scoring.tree import Mark, OtherReading

Whole: TypeAlias = Annotated[int, Meta(ge=0)]
Count: TypeAlias = Annotated[int, Meta(ge=0)] | tuple[str, ...]
"""How many: a number, or the numbers of the orders themselves."""
Readings: TypeAlias = Mapping[str, str]

_Data = TypeVar("_Data", bound="ScoreData")
_HUNDRED = Decimal(100)


class ScoreDataError(ValueError):
    """Score data cannot be used; the message names the place in it, in Chinese."""


class ScoreData(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every formula set is given.

    Attributes:
        unit: Name of the unit.
        period: `2026`, `2026-05` or `2026-05-01/2026-06-30`.
        readings: Other readings than the default, by open point.
    """

    unit: str
    period: str
    readings: dict[str, str] = field(default_factory=dict)


class Record(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of score data; keys that nobody knows are refused."""


def amount(count: Count) -> int:
    """How many a count stands for."""
    return len(count) if isinstance(count, tuple) else count


def numbers_of(count: Count | None) -> tuple[str, ...]:
    """The order numbers of a count, where they were given."""
    return count if isinstance(count, tuple) else ()


def quotient(part: int, whole: int) -> Decimal | None:
    """Divide two counts; None where there is nothing to divide by."""
    return Decimal(part) / whole if whole > 0 else None


def percent(rate: Decimal) -> Decimal:
    """Write a rate of 1 as 100."""
    return rate * _HUNDRED


def decode_data(content: bytes, data_type: type[_Data]) -> _Data:
    """Read score data of a formula set.

    Raises:
        ScoreDataError: It is no JSON, or not of the shape the formula set asks for.
    """
    try:
        data = msgspec.json.decode(content, type=data_type)
    except msgspec.ValidationError as error:
        raise ScoreDataError(_in_chinese(str(error))) from error
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ScoreDataError(f"不是有效的 JSON 文件：{error}") from error
    _demand_plain_numbers(data, "")
    return data


@lru_cache(maxsize=256)
def period_days(text: str) -> tuple[date, date]:
    """Read a period: first and last day.

    Raises:
        ScoreDataError: It is neither a year, a month nor a span of days.
    """
    first, slash, last = text.partition("/")
    try:
        if slash:
            days = date.fromisoformat(first), date.fromisoformat(last)
        else:
            days = _month_or_year(text)
    except ValueError as error:
        raise ScoreDataError(
            f"period：“{text}”应为年（2026）、月（2026-05）或起止日期（2026-05-01/2026-06-30）"
        ) from error
    if days[0] > days[1]:
        raise ScoreDataError(f"period：“{text}”的起始日期晚于截止日期")
    return days


def is_year(text: str) -> bool:
    """Tell whether a period is a whole calendar year."""
    first, last = period_days(text)
    return (first.month, first.day, last.month, last.day) == (1, 1, 12, 31) and (
        first.year == last.year
    )


def _month_or_year(text: str) -> tuple[date, date]:
    if re.fullmatch(r"\d{4}", text):
        return date(int(text), 1, 1), date(int(text), 12, 31)
    if not re.fullmatch(r"\d{4}-\d{2}", text):
        raise ValueError(text)
    year, month = int(text[:4]), int(text[5:])
    first = date(year, month, 1)
    return first, first.replace(day=calendar.monthrange(year, month)[1])


def readings_of(rules: ScoreRules, chosen: Readings) -> dict[str, str]:
    """Merge the choices of the score data into the defaults of the rules.

    Raises:
        ScoreDataError: There is no such open point or reading.
    """
    taken = {point.id: point.default for point in rules.points.values()}
    for point_id, letter in chosen.items():
        point = rules.points.get(point_id)
        if point is None:
            names = "、".join(rules.points) or "（没有）"
            raise ScoreDataError(f"readings.{point_id}：没有这个读法选项，只有：{names}")
        if letter not in point.options:
            letters = "、".join(point.options)
            raise ScoreDataError(f"readings.{point_id}：没有读法“{letter}”，只有：{letters}")
        taken[point_id] = letter
    return taken


class ReadingDesk:
    """Computes an item under the readings taken, and beside it under each other one.

    Args:
        rules: The formula data, which names the open points.
        taken: The reading taken at each point.
    """

    def __init__(self, rules: ScoreRules, taken: dict[str, str]) -> None:
        self.rules = rules
        self.taken = taken
        self._words: dict[tuple[str, ...], str] = {}
        self._others: dict[tuple[str, ...], list[tuple[str, str, str, Readings]]] = {}

    def words(self, *points: str) -> str:
        """Say which readings were taken at some points."""
        found = self._words.get(points)
        if found is None:
            texts = [self._text(self.rules.points[point]) for point in points]
            found = self._words[points] = "；".join(texts)
        return found

    def others(
        self, points: tuple[str, ...], compute: Callable[[Readings], tuple[Mark, Mark]]
    ) -> tuple[OtherReading, ...]:
        """Compute value and mark under every reading of the points that was not taken."""
        found = []
        for point, letter, text, readings in self._not_taken(points):
            value, mark = compute(readings)
            found.append(OtherReading(point, letter, text, mark, value))
        return tuple(found)

    def _not_taken(self, points: tuple[str, ...]) -> list[tuple[str, str, str, Readings]]:
        found = self._others.get(points)
        if found is None:
            found = self._others[points] = [
                (point, letter, text, {**self.taken, point: letter})
                for point in points
                for letter, text in self.rules.points[point].options.items()
                if letter != self.taken[point]
            ]
        return found

    def _text(self, point: Point) -> str:
        letter = self.taken[point.id]
        return f"{letter} {point.options[letter]}"


def desk_for(rules: ScoreRules, chosen: Readings) -> ReadingDesk:
    """Give the desk for some choices of readings.

    Raises:
        ScoreDataError: There is no such open point or reading.
    """
    return _kept_desk(rules, tuple(sorted(chosen.items())))


@lru_cache(maxsize=64)
def _kept_desk(rules: ScoreRules, chosen: tuple[tuple[str, str], ...]) -> ReadingDesk:
    return ReadingDesk(rules, readings_of(rules, dict(chosen)))


def demand_at_most(place: str, name: str, part: int, whole_name: str, whole: int) -> None:
    """Refuse a part that is greater than its whole.

    Raises:
        ScoreDataError: It is.
    """
    if part > whole:
        raise ScoreDataError(f"{place}：{name} {part} 多于{whole_name} {whole}")


def demand_within(place: str, number: Decimal, most: Decimal) -> None:
    """Refuse a number above its limit.

    Raises:
        ScoreDataError: It is above.
    """
    if number > most:
        raise ScoreDataError(f"{place}：{number} 大于上限 {most}")


def demand_known(place: str, wanted: str, known: Mapping[str, object]) -> None:
    """Refuse a word that the rules do not know.

    Raises:
        ScoreDataError: They do not; the message lists what they know.
    """
    if wanted not in known:
        raise ScoreDataError(f"{place}：没有“{wanted}”，只有：{'、'.join(known)}")


_TYPE_NAMES = {
    "int": "整数", "str": "文字", "decimal": "数", "array": "列表", "object": "对象",
    "bool": "true 或 false", "float": "小数", "null": "空值 null", "date": "日期",
}  # fmt: skip
_MESSAGES = (
    (re.compile(r"Object missing required field `(.+?)`"), "缺少“{0}”"),
    (re.compile(r"Object contains unknown field `(.+?)`"), "不认识的键“{0}”"),
    (re.compile(r"Expected `int` >= (-?\d+)"), "应为不小于 {0} 的整数"),
    (re.compile(r"Expected `(.+?)`, got `(.+?)`"), "应为{0}，却是{1}"),
    (re.compile(r"Expected `array` of length (.+)"), "列表长度应为 {0}"),
    (re.compile(r"Invalid enum value ['\"]?(.+?)['\"]?$"), "不认识“{0}”"),
    (re.compile(r"Invalid decimal string"), "不是数"),
    (re.compile(r"Invalid RFC3339"), "不是日期，应如 2026-05-01"),
)


def _in_chinese(message: str) -> str:
    """Say a decoder's message in Chinese; a form it has never seen is quoted."""
    what, _, place = message.partition(" - at `")
    where = place.rstrip("`").removeprefix("$").removeprefix(".") or "整个文件"
    for pattern, text in _MESSAGES:
        if found := pattern.match(what):
            return f"{where}：{text.format(*map(_type_name, found.groups()))}"
    return f"{where}：{what}"


def _type_name(name: str) -> str:
    parts = [_TYPE_NAMES.get(part.strip(), part.strip()) for part in name.split("|")]
    return "或".join(parts)


def _demand_plain_numbers(value: object, place: str) -> None:
    """Refuse what JSON strings can smuggle in: NaN, infinities, negative numbers."""
    if isinstance(value, Decimal):
        if not value.is_finite() or value < 0:
            raise ScoreDataError(f"{place}：{value} 应为不小于 0 的数")
    elif isinstance(value, Struct):
        for name in value.__struct_fields__:
            _demand_plain_numbers(getattr(value, name), f"{place}.{name}".lstrip("."))
    elif isinstance(value, tuple):
        for number, entry in enumerate(value):
            _demand_plain_numbers(entry, f"{place}[{number}]")
    elif isinstance(value, dict):
        for key, entry in value.items():
            _demand_plain_numbers(entry, f"{place}.{key}")
