"""The platform's holiday calendars: those shipped, and those its operator has added."""

import logging
import tomllib
from pathlib import Path

from desktop.contract.messages import RuleFile
from desktop.domain.calendar import Calendar
from desktop.domain.notices import YearNotice, parse_notice
from resources import rule_files

_LOG = logging.getLogger(__name__)


class Calendars:
    """Reads calendars anew when a file is added, without a restart.

    Args:
        folder: Added files, `<year>.toml`; may be missing. A year in it wins over the shipped one.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: tuple[tuple[str, int], ...] | None = None
        self._calendar = Calendar(())
        self._files: tuple[RuleFile, ...] = ()

    @property
    def calendar(self) -> Calendar:
        """The calendar of all known years; the same object until a file changes."""
        self._reread()
        return self._calendar

    @property
    def files(self) -> list[RuleFile]:
        """The calendar files, with their year as version, oldest first."""
        self._reread()
        return list(self._files)

    def _reread(self) -> None:
        paths = sorted(self._folder.glob("*.toml"))
        seen = tuple((path.name, path.stat().st_mtime_ns) for path in paths)
        if seen == self._seen:
            return
        known: dict[int, tuple[YearNotice, str]] = {}
        for name, text in rule_files.calendar_texts():
            notice = parse_notice(tomllib.loads(text), name=name)
            known[notice.year] = notice, text
        for path in paths:
            try:
                text = path.read_text(encoding="utf-8")
                notice = parse_notice(tomllib.loads(text), name=path.name)
            except (OSError, ValueError) as error:
                # CalendarError, TOMLDecodeError and UnicodeDecodeError are all ValueErrors
                _LOG.warning("calendar %s cannot be used: %s", path.name, error)
                continue
            known[notice.year] = notice, text
        found = [entry for _, entry in sorted(known.items())]
        self._calendar = Calendar(tuple(notice for notice, _ in found))
        self._files = tuple(
            RuleFile(f"{notice.year}.toml", notice.year, text) for notice, text in found
        )
        self._seen = seen
