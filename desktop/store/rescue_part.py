"""The store as a rescue sees it; see `services.rescue_desk.RescueStore`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from desktop.contract.codec import encode
from desktop.contract.messages import PushedAction
from desktop.contract.rescue_file import DeskRow, RescuedDraft, RescuedFile
from desktop.services.rescue_ports import Lineage, RescueTransaction
from desktop.store import meta_rows, rescue_rows
from desktop.store.clerk_part import StoreTransaction
from desktop.store.part import StorePart
from desktop.store.working import show_again


class StoreRescue(StoreTransaction):
    """An import's transaction."""

    def take_in(self, action: PushedAction, row: DeskRow) -> bool:
        """See `RescueTransaction.take_in`."""
        if not rescue_rows.take_in(self._open, action, row):
            return False
        self._op_ids.append(action.op_id)
        show_again(self._open, [action.order_id], self._rules)
        return True

    def draft_if_none(self, draft: RescuedDraft) -> bool:
        """See `RescueTransaction.draft_if_none`."""
        added = self._open.exec_driver_sql(
            "INSERT INTO drafts (order_id, form, content) VALUES (?, ?, ?) "
            "ON CONFLICT (order_id, form) DO NOTHING RETURNING form",
            (draft.order_id, draft.form, draft.content),
        )
        return added.first() is not None


class RescuePart(StorePart):
    """What a rescue asks of the store."""

    def lineage(self) -> Lineage:
        """See `RescueStore.lineage`."""
        with self._database.reading() as connection:
            facts = meta_rows.all_of(connection)
        return Lineage(facts["client_id"], facts["user_id"], int(facts["epoch"]))

    def unsent(self) -> Sequence[tuple[PushedAction, DeskRow]]:
        """See `RescueStore.unsent`."""
        with self._database.reading() as connection:
            return rescue_rows.unsent(connection)

    def all_drafts(self) -> Sequence[RescuedDraft]:
        """See `RescueStore.all_drafts`."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql("SELECT order_id, form, content FROM drafts")
            return [RescuedDraft(order_id, form, bytes(text)) for order_id, form, text in rows]

    def files_of(self, names: Sequence[str]) -> Sequence[RescuedFile]:
        """See `RescueStore.files_of`."""
        with self._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT sha256, size, name, media_type FROM blobs WHERE sha256 IN "
                "(SELECT value FROM json_each(?))",
                (encode(list(names)).decode(),),
            )
            return [RescuedFile(*row) for row in rows]

    @contextmanager
    def rescuing(self) -> Iterator[RescueTransaction]:
        """See `RescueStore.rescuing`."""
        transaction = StoreRescue(self._rules, self.blobs)
        with self._database.clerk_writing(transaction.has_landed) as connection:
            transaction.join(connection)
            yield transaction
