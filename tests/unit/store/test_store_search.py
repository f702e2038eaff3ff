"""Whatever two consecutive characters an order holds, it is found by them, indexed or not."""

import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from helpers.orders import DISPATCHED_AT, an_order
from helpers.stores import open_test_store, put_change
from hypothesis import given, settings
from hypothesis import strategies as st

from desktop.domain.orders import Caller, Confidentiality
from desktop.services.lists import Group, ListFilter, SortBy
from desktop.store import order_queries
from desktop.store.folding import fold, fold_all, index_text, words_of
from desktop.store.store import Store

CHARS = (
    "一二三号楼阳光新村噪音㛃䶮𠅤𬱖阿依古丽·买买提，。ＡＢａｂ12３④Ⅸ玖九○()éß\u0301\ue000 \n\x00"
)
TEXT = st.text(alphabet=CHARS, min_size=0, max_size=14) | st.text(max_size=10).filter(
    lambda text: text.isprintable()
)


@pytest.fixture(scope="module")
def shared() -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        opened = open_test_store(Path(folder))
        yield opened
        opened.close()


@settings(deadline=None, max_examples=150)
@given(texts=st.lists(TEXT, min_size=1, max_size=4), data=st.data(), indexed=st.integers(0, 4))
def test_any_part_of_any_text_is_found(
    shared: Store, texts: list[str], data: st.DataObject, indexed: int
) -> None:
    epoch = int(shared.recall("next") or "0") + 1
    shared.remember("next", str(epoch))
    shared.enter_epoch(epoch=epoch, last=0)
    orders = [
        an_order(order_id=f"o-{n}", number="", title="", caller=None, content=text)
        for n, text in enumerate(texts)
    ]
    orders += [an_order(order_id=f"o-{n}", number="", content="") for n in range(len(texts), 4)]
    changes = [put_change(order, 1) for order in orders]
    shared.apply_changes(changes, epoch=epoch, cursor="c")
    shared.index_some(limit=indexed)
    text = data.draw(st.sampled_from(texts))
    start = data.draw(st.integers(0, max(len(text) - 1, 0)))
    part = text[start : data.draw(st.integers(start, len(text)))]
    words = words_of(part)
    found = shared.keys(ListFilter(text=part))
    folded = [fold(order.content) for order in orders]
    expected = {
        f"o-{n}"
        for n, own in enumerate(folded)
        if n < len(texts) and all(word in own for word in words)
    }
    if not part.strip():
        assert len(found) == 4
    elif not words:
        assert not found
    else:
        assert {row.order_id for row in shared.rows(found)} >= expected
        exact = {row.order_id for row in shared.rows(found)} - {
            f"o-{n}" for n in range(len(texts), 4)
        }
        assert exact == expected


@given(texts=st.lists(TEXT, max_size=6))
def test_a_lot_is_folded_like_its_texts(texts: list[str]) -> None:
    assert fold_all(texts) == [fold(text) for text in texts]


@given(text=TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert len(index_text(fold(text)).split()) == len(fold(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("三号楼", "3号楼"),
        ("叁號", "3號"),
        ("Ⅻ栋", "12栋"),
        ("⑩号", "10号"),
        ("１３９ ００００ １２３４", "13900001234"),
        ("沪Ａ·12345", "沪a12345"),
        ("阿依古丽·买买提", "阿依古丽买买提"),
        ("Café", "CAFE"),
        ("二〇二六年", "2026年"),
    ],
)
def test_ways_of_writing_are_the_same(written: str, typed: str) -> None:
    assert fold(written) == fold(typed)


def put(store: Store, *texts: str, index: bool = True) -> None:
    orders = [
        an_order(
            order_id=f"o-{n}", number=f"N{n}", title=text, caller=None, content="",
            dispatched_at=DISPATCHED_AT + timedelta(weeks=n),
        )
        for n, text in enumerate(texts)
    ]  # fmt: skip
    store.apply_changes([put_change(order, 1) for order in orders], epoch=7, cursor="c")
    if index:
        while store.index_some(limit=500):
            pass


@pytest.mark.parametrize("index", [True, False])
def test_numbers_are_found_by_any_part(store: Store, *, index: bool) -> None:
    put(store, "电话13900001234来电", "电话13955501239", index=index)
    for part in ("1390000", "0001234", "01234来", "34来电", "话139000", "4来", "00"):
        assert list(store.keys(ListFilter(text=part))) == [1], part
    assert len(store.keys(ListFilter(text="1"))) == 2
    assert len(store.keys(ListFilter(text="39"))) == 2
    assert not store.keys(ListFilter(text="234来1"))


def test_nothing_is_found_across_two_parts_of_an_order(store: Store) -> None:
    order = an_order(title="漏水", address="阳光新村")
    store.apply_changes([put_change(order, 1)], epoch=7, cursor="c")
    for _ in range(2):
        assert not store.keys(ListFilter(text="水阳"))
        assert store.keys(ListFilter(text="漏水 阳光"))
        store.index_some(limit=9)


def test_a_changed_order_is_found_by_its_new_text_only(store: Store) -> None:
    put(store, "楼道堆物", "电梯故障")
    changed = an_order(order_id="o-0", title="消防通道堵塞", caller=None, content="")
    store.apply_changes([put_change(changed, 2)], epoch=7, cursor="c2")
    for _ in range(2):
        assert not store.keys(ListFilter(text="堆物"))
        assert list(store.keys(ListFilter(text="通道"))) == [1]
        assert list(store.keys(ListFilter(text="电梯"))) == [2]
        store.index_some(limit=9)


def test_quotes_and_operators_are_plain_text(store: Store) -> None:
    put(store, 'a"b* OR NEAR(', "其他")
    for typed in ('"', "a*b", "OR", 'b" OR "其他', "NEAR(", "a AND b"):
        assert 2 not in store.keys(ListFilter(text=typed)), typed
    assert list(store.keys(ListFilter(text='a"b*'))) == [1]


def test_walking_the_list_gives_what_sorting_the_hits_gives(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store, *(["噪音扰民", "漏水"] * 30), index=False)
    store.index_some(limit=31)
    for descending in (False, True):
        for group in (None, Group.TO_ACCEPT, Group.CLOSED):
            wanted = ListFilter(text="噪音", group=group, descending=descending)
            monkeypatch.setattr(order_queries, "_WALK_FROM", 1000)
            everything = list(store.keys(wanted))
            sorted_hits = list(store.keys(wanted, limit=7))
            monkeypatch.setattr(order_queries, "_WALK_FROM", 3)
            monkeypatch.setattr(order_queries, "_WALK_STEP", 4)
            assert list(store.keys(wanted, limit=7)) == sorted_hits == everything[:7]
            assert len(store.keys(wanted, limit=99)) == len(everything)


def test_the_caller_of_a_confidential_order_is_not_searchable(store: Store) -> None:
    order = an_order(confidentiality=Confidentiality.REPORT, caller=Caller("王桂香", "13900001234"))
    store.apply_changes([put_change(order, 1)], epoch=7, cursor="c")
    for _ in range(2):
        assert not store.keys(ListFilter(text="王桂香"))
        assert not store.keys(ListFilter(text="13900001234"))
        store.index_some(limit=9)


def test_lists_sort_and_filter(store: Store) -> None:
    put(store, "丙", "甲", "乙")
    assert list(store.keys(ListFilter(sort=SortBy.NUMBER, descending=True))) == [3, 2, 1]
    assert list(store.keys(ListFilter(sort=SortBy.TITLE))) == [1, 3, 2]
    for sort in SortBy:
        ahead = list(store.keys(ListFilter(sort=sort)))
        assert list(store.keys(ListFilter(sort=sort, descending=True))) == ahead[::-1]
    assert list(store.keys(ListFilter(kind="normal"), limit=2)) == [1, 2]
    assert not store.keys(ListFilter(kind="urgent"))
    assert not store.keys(ListFilter(attention=True))
    first = store.rows([1])[0]
    assert first.due is not None
    assert not store.keys(ListFilter(overdue_at=first.due))
    late = ListFilter(overdue_at=first.due + timedelta(microseconds=1))
    assert list(store.keys(late)) == [1]
    assert [row.key for row in store.agenda(limit=2)] == [1, 2]
    assert [row.key for row in store.rows([3, 99, 1])] == [3, 1]
    assert store.keys(ListFilter(text="。")) == []
