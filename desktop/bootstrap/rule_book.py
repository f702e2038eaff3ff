"""The rules shipped with the program, and older or newer versions that orders name."""

import hashlib
import logging
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from desktop.bootstrap.calendar_shelf import CalendarShelf
from desktop.contract.messages import RuleFile
from desktop.domain.calendar import Calendar, YearNotice
from desktop.domain.clocks import Rules
from desktop.domain.profile import Profile, ProfileError, parse_profile
from desktop.host.whole_files import replace_text
from resources import rule_files

_LOG = logging.getLogger(__name__)


class FileRuleBook:
    """Finds the rules of a profile version: bundled ones, and those fetched from the platform.

    Args:
        fetched: Folder of fetched profile files, `<id>-<version>.toml`; may be missing.
        calendars: Folder of imported holiday calendars, `<year>.toml`; may be missing.
    """

    def __init__(self, fetched: Path | None = None, *, calendars: Path | None = None) -> None:
        self._fetched = fetched
        self._rules: dict[tuple[str, int], Rules] = {}
        self.shelf = CalendarShelf(calendars)
        self._seen = self.shelf.signature()

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of all published years."""
        return Calendar(self.shelf.notices())

    @cached_property
    def stamp(self) -> str:
        """Name everything that deadlines in lists were computed from.

        Of the calendars only the days count: importing a year that the program ships later, or
        another wording of a holiday's name, rebuilds nothing.
        """
        texts = [rule_files.profile_text(profile) for profile in rule_files.profile_ids()]
        if self._fetched is not None:
            found = sorted(self._fetched.glob("*.toml"))
            texts += [path.read_text(encoding="utf-8") for path in found]
        for notice in self.calendar.notices:
            texts.append(f"{notice.year} {_iso(notice.off)} {_iso(notice.work)}")
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

    def import_calendar(self, notice: YearNotice) -> bool:
        """Keep a year's notice; see `CalendarShelf.keep`.

        Raises:
            OSError: The disk refuses.
        """
        changed = self.shelf.keep(notice)
        self._forget_calendar()
        return changed

    def keep_calendars(self, files: Sequence[RuleFile]) -> tuple[int, ...]:
        """Keep the platform's calendars of years that are unknown here; gives those years."""
        added = self.shelf.keep_unknown(files)
        if added:
            self._forget_calendar()
        return added

    def reread(self) -> bool:
        """Notice calendars that another process has imported meanwhile.

        Returns:
            Whether the files are other ones than before; lists have to be made anew then.
        """
        if self.shelf.signature() == self._seen:
            return False
        self._forget_calendar()
        return True

    def _forget_calendar(self) -> None:
        self._seen = self.shelf.signature()
        for name in ("calendar", "stamp"):
            self.__dict__.pop(name, None)
        self._rules.clear()

    def keep(self, files: Sequence[RuleFile]) -> None:
        """Keep the versions that the platform serves and the program does not ship.

        A file that cannot be used is left out: the orders that name it fall back to the shipped
        version, as they would without it.
        """
        if self._fetched is None:
            return
        for file in files:
            path = self._fetched / f"{file.name}-{file.version}.toml"
            if path.exists() or self._is_shipped(file) or not _is_usable(file):
                continue
            self._fetched.mkdir(parents=True, exist_ok=True)
            replace_text(path, file.toml)
            self._rules.pop((file.name, file.version), None)

    def newest(self, profile: str) -> Profile:
        """Give the bundled version of a profile.

        Raises:
            ProfileError: There is no such profile; the message lists those there are.
        """
        try:
            return parse_profile(rule_files.profile_content(profile), name=f"{profile}.toml")
        except KeyError:
            names = "、".join(rule_files.profile_ids())
            raise ProfileError(f"没有“{profile}”这套规则，只有：{names}") from None

    def rules_for(self, profile: str, version: int) -> Rules:
        """Find the rules of a profile version; the bundled one when that version is missing."""
        found = self._rules.get((profile, version))
        if found is None:
            found = Rules(self._version(profile, version), self.calendar)
            self._rules[profile, version] = found
        return found

    def _is_shipped(self, file: RuleFile) -> bool:
        shipped = file.name in rule_files.profile_ids()
        return shipped and self.newest(file.name).version == file.version

    def _version(self, profile: str, version: int) -> Profile:
        newest = self.newest(profile)
        if newest.version == version or self._fetched is None:
            return newest
        path = self._fetched / f"{profile}-{version}.toml"
        if not path.is_file():
            return newest
        return parse_profile(tomllib.loads(path.read_text(encoding="utf-8")), name=path.name)


def _iso(days: Iterable[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


def _is_usable(file: RuleFile) -> bool:
    if not file.name.isidentifier():
        return False
    try:
        parse_profile(tomllib.loads(file.toml), name=file.name)
    except (ProfileError, tomllib.TOMLDecodeError) as error:
        _LOG.warning("rules %s %d cannot be used: %s", file.name, file.version, error)
        return False
    return True
