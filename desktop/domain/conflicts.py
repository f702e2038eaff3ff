"""Which sections of an order an action touches, and when two people's work clashes.

Rows are append-only and never conflict. A *section* is one text that one person at a time can
own: the handling result, the plan, the return form, the sign-off sheet.
"""

from msgspec import Struct

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
    """

    section: str
    round: int
    version: int
    client_id: str
    seq: int


def section_of(action: Action) -> str | None:
    """Name the section that an action replaces; None for everything that cannot clash."""
    return _SECTIONS.get(type(action))


def clash(
    section: str,
    round_number: int,
    marks: tuple[SectionMark, ...],
    *,
    base_version: int,
    client_id: str,
) -> SectionMark | None:
    """Find the change by *somebody else* that this writer has not seen.

    A client never conflicts with itself: its own earlier writes were checked in their turn, so
    only a mark of another client above the version the clerk saw is a clash.
    """
    for mark in marks:
        if (
            mark.section == section
            and mark.round == round_number
            and mark.client_id != client_id
            and mark.version > base_version
        ):
            return mark
    return None


def marked(marks: tuple[SectionMark, ...], new: SectionMark) -> tuple[SectionMark, ...]:
    """Replace the mark of the same section and round."""
    kept = [mark for mark in marks if (mark.section, mark.round) != (new.section, new.round)]
    return (*kept, new)
