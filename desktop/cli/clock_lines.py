"""Deadlines as JSON and as lines of text."""

from collections.abc import Sequence

from desktop.domain.calendar import moment_text
from desktop.domain.clocks import DUTY_NAMES, Clock
from desktop.domain.earlier_deadlines import EarlierDeadline
from desktop.domain.profile import FOR_INFORMATION
from desktop.services.order_desk import OrderCard


def plain_clock(clock: Clock) -> dict[str, object]:
    """Give a deadline with the days one by one, for JSON."""
    days = [
        {"date": day.date.isoformat(), "counts": day.working, "why": day.why} for day in clock.days
    ]
    return {
        "duty": clock.duty.value,
        "due": clock.due.isoformat(),
        "rule": clock.rule,
        "clause": clock.clause,
        "certain": clock.certain,
        "for_information": clock.duty in FOR_INFORMATION,
        **bounds(clock),
        "days": days,
    }


def order_clocks(card: OrderCard) -> list[dict[str, object]]:
    """Give all deadlines of an order, each with those that it replaced (原时限), for JSON."""
    return [
        plain_clock(clock)
        | {
            "computed": clock.computed.isoformat() if clock.computed else None,
            "earlier": [_plain_earlier(entry) for entry in earlier_of(clock, card.earlier)],
        }
        for clock in (*card.clocks, *card.informing)
    ]


def order_clock_words(card: OrderCard) -> list[str]:
    """Say all deadlines of an order, one a line, the replaced ones below theirs."""
    lines = []
    for clock in (*card.clocks, *card.informing):
        lines.append(clock_line(clock))
        lines += [_earlier_line(entry) for entry in earlier_of(clock, card.earlier)]
    return lines


def _earlier_line(entry: EarlierDeadline) -> str:
    return (
        f"    原时限 {moment_text(entry.due)}，"
        f"{moment_text(entry.replaced_at)} 批准延期，改为 {moment_text(entry.new_due)}"
    )


def earlier_of(clock: Clock, earlier: Sequence[EarlierDeadline]) -> list[EarlierDeadline]:
    """Find the deadlines that this one replaced."""
    return [entry for entry in earlier if entry.duty is clock.duty]


def _plain_earlier(entry: EarlierDeadline) -> dict[str, object]:
    return {
        "due": entry.due.isoformat(),
        "replaced_at": entry.replaced_at.isoformat(),
        "new_due": entry.new_due.isoformat(),
        "opinion": entry.opinion,
    }


def clock_line(clock: Clock) -> str:
    """Say one deadline in a line; `DUTY_NAMES` says which is for information only."""
    name = DUTY_NAMES[clock.duty]
    return f"{name}　{moment_text(clock.due)}{doubt(clock)}　{clock.rule} {clock.clause}"


def bounds(clock: Clock) -> dict[str, object]:
    """Give the earliest and latest moment of a deadline that is not certain, for JSON."""
    if clock.earliest is None or clock.latest is None:
        return {}
    return {"earliest": clock.earliest.isoformat(), "latest": clock.latest.isoformat()}


def doubt(clock: Clock) -> str:
    """Say in words that a deadline is provisional, and within what bounds."""
    if clock.earliest is None or clock.latest is None:
        return "" if clock.certain else "（暂定：放假安排未公布）"
    return (
        f"（暂定：放假安排未公布，最早 {moment_text(clock.earliest)}，"
        f"最晚 {moment_text(clock.latest)}）"
    )
