"""A jurisdiction's rules as data: clocks, kinds, demands, reasons.

Nothing here is hard-coded for a place. `parse_profile` turns a mapping (a TOML file's content)
into a `Profile` and refuses what it does not know, so that a typing error in a rule file is
found when the file is loaded and not when a deadline is missed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import cached_property

from desktop.domain.actions import ACTION_KINDS
from desktop.domain.calendar import RegionalHoliday
from desktop.domain.clauses import (
    FOR_INFORMATION,
    ClockRule,
    Duty,
    ExtensionRule,
    FormUse,
    IrregularRule,
    Kind,
    Limit,
    MatterKind,
    Penalty,
    ReasonField,
    ReportingDuty,
    ReturnReason,
    read_clock,
    read_extension,
    read_form,
    read_irregular,
    read_kind,
    read_matter,
    read_penalty,
    read_reason,
    read_regional_holidays,
    read_reporting,
)
from desktop.domain.rule_table import ProfileError, RuleTable

__all__ = [
    "FOR_INFORMATION",
    "ClockRule",
    "Duty",
    "ExtensionRule",
    "FormUse",
    "IrregularRule",
    "Kind",
    "Limit",
    "MatterKind",
    "Penalty",
    "Profile",
    "ProfileError",
    "ReasonField",
    "ReportingDuty",
    "ReturnReason",
    "extended_content",
    "parse_profile",
]


@dataclass(frozen=True)
class Profile:
    """The rule set of one jurisdiction, versioned.

    Attributes:
        id: Machine name, such as `xiayang`.
        version: Number of this version; an order keeps the one it was dispatched under.
        name: Name on screen.
        level: Level of the units it is for.
        valid_from: First day it is in force.
        valid_to: Last day; None while it is open-ended.
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
        return_demands: What a return request must show: `reason`, `suggestion`, `signature`,
            `basis` (依据), `phone_report` (先电话汇报, LS-21).
        late_return: `locked` where a late return is not taken any more (XY-07), `cautioned` where
            it only costs something.
        contact_excused: Orders whose caller need not be contacted: `anonymous`, `report`, `secret`,
            or `everyone` where the duty is not the unit's (S4).
        submit_demands: What a submission must show: `feedback` (the result was told to the caller,
            LS-09), `persons` (牵头负责人、具体办理人员, LS-02).
        rehandle_demands: What a re-handled order must show: `head_part`.
        late_accepts_to_summons: Late acceptances in a calendar year that lead to 约谈; 0: none.
        forms: Forms and their signatures.
        regional_holidays: Days off and make-up days that the region adds to the national ones.
        extension: 延期; None where there is no such procedure.
        irregular: 不合规诉求; None where there is no such procedure.
        reporting_duties: What the unit hands in regularly.
        matters: What can reach the unit beside an order, such as 督办 and 催办.
        penalties: What mistakes cost.
        assessment: Profile whose assessment holds; its own id but for a unit's own rules, which
            extend another profile and are assessed like it.
    """

    id: str
    version: int
    name: str
    level: str
    valid_from: date
    valid_to: date | None
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
    late_return: str
    contact_excused: frozenset[str]
    submit_demands: frozenset[str]
    rehandle_demands: frozenset[str]
    late_accepts_to_summons: int
    forms: tuple[FormUse, ...]
    regional_holidays: tuple[RegionalHoliday, ...] = ()
    extension: ExtensionRule | None = None
    irregular: IrregularRule | None = None
    reporting_duties: tuple[ReportingDuty, ...] = ()
    matters: tuple[MatterKind, ...] = ()
    penalties: tuple[Penalty, ...] = ()
    assessment: str = ""

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

    @cached_property
    def _matter_clocks(self) -> dict[str, ClockRule]:
        return {
            matter.id: ClockRule(
                Duty.SUPERVISE, "receipt", (matter.limit,), matter.rule, matter.clause
            )
            for matter in self.matters
            if matter.limit
        }

    def matter_clock(self, wanted: str) -> ClockRule | None:
        """Give the clock of a kind of matter; None where no number of days is set."""
        return self._matter_clocks.get(wanted)

    def cite(self, duty: Duty, kind: str) -> str:
        """Name the rule of a duty for a refusal or a demand; empty where there is none."""
        rule = self.clock(duty, kind)
        return rule.rule if rule else ""

    def excuses(self, what: str) -> bool:
        """Tell whether the caller of such an order need not be contacted."""
        return bool(self.contact_excused & {what, "everyone"})

    def matter(self, wanted: str) -> MatterKind | None:
        """Find a kind of matter by id."""
        return next((matter for matter in self.matters if matter.id == wanted), None)

    def costs(self, *events: str) -> tuple[Penalty, ...]:
        """List what any of these events costs."""
        return tuple(penalty for penalty in self.penalties if penalty.event in events)

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
    kinds = tuple(read_kind(entry) for entry in table.tables("kinds"))
    kind_ids = tuple(kind.id for kind in kinds)
    profile = Profile(
        id=table.text("id"),
        version=table.whole("version", least=1),
        name=table.text("name"),
        level=table.text("level"),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if "valid_to" in content else None,
        sources=table.texts("sources"),
        record_time=table.choice("record_time", ("platform", "claimed")),
        day_end=table.clock_time("day_end"),
        office_hours=_office_hours(table),
        accept_reminder_hours=table.whole("accept_reminder_hours", least=0),
        kinds=kinds,
        clocks=tuple(read_clock(entry, kind_ids) for entry in table.tables("clocks")),
        actions=frozenset(table.choices("actions", ACTION_KINDS)),
        return_reasons=tuple(read_reason(entry) for entry in table.tables("return_reasons")),
        return_demands=frozenset(table.choices("return_demands", _RETURN_DEMANDS)),
        late_return=table.choice("late_return", ("locked", "cautioned")),
        contact_excused=frozenset(table.choices("contact_excused", _EXCUSED)),
        submit_demands=frozenset(table.choices("submit_demands", ("feedback", "persons"))),
        rehandle_demands=frozenset(table.choices("rehandle_demands", ("head_part",))),
        late_accepts_to_summons=table.whole("late_accepts_to_summons", least=0),
        forms=tuple(read_form(entry, kind_ids) for entry in table.tables("forms")),
        regional_holidays=read_regional_holidays(table.tables("regional_holidays")),
        extension=read_extension(table.table("extension")),
        irregular=read_irregular(table.table("irregular")),
        reporting_duties=tuple(read_reporting(entry) for entry in table.tables("reporting_duties")),
        matters=tuple(read_matter(entry) for entry in table.tables("matters")),
        penalties=tuple(read_penalty(entry) for entry in table.tables("penalties")),
        assessment=table.text("assessment", default=table.text("id")),
    )
    table.finish()
    _demand_sense(table, profile)
    _demand_single_rules(table, profile)
    return profile


def extended_content(
    content: Mapping[str, object], base: Mapping[str, object], *, name: str
) -> dict[str, object]:
    """Lay a unit's own profile over the one that it extends.

    Args:
        content: The unit's file: `extends` and the keys that differ. A key is replaced whole.
        base: The content of the profile that `extends` names.
        name: The file's name, for messages.

    Raises:
        ProfileError: It does not name that profile, or keeps its id.
    """
    table = RuleTable(content, name)
    extends = table.text("extends")
    if extends != base.get("id"):
        raise table.error("extends", f"没有“{extends}”这套规则")
    if table.text("id") == extends:
        raise table.error("id", "本单位的规则要有自己的 id")
    own = {key: value for key, value in content.items() if key != "extends"}
    return {**base, "assessment": base.get("assessment", extends), **own}


_RETURN_DEMANDS = ("reason", "suggestion", "signature", "basis", "phone_report")
_EXCUSED = ("anonymous", "report", "secret", "everyone")


def _demand_sense(table: RuleTable, profile: Profile) -> None:
    """Refuse what cannot be used."""
    if not profile.kinds:
        raise table.error("kinds", "至少要有一种工单")
    if not profile.actions:
        raise table.error("actions", "至少要有一种动作")
    if profile.valid_to and profile.valid_to < profile.valid_from:
        raise table.error("valid_to", f"{profile.valid_to} 早于 {profile.valid_from}")


def _demand_single_rules(table: RuleTable, profile: Profile) -> None:
    """Refuse a second rule for the same thing: which of the two holds would be chance."""
    _demand_single(table, "kinds", (kind.id for kind in profile.kinds))
    _demand_single(table, "return_reasons", (reason.id for reason in profile.return_reasons))
    _demand_single(table, "forms", (use.form for use in profile.forms))
    for key in ("reporting_duties", "matters", "penalties"):
        _demand_single(table, key, (entry.id for entry in getattr(profile, key)))
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
