"""An order's return request as F1 退单申请表 (XY-07, XY-09)."""

from desktop.domain.orders import ReturnForm
from desktop.domain.paper_content import standing
from desktop.domain.profile import Duty
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import attachment_lines, summary
from forms.document import Field
from forms.return_request import EarlierReturns, LegalBasis, PhoneReport, ReturnRequestForm


def return_request(sheet: Sheet) -> ReturnRequestForm:
    """Fill F1 from an order."""
    order, form = sheet.order, sheet.round.return_form or ReturnForm()
    profile = sheet.rules.profile
    reason = profile.return_reason(form.reason_class)
    return ReturnRequestForm(
        head=sheet.head(Duty.RETURN),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        accepted_at=words.moment(sheet.round.accepted.at if sheet.round.accepted else None),
        return_due=sheet.due(Duty.RETURN),
        summary=summary(order),
        reason_class=reason.name if reason else "",
        reason_choices=tuple(entry.name for entry in profile.return_reasons),
        reason_text=form.reason,
        reason_fields=_fields(form, sheet),
        legal_basis=tuple(LegalBasis(row.document, row.number, row.clause) for row in form.basis),
        suggested_unit=form.suggested_unit,
        phone_report=_phone_report(sheet),
        attachments=attachment_lines(order),
        handler=form.contact_person,
        handler_phone=form.contact_phone,
        signature=sheet.signature("head"),
        earlier=_earlier(sheet),
    )


def _phone_report(sheet: Sheet) -> PhoneReport:
    """The last call to the centre (LS-03); an earlier one is on record as well."""
    calls = standing(sheet.order.phone_reports)
    if not calls:
        return PhoneReport()
    return PhoneReport(words.moment(calls[-1].occurred_at), calls[-1].person)


def _fields(form: ReturnForm, sheet: Sheet) -> tuple[Field, ...]:
    reason = sheet.rules.profile.return_reason(form.reason_class)
    given = dict(form.fields)
    wanted = reason.fields if reason else ()
    return tuple(Field(field.label, given.get(field.key, "")) for field in wanted)


def _earlier(sheet: Sheet) -> EarlierReturns | None:
    past = sheet.order.past_returns
    if not past:
        return None
    lines = (f"{words.moment(row.at)}　{row.unit_name}退单，已重新派单" for row in past)
    return EarlierReturns(returns=tuple(lines))
