"""The parts of a jurisdiction's rules: each is one table of a rule file, read strictly."""

from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from msgspec import Struct

from desktop.domain.actions import ACTION_KINDS
from desktop.domain.calendar import RegionalHoliday
from desktop.domain.notices import is_off_by_law
from desktop.domain.rule_table import RuleTable


class Duty(StrEnum):
    """What has to be done by a deadline."""

    ACCEPT = "accept"
    CONTACT = "contact"
    RETURN = "return"
    HANDLE = "handle"
    REHANDLE = "rehandle"
    FEEDBACK = "feedback"
    """The result is told to the caller (LS-09, ZZ-05)."""
    SUPERVISE = "supervise"
    """An open matter (督办, 催办, 提示) waits for the unit's reply (LS-08, KF-22)."""
    STREET = "handle_street"
    """The street itself has to be done by then (XY-10, XY-13): no duty of the unit's."""


FOR_INFORMATION = frozenset({Duty.STREET})
"""What somebody else has to do: it is shown beside the unit's own deadlines and never asked of
the unit, on the agenda, in an alarm or as a next step."""

CLOCK_DUTIES = tuple(duty for duty in Duty if duty is not Duty.SUPERVISE)
"""Duties that a clock rule can be about; a matter carries its own limit."""

PENALTY_EVENTS = (
    "accept_late", "contact_late", "return_late", "handle_late", "rehandle_late", "wrong_return",
    "return_insisted", "return_without_phone", "chased_twice", "redone", "irregular_rejected",
    "supervised", "leak",
)  # fmt: skip
"""What a penalty can be about."""


class Limit(Struct, frozen=True):
    """A number of days.

    Attributes:
        count: How many, at least 1.
        unit: `wd` for working days (工作日), `nd` for natural days (自然日).
    """

    count: int
    unit: str


class ClockRule(Struct, frozen=True):
    """One clock of a jurisdiction.

    Attributes:
        duty: What it measures.
        start: The event that starts it: `dispatch`, `rehandle` (a new round) or `receipt` (of a
            written notice, KF-01).
        limits: The earliest of these ends it; empty where the document names no number.
        rule: Rule id, such as XY-02.
        clause: Where the document says so.
        kinds: Kinds of order it holds for; empty means all that no other rule names.
        no_number: What stands in the place of a number, such as 时限由平台下发.
    """

    duty: Duty
    start: str
    limits: tuple[Limit, ...]
    rule: str
    clause: str
    kinds: tuple[str, ...] = ()
    no_number: str = ""


class Kind(Struct, frozen=True):
    """A kind of order: its id, its name on screen and the rule that introduces it.

    Attributes:
        channels: Sources (来源) whose orders are of this kind, such as 110转办 (ZZ-12).
    """

    id: str
    name: str
    rule: str
    channels: tuple[str, ...] = ()


class ReasonField(Struct, frozen=True):
    """An extra field that a return reason asks for."""

    key: str
    label: str


class ReturnReason(Struct, frozen=True):
    """A class of reasons for which an order may be returned."""

    id: str
    name: str
    fields: tuple[ReasonField, ...] = ()
    note: str = ""


class FormUse(Struct, frozen=True):
    """When a form is used.

    Attributes:
        form: Form id, such as F1.
        demanded_for: Actions that are refused without its signatures; empty means offered only.
        steps: Signature steps in their order.
        rule: Rule id.
        kinds: Kinds of order for which it is demanded; empty means all.
    """

    form: str
    demanded_for: tuple[str, ...]
    steps: tuple[str, ...]
    rule: str
    kinds: tuple[str, ...] = ()

    def is_demanded(self, action: str, kind: str) -> bool:
        """Tell whether an action on a kind of order waits for this form's signatures."""
        return action in self.demanded_for and (not self.kinds or kind in self.kinds)


class ExtensionRule(Struct, frozen=True):
    """延期, where a jurisdiction knows it (KF-03, GP-02).

    Attributes:
        before_deadline: Whether it must be asked for before the deadline; afterwards it is locked.
        unit: Days in which an extension is counted, `wd` or `nd`.
    """

    before_deadline: bool
    unit: str
    rule: str
    clause: str


class IrregularRule(Struct, frozen=True):
    """不合规诉求, where a jurisdiction knows it (LS-10).

    Attributes:
        preconditions: One of them must hold: `province_first` (a provincial order in its first
            handling), `city_redone` (sent back once by the city).
    """

    preconditions: tuple[str, ...]
    rule: str
    clause: str


class ReportingDuty(Struct, frozen=True):
    """What the unit hands in regularly, apart from single orders.

    Attributes:
        cycle: `monthly`, `bimonthly` (even months), `quarterly`, `half_yearly`, `yearly`, or
            `as_needed` for what has no date at all.
        day: Last day of the month that counts; 0 where the document names none: the month's end.
        month: Month of a yearly duty; 0 for all others.
        form: The form to fill in; empty for none.
    """

    id: str
    name: str
    rule: str
    clause: str
    cycle: str
    day: int = 0
    month: int = 0
    form: str = ""


class MatterKind(Struct, frozen=True):
    """A matter that reaches the unit beside the order: 督办, 催办, 提示, 书面交办.

    Attributes:
        reply_demanded: Whether the unit owes a reply.
        copied: Whether the reply is copied to the centre (抄送, LS-06).
        limit: Days to reply; None where the document names none or the notice sets its own.
        counts: How many without a result are a penalty (催办, KF-13); 0 for none.
    """

    id: str
    name: str
    rule: str
    clause: str
    reply_demanded: bool
    copied: bool = False
    limit: Limit | None = None
    counts: int = 0


class Penalty(Struct, frozen=True):
    """What something costs the unit, shown beside the step that would cause it.

    Attributes:
        event: One of `PENALTY_EVENTS`.
        text: In a clerk's words.
        cost: Points; 0 where the document threatens something else.
    """

    id: str
    event: str
    text: str
    cost: Decimal
    rule: str


def read_kind(table: RuleTable) -> Kind:
    """Read a kind of order."""
    kind = Kind(table.text("id"), table.text("name"), table.text("rule"), table.texts("channels"))
    table.finish()
    return kind


def read_clock(table: RuleTable, kinds: tuple[str, ...]) -> ClockRule:
    """Read a clock; one without a number says what stands in its place."""
    rule = ClockRule(
        duty=Duty(table.choice("duty", CLOCK_DUTIES)),
        start=table.choice("start", ("dispatch", "rehandle", "receipt")),
        limits=tuple(_limit(entry) for entry in table.tables("limits")),
        rule=table.text("rule"),
        clause=table.text("clause"),
        kinds=table.choices("kinds", kinds),
        no_number=table.text("no_number", default=""),
    )
    if not rule.limits and not rule.no_number:
        raise table.error("limits", "至少要有一个期限，没有数字的写明 no_number")
    if rule.limits and rule.no_number:
        raise table.error("no_number", "已有期限，不能再写没有数字")
    table.finish()
    return rule


def _limit(table: RuleTable) -> Limit:
    limit = Limit(table.whole("count", least=1), table.choice("unit", ("wd", "nd")))
    table.finish()
    return limit


def read_reason(table: RuleTable) -> ReturnReason:
    """Read a class of return reasons."""
    fields = []
    for entry in table.tables("fields"):
        fields.append(ReasonField(entry.text("key"), entry.text("label")))
        entry.finish()
    reason = ReturnReason(
        table.text("id"), table.text("name"), tuple(fields), table.text("note", default="")
    )
    table.finish()
    return reason


def read_form(table: RuleTable, kinds: tuple[str, ...]) -> FormUse:
    """Read how a form is used."""
    use = FormUse(
        table.text("form"),
        table.choices("demanded_for", ACTION_KINDS),
        table.texts("steps"),
        table.text("rule"),
        table.choices("kinds", kinds),
    )
    if use.demanded_for and not use.steps:
        raise table.error("steps", "要求签字的表至少要有一处签字")
    table.finish()
    return use


def read_extension(table: RuleTable | None) -> ExtensionRule | None:
    """Read the table `extension`; None where the jurisdiction has no such procedure."""
    if table is None:
        return None
    rule = ExtensionRule(
        before_deadline=table.truth("before_deadline"),
        unit=table.choice("unit", ("wd", "nd")),
        rule=table.text("rule"),
        clause=table.text("clause"),
    )
    table.finish()
    return rule


def read_irregular(table: RuleTable | None) -> IrregularRule | None:
    """Read the table `irregular`; None where the jurisdiction has no such procedure."""
    if table is None:
        return None
    rule = IrregularRule(
        preconditions=table.choices("preconditions", ("province_first", "city_redone")),
        rule=table.text("rule"),
        clause=table.text("clause"),
    )
    if not rule.preconditions:
        raise table.error("preconditions", "至少要有一个前提")
    table.finish()
    return rule


_CYCLES = ("monthly", "bimonthly", "quarterly", "half_yearly", "yearly", "as_needed")


def read_reporting(table: RuleTable) -> ReportingDuty:
    """Read a reporting duty."""
    cycle = table.choice("cycle", _CYCLES)
    duty = ReportingDuty(
        id=table.text("id"),
        name=table.text("name"),
        rule=table.text("rule"),
        clause=table.text("clause"),
        cycle=cycle,
        day=table.whole("day", least=1, default=0),
        month=table.whole("month", least=1, default=0),
        form=table.text("form", default=""),
    )
    if duty.day > 28:
        raise table.error("day", "最多写到 28 日；月末的不写日期")
    if (cycle == "yearly") != bool(duty.month) or duty.month > 12:
        raise table.error("month", "每年一次的要写 1 至 12 月，其他的不写")
    if cycle == "as_needed" and duty.day:
        raise table.error("day", "随时报送的没有日期")
    table.finish()
    return duty


def read_matter(table: RuleTable) -> MatterKind:
    """Read a kind of matter."""
    limits = [_limit(entry) for entry in table.tables("limit")]
    if len(limits) > 1:
        raise table.error("limit", "只能有一个期限")
    matter = MatterKind(
        id=table.text("id"),
        name=table.text("name"),
        rule=table.text("rule"),
        clause=table.text("clause"),
        reply_demanded=table.truth("reply_demanded"),
        copied=table.truth("copied", default=False),
        limit=limits[0] if limits else None,
        counts=table.whole("counts", least=1, default=0),
    )
    if limits and not matter.reply_demanded:
        raise table.error("limit", "不要求答复的没有期限")
    table.finish()
    return matter


def read_penalty(table: RuleTable) -> Penalty:
    """Read a penalty; its cost is a decimal in quotes, so that no binary fraction creeps in."""
    cost = table.text("cost")
    try:
        amount = Decimal(cost)
    except InvalidOperation:
        raise table.error("cost", f"“{cost}”不是数字") from None
    if not amount.is_finite() or amount < 0:
        raise table.error("cost", f"“{cost}”应为不小于 0 的数字")
    penalty = Penalty(
        table.text("id"),
        table.choice("event", PENALTY_EVENTS),
        table.text("text"),
        amount,
        table.text("rule"),
    )
    table.finish()
    return penalty


def read_regional_holidays(tables: list[RuleTable]) -> tuple[RegionalHoliday, ...]:
    """Read the days that a region adds to the national arrangement; none may be named twice."""
    found: list[RegionalHoliday] = []
    seen: set[date] = set()
    for entry in tables:
        holiday = _regional_holiday(entry)
        for day in holiday.days():
            if day in seen:
                raise entry.error("from", f"{day} 写了两次")
            seen.add(day)
        found.append(holiday)
    return tuple(found)


def _regional_holiday(entry: RuleTable) -> RegionalHoliday:
    first = entry.day("from")
    holiday = RegionalHoliday(
        name=entry.text("name"),
        first=first,
        last=entry.day("to", default=first),
        off=entry.choice("kind", ("off", "work")) == "off",
    )
    entry.finish()
    if holiday.last < holiday.first:
        raise entry.error("to", f"{holiday.last} 早于 {holiday.first}")
    if holiday.off:
        return holiday
    for day in holiday.days():
        if day.weekday() < 5:
            raise entry.error("from", f"调休上班日 {day} 不在周末")
        if is_off_by_law(day):
            raise entry.error("from", f"{day} 是法定节假日，不能上班")
    return holiday
