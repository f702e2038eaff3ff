"""An order's claim as F6 不合规诉求申报表 (LS-10, LS-26)."""

from desktop.domain.orders import Confidentiality, HandlingResult, Level, Order
from desktop.domain.paper_content import before, contacts_of, last_claim, visits_of
from desktop.domain.proceedings import IRREGULAR_NAMES, IrregularClaim
from desktop.domain.rounds import redo_count
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import attachment_lines, contact_rows, visit_rows, whole_demand
from forms.irregular_claim import CLASSES, PRECONDITIONS, ExplanationRow, IrregularClaimForm
from forms.return_request import LegalBasis

_PROVINCE_FIRST, _CITY_REDONE = PRECONDITIONS


def irregular_claim(sheet: Sheet) -> IrregularClaimForm:
    """Fill F6 from the order's last claim."""
    order, claim = sheet.order, last_claim(sheet.order)
    return IrregularClaimForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        precondition=_precondition(order),
        irregular_class=_class(claim),
        content=whole_demand(order),
        investigation=_investigation(order, claim),
        reason=claim.reason if claim else "",
        explanations=_explanations(order, claim),
        explained=claim.explained if claim else "",
        policies=tuple(
            LegalBasis(row.document, row.number, row.clause)
            for row in (claim.policies if claim else ())
        ),
        evidence=attachment_lines(order),
        claimed_by=claim.stamp.name if claim else "",
        claimed_at=words.moment(claim.stamp.at if claim else None),
        signature=sheet.signature("head"),
        opinion=_opinion(claim),
    )


def _precondition(order: Order) -> str:
    """Say why it may be claimed: provincial in its first handling, or sent back by the city."""
    if redo_count(order, Level.CITY):
        return _CITY_REDONE
    return _PROVINCE_FIRST if order.level is Level.PROVINCE else ""


def _explanations(order: Order, claim: IrregularClaim | None) -> tuple[ExplanationRow, ...]:
    """Put in the talks that the claim names, or the contacts that were recorded before it."""
    if claim and claim.talks:
        hidden = order.confidentiality is not Confidentiality.NONE
        return tuple(
            ExplanationRow(talk.at, talk.means, "" if hidden else talk.person, talk.points)
            for talk in claim.talks
        )
    return tuple(
        ExplanationRow(row.at, row.means, row.person, _points(row.result, row.points))
        for row in contact_rows(order, before(contacts_of(order), claim))
    )


def _class(claim: IrregularClaim | None) -> str:
    """Tick the class; one from before it was asked for is the one that the reason names first."""
    if claim and claim.irregular_class:
        return IRREGULAR_NAMES[claim.irregular_class]
    reason = claim.reason if claim else ""
    return next((name for name in CLASSES if reason.startswith(name.split("（")[0])), "")


def _investigation(order: Order, claim: IrregularClaim | None) -> str:
    """Put the visits and what was found about the facts into lines."""
    result = order.round.result or HandlingResult()
    lines = [
        f"{row.at}　{row.place}：{row.situation}"
        for row in visit_rows(order, before(visits_of(order), claim))
    ]
    fact = words.FACTS.get(result.fact, "")
    if fact or result.fact_note:
        lines.append("，".join(text for text in (fact, result.fact_note) if text))
    return "\n".join(lines)


def _points(result: str, points: str) -> str:
    return f"{result}：{points}" if points else result


def _opinion(claim: IrregularClaim | None) -> str:
    if claim is None or claim.decided is None:
        return ""
    decided = "同意申报" if claim.accepted else "不同意申报"
    return f"{decided}。{claim.opinion}" if claim.opinion else f"{decided}。"
