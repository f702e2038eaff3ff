"""Short help for each screen, opened by F1."""

from pathlib import Path

_HELP = Path(__file__).resolve().parent / "help"


def help_text(screen: str) -> str:
    """Give a screen's page as Markdown.

    Args:
        screen: `workbench`, `orders`, `paper`, `sync` or `settings`.
    """
    return (_HELP / f"{screen}.md").read_text(encoding="utf-8")
