"""Choices as they stand on paper: every option with a box, the chosen one filled."""

from collections.abc import Sequence

_OPEN = "□"
_CHOSEN = "■"


def marked(value: str, options: Sequence[str]) -> str:
    """Print a choice.

    Args:
        value: What was chosen; "" leaves all boxes open, for filling by hand.
        options: What can be chosen.

    Returns:
        All options with their boxes; the plain value when it is none of them.
    """
    if not options or (value and value not in options):
        return value
    return "　".join(f"{_CHOSEN if option == value else _OPEN} {option}" for option in options)


def explained(choice: str, note: str) -> str:
    """Put an explanation below a choice."""
    return f"{choice}\n{note}" if note else choice
