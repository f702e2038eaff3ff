"""What a new version of a place's rules would change for the orders that are open.

An order keeps the version it was dispatched under; the new one holds for new orders. A clerk sees
beforehand which open orders would be judged differently.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from desktop.domain.calendar import moment_text
from desktop.domain.clocks import DUTY_NAMES, Rules, due_of, open_duties
from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Duty, Profile
from desktop.services.profile_difference import NONE, RuleDifference, rule_differences


@dataclass(frozen=True, slots=True)
class DueChange:
    """One deadline that would be another one.

    Attributes:
        before: Under the order's own version; None where that has no such deadline.
        after: Under the new version; None likewise.
    """

    order_id: str
    number: str
    duty: Duty
    before: datetime | None
    after: datetime | None

    @property
    def text(self) -> str:
        """Say it in one line."""
        before = moment_text(self.before) if self.before else NONE
        after = moment_text(self.after) if self.after else NONE
        return f"工单 {self.number} {DUTY_NAMES[self.duty]}：{before} → {after}"


@dataclass(frozen=True, slots=True)
class ProfileChange:
    """What differs between two versions.

    Attributes:
        old: The version that the orders keep.
        new: The version for new orders.
        rules: What they say differently.
        dues: Deadlines of open orders that would be others.
    """

    old: Profile
    new: Profile
    rules: tuple[RuleDifference, ...]
    dues: tuple[DueChange, ...]

    @property
    def text(self) -> str:
        """Write it as lines, for the clipboard and the command line."""
        lines = [f"{_title(self.old)} → {_title(self.new)}"]
        lines += [f"  {line.text}" for line in self.rules]
        if not self.rules:
            lines.append("  规则内容没有不同")
        if self.dues:
            lines.append(f"未办结工单若按新版计算，时限不同的有 {len(self.dues)} 个：")
            lines += [f"  {due.text}" for due in self.dues]
        return "\n".join(lines)


def profile_change(orders: Iterable[Order], old: Rules, new: Rules) -> ProfileChange:
    """Compare two versions over the open orders of the old one; nothing is changed.

    Args:
        orders: Any orders; closed ones and those of other rules are passed over.
        old: The rules that the orders keep.
        new: The rules for new orders.
    """
    dues = [
        change
        for order in orders
        if _is_under(order, old.profile)
        for duty in _duties(order, old.profile, new.profile)
        if (change := _change(order, duty, old, new))
    ]
    return ProfileChange(
        old=old.profile,
        new=new.profile,
        rules=rule_differences(old.profile, new.profile),
        dues=tuple(dues),
    )


def changed_rules(order: Order, kept: Rules, present: Rules) -> ProfileChange | None:
    """Tell what an open order's own rules and those for new orders say differently.

    Args:
        order: The order.
        kept: The rules it was dispatched under, as far as they are known here.
        present: The rules that new orders come under.

    Returns:
        None where there is nothing to compare.
    """
    if not is_outdated(order, present.profile) or kept.profile == present.profile:
        return None
    return profile_change([order], kept, present)


def is_outdated(order: Order, present: Profile) -> bool:
    """Tell whether an open order keeps other rules than those that new orders come under.

    An order of a newer version than the one known here is not outdated: the program is.
    """
    if order.stage in {Stage.CLOSED, Stage.REMOVED}:
        return False
    return order.profile != present.id or order.profile_version < present.version


def _title(profile: Profile) -> str:
    return f"{profile.name} 第 {profile.version} 版"


def _is_under(order: Order, profile: Profile) -> bool:
    return (order.profile, order.profile_version) == (profile.id, profile.version)


def _duties(order: Order, old: Profile, new: Profile) -> tuple[Duty, ...]:
    """List what is open by either version; the return clock runs beside it in a first round."""
    found = dict.fromkeys((*open_duties(order, old), *open_duties(order, new)))
    if found and order.round.number == 1:
        found[Duty.RETURN] = None
    return tuple(found)


def _change(order: Order, duty: Duty, old: Rules, new: Rules) -> DueChange | None:
    before, after = due_of(order, duty, old), due_of(order, duty, new)
    moments = (before.due if before else None, after.due if after else None)
    if moments[0] == moments[1]:
        return None
    return DueChange(order.order_id, order.number, duty, *moments)
