"""A round of sync together with what it needs of the platform besides orders."""

import logging
from collections.abc import Callable
from typing import Protocol

import msgspec
from msgspec import structs

from desktop.bootstrap.reference_shelf import ReferenceShelf
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.contract.messages import Hello, RuleFile, UnitEntry
from desktop.services.ports import StorageError
from desktop.services.unit_directory import StoredUnits
from desktop.sync.loop import Rounds
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError, ReferenceSlice, Trouble
from desktop.sync.tally import RoundReport

_LOG = logging.getLogger(__name__)
_SIGNED_OUT = frozenset({Trouble.SIGNED_OUT, Trouble.REVOKED})
_NEWS_S = 4 * 3600.0
"""How often the platform is asked whether it has other reference data; and at every start."""
_RULES_AGAIN_S = 600.0
"""Pause after rules and calendars did not come, or not those that the platform had named."""
_REST_AGAIN_S = 3600.0
"""The same of the rest: what a slow line never brings must not take the line from the clerks."""
_UNITS = "units"
_REST_S = 2.0
"""How long the rest may go on after a round; what is left of it comes after the next one."""


def _never() -> bool:
    return False


class Platform(Protocol):
    """The platform as this module sees it; every call may raise `GatewayError`."""

    def hello(self) -> Hello:
        """Learn the ETags of all reference data."""

    def profiles(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch the rules, with the ETag of the reply."""

    def calendars(self) -> tuple[str, tuple[RuleFile, ...]]:
        """Fetch the calendars, with the ETag of the reply."""

    def reference_slice(
        self, name: str, *, offset: int, size: int, patient: bool = False
    ) -> ReferenceSlice:
        """Fetch a part of another piece."""


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
        is_wanted: Asked between two slices of the rest: is there something that must not wait?
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
        is_wanted: Callable[[], bool] = _never,
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
        self._is_wanted = is_wanted
        self._rules_due = float("-inf")
        self._rest_due = float("-inf")
        self._coming: dict[str, str] = {}
        """ETags of the rest that has not come yet."""

    def run(self, *, patient: bool = False) -> RoundReport:
        """Do one round; the rules that orders name are there before the orders come.

        Everything else of the platform comes after them, and never fails a round. It comes a
        little at a time, between rounds as well: what a clerk saves meanwhile does not wait for a
        large file.

        Args:
            patient: Nobody works here, such as behind a command: wait for all of it.
        """
        has_rules = self._monotonic() < self._rules_due or self._renew_rules()
        self.look_around()
        report = self._round()
        if not has_rules:
            # what failed by itself must not hold up every round; on a dead line the round fails too
            self._rules_due = self._monotonic() + _RULES_AGAIN_S
        if not report.unfinished and self._rest(patient=patient):
            return structs.replace(report, more_to_read=True)
        return report

    def do_chores(self) -> bool:
        """Do what needs no round: look around, and go on with the rest where it is on its way.

        Returns:
            Whether more of the rest is to come.
        """
        self.look_around()
        return bool(self._coming) and self._rest(patient=False)

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

    def _rest(self, *, patient: bool) -> bool:
        """Fetch something of what no deadline depends on; tells whether more of it is to come."""
        until = float("inf") if patient else self._monotonic() + _REST_S

        def may_go_on() -> bool:
            return self._monotonic() < until and not self._is_wanted()

        try:
            if self._monotonic() >= self._rest_due:
                self._rest_due = self._monotonic() + _NEWS_S
                self._coming = {_UNITS: "", **self._gateway.hello().reference}
            if _UNITS in self._coming and not self._renew_units(may_go_on):
                return True
            return not self._shelf.renew(self._gateway, self._coming, may_go_on)
        except (GatewayError, StorageError) as error:
            _LOG.info("no reference data: %s", error.code)
            self._rest_due = self._monotonic() + _REST_AGAIN_S
            self._coming = {}
            return False

    def _renew_units(self, may_go_on: Callable[[], bool]) -> bool:
        """Fetch the directory, which is kept in the database; tells whether all of it came."""
        piece = self._shelf.fetch(self._gateway, _UNITS, may_go_on)
        if piece is None:
            return False
        del self._coming[_UNITS]
        try:
            self._units.renew(msgspec.json.decode(piece[1], type=tuple[UnitEntry, ...]))
        except (msgspec.MsgspecError, UnicodeDecodeError):
            _LOG.warning("directory of units cannot be read")
        return True


def _state(etag: str, here: str) -> str:
    """Name what is known, and what of it is here: a file that has gone since is fetched again."""
    return f"{etag} {here}"
