"""Puts the desk for the score together."""

from collections.abc import Callable

from desktop.bootstrap.report_room import score_rules_of
from desktop.domain.clocks import Rules
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.host.tables import SpreadsheetFiles
from desktop.services.order_desk import OrderDesk
from desktop.services.ports import RuleBook, WallClock
from desktop.services.reference import Published, unpublished
from desktop.services.score_desk import ScoreDesk
from desktop.store.store import Store


def score_desk(
    desk: OrderDesk,
    store: Store,
    book: RuleBook,
    own_rules: Callable[[], Rules],
    clock: WallClock,
    unit_name: str,
    published: Published = unpublished,
) -> ScoreDesk:
    """Make the desk.

    Args:
        desk: Knows the clerk.
        store: Where the orders are, and what was entered.
        book: Rules of the orders.
        own_rules: The unit's present rules, whose assessment holds.
        clock: What is overdue.
        unit_name: The unit.
        published: Finds the figures that the platform has published of a period.
    """

    def score_rules() -> ScoreRules | None:
        return score_rules_of(own_rules().profile.assessment)

    files = SpreadsheetFiles()
    return ScoreDesk(desk, store, store, book, score_rules, clock, unit_name, files, published)
