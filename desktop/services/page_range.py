"""Which pages of a document go to a printer, as people write it: 1-2，4."""

import re

from msgspec import Struct

from desktop.services.paper_ports import PrintError

_PART = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_WIDE = str.maketrans({"，": ",", "、": ",", "；": ",", ";": ",", "—": "-", "－": "-", "～": "-"})
"""What an input method writes instead of comma and dash."""


class PageRange(Struct, frozen=True):
    """Pages to print, in the order of the document.

    Attributes:
        spans: First and last page of each run, from 1; none means all pages.
    """

    spans: tuple[tuple[int, int], ...] = ()

    def __str__(self) -> str:
        """Write it as CUPS reads it: `1-2,4`; empty for all pages."""
        return ",".join(
            str(first) if first == last else f"{first}-{last}" for first, last in self.spans
        )

    @property
    def is_all(self) -> bool:
        """Whether the whole document is printed."""
        return not self.spans

    def count(self, pages: int) -> int:
        """Count the pages that are printed of a document of so many."""
        return len(self.indices(pages))

    def indices(self, pages: int) -> tuple[int, ...]:
        """List the pages, from 0, of a document of so many."""
        if self.is_all:
            return tuple(range(pages))
        return tuple(
            index
            for index in range(pages)
            if any(first <= index + 1 <= last for first, last in self.spans)
        )


ALL_PAGES = PageRange()


def read_range(text: str, pages: int) -> PageRange:
    """Read what was typed; empty text, and every page of the document, mean all.

    Args:
        text: Such as `1-2,4`; full-width commas and dashes are fine.
        pages: How many pages the document has.

    Raises:
        PrintError: It is no range, runs backwards, or names a page that is not there.
    """
    plain = "".join(text.split()).translate(_WIDE).strip(",")
    if not plain:
        return ALL_PAGES
    wanted: set[int] = set()
    for part in plain.split(","):
        found = _PART.fullmatch(part)
        if found is None:
            raise PrintError(f"页码范围“{text}”看不懂：请写成 1-2,4 这样，不填就是全部。")
        first, last = int(found[1]), int(found[2] or found[1])
        if not 1 <= first <= last <= pages:
            raise PrintError(f"没有第 {part} 页：这份表共 {pages} 页。")
        wanted.update(range(first, last + 1))
    return ALL_PAGES if len(wanted) == pages else PageRange(_spans(sorted(wanted)))


def _spans(numbers: list[int]) -> tuple[tuple[int, int], ...]:
    spans: list[tuple[int, int]] = []
    for number in numbers:
        if spans and spans[-1][1] == number - 1:
            spans[-1] = (spans[-1][0], number)
        else:
            spans.append((number, number))
    return tuple(spans)
