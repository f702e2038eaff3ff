"""Breaking of Chinese and mixed text into lines (GB/T 15834-2011, 5.1).

No line starts with a closing mark or ends with an opening one, dashes and ellipses stay whole, and
Latin words, numbers with their units, dates and telephone numbers are not torn unless they are
wider than a line. A closing mark at a line's end may hang: only its empty half is over the edge.
Joined together, the lines are the text again: nothing is added, dropped or changed.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from itertools import pairwise

Measure = Callable[[str], float]

NO_START = frozenset("，。、；：？！）》」』】〕〗〉］｝”’·・…～％‰℃°!),.:;?]}%々ー｠＂＇．／")
# A reader takes a hyphen at a line's end for one of its own and copies something else.
NO_END = frozenset("-（《「『【〔〖〈［｛“‘([{￥¥＄$№＃")
NO_BREAK = "\u2060"  # between two characters: no line ends here
HANGING = frozenset("，。、；：？！）》」』】〕〗〉”’")
_COUNTED = frozenset("号年月日时分秒元岁弄室")
_WHOLE = re.compile(
    r"\d{2,4} ?年 ?\d{1,2} ?月(?: ?\d{1,2} ?日)?|\d{1,2} ?月 ?\d{1,2} ?日|\d{1,2}[时点]\d{1,2}分"
    r"|\d[\d.,]* ?[十百千万亿]*(?:平方米|平方公里|立方米|公里|厘米|毫米|千米|公斤|千克|千瓦|分贝"
    r"|小时|分钟|工作日|自然日|个月|米|吨|克|元|斤|亩|户|人|次|件|个|条|名|家|天|处|辆|栋|幢|楼|层|页|份|倍|组|级|%|％|℃|㎡)"
)
_JOINERS = frozenset("'\"/:.,-_@%#&+*=~\\^|<>?!;")
_PAIRED = frozenset("—…")
_ADDRESS_STOPS = frozenset("/?&.=#")
"""After these a reader expects an address to go on."""
_TOLERANCE = 1e-6


def break_lines(
    text: str,
    width: float,
    measure: Measure,
    indent: float = 0.0,
    hang: Measure | None = None,
) -> list[str]:
    r"""Break a text into lines.

    Args:
        text: Text to break; "\n" ends a paragraph.
        width: Room of one line, in the unit of `measure`.
        measure: Gives the width of a text.
        indent: How much less room the first line of each paragraph has.
        hang: Gives how far a closing mark at a line's end may reach over the edge.

    Returns:
        At least one line; each fits, apart from one trailing space or mark that may hang over the
        edge and a single character that is wider than the line.
    """
    filling = _Filling(width + _TOLERANCE, measure, hang)
    lines: list[str] = []
    for paragraph in text.split("\n"):
        lines += filling.filled(_units(paragraph), indent)
    return lines


def _units(paragraph: str) -> list[str]:
    """Cut a paragraph into the pieces between which a line may end."""
    if not paragraph:
        return []
    whole = {
        place for found in _WHOLE.finditer(paragraph) for place in range(found.start(), found.end())
    }
    units: list[str] = []
    start = 0
    for place, (before, after) in enumerate(pairwise(paragraph)):
        if not (_holds_together(before, after) or (place in whole and place + 1 in whole)):
            units.append(paragraph[start : place + 1])
            start = place + 1
    units.append(paragraph[start:])
    return units


@lru_cache(maxsize=65536)
def _holds_together(before: str, after: str) -> bool:
    if NO_BREAK in {before, after}:
        return True
    if after == " ":
        return before != " "
    if before == " ":
        return after in HANGING
    if before in _PAIRED:
        return after == before or after in NO_START - _PAIRED
    if after in _PAIRED:
        return before in NO_END or (after == "…" and before not in _PAIRED)
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


class _Filling:
    """Fills lines of one width."""

    def __init__(self, width: float, measure: Measure, hang: Measure | None) -> None:
        self._width = width
        self._measure = measure
        self._hang = hang

    def filled(self, units: list[str], indent: float) -> list[str]:
        """Set the pieces of one paragraph into lines."""
        lines: list[str] = []
        line: list[str] = []
        used = indent
        for unit in units:
            wide = self._measure(unit)
            if used + wide - self._over(unit) <= self._width:
                line.append(unit)
                used += wide
                continue
            if line:
                lines.append("".join(line))
                used = 0.0
            if used + wide - self._over(unit) > self._width:
                *whole, unit = self._torn(unit, used)  # noqa: PLW2901  # its rest goes on
                lines += whole
                wide = self._measure(unit)
                used = 0.0
            line = [unit]
            used += wide
        lines.append("".join(line))
        return lines

    def _over(self, unit: str) -> float:
        """Give how far a piece at a line's end reaches over the edge without harm."""
        last = unit[-1]
        if last == " ":
            return self._measure(" ")
        return self._hang(last) if self._hang and last in HANGING else 0.0

    def _torn(self, unit: str, used: float) -> list[str]:
        """Cut a piece that is wider than a line wherever the line is full."""
        pieces = [unit[0]]
        used += self._measure(unit[0])
        for character in unit[1:]:
            step = self._measure(character)
            if _is_mark(character) or used + step - self._over(character) <= self._width:
                pieces[-1] += character
                used += step
                continue
            kept = _before_cut(pieces[-1], character)
            carried = pieces[-1][kept:] + character
            pieces[-1] = pieces[-1][:kept]
            pieces.append(carried)
            used = self._measure(carried)
        return pieces


def _before_cut(piece: str, following: str) -> int:
    """Find where to cut so that no line starts or ends with a mark that must not stand there."""
    kept = len(piece)
    after = following
    while kept > 1 and (after in NO_START or _is_mark(after) or piece[kept - 1] in NO_END):
        kept -= 1
        after = piece[kept]
    kept = kept if kept > len(piece) // 2 else len(piece)
    return _after_address_stop(piece, following, kept)


def _after_address_stop(piece: str, following: str, kept: int) -> int:
    """Cut an address after a stroke, a dot or a sign of its query, where one is near enough."""
    whole = piece + following
    for place in range(kept, len(piece) // 2, -1):
        stop, after = whole[place - 1], whole[place]
        if stop not in _ADDRESS_STOPS or after in NO_START or after in _ADDRESS_STOPS:
            continue
        if stop != "." or not after.isdigit():
            return place
    return kept
