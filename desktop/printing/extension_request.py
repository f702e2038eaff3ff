"""An order's request for more time as F5 延期申请表 (KF-03, GP-02)."""

from datetime import datetime

from desktop.domain.calendar import CST
from desktop.domain.clocks import due_of
from desktop.domain.paper_content import before, extensions_of, standing
from desktop.domain.proceedings import Extension
from desktop.domain.profile import Duty
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import measure_rows, summary
from forms.extension_request import ExtensionRequestForm, PastExtension

_UNITS = {"wd": "个工作日", "nd": "个自然日"}


def extension_request(sheet: Sheet) -> ExtensionRequestForm:
    """Fill F5 from the round's last request."""
    order = sheet.order
    asked = extensions_of(order, sheet.round.number)
    last = asked[-1] if asked else None
    old_due = _old_due(sheet, last)
    return ExtensionRequestForm(
        head=sheet.head(due_text=words.moment(old_due)),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        summary=summary(order),
        old_due=words.moment(old_due),
        days=_days(sheet, last, old_due),
        new_due=words.day(last.until) if last and last.until else "",
        reason=last.reason if last else "",
        measures=measure_rows(before(sheet.round.measures, last)),
        earlier=tuple(_past(row) for row in standing(order.extensions) if row is not last),
        handler=last.stamp.name if last else "",
        asked_at=words.moment(last.stamp.at if last else None),
        signature=sheet.signature("head"),
        opinion=_decision(last) if last and last.decided else "",
    )


def _old_due(sheet: Sheet, last: Extension | None) -> datetime | None:
    """The deadline that stood when it was asked for; once granted, the request keeps it."""
    if last and last.old_due:
        return last.old_due
    duty = Duty.REHANDLE if sheet.round.number > 1 else Duty.HANDLE
    due = due_of(sheet.order, Duty(last.duty) if last else duty, sheet.rules)
    return due.due if due else None


def _days(sheet: Sheet, last: Extension | None, old_due: datetime | None) -> str:
    """Count how many days are asked for, in the unit of the place's rule."""
    rule = sheet.rules.profile.extension
    if last is None or last.until is None or old_due is None or rule is None:
        return ""
    day = old_due.astimezone(CST).date()
    working = sheet.rules.calendar.working_days_between(day, last.until)
    count = working if rule.unit == "wd" else (last.until - day).days
    return f"{count} {_UNITS[rule.unit]}" if count > 0 else ""


def _past(row: Extension) -> PastExtension:
    return PastExtension(
        asked_at=words.moment(row.stamp.at),
        old_due=words.moment(row.old_due),
        new_due=words.moment(row.new_due),
        decision=_decision(row) if row.decided else "未审批",
    )


def _decision(row: Extension) -> str:
    granted = f"同意延期至 {words.moment(row.new_due)}" if row.accepted else "不同意延期"
    return f"{granted}。{row.opinion}" if row.opinion else f"{granted}。"
