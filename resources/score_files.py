"""Score files: the formula data of each profile that has an assessment."""

import tomllib
from pathlib import Path

_SCORES = Path(__file__).resolve().parent / "scores"


def score_ids() -> tuple[str, ...]:
    """List the profiles that have formula data."""
    return tuple(sorted(path.stem for path in _SCORES.glob("*.toml")))


def score_text(profile_id: str) -> str:
    """Read a profile's formula data.

    Raises:
        KeyError: The profile has none.
    """
    if profile_id not in score_ids():
        raise KeyError(profile_id)
    return (_SCORES / f"{profile_id}.toml").read_text(encoding="utf-8")


def score_content(profile_id: str) -> dict[str, object]:
    """Parse a profile's formula data into a mapping.

    Raises:
        KeyError: The profile has none.
    """
    return tomllib.loads(score_text(profile_id))
