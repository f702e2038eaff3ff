"""What `clocks` and `show` say of deadlines, also of those that an extension replaced."""

import pytest
from helpers.memory_store import MemoryStore
from helpers.orders import CLERK, an_order, at, did
from helpers.places import Place
from helpers.rule_samples import OneRuleBook

from desktop.cli.clock_lines import order_clock_words, order_clocks
from desktop.cli.main import main
from desktop.contract.messages import Claimed
from desktop.domain import actions as act
from desktop.domain.orders import Order
from desktop.services.order_desk import ChangeFeed, OrderCard, OrderDesk


class _Clock:
    def now(self) -> object:
        return at(2)

    def claimed(self) -> Claimed:
        return Claimed(wall_ms=0)


def _card(place: Place, order: Order) -> OrderCard:
    book = OneRuleBook(place.rules)
    store = MemoryStore(book)
    store.put(order, 1)
    desk = OrderDesk(store, book, _Clock(), CLERK, ChangeFeed())  # type: ignore[arg-type]
    return desk.open(order.order_id)


def _extended(place: Place) -> Order:
    asked = place.accepted(act.RequestExtension(entry_id="ex", reason="材料未到"))
    first = act.DecideExtension(entry_id="d1", accepted=True, opinion="同意", new_due=at(200))
    once = place.did(asked, first, moment=at(3))
    again = place.did(once, act.RequestExtension(entry_id="ex-2", reason="仍未到"), moment=at(4))
    second = act.DecideExtension(entry_id="d2", accepted=True, new_due=at(300))
    return place.did(again, second, moment=at(5))


def test_every_replaced_deadline_says_from_when_the_new_one_holds() -> None:
    place = Place("kaifeng")
    card = _card(place, _extended(place))
    [handle] = [clock for clock in order_clocks(card) if clock["duty"] == "handle"]
    assert handle["due"] == at(300).isoformat()
    assert handle["earlier"] == [
        {
            "due": "2026-09-24T23:59:59+08:00",
            "replaced_at": at(3).isoformat(),
            "new_due": at(200).isoformat(),
            "opinion": "同意",
        },
        {
            "due": at(200).isoformat(),
            "replaced_at": at(5).isoformat(),
            "new_due": at(300).isoformat(),
            "opinion": "",
        },
    ]
    words = "\n".join(order_clock_words(card))
    assert "原时限 9月24日(周四)24:00，9月18日(周五)13:00 批准延期，改为" in words


def test_an_order_without_an_extension_has_none() -> None:
    place = Place("xiayang")
    found = order_clocks(_card(place, did(an_order(), act.Accept())))
    assert all(clock["earlier"] == [] for clock in found)


def test_the_streets_deadline_comes_last_and_says_that_it_is_not_the_units() -> None:
    found = order_clocks(_card(Place("xiayang"), an_order()))
    assert [clock["duty"] for clock in found if clock["for_information"]] == ["handle_street"]
    assert found[-1]["duty"] == "handle_street"
    assert order_clock_words(_card(Place("xiayang"), an_order()))[-1].startswith("供参考：街道处置")


@pytest.mark.parametrize(
    ("kind", "due", "rule"),
    [("一般", "10月9日", "XY-13"), ("紧急", "9月22日", "XY-10"),
     ("随身拍", "9月21日", "XY-10")],
)  # fmt: skip
def test_without_a_database_the_street_is_there_as_well(
    capsys: pytest.CaptureFixture[str], kind: str, due: str, rule: str
) -> None:
    words = ("clocks", "--profile", "xiayang", "--kind", kind, "--dispatched", "2026-09-18T10:00")
    assert main([*words]) == 0
    [line] = [line for line in capsys.readouterr().out.splitlines() if "街道处置" in line]
    assert line.startswith(f"供参考：街道处置　{due}")
    assert rule in line


@pytest.mark.parametrize("left_out", ["--profile", "--kind", "--dispatched"])
def test_without_an_order_all_three_are_needed(
    capsys: pytest.CaptureFixture[str], left_out: str
) -> None:
    given = {"--profile": "xiayang", "--kind": "一般", "--dispatched": "2026-09-18T10:00"}
    words = [word for name, value in given.items() if name != left_out for word in (name, value)]
    assert main(["clocks", *words, "--json"]) == 2
    assert f"请写明 {left_out}" in capsys.readouterr().err
