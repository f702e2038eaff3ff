"""A unit's own rules: imported profile files in the data folder, every version of them.

A file that extends one of ours is kept laid together with it, as it was on the day of its import:
a newer program must not change a version that orders were dispatched under.
"""

import logging
import re
import tomllib
from pathlib import Path

from msgspec import Struct

from desktop.domain.profile import Profile, ProfileError, extended_content, parse_profile
from desktop.domain.rule_toml import rule_toml
from desktop.host.whole_files import replace_text
from desktop.services.file_trouble import reason_of
from resources import rule_files

_LOG = logging.getLogger(__name__)
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,39}")
_LONGEST = 1_000_000


class KeptProfile(Struct, frozen=True):
    """An imported profile.

    Attributes:
        profile: Its rules.
        file: Where it is kept, whole and with nothing left to look up.
        changed: Whether it was not there before.
    """

    profile: Profile
    file: Path
    changed: bool


def read_own_profile(path: Path) -> tuple[Profile, dict[str, object]]:
    """Read a profile file, which may extend one of ours.

    Returns:
        The rules, and the content they were read from with nothing left out.

    Raises:
        ProfileError: It cannot be read or used; the message names file, key and clause.
    """
    content = _content(path)
    base = content.get("extends")
    if base is not None:
        if not isinstance(base, str) or base not in rule_files.profile_ids():
            raise ProfileError(f"{path.name}.extends：没有“{base}”这套规则，{_known()}")
        content = extended_content(content, rule_files.profile_content(base), name=path.name)
    return parse_profile(content, name=path.name), content


class ProfileShelf:
    """The imported profiles of one PC.

    Args:
        folder: Where they are, `<id>-<version>.toml`; may be missing. None for no own rules.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder

    def ids(self) -> tuple[str, ...]:
        """List the profiles there are."""
        return tuple(sorted({profile_id for profile_id, _version in self._versions()}))

    def versions(self, profile_id: str) -> tuple[int, ...]:
        """List the versions of a profile, oldest first."""
        return tuple(sorted(version for of, version in self._versions() if of == profile_id))

    def profile(self, profile_id: str, version: int) -> Profile | None:
        """Read one version; None when it is not there or cannot be used any more."""
        path = self.file(profile_id, version)
        if path is None or not path.is_file():
            return None
        try:
            return parse_profile(_content(path), name=path.name)
        except ProfileError as error:
            _LOG.warning("own rules %s cannot be used: %s", path.name, error)
            return None

    def newest(self, profile_id: str) -> Profile | None:
        """Read the newest usable version."""
        found = (self.profile(profile_id, version) for version in self.versions(profile_id)[::-1])
        return next((profile for profile in found if profile), None)

    def file(self, profile_id: str, version: int) -> Path | None:
        """Tell where a version is kept, or would be."""
        return None if self._folder is None else self._folder / f"{profile_id}-{version}.toml"

    def keep(self, path: Path) -> KeptProfile:
        """Import a file.

        Raises:
            ProfileError: It cannot be used, or contradicts a version that is here.
            OSError: The disk refuses.
        """
        profile, content = read_own_profile(path)
        self._demand_place(profile, path.name)
        kept = self.file(profile.id, profile.version)
        assert kept is not None  # noqa: S101 - a shelf that imports has a folder
        if kept.is_file():
            if _content(kept) != content:
                raise ProfileError(
                    f"{path.name}.version：第 {profile.version} 版已经导入过，内容不同。"
                    "已派的工单按它办理，不能改动；请把 version 加 1 再导入。"
                )
            return KeptProfile(profile, kept, changed=False)
        kept.parent.mkdir(parents=True, exist_ok=True)
        replace_text(kept, rule_toml(content, remark=f"由 {path.name} 导入，请勿改动"))
        return KeptProfile(profile, kept, changed=True)

    def signature(self) -> tuple[str, ...]:
        """Describe what is here, to see whether another process has imported something."""
        return tuple(sorted(f"{of}-{version}" for of, version in self._versions()))

    def texts(self) -> list[str]:
        """Read all files, for a stamp of everything that deadlines depend on."""
        files = sorted(self._folder.glob("*.toml")) if self._folder else []
        return [path.read_text(encoding="utf-8") for path in files]

    def _demand_place(self, profile: Profile, name: str) -> None:
        if profile.id in rule_files.profile_ids():
            raise ProfileError(
                f"{name}.id：“{profile.id}”是随程序的规则，本单位的规则要有自己的 id"
            )
        if not _ID.fullmatch(profile.id):
            raise ProfileError(f"{name}.id：只能用英文字母、数字和下划线，以字母开头")
        newest = max(self.versions(profile.id), default=0)
        if profile.version < newest:
            raise ProfileError(
                f"{name}.version：已有第 {newest} 版，不能再导入较早的第 {profile.version} 版"
            )

    def _versions(self) -> list[tuple[str, int]]:
        found = []
        for path in self._folder.glob("*.toml") if self._folder else ():
            profile_id, _dash, version = path.stem.rpartition("-")
            if profile_id and version.isdecimal():
                found.append((profile_id, int(version)))
        return found


def _content(path: Path) -> dict[str, object]:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise ProfileError(f"{path.name}：读不到文件（{reason_of(error)}）") from error
    if len(raw) > _LONGEST:
        raise ProfileError(f"{path.name}：文件太大，不像规则文件")
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise ProfileError(f"{path.name}：不是 UTF-8 文字") from error
    except tomllib.TOMLDecodeError as error:
        raise ProfileError(f"{path.name}：不是 TOML 文件（{error}）") from error


def _known() -> str:
    return f"只有：{'、'.join(rule_files.profile_ids())}"
