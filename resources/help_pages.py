"""The manual for clerks, page by page; F1 opens the page of the screen one is on."""

from pathlib import Path

HELP_FOLDER = Path(__file__).resolve().parent / "help"
_PICTURE = "!["


def page_names() -> tuple[str, ...]:
    """List the pages."""
    return tuple(sorted(path.stem for path in HELP_FOLDER.glob("*.md")))


def help_text(page: str) -> str:
    """Give a page as Markdown, without its pictures: the window itself is in view.

    Args:
        page: A screen (`workbench`, `orders`, `paper`, `sync`, `settings`) or a step, such as
            `contact`; see `page_names`.
    """
    text = (HELP_FOLDER / f"{page}.md").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith(_PICTURE)]
    return "\n".join(lines) + "\n"
