"""A round of sync together with what it needs of the platform besides orders."""

import logging
from collections.abc import Callable

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.services.unit_directory import StoredUnits
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.round import SyncRound
from desktop.sync.tally import RoundReport

_LOG = logging.getLogger(__name__)
_SIGNED_OUT = frozenset({Trouble.SIGNED_OUT, Trouble.REVOKED})
_NEWS_S = 4 * 3600.0
"""How often the platform is asked whether it has other reference data; and at every start."""


class OfficeRounds:
    """A round of sync, and with the first one, and now and then, what orders are judged by.

    Args:
        rounds: The round itself.
        gateway: Where reference data comes from.
        units: Where the directory of units is kept.
        book: Where rule versions and calendars are kept.
        shelf: Where topics, knowledge and published scores are kept.
        mirror: Compares the database with the platform's list now and then.
        renew: Makes the lists anew after the calendar has changed.
        monotonic: Seconds on a clock that nobody sets.
        sign_in: Signs in by itself at a centre of one's own, where nobody knows the password;
            None at a real platform.
    """

    def __init__(
        self,
        rounds: SyncRound,
        gateway: LazyGateway,
        units: StoredUnits,
        book: FileRuleBook,
        shelf: ReferenceShelf,
        mirror: MirrorCheck,
        renew: Callable[[], None],
        monotonic: Callable[[], float],
        sign_in: Callable[[], None] | None = None,
    ) -> None:
        self._rounds = rounds
        self._gateway = gateway
        self._units = units
        self._book = book
        self._shelf = shelf
        self._mirror = mirror
        self._renew = renew
        self._monotonic = monotonic
        self._sign_in = sign_in
        self._informed = float("-inf")

    def run(self) -> RoundReport:
        """Do one round; the rules that orders name are there before the orders come."""
        if self._monotonic() - self._informed > _NEWS_S:
            self._inform()
        self.look_around()
        try:
            return self._mirror.after(self._rounds.run(), self._rounds.run)
        except GatewayError as error:
            if self._sign_in is None or error.code not in _SIGNED_OUT:
                raise
        self._sign_in()
        return self._rounds.run()

    def look_around(self) -> None:
        """See whether another program has changed the rules."""
        if self._book.reread():
            self._renew()

    def _inform(self) -> None:
        """Fetch the reference data that the platform has anew: its greeting names their ETags.

        Without them the round goes on, which says itself what is wrong.
        """
        try:
            etags = self._gateway.hello().reference
            if self._shelf.is_new("profile", etags.get("profile", "")):
                self._book.keep(self._gateway.profiles())
                self._shelf.note("profile", etags.get("profile", ""))
            self._units.renew(self._gateway.units())
            if self._shelf.is_new("calendar", etags.get("calendar", "")):
                if self._book.keep_calendars(self._gateway.calendars()):
                    self._renew()
                self._shelf.note("calendar", etags.get("calendar", ""))
            self._shelf.renew(self._gateway, etags)
        except GatewayError as error:
            _LOG.info("no reference data: %s", error.code)
            return
        self._informed = self._monotonic()
