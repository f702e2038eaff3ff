"""Orders counted by what they are about, now and before (KF-27, KF-07, XY-18)."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.services.register_lines import kind_name
from desktop.services.report_period import Period
from desktop.services.reports import (
    Count,
    HotTopic,
    TopicReport,
    last_feedback,
    public_place,
)

_UNNAMED = "未分类"
_HOT_COUNT = 3
"""A matter that three citizens brought up is one to report; less is chance."""
_HOT_TOPICS = 10
_HOT_PLACES = 3
_HOT_NUMBERS = 8
GROUPS = ("诉求类别", "工单类型", "来源渠道", "办理结果", "回访满意度")


@dataclass
class Tally:
    """The orders of one period, counted as they are read."""

    total: int = 0
    groups: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in GROUPS}
    )
    places: dict[str, Counter[str]] = field(default_factory=dict)
    numbers: dict[str, list[str]] = field(default_factory=dict)
    repeated: list[str] = field(default_factory=list)

    def add(self, order: Order, rules: Rules) -> None:
        """Count one order."""
        self.total += 1
        category = order.category or _UNNAMED
        result = order.round.result
        feedback = last_feedback(order)
        found = (
            category,
            kind_name(order, rules),
            order.channel or "未注明",
            result.outcome if result and result.outcome else "",
            feedback or "",
        )
        for name, value in zip(GROUPS, found, strict=True):
            self.groups[name][value] += 1
        place = public_place(order)
        if place:
            self.places.setdefault(category, Counter())[place] += 1
        self.numbers.setdefault(category, []).append(order.number)
        if len(order.rounds) > 1:
            self.repeated.append(order.number)


def topic_report(period: Period, now: Tally, before: Tally, year_ago: Tally) -> TopicReport:
    """Put the counts of three periods beside each other."""
    groups = tuple(
        (name, _counts(now.groups[name], before.groups[name], year_ago.groups[name]))
        for name in GROUPS
    )
    total = Count("受理总量", now.total, before.total, year_ago.total)
    return TopicReport(period, total, groups, _hot(groups[0][1], now), tuple(now.repeated))


def _counts(now: Counter[str], before: Counter[str], year_ago: Counter[str]) -> tuple[Count, ...]:
    names: Iterable[str] = {*now, *before, *year_ago}
    counts = [Count(name, now[name], before[name], year_ago[name]) for name in names]
    return tuple(sorted(counts, key=_most))


def _most(count: Count) -> tuple[int, int, str]:
    return -count.now, -count.before, count.name


def _hot(categories: Sequence[Count], now: Tally) -> tuple[HotTopic, ...]:
    found = [
        HotTopic(
            name=count.name,
            count=count,
            places=tuple(_most_common(now.places.get(count.name, Counter()))),
            numbers=tuple(now.numbers.get(count.name, ())[:_HOT_NUMBERS]),
        )
        for count in categories
        if count.now >= _HOT_COUNT
    ]
    return tuple(found[:_HOT_TOPICS])


def _most_common(places: Counter[str]) -> list[tuple[str, int]]:
    """Give the places that came more than once, the most frequent first, ties by name."""
    ordered = sorted(places.items(), key=_by_count)
    return [entry for entry in ordered if entry[1] > 1][:_HOT_PLACES]


def _by_count(entry: tuple[str, int]) -> tuple[int, str]:
    return -entry[1], entry[0]
