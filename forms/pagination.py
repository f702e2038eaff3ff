"""Cutting of blocks into pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from forms.rows import Block
from forms.signature_row import SignatureRow

_GROWTH = (4.0, 3.0, 2.5, 2.0, 1.5, 1.0, 0.5)


@dataclass(frozen=True, slots=True)
class Rooms:
    """Height for blocks on the first page and on each later one, in points."""

    first: float
    later: float


def paginate(blocks: Sequence[Block], rooms: Rooms, *, spread: bool = False) -> list[list[Block]]:
    """Fill pages from top to bottom; the empty room of the last page is shared out.

    Args:
        blocks: All blocks in order.
        rooms: What the pages hold.
        spread: Let all rows grow as long as that needs no further page: for a form that is filled
            by hand.

    Returns:
        The blocks of each page.
    """
    pages = _filled(blocks, rooms)
    for factor in _GROWTH if spread else ():
        grown = _filled([_grown(block, factor) for block in blocks], rooms)
        if len(grown) == len(pages):
            pages = grown
            break
    _accompany(pages, rooms.later)
    return [*pages[:-1], _stretched(pages[-1], rooms.first if len(pages) == 1 else rooms.later)]


def _accompany(pages: list[list[Block]], room: float) -> None:
    """Take the row before over to a page that begins with a signature, or holds one row alone.

    A signature on a page without what it signs could be put under anything.
    """
    for above, page in pairwise(pages):
        signed = isinstance(page[0], SignatureRow) and bool(page[0].bookmark)
        # photos have no stretch: they fill a page of their own
        alone = page is pages[-1] and len(page) == 1 and page[0].stretch > 0
        height = above[-1].height + sum(block.height for block in page)
        if (signed or alone) and len(above) > 1 and height <= room:
            page.insert(0, above.pop())


def _grown(block: Block, factor: float) -> Block:
    return block.grown(block.stretch * factor) if block.stretch else block


def _filled(blocks: Sequence[Block], rooms: Rooms) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    left = rooms.first
    waiting = list(reversed(blocks))
    while waiting:
        block = waiting.pop()
        if block.height <= left:
            pages[-1].append(block)
            left -= block.height
            continue
        parts = block.split(left)
        if parts is not None:
            pages[-1].append(parts[0])
            waiting.append(parts[1])
        elif pages[-1]:
            waiting.append(block)
        else:  # not even an empty page holds it: it must not be dropped
            pages[-1].append(block)
        pages.append([])
        left = rooms.later
    if not pages[-1]:
        pages.pop()
    return pages


def _stretched(page: list[Block], room: float) -> list[Block]:
    spare = room - sum(block.height for block in page)
    wanted = sum(block.stretch for block in page)
    if spare <= 0 or wanted <= 0:
        return page
    share = min(1.0, spare / wanted)
    return [_grown(block, share) for block in page]
