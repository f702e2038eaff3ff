"""Which sheets belong into a batch: of chosen orders, and of what falls due today."""

from collections.abc import Callable, Sequence

from desktop.domain import actions as act
from desktop.domain.orders import Order
from desktop.domain.paper_choice import sheet_choices
from desktop.domain.paper_content import standing
from desktop.domain.paper_forms import PAPER_FORMS, sheet_round
from desktop.domain.profile import Duty, Profile
from desktop.domain.version_code import codes
from desktop.services.lists import ListRow, is_by_today
from desktop.services.order_desk import OrderDesk
from desktop.services.ports import OrderQueries, WallClock
from desktop.services.print_desk import BatchSheet

_MOST_DUE = 500

_ENDED_BY: dict[Duty, tuple[type[act.Action], ...]] = {
    Duty.RETURN: (act.RequestReturn,),
    Duty.HANDLE: (act.Submit, act.RequestSignoff),
    Duty.REHANDLE: (act.Submit, act.RequestSignoff),
    Duty.FEEDBACK: (act.Submit,),
    Duty.SUPERVISE: (act.ReplyMatter,),
}
"""What is handed in when a duty ends: a form that is demanded for it has to be on paper before."""
_RECORD = frozenset({Duty.HANDLE, Duty.REHANDLE})
"""Duties whose work stands in the record F2, which every place files (XY-03)."""


class PrintBatches:
    """Finds the sheets; reads only.

    Args:
        orders: Opens orders.
        lists: The agenda.
        clock: What today is.
    """

    def __init__(self, orders: OrderDesk, lists: OrderQueries, clock: WallClock) -> None:
        self._orders = orders
        self._lists = lists
        self._clock = clock

    def due_today(self) -> tuple[BatchSheet, ...]:
        """List what open duties demand on paper by today and is not printed as it stands.

        What is overdue is still to be handed in: it comes first, as on the agenda.
        """
        now = self._clock.now()
        found: list[BatchSheet] = []
        for row in self._lists.agenda(limit=_MOST_DUE):
            if row.due is not None and is_by_today(row.due, now):
                found += self._demanded(row)
        return tuple(found)

    def of_orders(self, order_ids: Sequence[str]) -> tuple[BatchSheet, ...]:
        """List every sheet that chosen orders have something for, in their present round."""
        found: list[BatchSheet] = []
        for order_id in order_ids:
            card = self._orders.open(order_id)
            order = card.working.order
            found += [
                _sheet(order, choice.form)
                for choice in sheet_choices(order, card.rules.profile)
                if choice.wanted and choice.round == sheet_round(choice.form, order)
            ]
        return tuple(found)

    def _demanded(self, row: ListRow) -> list[BatchSheet]:
        card = self._orders.open(row.order_id)
        order = card.working.order
        duty = row.due_duty
        wanted = _forms_for(duty, card.rules.profile) if duty else ()
        return [
            _sheet(order, form)
            for form in wanted
            if _HAS_CONTENT.get(form, _always)(order) and not _is_printed(order, form)
        ]


def _forms_for(duty: Duty, profile: Profile) -> tuple[str, ...]:
    kinds = {act.kind_of(kind) for kind in _ENDED_BY.get(duty, ())}
    return tuple(
        use.form
        for use in profile.forms
        if use.form in PAPER_FORMS
        and (kinds.intersection(use.demanded_for) or (use.form == "F2" and duty in _RECORD))
    )


def _always(_order: Order) -> bool:
    return True


_HAS_CONTENT: dict[str, Callable[[Order], bool]] = {
    "F1": lambda order: order.round.return_form is not None,
}
"""A return is asked for only where somebody has begun to."""


def _is_printed(order: Order, form: str) -> bool:
    """Tell whether the sheet was printed with what now stands on it."""
    number = sheet_round(form, order)
    current = codes(order, form, number)
    return any(
        (row.form, row.round) == (form, number) and row.codes == current
        for row in standing(order.prints)
    )


def _sheet(order: Order, form: str) -> BatchSheet:
    number = sheet_round(form, order)
    return BatchSheet(
        order_id=order.order_id,
        number=order.number,
        title=order.title,
        form=form,
        round=number,
        printed=sum((row.form, row.round) == (form, number) for row in standing(order.prints)),
    )
