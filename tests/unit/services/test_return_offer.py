"""What the page of an acceptance says of a return: nothing promises one that is locked (XY-07)."""

from dataclasses import replace
from datetime import datetime

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import RETURN_FORM, an_order, at, warned_order
from msgspec import structs

from desktop.domain.actions import SaveReturnForm
from desktop.domain.orders import Order
from desktop.services.order_desk import OrderCard
from desktop.services.return_offer import form_problem, return_offer


def _card(office: MemoryOffice, order: Order, now: datetime) -> OrderCard:
    office.cabinet.put(order)
    office.clock.moment = now
    return office.desk.open(order.order_id)


@pytest.mark.parametrize("hours", [1, 24 * 9])
def test_a_return_is_offered_until_its_deadline_locks_it_xy_07(
    office: MemoryOffice, hours: int
) -> None:
    offer = return_offer(_card(office, an_order(), at(hours)), at(hours))
    assert offer is not None
    assert offer.is_over is (hours > 24)
    assert "逾期不予退单" in offer.words
    assert ("本单由本部门办理" in offer.words) is offer.is_over
    assert ("再填写《退单申请表》" in offer.words) is not offer.is_over


def test_where_being_late_only_costs_something_nothing_is_said_to_be_locked(
    office: MemoryOffice,
) -> None:
    card = _card(office, an_order(), at(1))
    profile = replace(card.rules.profile, late_return="cautioned")
    lenient = structs.replace(card, rules=replace(card.rules, profile=profile))
    offer = return_offer(lenient, at(24 * 9))
    assert offer is not None
    assert not offer.is_over
    assert "逾期不予退单" not in offer.words


def test_a_rework_is_not_offered_to_others(office: MemoryOffice) -> None:
    assert return_offer(_card(office, warned_order(), at(30)), at(30)) is None


def test_where_returns_are_not_known_nothing_is_said(office: MemoryOffice) -> None:
    card = _card(office, an_order(), at(1))
    steps = tuple(step for step in card.steps if step.action is not SaveReturnForm)
    assert return_offer(structs.replace(card, steps=steps), at(1)) is None


@pytest.mark.parametrize(
    ("changes", "demanded"),
    [
        ({"reason_class": ""}, "reason"),
        ({"reason": " "}, "reason"),
        ({"basis": ()}, "basis"),
        ({"suggested_unit": ""}, "suggestion"),
    ],
)
def test_what_a_form_lacks_is_what_its_sending_asks_for_and_only_where_demanded(
    office: MemoryOffice, changes: dict[str, object], demanded: str
) -> None:
    card = _card(office, an_order(), at(1))
    strict = replace(card.rules.profile, return_demands=frozenset({demanded}))
    lenient = replace(strict, return_demands=frozenset())
    form = structs.replace(RETURN_FORM, **changes)
    found = form_problem(structs.replace(card, rules=replace(card.rules, profile=strict)), form)
    assert found is not None
    assert found.code == f"return.{demanded}_missing"
    free = structs.replace(card, rules=replace(card.rules, profile=lenient))
    assert form_problem(free, form) is None
