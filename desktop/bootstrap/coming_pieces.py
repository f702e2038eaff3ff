"""Large pieces of reference data on their way: slice by slice, so that nobody waits behind them."""

from collections.abc import Callable
from typing import Protocol

from desktop.contract.codec import digest_header
from desktop.contract.messages import MAX_SLICE_BYTES
from desktop.sync.ports import GatewayError, ReferenceSlice, Trouble

FIRST_SLICE = 16 * 1024
"""Bytes of the first slice, before the line's speed is known."""
MIN_SLICE = 8 * 1024
SLICE_S = 1.0
"""How long one slice should take."""
_MOST_BYTES = 64 * 1024 * 1024
_MOST_BEGINNINGS = 3
"""A platform whose workers have different content must not keep us beginning for ever."""


class SliceSource(Protocol):
    """The platform as this module sees it."""

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        """Fetch a part of a piece of reference data; `patient` gives it the time of any call."""


class ComingPieces:
    """Fetches pieces; what has come of one is kept until the rest has.

    Args:
        monotonic: Seconds on a clock that nobody sets.
    """

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._size = FIRST_SLICE
        self._parts: dict[str, _Part] = {}
        self._missed: dict[str, int] = {}
        """How often the beginning of a piece has not come: maybe it comes whole or not at all."""

    def fetch(
        self, source: SliceSource, name: str, may_go_on: Callable[[], bool]
    ) -> tuple[str, bytes] | None:
        """Fetch the rest of a piece.

        Args:
            source: The platform.
            name: The piece.
            may_go_on: Asked before every slice.

        Returns:
            ETag and content; None when it was told not to go on, and then the next call goes on
            where this one stopped.

        Raises:
            GatewayError: A slice did not come, or they do not fit together.
        """
        part = self._parts.setdefault(name, _Part())
        while not part.is_whole:
            if not may_go_on():
                return None
            try:
                found = self._slice(source, name, part.length)
                if found is not None:
                    part.take(found)
            except _BrokenPieceError as error:
                del self._parts[name]
                raise GatewayError(
                    Trouble.BAD_REPLY, "平台发来的资料不完整，稍后重新获取；工单不受影响。"
                ) from error
        del self._parts[name]
        return part.etag, bytes(part.content)

    def _slice(self, source: SliceSource, name: str, offset: int) -> ReferenceSlice | None:
        """Fetch a slice; None when it did not come, and more time is to be given to it, once.

        A platform that knows no slices answers with all of a piece, which takes longer.
        """
        begun = self._monotonic()
        patient = offset == 0 and self._missed.get(name) == 1
        try:
            found = source.reference_slice(name, offset=offset, size=self._size, patient=patient)
        except GatewayError as error:
            self._size = max(self._size // 2, MIN_SLICE)
            if error.code == "malformed":
                del self._parts[name]  # whatever the platform minds in it, it would mind again
            if offset == 0 and error.code == Trouble.OFFLINE and self._may_miss(name):
                return None
            raise
        self._missed.pop(name, None)
        if len(found.content) == self._size:  # the end of a piece tells nothing of the line
            took_s = max(self._monotonic() - begun, 0.001)
            wanted = min(int(self._size * SLICE_S / took_s), self._size * 2, MAX_SLICE_BYTES)
            self._size = max(wanted, MIN_SLICE)
        return found

    def _may_miss(self, name: str) -> bool:
        """Count a beginning that did not come; tells whether it was the first."""
        self._missed[name] = self._missed.get(name, 0) + 1
        return self._missed[name] == 1


class _BrokenPieceError(Exception):
    """What has come is no piece of the platform's."""


class _Part:
    """What has come of a piece."""

    def __init__(self) -> None:
        self.content = bytearray()
        self.etag = ""
        self.is_whole = False
        self._digest = ""
        self._beginnings = 0

    @property
    def length(self) -> int:
        return len(self.content)

    def take(self, piece: ReferenceSlice) -> None:
        """Add a slice; one of other content begins anew."""
        if piece.offset == 0:
            self._begin(piece)
        elif (piece.etag, piece.digest) != (self.etag, self._digest):
            self.content.clear()
            return
        if piece.offset != self.length or piece.whole > _MOST_BYTES:
            raise _BrokenPieceError
        self.content += piece.content
        if not piece.content and self.length < piece.whole:
            raise _BrokenPieceError
        if self.length >= piece.whole:
            self._end(piece)

    def _begin(self, piece: ReferenceSlice) -> None:
        self._beginnings += 1
        if self._beginnings > _MOST_BEGINNINGS:
            raise _BrokenPieceError
        self.content.clear()
        self.etag, self._digest = piece.etag, piece.digest

    def _end(self, piece: ReferenceSlice) -> None:
        """Believe nothing that was put together before its digest is right."""
        if piece.digest and piece.digest != digest_header(bytes(self.content)):
            raise _BrokenPieceError
        self.is_whole = True
