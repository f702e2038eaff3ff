"""Accepting several orders at once: each is one transaction, and each refusal is told."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from desktop.domain.actions import Accept
from desktop.domain.gates import GATES
from desktop.services.lists import ListRow
from desktop.services.order_desk import OrderDesk, RefusedError

_WAITING = GATES[Accept].stages


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """What became of a batch.

    Attributes:
        done: Numbers of the orders that were accepted.
        refused: Numbers and reasons of the others.
    """

    done: tuple[str, ...]
    refused: tuple[tuple[str, str], ...]

    @property
    def message(self) -> str:
        """What happened, in a sentence."""
        text = f"已接单 {len(self.done)} 张。"
        reasons = "；".join(f"{number}：{reason}" for number, reason in self.refused[:5])
        return text + (f"{len(self.refused)} 张没有接单：{reasons}" if reasons else "")


def waiting(rows: Iterable[ListRow]) -> list[ListRow]:
    """Choose the orders that wait to be accepted: new ones, and those that are to be handled again.

    The list knows their stages; whether the rules let one be accepted says `accept_all` of each.
    """
    return [row for row in rows if row.stage in _WAITING]


def accept_all(desk: OrderDesk, rows: Sequence[ListRow]) -> BatchOutcome:
    """Accept orders one after the other; a refused one does not hold up the rest."""
    done, refused = [], []
    for row in rows:
        try:
            desk.act(row.order_id, Accept())
        except RefusedError as error:
            refused.append((row.number, error.message))
        else:
            done.append(row.number)
    return BatchOutcome(tuple(done), tuple(refused))
