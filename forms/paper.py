"""Measures of the printed page and cleaning of what is printed on it. All lengths in points."""

import re
from dataclasses import dataclass
from functools import lru_cache

from forms.fonts import FontChain
from forms.line_breaking import NO_BREAK, break_lines

MM = 72 / 25.4
PAGE_WIDTH = 210 * MM
PAGE_HEIGHT = 297 * MM
LEFT = 28 * MM
RIGHT = PAGE_WIDTH - 20 * MM
TOP = PAGE_HEIGHT - 25 * MM
BODY_WIDTH = RIGHT - LEFT
LABEL_WIDTH = 28 * MM
PADDING = 1.7 * MM
ROW_PADDING = 1.2 * MM
CONTINUED = "（续）"


@dataclass(frozen=True, slots=True)
class Page:
    """A sheet of paper and the edges of what is printed on it.

    Attributes:
        width: Width of the paper.
        height: Height of the paper.
        left: Left edge of the body.
        right: Right edge of the body.
        top: Upper edge of the body.
    """

    width: float
    height: float
    left: float
    right: float
    top: float

    @property
    def body(self) -> float:
        """Width of the body."""
        return self.right - self.left


PORTRAIT = Page(PAGE_WIDTH, PAGE_HEIGHT, LEFT, RIGHT, TOP)
# Bound at its upper edge, which is the left one of the portrait pages before and after it.
LANDSCAPE = Page(PAGE_HEIGHT, PAGE_WIDTH, 20 * MM, PAGE_HEIGHT - 20 * MM, PAGE_WIDTH - 28 * MM)

_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
# Characters without ink that tell a screen how to join or direct others; on paper they are nothing.
# No font has the rest of them: left in, one in a citizen's words would stop the print of a return.
_WITHOUT_INK = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u200b-\u200f\u202a-\u202e\u2061-\u2064"
    "\u2066-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)


@dataclass(frozen=True, slots=True)
class Style:
    """A text face at a size.

    Attributes:
        chain: Font with its fallbacks.
        size: Size in points, never below 9.
        leading: Distance of the base lines.
        spacing: Added to each character's width, also below 0.
    """

    chain: FontChain
    size: float
    leading: float
    spacing: float = 0.0

    def width(self, text: str) -> float:
        """Measure a line, in points."""
        return self.chain.width(text) * self.size + self.spacing * len(text)

    def hang(self, mark: str) -> float:
        """Give how much of a closing mark's width is empty at its right, in points."""
        return self.chain.overhang(mark) * self.size

    def lines(self, text: str, width: float, field: str, indent: float = 0.0) -> tuple[str, ...]:
        """Set a text into lines.

        Args:
            text: Text as the caller gave it.
            width: Room in points.
            field: Label of the field, for the message about a missing character.
            indent: How much less room the first line of each paragraph has.

        Returns:
            The lines; () for an empty text.

        Raises:
            MissingGlyphError: No font has one of the characters.
        """
        cleaned = printable(text)
        if not cleaned:
            return ()
        self.chain.require(cleaned.replace("\n", "").replace(NO_BREAK, ""), field)
        if "\n" not in cleaned and indent + self.width(cleaned) <= width:
            return (cleaned.replace(NO_BREAK, ""),)
        lines = break_lines(cleaned, width, self.width, indent, self.hang)
        return tuple(line.replace(NO_BREAK, "") for line in lines)

    def balanced(self, text: str, width: float, field: str) -> tuple[str, ...]:
        """Set a label into lines of about the same length, so that none holds one character."""
        return _balanced(self, text, width, field)


@lru_cache(maxsize=4096)
def _balanced(style: Style, text: str, width: float, field: str) -> tuple[str, ...]:
    lines = style.lines(text, width, field)
    narrower = width - style.size / 2
    while narrower > style.size:
        tried = style.lines(text, narrower, field)
        if len(tried) > len(lines):
            break
        lines = tried
        narrower -= style.size / 2
    return lines


def printable(text: str) -> str:
    r"""Give a text as it is printed.

    Every kind of line end becomes "\n", a tab a full-width space, a space that must not break an
    ordinary one, and characters without ink are left out.
    """
    unified = _LINE_ENDS.sub("\n", text).replace("\t", "\u3000")
    unified = unified.replace("\u00a0", " ").replace("\u202f", " ")
    return _WITHOUT_INK.sub("", unified).strip("\n")
