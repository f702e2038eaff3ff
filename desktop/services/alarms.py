"""Alarms before a duty ends: half a working day and one hour before, once each.

Acceptance has an early one as well, some working hours after dispatch (XY-01). Regular reports
ring on the last working day before they are due (LS-11).
"""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta

from msgspec import Struct

from desktop.domain.calendar import CST, moment_text, weekday_name
from desktop.domain.clocks import DUTY_NAMES, Clock, Rules, open_duties
from desktop.domain.orders import Order
from desktop.domain.profile import Duty
from desktop.domain.reporting import ReportDue
from desktop.services.confirmed_alarms import ConfirmedAlarms, Notice
from desktop.services.lists import ListRow
from desktop.services.order_desk import OrderCard, OrderDesk, RefusedError
from desktop.services.ports import OrderQueries, WallClock
from desktop.services.reporting_duties import ReportingDuties

_LOOK_AHEAD = timedelta(days=12)
_MOST_ORDERS = 200
_ANY_HOUR_KINDS = frozenset({"urgent", "snapshot"})
"""紧急 and 随身拍: their alarms ring outside office hours as well."""


class Alarm(Struct, frozen=True):
    """One alarm; it names the order's number and the duty, and no person or place."""

    order_id: str
    number: str
    duty: Duty
    due: datetime
    which: Notice

    @property
    def what(self) -> str:
        """The duty and its deadline; another deadline is another duty."""
        return _what(self.order_id, self.duty, self.due)

    @property
    def ends_at(self) -> datetime:
        """When the duty ends: what ends first is the more urgent."""
        return self.due

    @property
    def last_day(self) -> date:
        """The day on which the duty ends."""
        return self.due.astimezone(CST).date()

    @property
    def message(self) -> str:
        """What the tray and the window say."""
        if self.which is Notice.EARLY:
            due = moment_text(self.due)
            return f"工单 {self.number}：派单后还没有接单，{DUTY_NAMES[self.duty]}将于 {due} 截止"
        return f"工单 {self.number}：{DUTY_NAMES[self.duty]}将于 {moment_text(self.due)} 截止"


class Alarms:
    """Finds the alarms that should ring now. For the slow worker; call it every minute.

    Args:
        desk: Opens orders.
        lists: Finds those with an open duty.
        clock: The time.
        confirmed: What the clerk has confirmed, also before the last start.
    """

    def __init__(
        self, desk: OrderDesk, lists: OrderQueries, clock: WallClock, confirmed: ConfirmedAlarms
    ) -> None:
        self._confirmed = confirmed
        self._desk = desk
        self._lists = lists
        self._clock = clock
        self._rung: set[tuple[str, Notice]] = set()
        self._open: frozenset[str] = frozenset()

    @property
    def open(self) -> frozenset[str]:
        """The duties that were open when it rang last, as `Alarm.what` names them."""
        return self._open

    def ring(self) -> tuple[Alarm, ...]:
        """Give the alarms that have come due since the last call.

        A duty that was done and is open again, such as when the centre refused what did it, rings
        again.
        """
        now = self._clock.now()
        found = []
        still_open: set[str] = set()
        for card, row in self._cards(now):
            still_open.update(_open_whats(card, now))
            for alarm in alarms_of(card, row, now):
                key = (alarm.what, alarm.which)
                if key not in self._rung and not self._confirmed.has(alarm):
                    self._rung.add(key)
                    found.append(alarm)
        self._open = frozenset(still_open)
        self._rung = {key for key in self._rung if key[0] in still_open}
        return tuple(_latest(found))

    def forget(self) -> None:
        """Ring again for whatever is open at the next call, except what was confirmed."""
        self._rung = set()

    def _cards(self, now: datetime) -> Iterator[tuple[OrderCard, ListRow]]:
        for row in self._lists.agenda(limit=_MOST_ORDERS, since=now - timedelta(days=1)):
            if row.due is None or row.due - now > _LOOK_AHEAD:
                return
            try:
                yield self._desk.open(row.order_id), row
            except RefusedError:
                continue  # it was removed between the two queries


class ReportAlarm(Struct, frozen=True):
    """An alarm about a regular report of the unit.

    Attributes:
        report: What is due, and when.
        which: The first one rings as soon as the last working day begins.
    """

    report: ReportDue
    which: Notice

    @property
    def order_id(self) -> str:
        """It belongs to no order."""
        return ""

    @property
    def what(self) -> str:
        """The report and its deadline."""
        return f"report|{self.report.duty.id}|{self.report.due.isoformat()}"

    @property
    def ends_at(self) -> datetime:
        """When its last day ends."""
        return datetime.combine(self.report.due, time.max, CST)

    @property
    def last_day(self) -> date:
        """The day on which it is due."""
        return self.report.due

    @property
    def message(self) -> str:
        """What the tray and the window say."""
        due = self.report.due
        day = f"{due.month}月{due.day}日（{weekday_name(due)}）"
        what = f"{self.report.duty.name}（{self.report.duty.rule}）"
        if due == self.report.alarm_on:
            return f"{what}：今天是最后一天，{day}以前报送"
        return f"{what}：{day}以前报送，今天是此前最后一个工作日"


class ReportAlarms:
    """Finds the reports that should ring now: on the last working day, in office hours.

    Args:
        duties: Knows what is to be reported, and what has been.
        clock: The time.
        confirmed: What the clerk has confirmed, also before the last start.
    """

    def __init__(
        self, duties: ReportingDuties, clock: WallClock, confirmed: ConfirmedAlarms
    ) -> None:
        self._confirmed = confirmed
        self._duties = duties
        self._clock = clock
        self._rung: set[tuple[str, Notice]] = set()
        self._open: frozenset[str] = frozenset()

    @property
    def open(self) -> frozenset[str]:
        """The reports that were owed when it rang last, as `ReportAlarm.what` names them."""
        return self._open

    def ring(self) -> tuple[ReportAlarm, ...]:
        """Give the alarms that have come due since the last call."""
        now = self._clock.now()
        found = []
        lines = self._duties.read().lines
        owed = (ReportAlarm(line.report, Notice.EARLY) for line in lines if line.is_open)
        self._open = frozenset(alarm.what for alarm in owed if now <= alarm.ends_at)
        self._rung = {key for key in self._rung if key[0] in self._open}
        for line in lines:
            which = report_notice(line.report, self._duties.rules(), now) if line.is_open else None
            if which is None:
                continue
            alarm = ReportAlarm(line.report, which)
            key = (alarm.what, which)
            if key not in self._rung and not self._confirmed.has(alarm):
                self._rung.add(key)
                found.append(alarm)
        return tuple(found)

    def forget(self) -> None:
        """Ring again for whatever is owed at the next call, except what was confirmed."""
        self._rung = set()


def _what(order_id: str, duty: Duty, due: datetime) -> str:
    return f"{order_id}|{duty}|{due.isoformat()}"


def _open_whats(card: OrderCard, now: datetime) -> Iterator[str]:
    """Name the duties of an order that are still to be done and not over, whatever the hour."""
    order = card.working.order
    duties = open_duties(order, card.rules.profile)
    for clock in card.clocks:
        if clock.duty in duties and now < clock.due:
            yield _what(order.order_id, clock.duty, clock.due)


def report_notice(report: ReportDue, rules: Rules, now: datetime) -> Notice | None:
    """Tell which alarm of a report is the present one; None outside its last working day."""
    local = now.astimezone(CST)
    if local.date() != report.alarm_on or not _in_office(now, rules):
        return None
    left = office_time(now, datetime.combine(local.date(), rules.profile.day_end, CST), rules)
    if left <= timedelta(hours=1):
        return Notice.HOUR
    return Notice.HALF_DAY if left <= _half_day(rules) else Notice.EARLY


def alarms_of(card: OrderCard, row: ListRow, now: datetime) -> Iterator[Alarm]:
    """Give the alarms of an order's next duty that should have rung by now."""
    order = card.working.order
    clock = next((clock for clock in card.clocks if clock.duty is row.due_duty), None)
    if clock is None:
        return
    for which in Notice:
        if _should_ring(order, clock, card.rules, now, which):
            yield Alarm(order.order_id, order.number, clock.duty, clock.due, which)


def office_time(start: datetime, end: datetime, rules: Rules) -> timedelta:
    """Measure the office hours between two moments."""
    total = timedelta()
    day = start.astimezone(CST).date()
    while day <= end.astimezone(CST).date():
        if rules.calendar.day(day).working:
            for first, last in rules.profile.office_hours:
                opens = max(start, datetime.combine(day, first, CST))
                shuts = min(end, datetime.combine(day, last, CST))
                total += max(timedelta(), shuts - opens)
        day += timedelta(days=1)
    return total


def _should_ring(order: Order, clock: Clock, rules: Rules, now: datetime, which: Notice) -> bool:
    end = clock.alarm_at or clock.due
    if now >= clock.due:
        return False
    at_any_hour = order.kind in _ANY_HOUR_KINDS
    if not at_any_hour and not _in_office(now, rules):
        return False
    if which is Notice.EARLY:
        return _is_left_lying(clock, rules, now)
    span = timedelta(hours=1) if which is Notice.HOUR else _half_day(rules)
    if end - now <= span:
        return True
    return not at_any_hour and office_time(now, end, rules) <= span


def _is_left_lying(clock: Clock, rules: Rules, now: datetime) -> bool:
    """Tell whether an order has waited to be accepted for the working hours of the rules."""
    hours = rules.profile.accept_reminder_hours
    if clock.duty is not Duty.ACCEPT or not hours:
        return False
    return office_time(clock.start, now, rules) >= timedelta(hours=hours)


def _in_office(now: datetime, rules: Rules) -> bool:
    local = now.astimezone(CST)
    if not rules.calendar.day(local.date()).working:
        return False
    clock = time(local.hour, local.minute, local.second)
    return any(first <= clock <= last for first, last in rules.profile.office_hours)


def _half_day(rules: Rules) -> timedelta:
    seconds = sum(
        (last.hour - first.hour) * 3600 + (last.minute - first.minute) * 60
        for first, last in rules.profile.office_hours
    )
    return timedelta(seconds=seconds / 2)


def _latest(alarms: Iterable[Alarm]) -> list[Alarm]:
    """When both alarms of a duty come at once, such as after a start, one is enough."""
    latest: dict[tuple[str, Duty], Alarm] = {}
    for alarm in alarms:
        latest[alarm.order_id, alarm.duty] = alarm
    return list(latest.values())
