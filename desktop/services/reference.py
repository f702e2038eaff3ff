"""What the platform tells its units besides orders: topics, knowledge, published figures."""

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeAlias, TypeVar

import msgspec

from desktop.contract.messages import CategoryEntry, KnowledgeEntry, ScoreFile
from desktop.domain.orders import Order

CATEGORIES, KNOWLEDGE, SCORES = "categories", "knowledge", "scores"
Published: TypeAlias = Callable[[str, str], ScoreFile | None]
"""Finds the published figures of a profile and a period; None when there are none."""

_T = TypeVar("_T")
_DEEPEST = 6
_CHINESE = re.compile(r"[\u3400-\u9fff]+")
_KEYWORD, _TOPIC, _ENOUGH = 4, 3, 3
"""What a keyword in the demand and the same topic count; two signs of the title are one each."""


def unpublished(profile: str, period: str) -> ScoreFile | None:
    """Find nothing: implements `Published` where no platform publishes any."""
    del profile, period
    return None


class Documents(Protocol):
    """The reference data as they were last fetched."""

    def read(self, name: str) -> tuple[str, bytes]:
        """Read a piece: its ETag and its JSON, both empty when there is none."""


class NoDocuments:
    """Implements `Documents` where no platform tells any."""

    def read(self, name: str) -> tuple[str, bytes]:
        """See `Documents.read`."""
        del name
        return "", b""


class Reference:
    """Looks things up in the reference data. Thread-safe.

    Args:
        documents: Where they are kept; they may be renewed at any time.
    """

    def __init__(self, documents: Documents) -> None:
        self._documents = documents
        self._topics_read: _Piece[CategoryEntry] = _Piece(CATEGORIES, list[CategoryEntry])
        self._knowledge_read: _Piece[KnowledgeEntry] = _Piece(KNOWLEDGE, list[KnowledgeEntry])
        self._by_code: tuple[Sequence[CategoryEntry], dict[str, CategoryEntry]] = ((), {})
        self._scores_read: _Piece[ScoreFile] = _Piece(SCORES, list[ScoreFile])

    @property
    def has_knowledge(self) -> bool:
        """Whether there is anything to look up for an answer."""
        return bool(self._knowledge())

    def topic(self, category: str) -> str:
        """Name an order's topic with those above it; what is no code stays as it is."""
        topics = self._topics()
        names: list[str] = []
        entry = topics.get(category)
        while entry is not None and len(names) < _DEEPEST:
            names.insert(0, entry.name)
            entry = topics.get(entry.parent)
        return "／".join(names) or category

    def fitting(self, order: Order, *, limit: int = 6) -> Sequence[KnowledgeEntry]:
        """Find what may help to answer a demand, what fits best first."""
        text = f"{order.title}\n{order.content}"
        topics = self._with_those_above(order.category)
        weighed = [(_weight(entry, text, topics), entry) for entry in self._knowledge()]
        found = [(weight, entry) for weight, entry in weighed if weight >= _ENOUGH]
        found.sort(key=lambda pair: (-pair[0], pair[1].title))
        return [entry for _weight_of, entry in found[:limit]]

    def find(self, text: str, *, limit: int = 20) -> Sequence[KnowledgeEntry]:
        """Find entries that have all the words somewhere; those with all in the title first."""
        words = text.split()
        if not words:
            return []
        found = [entry for entry in self._knowledge() if _has(words, _whole(entry))]
        found.sort(key=lambda entry: not _has(words, entry.title))
        return found[:limit]

    def scores(self, profile: str, period: str) -> ScoreFile | None:
        """Find the published figures of a period; None when there are none."""
        wanted = (profile, period)
        files = self._decoded(self._scores_read)
        return next((file for file in files if (file.profile, file.period) == wanted), None)

    def _knowledge(self) -> Sequence[KnowledgeEntry]:
        return self._decoded(self._knowledge_read)

    def _topics(self) -> Mapping[str, CategoryEntry]:
        entries = self._decoded(self._topics_read)
        if self._by_code[0] is not entries:
            self._by_code = (entries, {entry.code: entry for entry in entries})
        return self._by_code[1]

    def _with_those_above(self, category: str) -> frozenset[str]:
        topics, found = self._topics(), {category} - {""}
        entry = topics.get(category)
        while entry is not None and entry.parent and entry.parent not in found:
            found.add(entry.parent)
            entry = topics.get(entry.parent)
        return frozenset(found)

    def _decoded(self, piece: "_Piece[_T]") -> Sequence[_T]:
        etag, content = self._documents.read(piece.name)
        with piece.lock:
            if piece.etag != etag:
                piece.etag = etag
                piece.entries = msgspec.json.decode(content, type=piece.kind) if content else []
            return piece.entries


@dataclass(slots=True)
class _Piece(Generic[_T]):
    """What was last read of a piece.

    Each has a lock of its own: the screen asks for topics while a worker reads the knowledge base.
    """

    name: str
    kind: type[list[_T]]
    etag: str = ""
    entries: list[_T] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


def _weight(entry: KnowledgeEntry, text: str, topics: frozenset[str]) -> int:
    keywords = sum(len(word) > 1 and word in text for word in entry.keywords)
    pairs = {
        run[place : place + 2]
        for run in _CHINESE.findall(entry.title)
        for place in range(len(run) - 1)
    }
    return (
        _KEYWORD * keywords
        + _TOPIC * (entry.category in topics)
        + sum(pair in text for pair in pairs)
    )


def _whole(entry: KnowledgeEntry) -> str:
    return "\n".join((entry.title, *entry.keywords, entry.text))


def _has(words: Sequence[str], text: str) -> bool:
    return all(word in text for word in words)


NO_REFERENCE = Reference(NoDocuments())
"""Where no platform tells any."""
