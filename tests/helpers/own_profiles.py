"""A unit's own rule file for tests."""

from pathlib import Path

OWN = """
extends = "kaifeng"
id = "my_bureau"
version = {version}
name = "示范局"
accept_reminder_hours = {hours}
"""


def own_file(folder: Path, *, version: int = 1, hours: int = 4, more: str = "") -> Path:
    """Write a file that extends 开封."""
    path = folder / f"示范局-{version}.toml"
    path.write_text(more + OWN.format(version=version, hours=hours), encoding="utf-8")
    return path
