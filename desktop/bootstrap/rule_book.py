"""The rules shipped with the program, and older or newer versions that orders name."""

import hashlib
import logging
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from functools import cached_property
from pathlib import Path

from desktop.bootstrap.calendar_shelf import CalendarShelf, KeptRules
from desktop.bootstrap.profile_shelf import KeptProfile, ProfileShelf
from desktop.contract.messages import RuleFile
from desktop.domain.calendar import Calendar, YearNotice
from desktop.domain.clocks import Rules
from desktop.domain.profile import Profile, ProfileError, parse_profile
from desktop.host.whole_files import replace_text
from resources import rule_files

_LOG = logging.getLogger(__name__)
_WITHOUT_RULES = "platform"
"""What an order is worked on by whose rules are not known here: the platform's own deadlines."""


class FileRuleBook:
    """Finds the rules of a profile version: bundled, of the unit's own, fetched from the platform.

    Args:
        fetched: Folder of fetched profile files, `<id>-<version>.toml`; may be missing.
        calendars: Folder of imported holiday calendars, `<year>.toml`; may be missing.
        own: Folder of the unit's own rules; may be missing.
    """

    def __init__(
        self,
        fetched: Path | None = None,
        *,
        calendars: Path | None = None,
        own: Path | None = None,
    ) -> None:
        self._fetched = fetched
        self._rules: dict[tuple[str, int], Rules] = {}
        self.shelf = CalendarShelf(calendars)
        self.own = ProfileShelf(own)
        self._seen = self._signature()

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
        texts += self.own.texts()
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

    def keep_calendars(self, files: Sequence[RuleFile]) -> KeptRules:
        """Keep the platform's calendars of years that are unknown here."""
        kept = self.shelf.keep_unknown(files)
        if kept.added:
            self._forget_calendar()
        return kept

    def years(self) -> str:
        """List the years whose calendar is known."""
        return " ".join(str(notice.year) for notice in self.calendar.notices)

    def versions(self) -> str:
        """List the fetched versions that this program can use."""
        found = sorted(self._fetched.glob("*.toml")) if self._fetched else []
        return " ".join(path.stem for path in found if _read(path))

    def reread(self) -> bool:
        """Notice calendars and own rules that another process has imported meanwhile.

        Returns:
            Whether the files are other ones than before; lists have to be made anew then.
        """
        if self._signature() == self._seen:
            return False
        self._forget_calendar()
        return True

    def import_profile(self, path: Path) -> KeptProfile:
        """Keep a unit's own rules; see `ProfileShelf.keep`.

        Raises:
            ProfileError: They cannot be used.
            OSError: The disk refuses.
        """
        kept = self.own.keep(path)
        self._forget_calendar()
        return kept

    def _signature(self) -> tuple[object, ...]:
        return self.shelf.signature(), self.own.signature()

    def _forget_calendar(self) -> None:
        self._seen = self._signature()
        for name in ("calendar", "stamp"):
            self.__dict__.pop(name, None)
        self._rules.clear()

    def keep(self, files: Sequence[RuleFile]) -> KeptRules:
        """Keep the versions that the platform serves and the program does not ship.

        A file that cannot be used is left out: the orders that name it fall back to the shipped
        version, as they would without it.
        """
        if self._fetched is None:
            return KeptRules((), whole=True)
        added, whole = [], True
        for file in files:
            path = self._fetched / f"{file.name}-{file.version}.toml"
            if self._is_shipped(file) or _read(path):
                continue
            if _is_usable(file) and _is_written(path, file.toml):
                added.append(file.version)
            else:
                whole = False
        if added:
            self._forget_calendar()  # with what stood in for a version, or was the newest so far
        return KeptRules(tuple(added), whole=whole)

    def newest(self, profile: str) -> Profile:
        """Give the version of a profile that new orders are dispatched under.

        Raises:
            ProfileError: There is no such profile; the message lists those there are.
        """
        found = _bundled(profile) or self.own.newest(profile)
        if found is None:
            names = "、".join((*rule_files.profile_ids(), *self.own.ids()))
            raise ProfileError(f"没有“{profile}”这套规则，只有：{names}")
        return found

    def own_file(self, profile: str) -> Path | None:
        """Tell where the newest version of the unit's own rules is; None for one of ours."""
        newest = self.own.newest(profile)
        return self.own.file(newest.id, newest.version) if newest else None

    def rules_for(self, profile: str, version: int) -> Rules:
        """Find the rules of a profile version; the newest one known when that is missing."""
        found = self._rules.get((profile, version))
        if found is None:
            found = Rules(self._version(profile, version), self.calendar)
            self._rules[profile, version] = found
        return found

    def _is_shipped(self, file: RuleFile) -> bool:
        shipped = _bundled(file.name)
        return shipped is not None and shipped.version == file.version

    def _version(self, profile: str, version: int) -> Profile:
        """Find a version: exactly that one, else the newest; without any, the platform's dates.

        An order of rules that never came must still be shown and worked on.
        """
        bundled = _bundled(profile)
        if bundled and bundled.version == version:
            return bundled
        found = self.own.profile(profile, version) or self._of_platform(profile, version)
        if found is None:
            known = (bundled, self.own.newest(profile), self._newest_of_platform(profile))
            found = max((entry for entry in known if entry), key=_by_version, default=None)
        if found is None:
            _LOG.warning("rules %s are not known here", profile)
            found = _bundled(_WITHOUT_RULES)
        assert found is not None  # noqa: S101 - it is shipped
        return found

    def _of_platform(self, profile: str, version: int) -> Profile | None:
        path = self._fetched / f"{profile}-{version}.toml" if self._fetched else None
        if path is None or not profile.isidentifier() or not path.is_file():
            return None
        return _read(path)

    def _newest_of_platform(self, profile: str) -> Profile | None:
        if self._fetched is None or not profile.isidentifier():
            return None
        found = self._fetched.glob(f"{profile}-*.toml")
        versions = [path.stem.rpartition("-")[2] for path in found]
        newest = max((int(version) for version in versions if version.isdecimal()), default=0)
        return self._of_platform(profile, newest)


def _by_version(profile: Profile) -> int:
    return profile.version


def _bundled(profile: str) -> Profile | None:
    if profile not in rule_files.profile_ids():
        return None
    return parse_profile(rule_files.profile_content(profile), name=f"{profile}.toml")


def _iso(days: Iterable[date]) -> str:
    return " ".join(day.isoformat() for day in sorted(days))


def _read(path: Path) -> Profile | None:
    """Read a fetched file; None when it is missing, or damaged: then it is fetched once more."""
    try:
        return parse_profile(tomllib.loads(path.read_text(encoding="utf-8")), name=path.name)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, ProfileError, tomllib.TOMLDecodeError) as error:
        _LOG.warning("fetched rules %s cannot be used: %s", path.name, type(error).__name__)
        return None


def _is_written(path: Path, text: str) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_text(path, text)
    except OSError as error:
        # the platform has it; a full disk must not keep the orders from coming
        _LOG.warning("rules %s not kept: %s", path.name, type(error).__name__)
        return False
    return True


def _is_usable(file: RuleFile) -> bool:
    if not file.name.isidentifier():
        return False
    try:
        parse_profile(tomllib.loads(file.toml), name=file.name)
    except (ProfileError, tomllib.TOMLDecodeError) as error:
        _LOG.warning("rules %s %d cannot be used: %s", file.name, file.version, error)
        return False
    return True
