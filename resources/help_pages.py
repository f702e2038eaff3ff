"""The manual for clerks, page by page; F1 opens the page of the screen one is on."""

from pathlib import Path

HELP_FOLDER = Path(__file__).resolve().parent / "help"
_PICTURE = "!["
_ORDER = (
    "first-start", "workbench", "orders", "accept", "contact", "return", "record", "signoff",
    "submit", "other-steps", "paper", "reports", "statistics", "sync", "import", "settings",
    "troubles", "keys",
)  # fmt: skip


def page_names() -> tuple[str, ...]:
    """List the pages in the sequence in which one reads them."""
    return _ORDER


def help_text(page: str) -> str:
    """Give a page as Markdown, with links to all others at its end.

    Its pictures are left out: they show the window, which is in view.

    Args:
        page: A screen (`workbench`, `orders`, `paper`, `sync`, `settings`) or a step, such as
            `contact`; see `page_names`.
    """
    lines = [line for line in _read(page).splitlines() if not line.startswith(_PICTURE)]
    links = " · ".join(f"[{_title(name)}]({name}.md)" for name in _ORDER)
    return "\n".join([*lines, "", "---", "", links, ""])


def _read(page: str) -> str:
    return (HELP_FOLDER / f"{page}.md").read_text(encoding="utf-8")


def _title(page: str) -> str:
    return _read(page).partition("\n")[0].removeprefix("# ")
