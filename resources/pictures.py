"""Where the bundled pictures lie."""

from pathlib import Path

_ICONS = Path(__file__).resolve().parent / "icons"


def arrow_down() -> Path:
    """Give the arrow of lists that open, for style sheets (they take files only)."""
    return _ICONS / "arrow-down.svg"


def arrow_up() -> Path:
    """Give the arrow of a column that is sorted upwards."""
    return _ICONS / "arrow-up.svg"


def tick(colour: str) -> Path:
    """Give the tick of a checked box: dark on the light accent of the high-contrast scheme."""
    return _ICONS / ("tick-dark.svg" if colour == "#000000" else "tick.svg")
