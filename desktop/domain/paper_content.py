"""Which of an order's rows a form speaks of: the last request, the last notice, the last plan.

What is printed and what the 版本码 covers must be the same rows, so both ask here.
"""

import re
from collections.abc import Iterable
from datetime import datetime
from typing import TypeVar

from msgspec import Struct, structs

from desktop.domain.entries import Entry
from desktop.domain.orders import Contact, Measure, Note, Order, Round, Visit
from desktop.domain.proceedings import (
    Extension,
    Investigation,
    IrregularClaim,
    Matter,
    MatterReply,
)

_Row = TypeVar("_Row", bound=Entry)


def standing(rows: Iterable[_Row]) -> tuple[_Row, ...]:
    """Leave out the rows that were taken back."""
    return tuple(row for row in rows if not row.retracted)


def before(rows: Iterable[_Row], later: Entry | None) -> tuple[_Row, ...]:
    """List the standing rows that were recorded when a later one was made.

    A sheet says how things stood when it was signed: what is recorded afterwards must not make its
    signature differ.
    """
    return tuple(row for row in standing(rows) if later is None or row.stamp.at <= later.stamp.at)


def extensions_of(order: Order, round_number: int) -> tuple[Extension, ...]:
    """List a round's requests for more time; the last is the one that F5 is about (KF-03)."""
    return tuple(row for row in standing(order.extensions) if row.round == round_number)


def last_claim(order: Order) -> IrregularClaim | None:
    """Find the claim that F6 is about (LS-10)."""
    claims = standing(order.irregular_claims)
    return claims[-1] if claims else None


def last_investigation(order: Order) -> Investigation | None:
    """Find the preliminary investigation that F17 is about (LS-15)."""
    found = standing(order.investigations)
    return found[-1] if found else None


def contacts_of(order: Order) -> tuple[Contact, ...]:
    """List the contacts of all rounds."""
    return tuple(row for the_round in order.rounds for row in standing(the_round.contacts))


def visits_of(order: Order) -> tuple[Visit, ...]:
    """List the visits of all rounds."""
    return tuple(row for the_round in order.rounds for row in standing(the_round.visits))


def measures_of(the_round: Round) -> tuple[Measure, ...]:
    """List a round's measures."""
    return standing(the_round.measures)


class Exclusion(Struct, frozen=True):
    """An application for 不纳入测评 and what became of it (XY-12)."""

    application: Note
    decision: Note | None = None


def last_exclusion(order: Order) -> Exclusion | None:
    """Find the application that F7 is about.

    Applications and decisions take turns: a second application waits for the decision on the first.
    """
    notes = [note for note in order.notes if note.topic == "exclusion"]
    turns = list(zip(notes[::2], [*notes[1::2], None], strict=False))
    asked = [(first, then) for first, then in turns if not first.retracted]
    if not asked:
        return None
    application, decision = asked[-1]
    return Exclusion(application, decision if decision and not decision.retracted else None)


class DifficultReport(Struct, frozen=True):
    """A 疑难上报 in its parts (XY-06).

    Attributes:
        note: The row that keeps it.
        answer: The centre's answer; None while there is none.
    """

    note: Note
    measures: str
    difficulty: str
    request: str
    suggestion: str = ""
    answer: Note | None = None


_DIFFICULT = re.compile(
    r"已采取措施：(.*?)\n难点：(.*?)\n需要协调：(.*?)(?:\n建议：(.*))?", re.DOTALL
)


def difficult_text(measures: str, difficulty: str, request: str, suggestion: str = "") -> str:
    """Put a 疑难上报 into the one text that its note keeps."""
    text = f"已采取措施：{measures}\n难点：{difficulty}\n需要协调：{request}"
    return f"{text}\n建议：{suggestion}" if suggestion else text


def last_difficult_report(order: Order) -> DifficultReport | None:
    """Find the report that F11 is about, with the answer that came after it."""
    found: DifficultReport | None = None
    for note in order.notes:
        if note.topic != "difficult" or note.retracted:
            continue
        parts = _DIFFICULT.fullmatch(note.text)
        if parts:
            found = DifficultReport(note, parts[1], parts[2], parts[3], parts[4] or "")
        elif found:
            found = structs.replace(found, answer=note)
    return found


class Answered(Struct, frozen=True):
    """A matter with the unit's reply; None while it owes one."""

    matter: Matter
    reply: MatterReply | None = None


def matters_of(order: Order) -> tuple[Answered, ...]:
    """List the matters of an order by the time when they were received, each with its reply."""
    replies = {reply.matter: reply for reply in standing(order.matter_replies)}
    rows = sorted(standing(order.matters), key=_received)
    return tuple(Answered(row, replies.get(row.entry_id)) for row in rows)


def replied_matter(order: Order) -> Answered | None:
    """Find the matter that F16 answers: the one answered last, or else the newest that waits."""
    matters = [row for row in matters_of(order) if row.matter.reply_demanded]
    answered = [row for row in matters if row.reply]
    if answered:
        return max(answered, key=_replied)
    return matters[-1] if matters else None


def _received(matter: Matter) -> datetime:
    return matter.received_at


def _replied(row: Answered) -> datetime:
    return row.reply.stamp.at if row.reply else row.matter.received_at
