"""Now and then: does this database hold what the centre says it should hold?

Pages, guards and cursors keep the two alike. This is for what nobody thought of: a bug, a damaged
file, a hand in the database. One question a day, of a count and a checksum.
"""

import logging
import random
from collections.abc import Callable
from typing import Protocol

from desktop.contract.messages import CheckReply, CheckRequest
from desktop.sync.ports import GatewayError, SyncState
from desktop.sync.tally import RoundReport
from desktop.sync.waiting import Chance

_LOG = logging.getLogger(__name__)
FIRST_S = (600.0, 7200.0)
"""The first question comes at random within this time of the start, never at eight o'clock."""
EVERY_S = (12 * 3600.0, 36 * 3600.0)
"""Time between two questions."""
_UNMENDED = "mirror.unmended"


class MirrorStore(Protocol):
    """The local database as this module sees it."""

    def state(self) -> SyncState:
        """Tell where this database stands."""

    def mirror(self) -> tuple[int, str]:
        """Count the orders that the centre last said are the unit's, with their checksum."""

    def forget_cursor(self) -> None:
        """Let the next pull bring everything, and sweep what is not among it."""

    def recall(self, name: str) -> str:
        """Read a fact about this installation; empty when it is not known."""

    def remember(self, name: str, value: str) -> None:
        """Keep one."""


class MirrorSource(Protocol):
    """The platform as this module sees it."""

    def check(self, request: CheckRequest) -> CheckReply:
        """Tell count and checksum of what a client that has pulled everything holds."""


class MirrorCheck:
    """Compares, and fetches everything anew where the two differ.

    What that does not mend, such as an order that this program cannot read, is remembered, and
    left alone until either side or the program is another one.

    Args:
        store: The local database.
        source: The platform.
        monotonic: Seconds on a clock that nobody sets.
        chance: Random numbers.
        client_version: This program's.
    """

    def __init__(
        self,
        store: MirrorStore,
        source: MirrorSource,
        monotonic: Callable[[], float],
        chance: Chance | None = None,
        *,
        client_version: str = "",
    ) -> None:
        self._store = store
        self._source = source
        self._monotonic = monotonic
        self._chance: Chance = chance or random.SystemRandom()
        self._client_version = client_version
        self._due = monotonic() + self._chance.uniform(*FIRST_S)

    def after(self, report: RoundReport, again: Callable[[], RoundReport]) -> RoundReport:
        """Compare after a round that left nothing over, when it is time to.

        Args:
            report: What the round did.
            again: Does another round.

        Returns:
            The report of the last round.

        Raises:
            GatewayError: A further round failed.
            StorageError: The local database could not be read or written.
        """
        if not _is_comparable(report) or self._monotonic() < self._due:
            return report
        self._due = self._monotonic() + self._chance.uniform(*EVERY_S)
        if not self._told_otherwise():
            return report
        # something may have changed at the centre since the round
        report = again()
        told = self._told_otherwise() if _is_comparable(report) else None
        if told is None:
            return report
        _LOG.warning("this database differs from the platform's list: everything is fetched anew")
        self._store.forget_cursor()
        report = again()
        if _is_comparable(report) and (told.count, told.checksum) != self._store.mirror():
            _LOG.warning("fetching everything anew has not mended it")
            self._store.remember(_UNMENDED, self._difference(told))
        return report

    def _told_otherwise(self) -> CheckReply | None:
        """Ask; None where the two are alike, or differ as a full pull has left them before."""
        state = self._store.state()
        try:
            told = self._source.check(CheckRequest(client_id=state.client_id, cursor=state.cursor))
        except GatewayError as error:
            _LOG.info("not compared: %s", error.code)
            return None
        if told.epoch != state.epoch or (told.count, told.checksum) == self._store.mirror():
            return None
        return None if self._difference(told) == self._store.recall(_UNMENDED) else told

    def _difference(self, told: CheckReply) -> str:
        count, checksum = self._store.mirror()
        theirs, ours = f"{told.count}:{told.checksum}", f"{count}:{checksum}"
        return f"{told.epoch} {theirs} {ours} {self._client_version}"


def _is_comparable(report: RoundReport) -> bool:
    """Tell whether a round left no order over; a file that always fails says nothing of orders."""
    return not (report.unfinished or report.guard)
