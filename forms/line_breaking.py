"""Breaking of Chinese and mixed text into lines (GB/T 15834-2011, 5.1).

No line starts with a closing mark or ends with an opening one, dashes and ellipses stay whole, and
Latin words, numbers, dates and telephone numbers are not torn unless they are wider than a line.
Joined together, the lines are the text again: nothing is added, dropped or changed.
"""

import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

Measure = Callable[[str], float]

NO_START = frozenset("，。、；：？！）》」』】〕〗〉］｝”’·・…～％‰℃°!),.:;?]}%々ー｠＂＇．／")
# A reader takes a hyphen at a line's end for one of its own and copies something else.
NO_END = frozenset("-（《「『【〔〖〈［｛“‘([{￥¥＄$№＃")
NO_BREAK = "\u2060"  # between two characters: no line ends here
_COUNTED = frozenset("号年月日时分秒元岁弄室")
_JOINERS = frozenset("'\"/:.,-_@%#&+*=~\\^|<>?!;")
_PAIRED = frozenset("—…")
_TOLERANCE = 1e-6


def break_lines(text: str, width: float, measure: Measure, indent: float = 0.0) -> list[str]:
    r"""Break a text into lines.

    Args:
        text: Text to break; "\n" ends a paragraph.
        width: Room of one line, in the unit of `measure`.
        measure: Gives the width of a text.
        indent: How much less room the first line of each paragraph has.

    Returns:
        At least one line; each fits, apart from one trailing space that may hang over the edge and
        a single character that is wider than the line.
    """
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += _fill(_units(paragraph), width, measure, indent)
    return lines


def _units(paragraph: str) -> list[str]:
    """Cut a paragraph into the pieces between which a line may end."""
    if not paragraph:
        return []
    units = [paragraph[0]]
    for before, after in pairwise(paragraph):
        if _holds_together(before, after):
            units[-1] += after
        else:
            units.append(after)
    return units


def _holds_together(before: str, after: str) -> bool:
    if NO_BREAK in {before, after}:
        return True
    if after == " ":
        return before != " "
    if before == " ":
        return False
    if before in _PAIRED:
        return after == before or after in NO_START - _PAIRED
    if after in _PAIRED:
        return after == "…" and before not in _PAIRED
    return after in NO_START or before in NO_END or _is_mark(after) or _is_word(before, after)


def _is_word(before: str, after: str) -> bool:
    """Tell whether both belong to one word, or to a number with what it counts (18号, 9月)."""
    if after in _COUNTED:
        return before.isascii() and before.isdigit()
    return _in_word(before) and _in_word(after)


@lru_cache(maxsize=4096)
def _in_word(character: str) -> bool:
    if character in _JOINERS:
        return True
    return (
        unicodedata.category(character)[0] in "LN"
        and unicodedata.category(character) != "No"
        and unicodedata.east_asian_width(character) not in "WF"
    )


@lru_cache(maxsize=4096)
def _is_mark(character: str) -> bool:
    return unicodedata.category(character)[0] == "M"


def _fill(units: list[str], width: float, measure: Measure, indent: float) -> list[str]:
    lines = [""]
    used = indent
    for unit in units:
        visible = measure(unit.removesuffix(" "))
        if used + visible <= width + _TOLERANCE:
            lines[-1] += unit
            used += measure(unit)
            continue
        if lines[-1]:
            lines.append("")
        if visible <= width + _TOLERANCE:
            lines[-1] = unit
            used = measure(unit)
            continue
        pieces = _tear(unit, width, measure)
        lines[-1:] = pieces
        used = measure(pieces[-1])
    return lines


def _tear(unit: str, width: float, measure: Measure) -> list[str]:
    """Cut a piece that is wider than a line wherever the line is full."""
    pieces = [unit[0]]
    used = measure(unit[0])
    for character in unit[1:]:
        step = measure(character)
        hangs = character == " "
        if _is_mark(character) or hangs or used + step <= width + _TOLERANCE:
            pieces[-1] += character
            used += step
        else:
            carried = "-" if len(pieces[-1]) > 1 and pieces[-1].endswith("-") else ""
            pieces[-1] = pieces[-1].removesuffix(carried)
            pieces.append(carried + character)
            used = measure(pieces[-1])
    return pieces
