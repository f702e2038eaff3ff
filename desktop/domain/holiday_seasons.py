"""Where holidays can lie in a year whose notice is not published, and how long they can be.

For the latest day that a provisional deadline can still turn out to be. The windows follow from
the dates that are possible at all (the lunar holidays move by a month, 清明 by a day), the
lengths from the notices up to 2026: 元旦, 清明节, 端午节 and 中秋节 have never been longer than 3
days in a row, 劳动节 never longer than 5, 国庆节 never longer than 8 (with 中秋节 in it), 春节
never longer than 10 (in 2020). A stretch of n days holds so many weekdays at most as the figures
below say. A special notice could go beyond them, as no other rule about the future can exclude.
"""

from datetime import date

from msgspec import Struct


class HolidaySeason(Struct, frozen=True):
    """A holiday's window.

    Attributes:
        name: The holiday.
        first: First day of the window: month and day.
        last: Last day of the window.
        weekdays: Most weekdays that it can take.
    """

    name: str
    first: tuple[int, int]
    last: tuple[int, int]
    weekdays: int

    def holds(self, day: date) -> bool:
        """Tell whether a day lies in the window, which may cross the end of the year."""
        place = (day.month, day.day)
        if self.first <= self.last:
            return self.first <= place <= self.last
        return place >= self.first or place <= self.last

    def turn(self, day: date) -> int:
        """Name the year whose holiday it is: the last days of December belong to the next."""
        crosses = self.first > self.last and (day.month, day.day) >= self.first
        return day.year + crosses


SEASONS = (
    HolidaySeason("元旦", (12, 30), (1, 3), 3),
    HolidaySeason("春节", (1, 18), (3, 2), 8),
    HolidaySeason("清明节", (4, 1), (4, 8), 3),
    HolidaySeason("劳动节", (4, 27), (5, 5), 5),
    HolidaySeason("端午节", (5, 24), (6, 30), 3),
    HolidaySeason("国庆节", (9, 26), (10, 8), 6),
    HolidaySeason("中秋节", (9, 4), (10, 11), 3),
)
"""Where two overlap, the one that ends first comes first: its days are used up first."""


class HolidayAllowance:
    """Counts how many more weekdays the holidays of an unpublished year can take."""

    def __init__(self) -> None:
        self._used: dict[tuple[str, int], int] = {}

    def take(self, day: date) -> bool:
        """Take a weekday off if any holiday can still reach it.

        Taking each day as soon as it can be taken never leaves more of them for later, so the
        end found this way is the latest one.
        """
        for season in SEASONS:
            if not season.holds(day):
                continue
            key = (season.name, season.turn(day))
            used = self._used.get(key, 0)
            if used < season.weekdays:
                self._used[key] = used + 1
                return True
        return False
