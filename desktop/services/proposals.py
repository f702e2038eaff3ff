"""What a print proposes to hide of a 举报 or 保密 order, and what became of it."""

from collections import Counter
from collections.abc import Iterable, Mapping

from msgspec import Struct

from desktop.domain.traces import Trace


class Proposal(Struct, frozen=True, kw_only=True):
    """Something on a form that may give the caller away (KF-20).

    Attributes:
        kind: What it is.
        text: The text itself; it is shown to the clerk and goes into no log.
        why: Why it is proposed, in Chinese.
        context: A few words around it.
        hidden: Whether the form shows 〔已隐去〕 in its place.
    """

    kind: Trace
    text: str
    why: str
    context: str
    hidden: bool


def told(proposals: Iterable[Proposal]) -> Mapping[str, str]:
    """Say for the audit log what was hidden and what was left: kinds and counts, never the text."""
    counts = Counter((entry.hidden, entry.kind) for entry in proposals)
    return {
        name: "、".join(
            f"{kind.words} {count}" for (hidden, kind), count in counts.items() if hidden is wanted
        )
        for name, wanted in (("hidden", True), ("left", False))
    }
