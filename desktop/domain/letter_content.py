"""What the slip and the letters of an order speak of (F8 to F10), and what is signed of it.

What is printed and what the 版本码 covers must be the same, so both ask here.
"""

from msgspec import to_builtins

from desktop.domain.entries import Entry
from desktop.domain.matters import open_commitments
from desktop.domain.orders import HandlingResult, Order, Round
from desktop.domain.proceedings import Commitment, Matter, MatterReply

ASSIGNMENT = "assignment_sheet"
"""“市长服务直通车”问题交办单."""
SLIP = "submission_slip"
"""呈批件处理签."""
EXPLAINED = "情况说明："
"""How a remark begins that gives the reason for a missed deadline."""

_Sections = list[tuple[str, object]]


def last_matter(order: Order, wanted: str) -> Matter | None:
    """Find the last standing matter of a kind."""
    found = [row for row in order.matters if row.matter == wanted and not row.retracted]
    return found[-1] if found else None


def reply_to(order: Order, matter: Matter | None) -> MatterReply | None:
    """Find the unit's last standing reply to a matter."""
    wanted = matter.entry_id if matter else ""
    found = [row for row in order.matter_replies if row.matter == wanted and not row.retracted]
    return found[-1] if found else None


def given_reason(order: Order) -> str:
    """Find the reason for a missed deadline, as the unit gave it in a remark."""
    for note in reversed(order.notes):
        if note.text.startswith(EXPLAINED) and not note.retracted:
            return note.text.removeprefix(EXPLAINED).strip()
    return ""


def promises(order: Order) -> tuple[Commitment, ...]:
    """List what the unit still has to do (XY-19)."""
    return open_commitments(order)


def slip_sections(order: Order, _round: Round) -> _Sections:
    """List what is signed of F8: the unit's answer to the slip."""
    result = order.round.result or HandlingResult()
    replies = [reply_to(order, last_matter(order, kind)) for kind in (ASSIGNMENT, SLIP)]
    content = {
        "matters": [_plain(last_matter(order, kind)) for kind in (ASSIGNMENT, SLIP)],
        "replies": [reply.text if reply else "" for reply in replies],
        "outcome": result.outcome,
        "outcome_note": result.outcome_note,
        "answer": result.answer,
    }
    return [("head", content)]


def report_sections(order: Order, the_round: Round) -> _Sections:
    """List what is signed of F9: the record of the round and the matter."""
    content = {
        "title": order.title,
        "content": order.content,
        "visits": [_plain(row) for row in the_round.visits if not row.retracted],
        "measures": [_plain(row) for row in the_round.measures if not row.retracted],
        "result": to_builtins(the_round.result),
        "plan": to_builtins(the_round.plan),
        "promises": [_plain(row) for row in promises(order)],
    }
    return [("head", content)]


def explanation_sections(order: Order, the_round: Round) -> _Sections:
    """List what is signed of F10: when the duties of the round were done, and the reason."""
    contacts = [row.stamp.at for row in the_round.contacts if not row.retracted]
    content = {
        "accepted": to_builtins(the_round.accepted),
        "contacted": to_builtins(min(contacts, default=None)),
        "submitted": to_builtins(the_round.submitted),
        "platform_due": to_builtins(order.platform_due),
        "reason": given_reason(order),
        "measures": [_plain(row) for row in the_round.measures if not row.retracted],
        "rehandle_measures": the_round.result.rehandle_measures if the_round.result else "",
    }
    return [("head", content)]


def _plain(row: Entry | None) -> object:
    """Reduce a row to what is printed: without its stamp and id."""
    if row is None:
        return None
    found: dict[str, object] = to_builtins(row)
    return {key: value for key, value in found.items() if key not in {"stamp", "entry_id"}}
