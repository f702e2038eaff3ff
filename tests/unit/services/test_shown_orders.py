"""Many orders loaded at once are what each of them is alone."""

from helpers.memory_office import Cabinet, MemoryOffice
from helpers.orders import accepted_order, an_order, contacted

from desktop.domain import actions as act
from desktop.services.calendar_change import open_orders


def test_they_are_as_the_clerk_sees_them(office: MemoryOffice, cabinet: Cabinet) -> None:
    for number in range(1, 4):
        cabinet.put(an_order(order_id=f"o-{number}", number=f"QP{number}"))
    cabinet.put(accepted_order(order_id="o-4", number="QP4"))
    office.desk.act("o-2", act.Accept(), contacted())
    wanted = ["o-1", "o-2", "o-4", "unknown"]
    shown = {order.order_id: order for order in cabinet.store.shown(wanted)}
    assert shown == {order_id: office.order(order_id) for order_id in ("o-1", "o-2", "o-4")}
    assert shown["o-2"].round.accepted is not None
    assert cabinet.store.shown([]) == []


def test_open_orders_are_all_of_them_in_lots(office: MemoryOffice, cabinet: Cabinet) -> None:
    for number in range(1, 6):
        cabinet.put(an_order(order_id=f"o-{number}", number=f"QP{number}"))
    office.desk.act("o-5", act.Accept())
    found = list(open_orders(cabinet.store, cabinet.store))
    assert {order.order_id for order in found} == {f"o-{number}" for number in range(1, 6)}
    assert office.order("o-5") in found
