"""Rule files: jurisdictions' profiles and the State Council's holiday notices."""

import tomllib
from pathlib import Path

_HERE = Path(__file__).resolve().parent
_PROFILES = _HERE / "profiles"
_CALENDARS = _HERE / "calendars"


def profile_ids() -> tuple[str, ...]:
    """List the ids of the bundled profiles."""
    return tuple(sorted(path.stem for path in _PROFILES.glob("*.toml")))


def profile_text(profile_id: str) -> str:
    """Read a profile's file.

    Raises:
        KeyError: There is no such profile.
    """
    if profile_id not in profile_ids():
        raise KeyError(profile_id)
    return (_PROFILES / f"{profile_id}.toml").read_text(encoding="utf-8")


def profile_content(profile_id: str) -> dict[str, object]:
    """Parse a profile's file into a mapping.

    Raises:
        KeyError: There is no such profile.
    """
    return tomllib.loads(profile_text(profile_id))


def calendar_texts() -> list[tuple[str, str]]:
    """Read the calendar files: name and text, oldest year first."""
    return [
        (path.name, path.read_text(encoding="utf-8")) for path in sorted(_CALENDARS.glob("*.toml"))
    ]


def calendar_contents() -> list[tuple[str, dict[str, object]]]:
    """Parse the calendar files: name and content, oldest year first."""
    return [(name, tomllib.loads(text)) for name, text in calendar_texts()]
