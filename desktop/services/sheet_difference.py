"""What a printed sheet says that the office no longer does, clause by clause."""

import re
from difflib import SequenceMatcher

from desktop.services.scan_findings import SheetChange

_CLAUSE = re.compile(r"[^，。；：！？、\s]+[，。；：！？、]?")
# the foot changes with every print
_FOOT = re.compile(
    r"打印时间[^\n]*|版本码[^\n]*|操作员[^\n]*|第\s*\d+\s*页\s*[,，共/]*\s*\d*\s*页?|[A-Z2-7]{10}"
)
_MOST = 8
_CONTEXT = 8


def differences(on_paper: str, now: str) -> tuple[SheetChange, ...]:
    """Compare the text of a sheet with the text of the same form as it stands now.

    Args:
        on_paper: Text of the sheet that was printed.
        now: Text of the form with the present content.

    Returns:
        The clauses that differ, the first ones where there are many.
    """
    old, new = _clauses(on_paper), _clauses(now)
    changes = []
    for kind, first, last, start, end in SequenceMatcher(None, old, new, False).get_opcodes():
        if kind != "equal":
            changes.append(_near("".join(old[first:last]), "".join(new[start:end])))
    return tuple(changes[:_MOST])


def _clauses(text: str) -> list[str]:
    """Split a text so that where its lines break makes no difference."""
    plain = re.sub(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])", "", _FOOT.sub("\n", text))
    return _CLAUSE.findall(plain)


def _near(on_paper: str, now: str) -> SheetChange:
    """Leave out what both begin and end with, but for a few characters that show the place."""
    before = _shared(on_paper, now)
    after = _shared(on_paper[before:][::-1], now[before:][::-1])
    head, tail = max(0, before - _CONTEXT), max(0, after - _CONTEXT)
    if not (on_paper and now) or head + tail < _CONTEXT:
        return SheetChange(on_paper=on_paper, now=now)
    return SheetChange(on_paper=_cut(on_paper, head, tail), now=_cut(now, head, tail))


def _shared(one: str, other: str) -> int:
    """Count the characters that two texts both begin with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _cut(text: str, head: int, tail: int) -> str:
    kept = text[head : len(text) - tail]
    return ("…" if head else "") + kept + ("…" if tail else "")
