"""Where one text differs from another: the places to be marked on a screen."""

import re
from collections.abc import Iterable
from difflib import SequenceMatcher

_BY_SIGN = 600_000
"""Product of two lengths up to which signs are compared; longer texts go sentence by sentence."""
_NEAR = 2
"""Marks that are so near to each other are one: single signs that happen to agree mean nothing."""
_SENTENCE = re.compile(r"[^。！？；，\n]*[。！？；，\n]?")

Span = tuple[int, int]
"""Begin and end of a place in a text."""


def differing(text: str, other: str) -> tuple[Span, ...]:
    """Find the places of a text that the other one does not have.

    Takes up to about 0.1 s for long texts: not for the thread that draws.
    """
    if not text or text == other:
        return ()
    if not other:
        return ((0, len(text)),)
    mine, others = _pieces(text, other)
    starts = [0]
    for piece in mine:
        starts.append(starts[-1] + len(piece))
    matcher = SequenceMatcher(None, others, mine, autojunk=False)
    return joined(
        (starts[begin], starts[end])
        for tag, _a, _b, begin, end in matcher.get_opcodes()
        if tag != "equal" and begin != end
    )


def joined(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Put places in order, and those that meet or nearly meet together."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start - found[-1][1] <= _NEAR:
            begin, stop = found.pop()
            found.append((begin, max(stop, end)))
        else:
            found.append((start, end))
    return tuple(found)


def _pieces(text: str, other: str) -> tuple[list[str], list[str]]:
    if len(text) * len(other) <= _BY_SIGN:
        return list(text), list(other)
    return _SENTENCE.findall(text), _SENTENCE.findall(other)
