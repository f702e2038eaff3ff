"""A section in three versions, field by field: 原来, 我的, 中心的."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from desktop.services.action_words import Line, field_order, free_texts, label_of
from desktop.services.text_difference import Span, differing, joined


class Difference(StrEnum):
    """Who changed a field of a section since the text that both started from."""

    NONE = ""
    MINE = "mine"
    THEIRS = "theirs"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One field of a section in three versions.

    Attributes:
        label: Its name on screen.
        base: 原来: what the clerk started from.
        mine: 我的: what he wrote.
        theirs: 中心的: what the centre has now.
        field: Its machine name.
        is_text: A free text, which can be edited when the two are put together.
        base_marks: Places of `base` that one of the two no longer has.
        mine_marks: Places of `mine` that are not in `base`; not in `theirs` where that is empty.
        theirs_marks: The same of `theirs`.
    """

    label: str
    base: str
    mine: str
    theirs: str
    field: str = ""
    is_text: bool = False
    base_marks: tuple[Span, ...] = ()
    mine_marks: tuple[Span, ...] = ()
    theirs_marks: tuple[Span, ...] = ()

    @property
    def difference(self) -> Difference:
        """Tell whether the two differ, and who changed the field."""
        if self.mine == self.theirs:
            return Difference.NONE
        if self.theirs == self.base:
            return Difference.MINE
        return Difference.THEIRS if self.mine == self.base else Difference.BOTH


def compared(
    section: str, base: Sequence[Line], mine: Sequence[Line], theirs: Sequence[Line]
) -> Iterator[Comparison]:
    """Compare every field that anybody has filled in, in the order of the form."""
    free = free_texts(section)
    versions = [{line.field: line for line in lines} for lines in (base, mine, theirs)]
    for field in field_order(section):
        lines = [version.get(field) for version in versions]
        label = next((line.label for line in lines if line), label_of(field))
        texts = [line.text if line else "" for line in lines]
        if any(texts):
            yield _marked(label, texts, field, is_text=field in free)


def _marked(label: str, texts: Sequence[str], field: str, *, is_text: bool) -> Comparison:
    base, mine, theirs = texts
    plain = Comparison(label, base, mine, theirs, field, is_text)
    if plain.difference is Difference.NONE:
        return plain
    removed = {*differing(base, mine), *differing(base, theirs)} if mine and theirs else set()
    return replace(
        plain,
        base_marks=joined(removed),
        mine_marks=differing(mine, base or theirs),
        theirs_marks=differing(theirs, base or mine),
    )
