"""Choices as they stand on paper: every option with a box, the chosen one filled."""

from collections.abc import Sequence

from forms.line_breaking import NO_BREAK

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
    boxed = (f"{_CHOSEN if option == value else _OPEN} {option}" for option in options)
    return "　".join(NO_BREAK.join(option) for option in boxed)


def explained(choice: str, note: str) -> str:
    """Put an explanation below a choice."""
    return f"{choice}\n{note}" if note else choice
