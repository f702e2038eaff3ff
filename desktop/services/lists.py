"""What lists show of an order: the narrow row, the groups of the side bar, filters."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, has_contact, is_contact_excused, next_due
from desktop.domain.orders import Confidentiality, Order, Stage
from desktop.domain.profile import Duty, Profile


class Group(StrEnum):
    """The groups of stages on screen; every order is in exactly one."""

    TO_ACCEPT = "to_accept"
    TO_CONTACT = "to_contact"
    HANDLING = "handling"
    TO_SIGN = "to_sign"
    TO_SUBMIT = "to_submit"
    RETURNING = "returning"
    SUBMITTED = "submitted"
    WARNED = "warned"
    CLOSED = "closed"
    REMOVED = "removed"


GROUP_NAMES: dict[Group, str] = {
    Group.TO_ACCEPT: "待接单",
    Group.TO_CONTACT: "待联系",
    Group.HANDLING: "办理中",
    Group.TO_SIGN: "待签批",
    Group.TO_SUBMIT: "待提交",
    Group.RETURNING: "退单与延期",
    Group.SUBMITTED: "已提交",
    Group.WARNED: "预警重办",
    Group.CLOSED: "已办结",
    Group.REMOVED: "已移走",
}

_STAGE_GROUPS: dict[Stage, Group] = {
    Stage.DISPATCHED: Group.TO_ACCEPT,
    Stage.AWAITING_SIGNOFF: Group.TO_SIGN,
    Stage.AWAITING_FILES: Group.SUBMITTED,
    Stage.SUBMITTED: Group.SUBMITTED,
    Stage.CALLBACK: Group.SUBMITTED,
    Stage.WARNED: Group.WARNED,
    Stage.REWORK: Group.WARNED,
    Stage.CLOSED: Group.CLOSED,
    Stage.REMOVED: Group.REMOVED,
}


class ListRow(Struct, frozen=True, kw_only=True):
    """One order in a list. A struct, because a first pull makes a hundred thousand of them.

    Attributes:
        key: Integer key in the local database; 0 before it is stored.
        due: Moment at which the next open duty ends; None when nothing is open.
        due_duty: That duty; empty when nothing is open.
        due_certain: False for a provisional deadline.
        unsent: Actions that the centre has not received.
        attention: Actions that the centre refused or that clash.
    """

    key: int = 0
    order_id: str
    number: str
    title: str
    kind: str
    urgency: str
    stage: Stage
    group: Group
    dispatched_at: datetime
    round: int
    due: datetime | None = None
    due_duty: Duty | None = None
    due_certain: bool = True
    flags: str = ""
    unsent: int = 0
    attention: int = 0


def is_by_today(due: datetime, now: datetime) -> bool:
    """Tell whether a deadline ends today or is over: what 今天要办 and its prints are about."""
    return due.astimezone(CST).date() <= now.astimezone(CST).date()


class SortBy(StrEnum):
    """Columns by which a list can be ordered."""

    DUE = "due"
    DISPATCHED = "dispatched"
    NUMBER = "number"
    TITLE = "title"
    STAGE = "stage"
    KIND = "kind"


class ListFilter(Struct, frozen=True, kw_only=True):
    """Which orders a list shows, and in what order.

    Attributes:
        group: One group, or None for all that have not been removed.
        kind: One kind, or empty for all.
        text: Words to search for; empty for none. Any two or more consecutive characters.
        overdue_at: Only orders whose next duty has ended by then.
        attention: Only orders with refused or clashing actions.
        dispatched_from: Only orders dispatched at this moment or later.
        dispatched_before: Only orders dispatched before this moment.
    """

    group: Group | None = None
    kind: str = ""
    text: str = ""
    overdue_at: datetime | None = None
    attention: bool = False
    dispatched_from: datetime | None = None
    dispatched_before: datetime | None = None
    sort: SortBy = SortBy.DUE
    descending: bool = False


def group_of(order: Order, profile: Profile | None = None) -> Group:
    """Put an order into its group.

    A return request stops no clock: while it is pending, an order whose caller has not been
    contacted stays among those to be contacted, where a clerk looks for his calls.

    Args:
        order: The order.
        profile: Knows whose caller need not be contacted; without it everybody is.
    """
    fixed = _STAGE_GROUPS.get(order.stage)
    if fixed:
        return fixed
    if not has_contact(order) and not (profile and is_contact_excused(order, profile)):
        return Group.TO_CONTACT
    if order.stage is Stage.RETURN_PENDING:
        return Group.RETURNING
    result = order.round.result
    return Group.TO_SUBMIT if result and result.outcome else Group.HANDLING


def summarise(order: Order, rules: Rules, *, unsent: int = 0, attention: int = 0) -> ListRow:
    """Reduce an order to its list row. Cheap: called for every order of a first pull."""
    due = next_due(order, rules)
    return ListRow(
        order_id=order.order_id,
        number=order.number,
        title=order.title,
        kind=order.kind,
        urgency=order.urgency,
        stage=order.stage,
        group=group_of(order, rules.profile),
        dispatched_at=order.dispatched_at,
        round=len(order.rounds),
        due=due.due if due else None,
        due_duty=due.duty if due else None,
        due_certain=due.certain if due else True,
        flags=",".join(order.flags),
        unsent=unsent,
        attention=attention,
    )


def search_text(order: Order) -> str:
    """Collect everything by which an order can be found, one part a line.

    Callers of 举报 and 保密 orders are not in the order at all, so they cannot be found; should
    one have come through all the same, it is left out here.
    """
    parts = [order.number, order.external_number, order.title, order.address, order.category]
    if order.caller and order.confidentiality is Confidentiality.NONE:
        parts += [order.caller.name, order.caller.phone]
    parts.append(order.content)
    for the_round in order.rounds:
        parts += [contact.summary for contact in the_round.contacts]
        parts += [visit.findings for visit in the_round.visits]
        parts += [measure.text for measure in the_round.measures]
        if the_round.result:
            parts += [the_round.result.cause, the_round.result.answer]
        parts.append(the_round.warning)
    parts += [note.text for note in order.notes]
    parts += [matter.text for matter in order.matters]
    return "\n".join(part for part in parts if part)
