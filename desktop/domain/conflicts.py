"""Which sections of an order an action touches, and when two people's work clashes.

Rows are append-only and never conflict. A *section* is one text that one person at a time can
own: the handling result, the plan, the return form, the sign-off sheet.
"""

from msgspec import Struct, structs

from desktop.domain.actions import Action, SavePlan, SaveResult, SaveReturnForm, SaveSignoff

_SECTIONS: dict[type, str] = {
    SaveResult: "result",
    SavePlan: "plan",
    SaveReturnForm: "return_form",
    SaveSignoff: "signoff",
}


class SectionMark(Struct, frozen=True):
    """Who changed a section last.

    Attributes:
        section: Its name.
        round: The round it belongs to.
        version: Server version of the order that the change made.
        client_id: The client it came from.
        seq: That client's sequence number.
        others: Version of the last change by another client that lies below this one.
    """

    section: str
    round: int
    version: int
    client_id: str
    seq: int
    others: int = 0


def section_of(action: Action) -> str | None:
    """Name the section that an action replaces; None for everything that cannot clash."""
    return _SECTIONS.get(type(action))


def clash(
    section: str,
    round_number: int,
    marks: tuple[SectionMark, ...],
    *,
    base_version: int,
    base_seq: int = 0,
    client_id: str,
) -> SectionMark | None:
    """Find the change by *somebody else* that this writer has not seen.

    A client never conflicts with itself: its own earlier writes were checked in their turn. But
    an own write that was not on this screen (an old draft, another window) hides what lies below
    it: if that is of somebody else, and newer than the version the clerk saw, it would be lost.

    Args:
        section: What is written.
        round_number: The order's present round.
        marks: Who changed what last.
        base_version: Server version of the order that the clerk saw.
        base_seq: The client's last own action that was visible to him.
        client_id: Who writes.
    """
    for mark in marks:
        if (mark.section, mark.round) != (section, round_number):
            continue
        own = mark.client_id == client_id
        unseen = mark.others if own else mark.version
        if unseen > base_version and not (own and mark.seq <= base_seq):
            return mark
    return None


def marked(marks: tuple[SectionMark, ...], new: SectionMark) -> tuple[SectionMark, ...]:
    """Replace the mark of the same section and round, and remember whose lies below."""
    place = (new.section, new.round)
    kept = [mark for mark in marks if (mark.section, mark.round) != place]
    below = next((mark for mark in marks if (mark.section, mark.round) == place), None)
    if below is None:
        return (*kept, new)
    others = below.others if below.client_id == new.client_id else below.version
    return (*kept, structs.replace(new, others=others))
