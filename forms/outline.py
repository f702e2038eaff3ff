"""The bookmarks of a document."""

from dataclasses import dataclass, field

from forms.pdf_file import PdfFile, reference, text_string


@dataclass(slots=True)
class _Entry:
    title: str
    page: int
    top: float
    number: int = 0
    children: "list[_Entry]" = field(default_factory=list)


class Outline:
    """Collects bookmarks of two levels."""

    def __init__(self) -> None:
        self._top: list[_Entry] = []

    def add(self, title: str, page: int, top: float, level: int) -> None:
        """Add a bookmark; one of level 1 belongs to the last one of level 0.

        Args:
            title: Its words.
            page: Number of the page's object.
            top: Place on the page.
            level: 0 or 1.
        """
        siblings = self._top[-1].children if level and self._top else self._top
        siblings.append(_Entry(title, page, top))

    def write(self, file: PdfFile) -> int:
        """Write all bookmarks and give the number of their root."""
        root = file.reserve()
        inside = _write_children(file, self._top, root)
        count = len(self._top) + sum(len(entry.children) for entry in self._top)
        file.put(root, f"<< /Type /Outlines /Count {count} {inside}>>")
        return root


def _write_children(file: PdfFile, entries: list[_Entry], parent: int) -> str:
    for entry in entries:
        entry.number = file.reserve()
    for place, entry in enumerate(entries):
        inside = _write_children(file, entry.children, entry.number)
        count = f"/Count {len(entry.children)} " if entry.children else ""
        before = f"/Prev {reference(entries[place - 1].number)} " if place else ""
        after = entries[place + 1 : place + 2]
        following = f"/Next {reference(after[0].number)} " if after else ""
        file.put(
            entry.number,
            f"<< /Title {text_string(entry.title)} /Parent {reference(parent)} "
            f"/Dest [{reference(entry.page)} /XYZ 0 {entry.top:.2f} null] "
            f"{before}{following}{count}{inside}>>",
        )
    if not entries:
        return ""
    return f"/First {reference(entries[0].number)} /Last {reference(entries[-1].number)} "
