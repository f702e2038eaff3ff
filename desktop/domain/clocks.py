"""Every deadline of an order, with the day-by-day explanation (怎么算的)."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from msgspec import Struct, structs

from desktop.domain.calendar import CST, Calendar, Day, Span
from desktop.domain.matters import open_matters
from desktop.domain.orders import Confidentiality, Order, Part, Stage
from desktop.domain.proceedings import Matter
from desktop.domain.profile import FOR_INFORMATION, ClockRule, Duty, Limit, Profile

DUTY_NAMES: dict[Duty, str] = {
    Duty.ACCEPT: "先行接单",
    Duty.CONTACT: "先行联系",
    Duty.RETURN: "退单申请",
    Duty.HANDLE: "首次处置并提交",
    Duty.REHANDLE: "再次处置并提交",
    Duty.FEEDBACK: "向来电人反馈结果",
    Duty.SUPERVISE: "答复督办",
    Duty.STREET: "供参考：街道处置",
}

_SETTLED = frozenset(
    {Stage.SUBMITTED, Stage.AWAITING_FILES, Stage.CALLBACK, Stage.CLOSED, Stage.REMOVED}
)

_INFORMED_ROUNDS = 2


@dataclass(frozen=True, slots=True)
class Rules:
    """What a deadline depends on beside the order: the jurisdiction and the calendar."""

    profile: Profile
    calendar: Calendar
    dues: dict[tuple[int, date], "Due"] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    """Deadlines found before, by rule and first day: lists ask for the same few hundred of them
    a hundred thousand times."""

    def __post_init__(self) -> None:
        """Put the region's own days on the calendar, whoever hands the national one in."""
        regional = self.profile.regional_holidays
        if self.calendar.regional != regional:
            object.__setattr__(self, "calendar", self.calendar.with_regional(regional))


def is_past(due: datetime, at: datetime) -> bool:
    """Tell whether the last moment of a deadline is over; all of its second still counts."""
    return at.replace(microsecond=0) > due


class Due(Struct, frozen=True):
    """A deadline without its explanation, cheap enough for a list of 100,000.

    Attributes:
        duty: What has to be done by then.
        due: Last moment that still counts, aware, Asia/Shanghai.
        certain: False when it crosses a year whose holidays are not published.
        rule: Id of the clause it comes from, or `platform`.
        earliest: Where it is not certain, the earliest moment it can still turn out to be.
        latest: Likewise the latest one.
    """

    duty: Duty
    due: datetime
    certain: bool
    rule: str
    earliest: datetime | None = None
    latest: datetime | None = None

    def is_past(self, at: datetime) -> bool:
        """Tell whether the last moment is over; see `is_past`."""
        return is_past(self.due, at)


class Clock(Struct, frozen=True):
    """One deadline of one round of an order.

    Attributes:
        duty: What has to be done by then.
        due: Last moment that still counts, aware, Asia/Shanghai.
        rule: Id of the clause it comes from, or `platform`.
        clause: Where the document says so.
        certain: False when it crosses a year whose holidays are not published.
        start: The moment it runs from.
        days: Each calendar day passed over and why it did or did not count.
        computed: The locally computed deadline where the platform's own wins, else None.
        alarm_at: Alarms follow the stricter reading: for one working day, the same clock time
            on that day (rules, 1.7).
        earliest: Where it is not certain, the earliest moment it can still turn out to be: a
            weekend may be made a working day.
        latest: Likewise the latest one: a holiday may take weekdays.
    """

    duty: Duty
    due: datetime
    rule: str
    clause: str
    certain: bool
    start: datetime
    days: tuple[Day, ...]
    computed: datetime | None = None
    alarm_at: datetime | None = None
    earliest: datetime | None = None
    latest: datetime | None = None


def clocks_for(
    kind: str,
    rules: Rules,
    *,
    dispatched_at: datetime,
    rehandle_at: datetime | None = None,
    receipt_at: datetime | None = None,
) -> tuple[Clock, ...]:
    """Compute all clocks of a kind of order, without an order (`hotline-desk clocks`).

    Args:
        kind: Kind id.
        rules: Jurisdiction and calendar.
        dispatched_at: Dispatch, aware.
        rehandle_at: When the order came back for 再次处置; None leaves that clock out.
        receipt_at: When a written notice was received; the dispatch where it is not known.
    """
    starts = {
        "dispatch": dispatched_at,
        "rehandle": rehandle_at,
        "receipt": receipt_at or dispatched_at,
    }
    found = []
    for duty in Duty:
        rule = None if duty in FOR_INFORMATION else rules.profile.clock(duty, kind)
        start = starts[rule.start] if rule else None
        if rule and start and rule.limits:
            found.append(_clock(rule, start, rules))
        elif rule and duty is Duty.FEEDBACK:
            found += _feedback_clock(rule, found)
    return tuple(found)


def clocks_of(order: Order, rules: Rules) -> tuple[Clock, ...]:
    """Compute the clocks of an order's current round; the platform's own deadline wins."""
    found = []
    for duty in _duties_of_round(order):
        rule = rules.profile.clock(duty, order.kind)
        platform = platform_due(order, duty)
        if rule is None or not rule.limits:
            if platform:
                found.append(_platform_only(order, duty, platform, rule))
            elif rule and duty is Duty.FEEDBACK:
                found += _feedback_clock(rule, found)
            continue
        clock = _clock(rule, _start(order, rule), rules)
        found.append(_with_platform(clock, platform) if platform else clock)
    matters = (_matter_clock(matter, rules) for matter in open_matters(order))
    return (*found, *(clock for clock in matters if clock))


def informing_clocks_for(kind: str, rules: Rules, *, dispatched_at: datetime) -> tuple[Clock, ...]:
    """Compute the deadlines that others have to keep, for a kind of order (XY-10, XY-13)."""
    found = (rules.profile.clock(duty, kind) for duty in Duty if duty in FOR_INFORMATION)
    return tuple(_clock(rule, dispatched_at, rules) for rule in found if rule and rule.limits)


def informing_clocks_of(order: Order, rules: Rules) -> tuple[Clock, ...]:
    """Compute what others have to keep for an order, while it is open.

    “5+5” spans the first handling and the first re-handling; of later rounds no document says
    what the street's deadline is.
    """
    if order.stage in {Stage.CLOSED, Stage.REMOVED} or order.round.number > _INFORMED_ROUNDS:
        return ()
    found = informing_clocks_for(order.kind, rules, dispatched_at=order.dispatched_at)
    dues = (platform_due(order, clock.duty) for clock in found)
    return tuple(
        _with_platform(clock, due) if due else clock for clock, due in zip(found, dues, strict=True)
    )


def extended(clock: Clock, days: int, rules: Rules) -> datetime:
    """Tell where a deadline moves when the centre grants some days more (KF-03).

    Raises:
        ValueError: The jurisdiction has no extension.
    """
    extension = rules.profile.extension
    if extension is None:
        raise ValueError(rules.profile.id)
    midnight, _certain = _end_of(Limit(days, extension.unit), clock.due, rules.calendar)
    return _day_end(midnight, rules)


def matter_due(matter: Matter, rules: Rules) -> Due | None:
    """Find when a matter wants its reply: the notice's own date, else the rule's."""
    kind = rules.profile.matter(matter.matter)
    if matter.due:
        cited = kind.rule if kind else "platform"
        return Due(Duty.SUPERVISE, matter.due.astimezone(CST), certain=True, rule=cited)
    rule = rules.profile.matter_clock(matter.matter)
    return _due(rule, matter.received_at, rules) if rule else None


def _matter_clock(matter: Matter, rules: Rules) -> Clock | None:
    kind = rules.profile.matter(matter.matter)
    rule = rules.profile.matter_clock(matter.matter)
    clause = kind.clause if kind else matter.matter
    if matter.due:
        due = matter_due(matter, rules)
        assert due is not None  # noqa: S101 - it has its own date
        return Clock(
            Duty.SUPERVISE,
            due.due,
            due.rule,
            clause,
            certain=True,
            start=matter.received_at,
            days=(),
            alarm_at=due.due,
        )
    return _clock(rule, matter.received_at, rules) if rule else None


def due_of(order: Order, duty: Duty, rules: Rules) -> Due | None:
    """Find one deadline quickly; None when the duty has no clock here."""
    if duty is Duty.SUPERVISE:
        found = [due for matter in open_matters(order) if (due := matter_due(matter, rules))]
        return min(found, key=lambda due: due.due, default=None)
    platform = platform_due(order, duty)
    if platform:
        return Due(duty, platform, certain=True, rule="platform")
    rule = rules.profile.clock(duty, order.kind)
    if rule is None:
        return None
    if not rule.limits:
        return _feedback_due(order, rule, rules) if duty is Duty.FEEDBACK else None
    return _due(rule, _start(order, rule), rules)


def _feedback_due(order: Order, rule: ClockRule, rules: Rules) -> Due | None:
    """LS-09, ZZ-05 name no number: at the latest when the handling has to be handed in."""
    working = due_of(order, _working(order), rules)
    return structs.replace(working, duty=Duty.FEEDBACK, rule=rule.rule) if working else None


def _feedback_clock(rule: ClockRule, found: list[Clock]) -> list[Clock]:
    """Explain the same deadline: the days are those of the handling."""
    working = [clock for clock in found if clock.duty in {Duty.HANDLE, Duty.REHANDLE}]
    clause = f"{rule.clause}；没有具体时限，最晚在办理时限以前"
    return [
        structs.replace(clock, duty=Duty.FEEDBACK, rule=rule.rule, clause=clause, computed=None)
        for clock in working[-1:]
    ]


def open_duties(order: Order, profile: Profile | None = None) -> tuple[Duty, ...]:
    """List the duties that are still to be done in the current round, first one first.

    Args:
        order: The order.
        profile: Knows whose caller need not be contacted, and where the result has to be told;
            without it everybody is contacted and nobody is told.
    """
    if order.stage in {Stage.CLOSED, Stage.REMOVED}:
        return ()
    matters = (Duty.SUPERVISE,) if open_matters(order) else ()
    if order.stage in _SETTLED:
        return matters
    the_round = order.round
    feedback = (Duty.FEEDBACK,) if profile and is_feedback_owed(order, profile) else ()
    if the_round.number > 1:
        return (*feedback, Duty.REHANDLE, *matters)
    duties = []
    if the_round.accepted is None:
        duties.append(Duty.ACCEPT)
    if not has_contact(order) and not (profile and is_contact_excused(order, profile)):
        duties.append(Duty.CONTACT)
    return (*duties, *feedback, Duty.HANDLE, *matters)


def is_feedback_owed(order: Order, profile: Profile) -> bool:
    """Tell whether the result has been found and not yet told to the caller (LS-09, ZZ-05)."""
    result = order.round.result
    if result is None or not result.outcome or has_feedback(order):
        return False
    known = profile.clock(Duty.FEEDBACK, order.kind)
    return known is not None and not is_contact_excused(order, profile)


def is_contact_excused(order: Order, profile: Profile) -> bool:
    """Tell whether the caller of this order need not be contacted: profile data (XY-02, LS-09)."""
    if order.part is Part.CO or profile.excuses("everyone"):
        return True
    if order.anonymous and profile.excuses("anonymous"):
        return True
    return order.confidentiality is not Confidentiality.NONE and profile.excuses(
        order.confidentiality
    )


def next_due(order: Order, rules: Rules) -> Due | None:
    """Find the open duty that ends first; None when nothing is open or has a clock."""
    dues = [
        due for duty in open_duties(order, rules.profile) if (due := due_of(order, duty, rules))
    ]
    return min(dues, key=lambda due: due.due, default=None)


def has_contact(order: Order) -> bool:
    """Tell whether 先行联系 is recorded: any standing row, as XY-02 asks for every order."""
    return any(not contact.retracted for entry in order.rounds for contact in entry.contacts)


def has_feedback(order: Order) -> bool:
    """Tell whether the result of this round was told to the caller: when, and what."""
    result = order.round.result
    return bool(result and result.answered_at and result.answer.strip())


def is_return_closed(order: Order, rules: Rules, at: datetime) -> Due | None:
    """Find the passed return deadline that *locks* the return (XY-07 逾期不予退单).

    Returns:
        The deadline, or None while a return can still be sent: before it, where there is no
        return clock or being late only costs something, or where the date is not certain (then
        the centre decides).
    """
    if rules.profile.late_return != "locked":
        return None
    due = due_of(order, Duty.RETURN, rules)
    return due if due and due.certain and due.is_past(at) else None


def platform_due(order: Order, duty: Duty) -> datetime | None:
    """Find the platform's own deadline for a duty of the current round."""
    for entry in order.platform_due:
        if entry.duty == duty:
            return entry.due.astimezone(CST)
    return None


def _working(order: Order) -> Duty:
    return Duty.REHANDLE if order.round.number > 1 else Duty.HANDLE


def _duties_of_round(order: Order) -> tuple[Duty, ...]:
    if order.round.number > 1:
        return (Duty.REHANDLE, Duty.FEEDBACK)
    return (Duty.ACCEPT, Duty.CONTACT, Duty.RETURN, Duty.HANDLE, Duty.FEEDBACK)


def _start(order: Order, rule: ClockRule) -> datetime:
    if rule.start == "receipt":
        return order.received_at or order.dispatched_at
    return order.dispatched_at if rule.start == "dispatch" else order.round.started_at


def _end_of(limit: Limit, start: datetime, calendar: Calendar) -> tuple[datetime, bool]:
    day = start.astimezone(CST).date()
    if limit.unit == "nd":
        end, certain = day + timedelta(days=limit.count), True
    else:
        end, certain = calendar.working_end(day, limit.count)
    return _midnight(end), certain


def _due(rule: ClockRule, start: datetime, rules: Rules) -> Due:
    key = (id(rule), start.astimezone(CST).date())
    found = rules.dues.get(key)
    if found is None:
        ends = [_end_of(limit, start, rules.calendar) for limit in rule.limits]
        midnight, certain = min(ends)
        earliest, latest = _bounds(rule, start, rules)
        certain = certain and earliest == midnight
        due = _day_end(midnight, rules)
        found = rules.dues[key] = (
            Due(rule.duty, due, certain, rule.rule)
            if certain
            else Due(
                rule.duty,
                due,
                certain,
                rule.rule,
                earliest=_day_end(earliest, rules),
                latest=_day_end(latest, rules),
            )
        )
    return found


def _day_end(midnight: datetime, rules: Rules) -> datetime:
    day_end = rules.profile.day_end
    return midnight.replace(hour=day_end.hour, minute=day_end.minute, second=day_end.second)


def _bounds(rule: ClockRule, start: datetime, rules: Rules) -> tuple[datetime, datetime]:
    """Find the earliest and the latest day that the first limit to end can still end on."""
    day = start.astimezone(CST).date()
    ends = [_bounds_of(limit, day, rules.calendar) for limit in rule.limits]
    first, last = (min(end[which] for end in ends) for which in (0, 1))
    return _midnight(first), _midnight(last)


def _bounds_of(limit: Limit, day: date, calendar: Calendar) -> tuple[date, date]:
    if limit.unit == "nd":
        end = day + timedelta(days=limit.count)
        return end, end
    end, certain = calendar.working_end(day, limit.count)
    if certain:
        return end, end
    earliest = calendar.earliest_working_end(day, limit.count)
    return earliest, calendar.latest_working_end(day, limit.count)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=CST)


def _clock(rule: ClockRule, start: datetime, rules: Rules) -> Clock:
    due = _due(rule, start, rules)
    span = min((_span_of(limit, start, rules.calendar) for limit in rule.limits), key=_end_and_days)
    return Clock(
        duty=rule.duty,
        due=due.due,
        rule=rule.rule,
        clause=rule.clause,
        certain=due.certain,
        start=start,
        days=(_day_zero(span.start), *span.days),
        alarm_at=_alarm(rule, start, due.due),
        earliest=due.earliest,
        latest=due.latest,
    )


def _end_and_days(span: Span) -> tuple[object, bool]:
    return span.end, span.certain


def _span_of(limit: Limit, start: datetime, calendar: Calendar) -> Span:
    day = start.astimezone(CST).date()
    if limit.unit == "nd":
        return calendar.natural_span(day, limit.count)
    return calendar.working_span(day, limit.count)


def _day_zero(start: date) -> Day:
    return Day(start, False, True, "起算当日不计（民法典第二百零一条）")


def _alarm(rule: ClockRule, start: datetime, due: datetime) -> datetime:
    if [limit.count for limit in rule.limits] != [1]:
        return due
    local = start.astimezone(CST)
    return min(due, due.replace(hour=local.hour, minute=local.minute, second=local.second))


def _with_platform(clock: Clock, platform: datetime) -> Clock:
    return Clock(
        duty=clock.duty,
        due=platform,
        rule="platform",
        clause=clock.clause,
        certain=True,
        start=clock.start,
        days=clock.days,
        computed=clock.due if clock.due != platform else None,
        alarm_at=platform,
    )


def _platform_only(order: Order, duty: Duty, platform: datetime, rule: ClockRule | None) -> Clock:
    return Clock(
        duty,
        platform,
        "platform",
        rule.clause if rule else "平台下发",
        certain=True,
        start=order.round.started_at,
        days=(),
        alarm_at=platform,
    )
