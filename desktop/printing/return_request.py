"""An order's return request as F1 退单申请表 (XY-07, XY-09)."""

from desktop.domain.clocks import due_of
from desktop.domain.orders import ReturnForm
from desktop.domain.profile import Duty
from desktop.printing import words
from desktop.printing.frame import Sheet
from forms.document import Field, FormFoot, FormHead, Rendered
from forms.fonts import FontSet
from forms.return_request import EarlierReturns, LegalBasis, ReturnRequestForm, render

_TITLE = "退单申请表"
_SUMMARY_LENGTH = 300


def render_return_request(sheet: Sheet, fonts: FontSet) -> Rendered:
    """Print F1 of an order."""
    order, form = sheet.order, sheet.round.return_form or ReturnForm()
    profile = sheet.rules.profile
    reason = profile.return_reason(form.reason_class)
    due = due_of(order, Duty.RETURN, sheet.rules)
    content = ReturnRequestForm(
        head=sheet.head(_TITLE, Duty.RETURN),
        foot=sheet.foot(),
        training=sheet.context.training,
        order_type=sheet.kind_name,
        dispatched_at=words.moment(order.dispatched_at),
        accepted_at=words.moment(sheet.round.accepted.at if sheet.round.accepted else None),
        return_due=words.moment(due.due if due else None),
        summary=_summary(order.title, order.content),
        reason_class=reason.name if reason else "",
        reason_choices=tuple(entry.name for entry in profile.return_reasons),
        reason_text=form.reason,
        reason_fields=_fields(form, sheet),
        legal_basis=tuple(LegalBasis(row.document, row.number, row.clause) for row in form.basis),
        suggested_unit=form.suggested_unit,
        attachments=tuple(
            row.name for row in order.attachments if not row.retracted and row.purpose != "scan"
        ),
        handler=form.contact_person,
        handler_phone=form.contact_phone,
        signature=sheet.signature("head"),
        earlier=_earlier(sheet),
    )
    return render(content, fonts)


def blank_return_request(unit_name: str, fonts: FontSet, *, training: bool) -> Rendered:
    """Print the empty F1."""
    head = FormHead(unit_name=unit_name, title=_TITLE)
    return render(ReturnRequestForm(head=head, foot=FormFoot(), training=training), fonts)


def _summary(title: str, content: str) -> str:
    """Shorten the demand: the form asks for a summary, the record holds the whole text."""
    text = f"{title}\n{content}" if content and content != title else title
    return text if len(text) <= _SUMMARY_LENGTH else f"{text[:_SUMMARY_LENGTH]}……"


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
