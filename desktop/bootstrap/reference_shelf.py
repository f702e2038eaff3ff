"""Reference data of the platform, kept as files beside the rules that were fetched."""

import hashlib
import logging
import time
from collections.abc import Callable
from pathlib import Path

import msgspec

from desktop.bootstrap.coming_pieces import ComingPieces, SliceSource
from desktop.contract.messages import CategoryEntry, KnowledgeEntry, ScoreFile
from desktop.host.whole_files import replace_text
from desktop.services.reference import CATEGORIES, KNOWLEDGE, SCORES

_LOG = logging.getLogger(__name__)
_KINDS: dict[str, object] = {
    CATEGORIES: list[CategoryEntry],
    SCORES: list[ScoreFile],
    KNOWLEDGE: list[KnowledgeEntry],
}
"""Small ones first: on a bad line the large one must not keep the others from coming."""
_ETAGS = msgspec.json.Decoder(dict[str, str])


def _always() -> bool:
    return True


class ReferenceShelf:
    """Implements `Documents`; what is on the platform is fetched when its ETag is another one.

    An ETag is written after its content: a program that is killed in between fetches once more.
    It is the one that came with the content: what the platform said of it just before may have
    been another of its workers, which had other content.

    Args:
        folder: Where the files are; made when missing.
        monotonic: Seconds on a clock that nobody sets.
    """

    def __init__(self, folder: Path, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._coming = ComingPieces(monotonic)
        self._known: dict[str, tuple[str, bytes]] = {}

    def read(self, name: str) -> tuple[str, bytes]:
        """See `Documents.read`."""
        known = self._known.get(name)
        if known is None:
            known = self._known[name] = self._kept(name)
        return known

    def is_new(self, name: str, etag: str) -> bool:
        """Tell whether the platform has something else than this PC; also of rules and calendars.

        Of what is kept here the content counts as well: an ETag may outlive it.

        Args:
            name: The piece.
            etag: What the platform says of it; empty where it tells none.
        """
        if not etag or self._etags().get(name) != etag:
            return True
        return name in _KINDS and not self._is_here(name, etag)

    def note(self, name: str, etag: str) -> None:
        """Note what the platform had when a piece was fetched and kept elsewhere."""
        self._write("etags", msgspec.json.encode({**self._etags(), name: etag}))

    def renew(
        self,
        source: SliceSource,
        etags: dict[str, str],
        may_go_on: Callable[[], bool] = _always,
    ) -> bool:
        """Fetch what has changed; what cannot be read is left out, and asked for again.

        Args:
            source: The platform.
            etags: What it has, by name; pieces that are not named are not asked for. Those that
                have been dealt with are taken out.
            may_go_on: Asked before every slice.

        Returns:
            Whether all is done; if not, the next call with the same ETags goes on.

        Raises:
            GatewayError: The platform could not be reached.
        """
        for name in _KINDS:
            etag = etags.get(name, "")
            if etag and self.is_new(name, etag):
                piece = self._coming.fetch(source, name, may_go_on)
                if piece is None:
                    return False
                self._take(name, *piece)
            etags.pop(name, None)
        return True

    def fetch(
        self, source: SliceSource, name: str, may_go_on: Callable[[], bool]
    ) -> tuple[str, bytes] | None:
        """Fetch a piece that is kept elsewhere; see `ComingPieces.fetch`."""
        return self._coming.fetch(source, name, may_go_on)

    def _take(self, name: str, etag: str, content: bytes) -> None:
        try:
            msgspec.json.decode(content, type=_KINDS[name])
        except (msgspec.MsgspecError, UnicodeDecodeError):
            _LOG.warning("reference data %s cannot be read", name)
            return
        if self._write(name, content):
            self.note(name, etag)
        self._known[name] = (etag or hashlib.sha256(content).hexdigest(), content)

    def _is_here(self, name: str, etag: str) -> bool:
        if self.read(name)[0] != etag:
            self._known[name] = self._kept(name)  # another process has fetched it meanwhile
        return bool(self._known[name][1])

    def _kept(self, name: str) -> tuple[str, bytes]:
        try:
            content = self._file(name).read_bytes()
            msgspec.json.decode(content, type=_KINDS[name])
        except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
            return "", b""
        return self._etags().get(name) or "?", content

    def _etags(self) -> dict[str, str]:
        try:
            return _ETAGS.decode(self._file("etags").read_bytes())
        except (OSError, msgspec.MsgspecError):
            return {}

    def _write(self, name: str, content: bytes) -> bool:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            replace_text(self._file(name), content.decode("utf-8"))
        except OSError as error:
            # the platform has it; a full disk must not keep the orders from coming
            _LOG.warning("reference data %s not kept: %s", name, type(error).__name__)
            return False
        return True

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"
