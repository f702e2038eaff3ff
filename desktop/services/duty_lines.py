"""Open duties of orders, for the people on duty on rest days (F23) and for the next shift (F24)."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from desktop.domain.calendar import CST, weekday_name
from desktop.domain.clocks import DUTY_NAMES, Rules, due_of, open_duties
from desktop.domain.orders import STAGE_NAMES, Order
from desktop.domain.reporting import reports_due
from desktop.services.attention_desk import DRAFT_NAMES
from desktop.services.history import action_name
from desktop.services.ports import OutboxEntry, OutboxState, WorkingOrder
from desktop.services.report_period import Period
from desktop.services.reports import DutyLine, LooseEnd, public_place, public_title

_PRINTED = "printed/"
_UNSIGNED_STEPS = frozenset({"record"})
"""Sections that have a code and are signed by nobody."""

Roster = Mapping[date, str]
"""值班 person of each day."""


def duty_lines(order: Order, rules: Rules) -> Iterator[DutyLine]:
    """List the open duties of an order that have a deadline."""
    for duty in open_duties(order, rules.profile):
        due = due_of(order, duty, rules)
        if due is not None:
            yield DutyLine(
                number=order.number,
                title=public_title(order),
                duty=DUTY_NAMES[duty],
                due=due.due,
                certain=due.certain,
                person=_handler(order),
                place=public_place(order),
                state=STAGE_NAMES[order.stage],
            )


def rest_day_lines(
    order: Order, rules: Rules, period: Period, roster: Roster
) -> Iterator[DutyLine]:
    """List the open duties of an order that end on a rest day of the period."""
    for line in duty_lines(order, rules):
        day = line.due.astimezone(CST).date()
        found = rules.calendar.day(day)
        if period.holds(line.due) and not found.working:
            yield _on_duty(line, day, found.why, roster)


def report_lines(rules: Rules, period: Period, roster: Roster) -> Iterator[DutyLine]:
    """List the regular reports that are due on a rest day of the period."""
    for report in reports_due(rules, period.first, period.last):
        found = rules.calendar.day(report.due)
        if not found.working:
            due = datetime(report.due.year, report.due.month, report.due.day, 23, 59, tzinfo=CST)
            line = DutyLine(
                number="", title=report.duty.name, duty="定期报送", due=due, certain=report.certain
            )
            yield _on_duty(line, report.due, found.why, roster)


def drafts_of(order: Order, forms: Mapping[str, bytes]) -> Iterator[LooseEnd]:
    """List what has been typed on an order and not saved; kept copies of prints are no drafts."""
    for form in sorted(forms):
        if not form.startswith(_PRINTED):
            name = DRAFT_NAMES.get(form, form)
            yield LooseEnd(order.number, public_title(order), name, "草稿，未保存为办理记录")


def unsent_of(entry: OutboxEntry, order: Order | None) -> LooseEnd:
    """Word an action that the centre does not have."""
    state = "已保存，尚未送达平台"
    if entry.state is OutboxState.ATTENTION:
        state = f"平台未接受：{entry.message}" if entry.message else "平台未接受，需处理"
    title = public_title(order) if order else entry.title
    return LooseEnd(entry.number, title, action_name(entry.kind), state, entry.clicked_at)


def unsigned_of(working: WorkingOrder, names: Mapping[str, str]) -> Iterator[LooseEnd]:
    """List the sheets of an order that were printed and have not come back signed."""
    order = working.order
    signed = {(row.form_id, row.step) for row in order.signatures if not row.retracted}
    last = {row.form_id: row for row in order.prints if not row.retracted}
    for row in last.values():
        missing = [
            step
            for step, _ in row.codes
            if step not in _UNSIGNED_STEPS and (row.form_id, step) not in signed
        ]
        if missing:
            yield LooseEnd(
                order.number,
                public_title(order),
                names.get(row.form, row.form),
                "已打印，待签字扫描",
                row.stamp.at,
            )


def _on_duty(line: DutyLine, day: date, why: str, roster: Roster) -> DutyLine:
    return DutyLine(
        number=line.number,
        title=line.title,
        duty=line.duty,
        due=line.due,
        certain=line.certain,
        person=roster.get(day, ""),
        place=line.place,
        state=line.state,
        day_name=f"{weekday_name(day)}　{why}",
    )


def _handler(order: Order) -> str:
    result = order.round.result
    if result and (result.handlers or result.lead_person):
        return result.handlers or result.lead_person
    return order.round.accepted.name if order.round.accepted else ""
