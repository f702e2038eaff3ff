"""What else may give the caller of a 举报 or 保密 order away: found, proposed, and taken out."""

from collections.abc import Collection, Iterable

from desktop.domain.redaction import Finding, findings
from desktop.domain.traces import Trace
from desktop.services.proposals import Proposal

HIDDEN = "〔已隐去〕"
_AROUND = 8
_SHORTEST = 2


class Withholding:
    """The proposals for one form.

    A name that one sentence gives away is hidden in the others too: its texts are gathered first.

    Args:
        own: Names and numbers of the office itself, which stay.
        kept: Texts that the clerk has decided to leave.
    """

    def __init__(self, own: Collection[str], kept: Collection[str]) -> None:
        self._own = frozenset(own)
        self._kept = frozenset(kept)
        self._found: dict[tuple[Trace, str], Proposal] = {}

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What was found in all texts, in their order."""
        return tuple(self._found.values())

    def gather(self, text: str) -> None:
        """Look through one text of the form."""
        for found in self._findings(text):
            piece = text[found.start : found.end]
            if (found.kind, piece) not in self._found:
                self._found[found.kind, piece] = Proposal(
                    kind=found.kind,
                    text=piece,
                    why=found.why,
                    context=_around(text, found),
                    hidden=piece not in self._kept,
                )

    def screened(self, text: str) -> str:
        """Give one text without what is hidden."""
        for found in reversed(list(self._findings(text))):
            if text[found.start : found.end] not in self._kept:
                text = text[: found.start] + HIDDEN + text[found.end :]
        for piece in self._elsewhere:
            text = text.replace(piece, HIDDEN)
        return text

    @property
    def _elsewhere(self) -> list[str]:
        hidden = {entry.text for entry in self._found.values() if entry.hidden}
        return sorted((t for t in hidden if len(t) >= _SHORTEST), key=lambda t: (-len(t), t))

    def _findings(self, text: str) -> Iterable[Finding]:
        return (found for found in findings(text) if text[found.start : found.end] not in self._own)


def _around(text: str, found: Finding) -> str:
    start, end = max(0, found.start - _AROUND), found.end + _AROUND
    before, after = "…" if start else "", "…" if end < len(text) else ""
    return before + " ".join(text[start:end].split()) + after
