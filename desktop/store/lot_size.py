"""How much sync writes in one transaction: much while nobody waits, little while clerks work."""

MOST_SLICES = 20
"""Twenty slices of 100 orders: their COMMIT still takes less than a clerk notices (25-40 ms)."""
_MOST_NEAR_A_CLERK = 2
_CALM = 30
"""So many transactions without a clerk who waits, and he is not at work any more."""


class LotSize:
    """Grows and shrinks with what the transactions met. Used by one writer at a time.

    It needs no clock: a transaction that no clerk waited for doubles the next one, one that a
    clerk waited for starts again from the smallest, and for some transactions they stay small. So
    the first save of a clerk during a pull may wait for a large COMMIT, the ones that follow only
    for small ones.

    Attributes:
        slices: Slices of the next transaction.
    """

    def __init__(self) -> None:
        self.slices = 1
        self._calm = _CALM

    def adapt(self, *, clerk_waits: bool) -> None:
        """Learn from the transaction that is about to be committed."""
        if clerk_waits:
            self.slices, self._calm = 1, 0
            return
        self._calm = min(self._calm + 1, _CALM)
        most = MOST_SLICES if self._calm == _CALM else _MOST_NEAR_A_CLERK
        self.slices = min(self.slices * 2, most)
