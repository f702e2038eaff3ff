"""QR codes as rectangles, so that they print sharply at any resolution."""

from collections.abc import Iterator
from itertools import groupby

import segno

_MASK = 3  # trying all eight costs four times as much, and every reader undoes any of them


def dark_runs(payload: str) -> tuple[int, Iterator[tuple[int, int, int]]]:
    """Encode a text with error level M or better.

    Args:
        payload: Text of the code.

    Returns:
        How many modules a side has (without the quiet zone), and the dark runs as
        (row from the top, first column, modules).
    """
    matrix = segno.make_qr(payload, error="m", mask=_MASK).matrix
    return len(matrix), _runs(matrix)


def _runs(matrix: tuple[bytearray, ...]) -> Iterator[tuple[int, int, int]]:
    for row, modules in enumerate(matrix):
        column = 0
        for dark, run in groupby(modules):
            length = sum(1 for _ in run)
            if dark:
                yield row, column, length
            column += length
