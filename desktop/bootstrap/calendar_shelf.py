"""Holiday calendars: those shipped, and those imported or fetched into the data folder."""

import logging
import tomllib
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from desktop.contract.messages import RuleFile
from desktop.domain.notices import CalendarError, YearNotice, notice_toml, parse_notice
from desktop.host.whole_files import replace_text
from resources import rule_files

_LOG = logging.getLogger(__name__)


class KeptRules(Struct, frozen=True):
    """What became of the platform's rules or calendars.

    Attributes:
        added: Versions or years that were not here before.
        whole: Whether everything is here now; False where this program cannot use something, or
            the disk refuses. A later program may be able to: it has to be asked for again.
    """

    added: tuple[int, ...]
    whole: bool


class CalendarShelf:
    """The notices known on this PC, one file a year.

    An imported year wins over the shipped one: a special notice can change a year after the
    program was made, as those of 2019 and 2020 did.

    Args:
        folder: Where imported calendars are, `<year>.toml`; may be missing. None for the shipped
            ones alone.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def notices(self) -> tuple[YearNotice, ...]:
        """List the notice of every known year, oldest first; an unusable file is left out."""
        known = {notice.year: notice for notice in shipped_notices()}
        for path in self._files():
            try:
                notice = _read(path)
            except CalendarError as error:
                _LOG.warning("calendar %s cannot be used: %s", path.name, error)
                continue
            known[notice.year] = notice
        return tuple(notice for _, notice in sorted(known.items()))

    def problems(self) -> tuple[str, ...]:
        """Say of each imported file that cannot be used what is wrong with it."""
        found = []
        for path in self._files():
            try:
                _read(path)
            except CalendarError as error:
                found.append(str(error))
        return tuple(found)

    def is_imported(self, year: int) -> bool:
        """Tell whether a year's notice is one that was imported or fetched."""
        return self._folder is not None and (self._folder / f"{year}.toml").is_file()

    def keep(self, notice: YearNotice) -> bool:
        """Keep a notice unless the same days are known already.

        Returns:
            Whether anything was written.

        Raises:
            OSError: The disk refuses.
        """
        known = {entry.year: entry for entry in self.notices()}.get(notice.year)
        if self._folder is None or (known and is_same_arrangement(known, notice)):
            return False
        self._folder.mkdir(parents=True, exist_ok=True)
        replace_text(self._folder / f"{notice.year}.toml", notice_toml(notice))
        return True

    def keep_unknown(self, files: Sequence[RuleFile]) -> KeptRules:
        """Keep the years that the platform knows and this PC does not."""
        known = {notice.year for notice in self.notices()}
        added, whole = [], True
        for file in files:
            if file.version in known:
                continue
            try:
                notice = _parsed(file.toml, file.name)
                if notice.year not in known and self.keep(notice):
                    known.add(notice.year)
                    added.append(notice.year)
            except (CalendarError, OSError) as error:
                _LOG.warning("the platform's calendar cannot be used: %s", error)
                whole = False
        return KeptRules(tuple(added), whole=whole)

    def signature(self) -> tuple[tuple[str, int, int], ...]:
        """Describe the imported files, to see whether another process has changed them."""
        found = []
        for path in self._files():
            try:
                state = path.stat()
            except OSError:
                continue
            found.append((path.name, state.st_mtime_ns, state.st_size))
        return tuple(found)

    def _files(self) -> list[Path]:
        return sorted(self._folder.glob("*.toml")) if self._folder else []


@cache
def shipped_notices() -> tuple[YearNotice, ...]:
    """Read the calendars that the program ships, oldest year first."""
    contents = rule_files.calendar_contents()
    return tuple(parse_notice(content, name=name) for name, content in contents)


def is_same_arrangement(one: YearNotice, other: YearNotice) -> bool:
    """Tell whether two notices mean the same days, whatever they call the holidays."""
    return set(one.off) == set(other.off) and set(one.work) == set(other.work)


def _read(path: Path) -> YearNotice:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CalendarError(f"{path.name}: 无法读取") from error
    return _parsed(text, path.name)


def _parsed(text: str, name: str) -> YearNotice:
    try:
        return parse_notice(tomllib.loads(text), name=name)
    except tomllib.TOMLDecodeError as error:
        raise CalendarError(f"{name}: 不是日历文件：{error}") from error
