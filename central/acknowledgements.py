"""How long an answer is kept: until its client has stored it, and for 400 days at least.

A client that was off for a year comes back and asks what became of its work. What it has stored is
told with each pull; the platform writes it down once a day, because a pull should not have to wait
for the disk, and nobody needs it to the minute.
"""

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, func, select, true, update

from central import schema
from central.database import Database
from central.lost_races import run_again
from central.moments import now, to_ms

KEPT = timedelta(days=400)
_WRITTEN_DOWN = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a client is.

    Attributes:
        last: Last action that was taken.
        acked: Answers up to there are known to be stored.
        acked_at: When that was written down.
    """

    last: int = 0
    acked: int = 0
    acked_at: int = 0

    def is_due(self, ack: int) -> bool:
        """Tell whether what the client acknowledges now should be written down."""
        news = self.acked < min(ack, self.last)
        return news and self.acked_at <= to_ms(now() - _WRITTEN_DOWN)


@run_again
def write_down(database: Database, client_id: str, ack: int) -> None:
    """Write down which answers a client has stored."""
    table = schema.clients
    with database.write() as transaction:
        transaction.connection.execute(
            update(table)
            .where(table.c.client_id == client_id, table.c.acked < ack, table.c.last >= ack)
            .values(acked=ack, acked_at=to_ms(now()))
        )


@run_again
def forget(database: Database, *, kept: timedelta = KEPT) -> int:
    """Delete answers that were stored by their clients and are older than any repeat.

    What is open stays: it explains why later actions on the order are held back.

    Returns:
        How many were deleted.
    """
    answers, clients = schema.answers, schema.clients
    acked = (
        select(func.coalesce(func.max(clients.c.acked), 0))
        .where(clients.c.client_id == answers.c.client_id)
        .scalar_subquery()
    )
    with database.write() as transaction:
        old = delete(answers).where(
            answers.c.received_at < to_ms(now() - kept),
            answers.c.settled == true(),
            answers.c.seq <= acked,
        )
        return transaction.connection.execute(old).rowcount
