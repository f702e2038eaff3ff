"""The rules of each place in words: clause, what the program does, which reading was taken."""

from pathlib import Path

_CODE_COLUMN = "在哪里"
RULES_FOLDER = Path(__file__).resolve().parent / "rules"


def rule_page_names() -> tuple[str, ...]:
    """List the profiles that have a page."""
    return tuple(sorted(path.stem for path in RULES_FOLDER.glob("*.md")))


def rule_page(profile_id: str) -> str:
    """Give a profile's page as Markdown.

    Raises:
        KeyError: There is no such page.
    """
    if profile_id not in rule_page_names():
        raise KeyError(profile_id)
    return (RULES_FOLDER / f"{profile_id}.md").read_text(encoding="utf-8")


def clerk_page(profile_id: str) -> str:
    """Give a profile's page without the column that says where in the code a clause is.

    Raises:
        KeyError: There is no such page.
    """
    lines = []
    in_code_table = False
    for line in rule_page(profile_id).splitlines():
        cells = line.strip().strip("|").split("|")
        if not line.startswith("|"):
            in_code_table = False
        elif cells[-1].strip() == _CODE_COLUMN:
            in_code_table = True
        lines.append(f"|{'|'.join(cells[:-1])}|" if in_code_table else line)
    return "\n".join(lines)


def page_for(profile_id: str, rule: str) -> str:
    """Name the page that explains a clause.

    A unit's own rules have no page of their own: the clause is then explained where it comes from.

    Args:
        profile_id: The profile that a deadline or a mark was computed by.
        rule: Rule id, such as `XY-02`; or `platform`.
    """
    names = rule_page_names()
    if profile_id in names:
        return profile_id
    return next((name for name in names if f"| {rule} " in rule_page(name)), "platform")
