"""Marks that depend on a group: min–max, compression of a spread, ranks."""

from collections.abc import Sequence
from decimal import Decimal

from desktop.domain.scoring.tree import ONE, ZERO, Mark, between


def stretched(x: Decimal, least: Decimal, greatest: Decimal, k: Decimal) -> Decimal:
    """Share of the full mark: (x−min)/(max−min) + k·(max−x)/(max−min).

    A figure beyond published bounds, which are often rounded, counts as the bound.
    """
    if x >= greatest:
        return ONE
    if x <= least:
        return k
    return k + (ONE - k) * ((x - least) / (greatest - least))


def clamped(x: Decimal, best: Decimal, limit: Decimal) -> Decimal:
    """No mark lies more than the limit below the best."""
    return max(x, best - limit)


def compressed(x: Decimal, worst: Decimal, best: Decimal, limit: Decimal) -> Decimal:
    """A spread above the limit is compressed to it; the ranking stays."""
    spread = best - worst
    return x if spread <= limit else best - limit * (best - x) / spread


def compressed_range(x: Decimal, full: Decimal, limit: Decimal) -> Mark:
    """What compression can make of a mark when the group is unknown.

    It never lowers a mark, and lifts it most when the best has the full mark and the worst none.
    """
    return between(x, max(x, compressed(x, ZERO, full, limit)))


def clamped_range(x: Decimal, full: Decimal, limit: Decimal) -> Mark:
    """What clamping can make of a mark when the group is unknown."""
    return between(x, clamped(x, full, limit))


def rank_share(x: Decimal, others: Sequence[Decimal]) -> Decimal | None:
    """Share of the full mark by rank: the highest figure gets 0, the lowest 1, ties the same.

    None when all figures are the same.
    """
    steps = sorted({x, *others}, reverse=True)
    return None if len(steps) == 1 else Decimal(steps.index(x)) / (len(steps) - 1)
