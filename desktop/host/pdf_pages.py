"""A copy of a PDF with some of its pages, for programs that cannot be told a range."""

from pathlib import Path

import pikepdf

from desktop.services.page_range import PageRange


def cut_pages(source: Path, pages: PageRange, target: Path) -> None:
    """Write a copy that has these pages only."""
    with pikepdf.open(source) as whole, pikepdf.new() as part:
        for index in pages.indices(len(whole.pages)):
            part.pages.append(whole.pages[index])
        part.save(target)
