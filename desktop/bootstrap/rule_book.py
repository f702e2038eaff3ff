"""The rules shipped with the program, and older or newer versions that orders name."""

import hashlib
import logging
import tomllib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from desktop.contract.messages import RuleFile
from desktop.domain.calendar import Calendar, parse_notice
from desktop.domain.clocks import Rules
from desktop.domain.profile import Profile, ProfileError, parse_profile
from desktop.host.whole_files import replace_text
from resources import rule_files

_LOG = logging.getLogger(__name__)


class FileRuleBook:
    """Finds the rules of a profile version: bundled ones, and those fetched from the platform.

    Args:
        fetched: Folder of fetched profile files, `<id>-<version>.toml`; may be missing.
    """

    def __init__(self, fetched: Path | None = None) -> None:
        self._fetched = fetched
        self._rules: dict[tuple[str, int], Rules] = {}

    @cached_property
    def calendar(self) -> Calendar:
        """The calendar of all published years."""
        contents = rule_files.calendar_contents()
        return Calendar(tuple(parse_notice(content, name=name) for name, content in contents))

    @cached_property
    def stamp(self) -> str:
        """Name everything that deadlines in lists were computed from."""
        texts = [text for _, text in rule_files.calendar_texts()]
        texts += [rule_files.profile_text(profile) for profile in rule_files.profile_ids()]
        if self._fetched is not None:
            found = sorted(self._fetched.glob("*.toml"))
            texts += [path.read_text(encoding="utf-8") for path in found]
        return hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]

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


def _is_usable(file: RuleFile) -> bool:
    if not file.name.isidentifier():
        return False
    try:
        parse_profile(tomllib.loads(file.toml), name=file.name)
    except (ProfileError, tomllib.TOMLDecodeError) as error:
        _LOG.warning("rules %s %d cannot be used: %s", file.name, file.version, error)
        return False
    return True
