"""A round of sync together with what it needs of the platform besides orders."""

import logging
from collections.abc import Callable
from typing import Protocol

from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.contract.messages import Hello, RuleFile, UnitEntry
from desktop.services.ports import StorageError
from desktop.services.unit_directory import StoredUnits
from desktop.sync.loop import Rounds
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.tally import RoundReport

_LOG = logging.getLogger(__name__)
_SIGNED_OUT = frozenset({Trouble.SIGNED_OUT, Trouble.REVOKED})
_NEWS_S = 4 * 3600.0
"""How often the platform is asked whether it has other reference data; and at every start."""
_RULES_AGAIN_S = 600.0
"""Pause after rules and calendars did not come, or not those that the platform had named."""
_REST_AGAIN_S = 3600.0
"""The same of the rest: what a slow line never brings must not take the line from the clerks."""


class Platform(Protocol):
    """The platform as this module sees it; every call may raise `GatewayError`."""

    def hello(self) -> Hello:
        """Learn the ETags of all reference data."""

    def profiles(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch the rules, with the ETag of the reply."""

    def calendars(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch the calendars, with the ETag of the reply."""

    def units(self) -> tuple[UnitEntry, ...]:
        """Fetch the directory of units."""

    def reference(self, name: str) -> tuple[str, bytes]:
        """Fetch another piece, with the ETag of the reply."""


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
        rounds: Rounds,
        gateway: Platform,
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
        self._rules_due = float("-inf")
        self._rest_due = float("-inf")

    def run(self) -> RoundReport:
        """Do one round; the rules that orders name are there before the orders come.

        Everything else of the platform comes after them, and never fails a round.
        """
        has_rules = self._monotonic() < self._rules_due or self._renew_rules()
        self.look_around()
        report = self._round()
        if not has_rules:
            # what failed by itself must not hold up every round; on a dead line the round fails too
            self._rules_due = self._monotonic() + _RULES_AGAIN_S
        if not report.unfinished and self._monotonic() >= self._rest_due:
            self._rest_due = self._monotonic() + (_NEWS_S if self._renew_rest() else _REST_AGAIN_S)
        return report

    def look_around(self) -> None:
        """See whether another program has changed the rules."""
        if self._book.reread():
            self._renew()

    def _round(self) -> RoundReport:
        try:
            return self._mirror.after(self._rounds.run(), self._rounds.run)
        except GatewayError as error:
            if self._sign_in is None or error.code not in _SIGNED_OUT:
                raise
        self._sign_in()
        return self._rounds.run()

    def _renew_rules(self) -> bool:
        """Fetch the rules and calendars that the platform has anew: its greeting names their ETags.

        Returns:
            Whether they are here; without them the round goes on, which says itself what is wrong.
        """
        try:
            told = self._gateway.hello().reference
            fresh = self._renew_profiles(told.get("profile", ""))
            fresh = self._renew_calendars(told.get("calendar", "")) and fresh
        except GatewayError as error:
            _LOG.info("no rules: %s", error.code)
            return False
        if fresh:
            self._rules_due = self._monotonic() + _NEWS_S
        return fresh

    def _renew_profiles(self, etag: str) -> bool:
        """Fetch the rules unless they are here; tells whether they are those of this ETag."""
        if etag and not self._shelf.is_new("profile", _state(etag, self._book.versions())):
            return True
        came, files = self._gateway.profiles()
        kept = self._book.keep(files)
        if kept.added:
            self._renew()  # orders of these versions may be here already, judged by others
        if kept.whole:
            self._shelf.note("profile", _state(came, self._book.versions()))
        return came in {"", etag}

    def _renew_calendars(self, etag: str) -> bool:
        """Fetch the calendars unless they are here; tells whether they are those of this ETag."""
        if etag and not self._shelf.is_new("calendar", _state(etag, self._book.years())):
            return True
        came, files = self._gateway.calendars()
        kept = self._book.keep_calendars(files)
        if kept.added:
            self._renew()
        if kept.whole:
            self._shelf.note("calendar", _state(came, self._book.years()))
        return came in {"", etag}

    def _renew_rest(self) -> bool:
        """Fetch what no deadline depends on; tells whether all of it came."""
        try:
            etags = self._gateway.hello().reference
            self._units.renew(self._gateway.units())
            self._shelf.renew(self._gateway, etags)
        except (GatewayError, StorageError) as error:
            _LOG.info("no reference data: %s", error.code)
            return False
        return True


def _state(etag: str, here: str) -> str:
    """Name what is known, and what of it is here: a file that has gone since is fetched again."""
    return f"{etag} {here}"
