"""What two versions of a place's rules say differently, each line with its clause."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from desktop.domain import actions as act
from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.guide import STEP_NAMES
from desktop.domain.profile import (
    ClockRule,
    Duty,
    ExtensionRule,
    FormUse,
    IrregularRule,
    Limit,
    MatterKind,
    Penalty,
    Profile,
    ReportingDuty,
)
from desktop.domain.reporting import cycle_words

NONE = "无"
"""What stands on the side that does not know a rule."""

_UNITS = {"wd": "工作日", "nd": "自然日"}
_STARTS = {"dispatch": "派单", "rehandle": "退回重办", "receipt": "收到通知"}
_ACTIONS = {act.kind_of(kind): name for kind, name in STEP_NAMES.items()}
_DEMANDS = {
    "reason": "退单理由",
    "suggestion": "建议派单方向",
    "signature": "负责人签字",
    "basis": "依据",
    "phone_report": "先电话汇报",
    "feedback": "向来电人反馈结果",
    "persons": "牵头负责人、具体办理人员",
    "head_part": "负责人参与",
    "anonymous": "匿名",
    "report": "举报",
    "secret": "保密",
    "everyone": "全部",
}
_RECORD_TIMES = {"platform": "以平台记录时间为准", "claimed": "以登记时间为准"}
_LATE_RETURNS = {"locked": "逾期不予退单", "cautioned": "逾期仍可申请，由中心判定"}


@dataclass(frozen=True, slots=True)
class RuleDifference:
    """One thing that the two versions say differently.

    Attributes:
        what: What it is about.
        before: What the old version says; `NONE` where it says nothing.
        after: What the new version says; likewise.
        rule: Rule id; empty for what has none.
        clause: Where the new version's document says so, or the old one's where it is gone.
    """

    what: str
    before: str
    after: str
    rule: str = ""
    clause: str = ""

    @property
    def text(self) -> str:
        """Say it in one line."""
        source = "，".join(part for part in (self.rule, self.clause) if part)
        return f"{self.what}：{self.before} → {self.after}" + (f"（{source}）" if source else "")


@dataclass(frozen=True, slots=True)
class _Said:
    """What one version says about something."""

    words: str
    rule: str = ""
    clause: str = ""


_Table = Mapping[str, _Said]


def rule_differences(old: Profile, new: Profile) -> tuple[RuleDifference, ...]:
    """Compare two versions, or the rules of two places: clocks first, then procedures and costs.

    Names, sources and the dates of validity are not compared: they bind nobody.
    """
    tables = zip(_tables(old), _tables(new), strict=True)
    others = (line for before, after in tables for line in _compared(before, after))
    return (*_clock_differences(old, new), *others)


def _clock_differences(old: Profile, new: Profile) -> Iterator[RuleDifference]:
    """Compare the clocks; kinds of order that change alike share a line."""
    kinds = {kind.id: kind.name for profile in (old, new) for kind in profile.kinds}
    for duty in Duty:
        lots: dict[RuleDifference, list[str]] = {}
        for kind, name in kinds.items():
            before, after = (_clocks(profile, duty, kind) for profile in (old, new))
            for line in _compared(before, after):
                lots.setdefault(line, []).append(name)
        for line, names in lots.items():
            some = f"（{'、'.join(names)}）" if len(names) < len(kinds) else ""
            yield replace(line, what=line.what + some)


def _tables(profile: Profile) -> Iterator[_Table]:
    yield _plain(profile)
    known = sorted(profile.actions & _ACTIONS.keys())
    yield {f"步骤“{_ACTIONS[kind]}”": _Said("有") for kind in known}
    yield {f"退单理由“{row.name}”": _Said(row.note or "有") for row in profile.return_reasons}
    yield {f"表 {use.form}": _form(use) for use in profile.forms}
    yield {f"督办事项“{row.name}”": _matter(row) for row in profile.matters}
    yield {f"定期报送“{row.name}”": _report(row) for row in profile.reporting_duties}
    yield _penalties(profile)
    yield {
        f"地方{'放假' if row.off else '上班'}“{row.name}”": _Said(f"{row.first} 至 {row.last}")
        for row in profile.regional_holidays
    }


def _compared(before: _Table, after: _Table) -> Iterator[RuleDifference]:
    for what in (*before, *(what for what in after if what not in before)):
        old, new = before.get(what), after.get(what)
        words = (old.words if old else NONE, new.words if new else NONE)
        if words[0] != words[1]:
            source = new or old or _Said("")
            yield RuleDifference(what, *words, source.rule, source.clause)


def _clocks(profile: Profile, duty: Duty, kind: str) -> _Table:
    rule = profile.clock(duty, kind)
    return {DUTY_NAMES[duty]: _clock(rule)} if rule else {}


def _clock(rule: ClockRule) -> _Said:
    limits = "、".join(_limit(limit) for limit in rule.limits)
    early = "中先到的" if len(rule.limits) > 1 else ""
    words = f"{_STARTS[rule.start]}起 {limits}{early}" if limits else rule.no_number
    return _Said(words, rule.rule, rule.clause)


def _limit(limit: Limit) -> str:
    return f"{limit.count} 个{_UNITS[limit.unit]}"


def _plain(profile: Profile) -> _Table:
    hours = "、".join(f"{first:%H:%M}—{last:%H:%M}" for first, last in profile.office_hours)
    return {
        "完成时间": _Said(_RECORD_TIMES[profile.record_time]),
        "一天的截止时刻": _Said(f"{profile.day_end:%H:%M:%S}"),
        "办公时间": _Said(hours or NONE),
        "接单提醒": _Said(f"派单后 {profile.accept_reminder_hours} 个办公小时"),
        "退单必备": _Said(_names(profile.return_demands)),
        "逾期退单": _Said(_LATE_RETURNS[profile.late_return]),
        "免先行联系": _Said(_names(profile.contact_excused)),
        "提交必备": _Said(_names(profile.submit_demands)),
        "再次处置提交必备": _Said(_names(profile.rehandle_demands)),
        "未按时接单约谈": _Said(_times(profile.late_accepts_to_summons)),
        "延期": _extension(profile.extension),
        "不合规诉求": _irregular(profile.irregular),
    }


def _names(demands: Iterable[str]) -> str:
    return "、".join(_DEMANDS[demand] for demand in sorted(demands)) or NONE


def _times(count: int) -> str:
    return f"一年满 {count} 次" if count else NONE


def _extension(rule: ExtensionRule | None) -> _Said:
    if rule is None:
        return _Said(NONE)
    when = "要在到期前申请" if rule.before_deadline else "到期后也可申请"
    return _Said(f"{when}，按{_UNITS[rule.unit]}计", rule.rule, rule.clause)


def _irregular(rule: IrregularRule | None) -> _Said:
    if rule is None:
        return _Said(NONE)
    names = {"province_first": "省级首次办理", "city_redone": "市级已重办一次"}
    words = "、".join(names[name] for name in rule.preconditions)
    return _Said(f"限{words}", rule.rule, rule.clause)


def _form(use: FormUse) -> _Said:
    steps = f"{len(use.steps)} 处签字"
    if not use.demanded_for:
        return _Said(f"可用，{steps}", use.rule)
    demanded = "、".join(_ACTIONS.get(kind, kind) for kind in use.demanded_for)
    kinds = f"（{'、'.join(use.kinds)}）" if use.kinds else ""
    return _Said(f"{demanded}{kinds}以前要签字，{steps}", use.rule)


def _matter(row: MatterKind) -> _Said:
    parts = ["要答复" if row.reply_demanded else "不要求答复"]
    parts += [_limit(row.limit)] if row.limit else []
    parts += ["抄送中心"] if row.copied else []
    parts += [f"{row.counts} 次无结果要扣分"] if row.counts else []
    return _Said("，".join(parts), row.rule, row.clause)


def _report(row: ReportingDuty) -> _Said:
    return _Said(cycle_words(row), row.rule, row.clause)


def _penalties(profile: Profile) -> _Table:
    """Two mistakes can be worded alike, such as a late reply in either round."""
    found: dict[str, _Said] = {}
    for row in profile.penalties:
        what, words = f"扣分“{row.text}”", _cost(row)
        before = found.get(what)
        found[what] = _Said(f"{before.words}、{words}" if before else words, row.rule)
    return found


def _cost(row: Penalty) -> str:
    return f"{row.cost} 分" if row.cost else "通报等，不扣分"
