"""Figures of a 开封 network unit (S4)."""

from decimal import Decimal
from typing import Literal

from msgspec import field

from desktop.domain.scoring.figures import Count, Record, ScoreData, Whole


class OnTime(Record, frozen=True):
    """按期办结 (KF-04).

    Attributes:
        rate_percent: The rate of the office's bulletin, which decides; 92.4 stands for 92.4 %.
        due: Orders due in the period.
        on_time: Those of them finished in time by the platform's record (KF-02).
        received: Orders received in the period, for the other reading.
    """

    rate_percent: Decimal | None = None
    due: Count | None = None
    on_time: Count | None = None
    received: Count | None = None


class Quality(Record, frozen=True):
    """办结质量 (KF-05).

    Attributes:
        repeats: Orders that came again because of poor work.
        total: All orders of the year.
    """

    repeats: Count
    total: Count


class Money(Record, frozen=True):
    """Praise or criticism that moves money (KF-17).

    Attributes:
        occasion: By the city's main leaders, by a vice-mayor at the 常务会议, or by the 督查局.
        praise: True for praise, false for criticism.
        count: How often; persons of the unit count like the unit itself (第九条).
        note: Meeting or document.
    """

    occasion: Literal["city_leader", "vice_mayor", "supervision"]
    praise: bool
    count: Whole = 1
    note: str = ""


class Place(Record, frozen=True):
    """Place in the year's ranking by money (KF-18).

    Attributes:
        place: From 1, best first.
        of: Units ranked.
    """

    place: Whole
    of: Whole


class KaifengData(ScoreData, frozen=True):
    """Score data of a 开封 unit.

    Attributes:
        kind: `county` (县区) or `department` (部门).
        basics: Marks of the four items of 基础工作, up to 5 each; null where unknown.
        rules_made: Marks of the four items of 制度建设.
        on_time: 按期办结.
        quality: 办结质量.
        plus: Additions by kind; `handled` is the year's number of 转办件.
        minus: Deductions by kind.
        money: Praise and criticism.
        ranked: The year's place, when published.
    """

    kind: Literal["county", "department"]
    basics: tuple[Decimal | None, ...] = (None, None, None, None)
    rules_made: tuple[Decimal | None, ...] = (None, None, None, None)
    on_time: OnTime | None = None
    quality: Quality | None = None
    plus: dict[str, Count] = field(default_factory=dict)
    minus: dict[str, Count] = field(default_factory=dict)
    money: tuple[Money, ...] = ()
    ranked: Place | None = None
