"""Orders as lines of the register (F13) and of the list of checks on site (F4)."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from desktop.domain.clocks import Rules
from desktop.domain.orders import Level, Order, Round, Visit
from desktop.services.report_period import Period
from desktop.services.reports import (
    ArchiveLine,
    OnsiteLine,
    last_feedback,
    public_text,
    public_title,
)


def archive_line(order: Order, rules: Rules, period: Period) -> ArchiveLine | None:
    """Reduce an order to its line; None when nothing of it belongs to the period."""
    closed_at = order.closed.at if order.closed else None
    line = ArchiveLine(
        number=order.number,
        title=public_title(order),
        kind=kind_name(order, rules),
        dispatched_at=order.dispatched_at,
        approved_at=approved_at(order),
        closed_at=closed_at,
        outcome=order.round.result.outcome if order.round.result else "",
        feedback=last_feedback(order),
        pages=_pages(order),
        files=sum(not row.retracted for row in order.attachments),
        dispatched_in=period.holds(order.dispatched_at),
        closed_in=period.holds(closed_at),
    )
    return line if line.dispatched_in or line.closed_in else None


def numbered(lines: Iterable[ArchiveLine], period: Period) -> tuple[ArchiveLine, ...]:
    """Put the lines into their order and give them 案卷号.

    Orders by leaders stand first and are numbered by when they were issued (KF-23); a file is
    made of what is closed, so the others have no number yet.
    """
    ordered = sorted(lines, key=_place)
    found: list[ArchiveLine] = []
    counts = {"批": 0, "办": 0}
    for line in ordered:
        if not line.closed_in:
            found.append(line)
            continue
        series = "批" if line.approved_at else "办"
        counts[series] += 1
        number = f"{period.text}-{series}{counts[series]:03d}"
        found.append(replace(line, file_number=number))
    return tuple(found)


def onsite_lines(order: Order, rules: Rules, period: Period) -> tuple[OnsiteLine, ...]:
    """List an order's checks on site in the period, when it is one that LS-11 asks for."""
    found = []
    for the_round in order.rounds:
        category = supervised_as(order, the_round, rules)
        if not category:
            continue
        visits = [row for row in the_round.visits if not row.retracted]
        found += [
            _onsite_line(order, the_round, visit, category)
            for visit in visits
            if period.holds(visit.occurred_at)
        ]
    return tuple(found)


def supervised_as(order: Order, the_round: Round, rules: Rules) -> str:
    """Name the class under which LS-11 asks for a check on site; empty for none of them."""
    if the_round.level is Level.CITY:
        return "市级重办"
    matters = [rules.profile.matter(row.matter) for row in order.matters if not row.retracted]
    if any(kind is not None and "督" in kind.name for kind in matters):
        return "热线督查"
    return "上级交办重点" if order.received_at is not None else ""


def approved_at(order: Order) -> datetime | None:
    """Find when a leader's order was issued: the written notice, or its slip (KF-24)."""
    slips = [
        row.received_at
        for row in order.matters
        if not row.retracted and row.matter in {"assignment_sheet", "submission_slip"}
    ]
    return order.received_at or min(slips, default=None)


def kind_name(order: Order, rules: Rules) -> str:
    """Name an order's kind as its jurisdiction does."""
    names = {kind.id: kind.name for kind in rules.profile.kinds}
    return names.get(order.kind, order.kind)


def _onsite_line(order: Order, the_round: Round, visit: Visit, category: str) -> OnsiteLine:
    measures = [row.text for row in the_round.measures if not row.retracted]
    photos = [
        row
        for row in order.attachments
        if row.purpose == "photo" and row.round == the_round.number and not row.retracted
    ]
    return OnsiteLine(
        number=order.number,
        title=public_title(order),
        category=category,
        at=visit.occurred_at,
        place=public_text(order, visit.place),
        people=visit.people,
        findings=public_text(order, visit.findings),
        measures=public_text(order, "\n".join(measures)),
        outcome=the_round.result.outcome if the_round.result else "",
        photos=len(photos),
    )


def _pages(order: Order) -> int:
    """Count the sheets of an order's forms: a form that was printed again is one."""
    printed = {row.form_id: row.pages for row in order.prints if not row.retracted}
    return sum(printed.values())


def _place(line: ArchiveLine) -> tuple[bool, bool, datetime, str]:
    moment = line.approved_at or line.closed_at or line.dispatched_at
    return not line.closed_in, line.approved_at is None, moment, line.number
