"""Where the bundled pictures lie."""

from pathlib import Path

_ICONS = Path(__file__).resolve().parent / "icons"


def arrow_down() -> Path:
    """Give the arrow of lists that open, for style sheets (they take files only)."""
    return _ICONS / "arrow-down.svg"


def arrow_up() -> Path:
    """Give the arrow of a column that is sorted upwards."""
    return _ICONS / "arrow-up.svg"
