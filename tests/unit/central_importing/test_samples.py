"""The samples are what training, demonstrations and other tests rely on."""

from collections import Counter

import pytest

from central.importing.reader import read_export
from resources.sample_orders import SampleOrder, export_file, load, units

KINDS = {"一般", "紧急", "次紧急", "随身拍", "市级复核单"}
CHANNELS = {"电话", "微信", "网站", "随申办", "12345信箱", "110转办"}


def _tagged(tag: str) -> list[SampleOrder]:
    return [order for order in load() if tag in order.tags]


def test_there_are_enough_of_every_sort() -> None:
    orders = load()
    assert len(orders) >= 60
    assert len({order.number for order in orders}) == len(orders)
    assert {order.kind for order in orders} == KINDS
    assert {order.channel for order in orders} == CHANNELS
    assert len({order.urgency for order in orders}) >= 3
    assert Counter(order.confidentiality for order in orders).keys() == {"none", "report", "secret"}
    assert sum(order.anonymous for order in orders) >= 4


@pytest.mark.parametrize(
    "tag", ["return", "repeat", "multi", "long", "short", "photo", "recheck", "rare", "praise"]
)
def test_every_story_has_its_orders(tag: str) -> None:
    assert _tagged(tag)


def test_repeated_demands_come_from_the_same_caller() -> None:
    callers = Counter(order.caller_phone for order in _tagged("repeat"))
    assert max(callers.values()) >= 3


def test_most_are_of_the_last_day_and_all_are_past() -> None:
    ages = [-order.dispatched_offset_hours for order in load()]
    assert min(ages) > 0
    assert sum(age <= 24 for age in ages) * 2 > len(ages)
    assert sum(age > 48 for age in ages) >= 2


def test_confidential_orders_have_no_caller() -> None:
    hidden = [order for order in load() if order.confidentiality != "none"]
    assert all(order.caller_name == order.caller_phone == "" for order in hidden)


def test_rare_characters_are_there() -> None:
    text = "".join(o.title + o.content + o.caller_name + o.address for o in load())
    assert all(char in text for char in "㛃䶮𠅤𬱖𫘧𬴂𪩘㳇邨")
    assert "阿依古丽·买买提" in text


def test_lengths() -> None:
    lengths = [len(order.content) for order in load()]
    assert max(lengths) > 1_400
    assert min(lengths) < 10


def test_units() -> None:
    every = units()
    assert len(every) >= 20
    assert len({unit.id for unit in every}) == len(every)
    assert {unit.category for unit in every} == {"村居", "部门", "中心"}
    by_id = {unit.id: unit.name for unit in every}
    assert by_id["shifan-juwei"] == "示范居委会"
    assert by_id["shifan-chengyun"].endswith("城市运行管理中心")
    assert {order.unit_name for order in load()} == {"示范居委会"}


def test_the_sample_export_shows_what_an_import_can_meet() -> None:
    report = read_export(export_file())
    assert (report.header_row, len(report.orders)) == (3, 20)
    assert (len(report.duplicates), len(report.refused)) == (1, 1)
    assert all(order.dispatched_at is not None for order in report.orders)
    (hidden,) = [order for order in report.orders if order.confidentiality == "report"]
    assert "诸葛青" not in repr(hidden)
