"""A platform that takes files, as the checks of an upload need it."""

from typing import Protocol

from helpers.centres import MemoryKeeper


class UploadServer(Protocol):
    """One clerk's platform on loopback, under test for its uploads.

    Attributes:
        port: Stays the same when it is started anew.
        keeper: The clerk, signed in.
    """

    @property
    def port(self) -> int: ...

    @property
    def keeper(self) -> MemoryKeeper: ...

    def signed_in(self) -> MemoryKeeper:
        """Sign the clerk in once more, on another PC."""

    def content(self, sha256: str) -> bytes:
        """Read the bytes that lie there under a name."""

    def restart(self) -> None:
        """Kill it and start it anew."""
