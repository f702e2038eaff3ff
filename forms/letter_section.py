"""What the letters of an order have in common: a body in numbered sections."""

from collections.abc import Sequence
from dataclasses import dataclass

from forms.letter_page import LetterPage

_NUMBERS = "一二三四五六七八九十"
TO_FILL = "＿"
"""Full-width underscores touch each other: a line to write on."""
_FIRST, _NEXT = 26, 28
_ROOM = TO_FILL * (_FIRST + 2 * _NEXT)
"""Three lines, the first indented as a paragraph is."""


@dataclass(frozen=True, slots=True)
class LetterSection:
    """One section of a letter's body.

    Attributes:
        heading: Its heading without a number.
        text: Its paragraphs; "" leaves lines to write on.
    """

    heading: str
    text: str = ""


def add_sections(page: LetterPage, sections: Sequence[LetterSection]) -> None:
    """Add the sections, numbered 一、二、三."""
    for number, section in zip(_NUMBERS, sections, strict=False):
        page.heading(f"{number}、{section.heading}")
        page.paragraph(section.text or _ROOM, section.heading)
