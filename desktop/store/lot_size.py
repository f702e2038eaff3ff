"""How much sync writes in one transaction: much while nobody waits, little while clerks work."""

MOST_SLICES = 20
"""Twenty slices of 100 orders: their COMMIT still takes less than a clerk notices (25-40 ms)."""


class LotSize:
    """Grows and shrinks with what the transactions met. Used by one writer at a time.

    It needs no clock: a transaction that no clerk waited for doubles the next one, one that a
    clerk waited for starts again from the smallest. So the first save of a clerk during a pull
    may wait for a large COMMIT, the ones that follow only for small ones.

    Attributes:
        slices: Slices of the next transaction.
    """

    def __init__(self) -> None:
        self.slices = 1

    def adapt(self, *, clerk_waits: bool) -> None:
        """Learn from the transaction that is about to be committed."""
        self.slices = 1 if clerk_waits else min(self.slices * 2, MOST_SLICES)
