"""A jurisdiction's rules as data: clocks, kinds, demands, reasons.

Nothing here is hard-coded for a place. `parse_profile` turns a mapping (a TOML file's content)
into a `Profile` and refuses what it does not know, so that a typing error in a rule file is
found when the file is loaded and not when a deadline is missed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cached_property

from desktop.domain.actions import ACTION_KINDS
from desktop.domain.calendar import RegionalHoliday
from desktop.domain.notices import is_off_by_law
from desktop.domain.rule_table import ProfileError, RuleTable

__all__ = [
    "ClockRule",
    "Duty",
    "FormUse",
    "Kind",
    "Limit",
    "Profile",
    "ProfileError",
    "ReasonField",
    "ReturnReason",
    "parse_profile",
]


class Duty(StrEnum):
    """What has to be done by a deadline."""

    ACCEPT = "accept"
    CONTACT = "contact"
    RETURN = "return"
    HANDLE = "handle"
    REHANDLE = "rehandle"


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of days.

    Attributes:
        count: How many, at least 1.
        unit: `wd` for working days (工作日), `nd` for natural days (自然日).
    """

    count: int
    unit: str


@dataclass(frozen=True, slots=True)
class ClockRule:
    """One clock of a jurisdiction.

    Attributes:
        duty: What it measures.
        start: The event that starts it: `dispatch` or `rehandle` (a new round).
        limits: The earliest of these ends it.
        rule: Rule id, such as XY-02.
        clause: Where the document says so.
        kinds: Kinds of order it holds for; empty means all that no other rule names.
    """

    duty: Duty
    start: str
    limits: tuple[Limit, ...]
    rule: str
    clause: str
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of order: its id, its name on screen and the rule that introduces it."""

    id: str
    name: str
    rule: str


@dataclass(frozen=True, slots=True)
class ReasonField:
    """An extra field that a return reason asks for."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class ReturnReason:
    """A class of reasons for which an order may be returned."""

    id: str
    name: str
    fields: tuple[ReasonField, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormUse:
    """When a form is used.

    Attributes:
        form: Form id, such as F1.
        demanded_for: Actions that are refused without its signature; empty means offered only.
        steps: Signature steps in their order.
        rule: Rule id.
    """

    form: str
    demanded_for: tuple[str, ...]
    steps: tuple[str, ...]
    rule: str


@dataclass(frozen=True)
class Profile:
    """The rule set of one jurisdiction, versioned.

    Attributes:
        id: Machine name, such as `xiayang`.
        version: Number of this version; an order keeps the one it was dispatched under.
        name: Name on screen.
        level: Level of the units it is for.
        valid_from: First day it is in force.
        sources: The documents it is read from.
        record_time: `platform` when the platform's record time decides whether a duty was met,
            `claimed` when the clerk's click does.
        day_end: Last moment of a day that still counts.
        office_hours: Spans of a working day in which alarms ring.
        accept_reminder_hours: Working hours after dispatch for the early reminder to accept.
        kinds: Kinds of order.
        clocks: Clock rules.
        actions: Action kinds that exist in this jurisdiction.
        return_reasons: Classes for a return request.
        return_demands: What a return request must show: `reason`, `suggestion`, `signature`.
        contact_excused: Orders whose caller need not be contacted: `anonymous`, `report`, `secret`.
        rehandle_demands: What a re-handled order must show: `head_part`.
        late_accepts_to_summons: Late acceptances in a calendar year that lead to 约谈; 0: none.
        forms: Forms and their signatures.
        regional_holidays: Days off and make-up days that the region adds to the national ones.
    """

    id: str
    version: int
    name: str
    level: str
    valid_from: date
    sources: tuple[str, ...]
    record_time: str
    day_end: time
    office_hours: tuple[tuple[time, time], ...]
    accept_reminder_hours: int
    kinds: tuple[Kind, ...]
    clocks: tuple[ClockRule, ...]
    actions: frozenset[str]
    return_reasons: tuple[ReturnReason, ...]
    return_demands: frozenset[str]
    contact_excused: frozenset[str]
    rehandle_demands: frozenset[str]
    late_accepts_to_summons: int
    forms: tuple[FormUse, ...]
    regional_holidays: tuple[RegionalHoliday, ...] = ()

    @cached_property
    def _clocks(self) -> dict[tuple[Duty, str], ClockRule]:
        found: dict[tuple[Duty, str], ClockRule] = {}
        for rule in self.clocks:
            for kind in rule.kinds:
                found[rule.duty, kind] = rule
        for rule in self.clocks:
            if not rule.kinds:
                for entry in self.kinds:
                    found.setdefault((rule.duty, entry.id), rule)
        return found

    def clock(self, duty: Duty, kind: str) -> ClockRule | None:
        """Find the clock rule of a duty for a kind of order; None where there is none."""
        return self._clocks.get((duty, kind))

    def kind(self, wanted: str) -> Kind:
        """Find a kind by id or name.

        Raises:
            ProfileError: The profile has no such kind.
        """
        for kind in self.kinds:
            if wanted in {kind.id, kind.name}:
                return kind
        names = "、".join(kind.name for kind in self.kinds)
        raise ProfileError(f"{self.name}没有“{wanted}”这种工单，只有：{names}")

    def return_reason(self, wanted: str) -> ReturnReason | None:
        """Find a class of return reasons by id."""
        return next((reason for reason in self.return_reasons if reason.id == wanted), None)

    def form(self, wanted: str) -> FormUse | None:
        """Find how a form is used here; None when the jurisdiction does not know it."""
        return next((use for use in self.forms if use.form == wanted), None)


def parse_profile(content: Mapping[str, object], *, name: str) -> Profile:
    """Read a profile.

    Args:
        content: The mapping, as `tomllib` gives it.
        name: The file's name, for messages.

    Raises:
        ProfileError: Something is missing, unknown or of the wrong type; the message names file,
            key and, where there is one, the clause.
    """
    table = RuleTable(content, name)
    kinds = tuple(_kind(entry) for entry in table.tables("kinds"))
    profile = Profile(
        id=table.text("id"),
        version=table.whole("version", least=1),
        name=table.text("name"),
        level=table.text("level"),
        valid_from=table.day("valid_from"),
        sources=table.texts("sources"),
        record_time=table.choice("record_time", ("platform", "claimed")),
        day_end=table.clock_time("day_end"),
        office_hours=_office_hours(table),
        accept_reminder_hours=table.whole("accept_reminder_hours", least=0),
        kinds=kinds,
        clocks=tuple(_clock(entry, kinds) for entry in table.tables("clocks")),
        actions=frozenset(table.choices("actions", ACTION_KINDS)),
        return_reasons=tuple(_reason(entry) for entry in table.tables("return_reasons")),
        return_demands=frozenset(
            table.choices("return_demands", ("reason", "suggestion", "signature"))
        ),
        contact_excused=frozenset(
            table.choices("contact_excused", ("anonymous", "report", "secret"))
        ),
        rehandle_demands=frozenset(table.choices("rehandle_demands", ("head_part",))),
        late_accepts_to_summons=table.whole("late_accepts_to_summons", least=0),
        forms=tuple(_form(entry) for entry in table.tables("forms")),
        regional_holidays=_regional_holidays(table),
    )
    table.finish()
    _demand_kinds_and_actions(table, profile)
    _demand_single_rules(table, profile)
    return profile


def _demand_kinds_and_actions(table: RuleTable, profile: Profile) -> None:
    if not profile.kinds:
        raise table.error("kinds", "至少要有一种工单")
    if not profile.actions:
        raise table.error("actions", "至少要有一种动作")


def _demand_single_rules(table: RuleTable, profile: Profile) -> None:
    """Refuse a second rule for the same thing: which of the two holds would be chance."""
    _demand_single(table, "kinds", (kind.id for kind in profile.kinds))
    _demand_single(table, "return_reasons", (reason.id for reason in profile.return_reasons))
    _demand_single(table, "forms", (use.form for use in profile.forms))
    clocks = (f"{rule.duty} {kind}" for rule in profile.clocks for kind in rule.kinds or ("",))
    _demand_single(table, "clocks", clocks)


def _demand_single(table: RuleTable, key: str, found: Iterable[str]) -> None:
    seen: set[str] = set()
    for entry in found:
        if entry in seen:
            raise table.error(key, f"“{entry.strip()}”写了两次")
        seen.add(entry)


def _office_hours(table: RuleTable) -> tuple[tuple[time, time], ...]:
    hours = tuple(
        (entry.clock_time("from"), entry.clock_time("to")) for entry in table.tables("office_hours")
    )
    for first, last in hours:
        if first >= last:
            raise table.error("office_hours", f"{first} 不早于 {last}")
    return hours


def _kind(table: RuleTable) -> Kind:
    kind = Kind(table.text("id"), table.text("name"), table.text("rule"))
    table.finish()
    return kind


def _clock(table: RuleTable, kinds: tuple[Kind, ...]) -> ClockRule:
    rule = ClockRule(
        duty=Duty(table.choice("duty", tuple(Duty))),
        start=table.choice("start", ("dispatch", "rehandle")),
        limits=tuple(_limit(entry) for entry in table.tables("limits")),
        rule=table.text("rule"),
        clause=table.text("clause"),
        kinds=table.choices("kinds", tuple(kind.id for kind in kinds)),
    )
    if not rule.limits:
        raise table.error("limits", "至少要有一个期限")
    table.finish()
    return rule


def _limit(table: RuleTable) -> Limit:
    limit = Limit(table.whole("count", least=1), table.choice("unit", ("wd", "nd")))
    table.finish()
    return limit


def _reason(table: RuleTable) -> ReturnReason:
    fields = []
    for entry in table.tables("fields"):
        fields.append(ReasonField(entry.text("key"), entry.text("label")))
        entry.finish()
    reason = ReturnReason(
        table.text("id"), table.text("name"), tuple(fields), table.text("note", default="")
    )
    table.finish()
    return reason


def _form(table: RuleTable) -> FormUse:
    use = FormUse(
        table.text("form"),
        table.choices("demanded_for", ACTION_KINDS),
        table.texts("steps"),
        table.text("rule"),
    )
    table.finish()
    return use


def _regional_holidays(table: RuleTable) -> tuple[RegionalHoliday, ...]:
    found: list[RegionalHoliday] = []
    seen: set[date] = set()
    for entry in table.tables("regional_holidays"):
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
