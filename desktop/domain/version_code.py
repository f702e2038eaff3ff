"""版本码: a short code over what is signed, and the id of a printed form.

The code covers form kind, form id, order number, round and the *content that is signed*; not
print time, operator or empty boxes, so a reprint keeps it and any later change shows. A sheet
signed in stages has one code a section; filling a later section leaves earlier codes valid.
"""

import base64
import hashlib
from collections.abc import Callable

import msgspec
from msgspec import to_builtins

from desktop.domain.letter_content import (
    explanation_sections,
    report_sections,
    slip_sections,
)
from desktop.domain.orders import Entry, HandlingResult, Order, ReturnForm, Round, Signoff
from desktop.domain.paper_content import (
    Answered,
    before,
    contacts_of,
    extensions_of,
    last_claim,
    last_difficult_report,
    last_exclusion,
    last_investigation,
    matters_of,
    replied_matter,
    standing,
    visits_of,
)
from desktop.domain.proceedings import IrregularClaim

_CODE_LENGTH = 10
_FORM_ID_LENGTH = 12


def form_id(order: Order, form: str, round_number: int) -> str:
    """Make the id of a form of an order: the same on every reprint, silent about the caller."""
    return _digest(["form", form, order.order_id, round_number])[:_FORM_ID_LENGTH]


def codes(order: Order, form: str, round_number: int) -> tuple[tuple[str, str], ...]:
    """Compute the 版本码 of each signed section of a form as the order stands now.

    Args:
        order: The order.
        form: Id of a form that belongs to an order.
        round_number: The round that the form is for.

    Returns:
        Pairs of section (the signature step) and code, in the order of signing.

    Raises:
        KeyError: The form is not known.
    """
    the_round = next(entry for entry in order.rounds if entry.number == round_number)
    identity = form_id(order, form, round_number)
    sections = _CONTENT[form](order, the_round)
    return tuple(
        (step, _code(form, identity, order.number, round_number, step, content))
        for step, content in sections
    )


def unit_form_id(form: str, unit_name: str, day: str) -> str:
    """Make the id of a form of the unit itself, which belongs to no order.

    Args:
        form: Form id.
        unit_name: The unit.
        day: The day it is for, as it is printed.
    """
    return _digest(["unit form", form, unit_name, day])[:_FORM_ID_LENGTH]


def unit_sheet(form: str, unit_name: str, day: str, content: object) -> tuple[str, str]:
    """Make form id and 版本码 of a form of the unit itself.

    Args:
        form: Form id.
        unit_name: The unit.
        day: The day it is for, as it is printed.
        content: What was typed into it.
    """
    identity = unit_form_id(form, unit_name, day)
    return identity, _digest([form, identity, _without_blanks(content)])[:_CODE_LENGTH]


def unit_content(content: object) -> str:
    """Name what stands on a form of the unit, whatever the day: equal for equal content."""
    return _digest(_without_blanks(content))


def code_of(order: Order, form: str, round_number: int, step: str) -> str:
    """Compute the 版本码 of one section; empty when the form has no such step."""
    return dict(codes(order, form, round_number)).get(step, "")


def _code(
    form: str, identity: str, number: str, round_number: int, step: str, content: object
) -> str:
    return _digest([form, identity, number, round_number, step, _without_blanks(content)])[
        :_CODE_LENGTH
    ]


def _digest(value: object) -> str:
    plain = msgspec.json.encode(value, order="sorted")
    return base64.b32encode(hashlib.sha256(plain).digest()).decode("ascii")


def _without_blanks(value: object) -> object:
    """Drop empty boxes, so that a field nobody filled does not change the code."""
    if isinstance(value, dict):
        kept = {key: _without_blanks(item) for key, item in value.items()}
        return {key: item for key, item in kept.items() if item not in ("", [], {}, None)}
    if isinstance(value, list | tuple):
        plain = [_without_blanks(item) for item in value]
        return [item for item in plain if item not in ({}, [])]
    return value


def _rows(entries: tuple[Entry, ...]) -> list[object]:
    """Reduce rows to what is printed: standing rows without their stamps and ids."""
    rows = []
    for entry in entries:
        if not entry.retracted:
            row = to_builtins(entry)
            row.pop("stamp")
            row.pop("entry_id")
            rows.append(row)
    return rows


_Sections = list[tuple[str, object]]


def _return_request(_order: Order, the_round: Round) -> _Sections:
    form = the_round.return_form or ReturnForm()
    return [("head", {**to_builtins(form), "fields": dict(form.fields)})]


def _handling_record(_order: Order, the_round: Round) -> _Sections:
    content = {
        "contacts": _rows(the_round.contacts),
        "visits": _rows(the_round.visits),
        "measures": _rows(the_round.measures),
        "head_parts": _rows(the_round.head_parts),
        "result": to_builtins(the_round.result),
    }
    return [("head", content)]


def _signoff_sheet(order: Order, the_round: Round) -> _Sections:
    signoff = the_round.signoff or Signoff()
    opening = {"title": order.title, "content": order.content, "opinion": signoff.opinion}
    handled = {"handling": signoff.handling, "section": signoff.section, "review": signoff.review}
    return [("step1", opening), ("step3", {"opening": opening, "handled": handled})]


def _onsite_supervision(order: Order, the_round: Round) -> _Sections:
    result = the_round.result or HandlingResult()
    photos = [
        {"sha256": row.sha256, "caption": row.caption}
        for row in standing(order.attachments)
        if row.purpose == "photo" and row.round == the_round.number
    ]
    content = {
        "visits": _rows(the_round.visits),
        "measures": _rows(the_round.measures),
        "outcome": result.outcome,
        "outcome_note": result.outcome_note,
        "photos": photos,
    }
    return [("reviewer", content)]


def _extension_request(order: Order, the_round: Round) -> _Sections:
    asked = extensions_of(order, the_round.number)
    last = asked[-1] if asked else None
    content = {
        "reason": last.reason if last else "",
        "until": last.until.isoformat() if last and last.until else "",
        "measures": _rows(before(the_round.measures, last)),
    }
    return [("head", content)]


def _irregular_claim(order: Order, _round: Round) -> _Sections:
    claim = last_claim(order)
    result = order.round.result or HandlingResult()
    content = {
        "reason": claim.reason if claim else "",
        "explained": claim.explained if claim else "",
        "class": claim.irregular_class if claim else None,
        "policies": to_builtins(claim.policies) if claim else [],
        **_explanations(order, claim),
        "visits": _rows(before(visits_of(order), claim)),
        "fact": result.fact,
        "fact_note": result.fact_note,
    }
    return [("head", content)]


def _explanations(order: Order, claim: IrregularClaim | None) -> dict[str, object]:
    """The talks that the claim names; the recorded contacts where it names none, as on paper."""
    if claim and claim.talks:
        return {"talks": to_builtins(claim.talks)}
    return {"contacts": _rows(before(contacts_of(order), claim))}


def _exclusion_request(order: Order, _round: Round) -> _Sections:
    """The leader signs what the centre decided; a decision leaves the unit's signature valid."""
    asked = last_exclusion(order)
    reason = asked.application.text if asked else ""
    decision = asked.decision.text if asked and asked.decision else ""
    return [("head", {"reason": reason}), ("leader", {"reason": reason, "decision": decision})]


def _difficult_report(order: Order, _round: Round) -> _Sections:
    report = last_difficult_report(order)
    return [("head", {"report": report.note.text if report else ""})]


def _supervision_record(order: Order, _round: Round) -> _Sections:
    """Nobody signs it; its code says whether the record has grown since."""
    return [("record", {"rows": [_answered(row) for row in matters_of(order)]})]


def _matter_reply(order: Order, _round: Round) -> _Sections:
    found = replied_matter(order)
    return [("head", _answered(found) if found else {})]


def _answered(row: Answered) -> dict[str, object]:
    matter, reply = row.matter, row.reply
    return {
        "matter": matter.matter,
        "text": matter.text,
        "due": to_builtins(matter.due),
        "reply": reply.text if reply else "",
        "open": bool(reply and not reply.resolved),
        "copied": bool(reply and reply.copied),
    }


def _preliminary_investigation(order: Order, _round: Round) -> _Sections:
    found = last_investigation(order)
    content = {
        "findings": found.findings if found else "",
        "proposal": found.proposal if found else "",
        "suggested_unit": found.suggested_unit if found else "",
        "visits": _rows(before(visits_of(order), found)),
    }
    return [("head", content)]


def _work_plan(order: Order, the_round: Round) -> _Sections:
    plan = to_builtins(the_round.plan) if the_round.plan else {}
    return [("head", {"plan": plan, "commitments": _rows(order.commitments)})]


def _co_opinion(order: Order, _round: Round) -> _Sections:
    content = {"assigned": _rows(order.co_units), "opinions": _rows(order.co_opinions)}
    return [("head", content)]


_CONTENT: dict[str, Callable[[Order, Round], _Sections]] = {
    "F1": _return_request,
    "F2": _handling_record,
    "F3": _signoff_sheet,
    "F4": _onsite_supervision,
    "F5": _extension_request,
    "F6": _irregular_claim,
    "F7": _exclusion_request,
    "F8": slip_sections,
    "F9": report_sections,
    "F10": explanation_sections,
    "F11": _difficult_report,
    "F12": _supervision_record,
    "F16": _matter_reply,
    "F17": _preliminary_investigation,
    "F18": _work_plan,
    "F22": _co_opinion,
}
