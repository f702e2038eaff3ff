"""Reference data of the platform: topics by code, knowledge that fits a demand, scores."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field

import msgspec
from helpers.orders import an_order
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from desktop.contract.messages import CategoryEntry, KnowledgeEntry, ScoreFile
from desktop.services.reference import NO_REFERENCE, Reference

TOPICS = [
    CategoryEntry("10", "城市管理"),
    CategoryEntry("1001", "市容环境", "10"),
    CategoryEntry("100101", "占道堆物", "1001"),
    CategoryEntry("90", "环一", "91"),
    CategoryEntry("91", "环二", "90"),
]
PIECES = [
    KnowledgeEntry(entry_id="1", title="夜间施工噪音", text="22时以后不得施工。", category="10"),
    KnowledgeEntry(entry_id="2", title="楼道堆物", text="先劝告。", keywords=("楼道", "堆物")),
    KnowledgeEntry(entry_id="3", title="社保卡补办", text="到社保所。", keywords=("社保",)),
]


@dataclass
class Kept:
    """Implements `Documents`."""

    pieces: dict[str, tuple[str, bytes]] = field(default_factory=dict)

    def put(self, name: str, entries: object, etag: str = "1") -> None:
        self.pieces[name] = (etag, msgspec.json.encode(entries))

    def read(self, name: str) -> tuple[str, bytes]:
        return self.pieces.get(name, ("", b""))


def known() -> tuple[Kept, Reference]:
    kept = Kept()
    kept.put("categories", TOPICS)
    kept.put("knowledge", PIECES)
    return kept, Reference(kept)


def ids(found: Sequence[KnowledgeEntry]) -> list[str]:
    return [entry.entry_id for entry in found]


def test_a_code_is_named_with_the_topics_above_it() -> None:
    _kept, reference = known()
    assert reference.topic("100101") == "城市管理／市容环境／占道堆物"
    assert reference.topic("10") == "城市管理"
    assert reference.topic("占道堆物") == "占道堆物"
    assert reference.topic("") == ""
    assert NO_REFERENCE.topic("100101") == "100101"


@given(st.sampled_from(TOPICS))
def test_topics_that_go_round_in_circles_end(topic: CategoryEntry) -> None:
    _kept, reference = known()
    assert topic.name in reference.topic(topic.code)


def test_what_fits_comes_first_and_what_does_not_stays_away() -> None:
    _kept, reference = known()
    order = structs.replace(
        an_order(), title="楼道堆物", content="三楼楼道长期堆物，夜里还有噪音", category="1001"
    )
    assert ids(reference.fitting(order)) == ["2", "1"]
    assert ids(reference.fitting(order, limit=1)) == ["2"]
    other = structs.replace(order, title="路灯不亮", content="路灯坏了", category="")
    assert reference.fitting(other) == []


def test_a_search_wants_all_words_and_prefers_titles() -> None:
    _kept, reference = known()
    assert ids(reference.find("施工 22时")) == ["1"]
    assert ids(reference.find("社保")) == ["3"]
    assert reference.find("  ") == []
    assert ids(reference.find("。", limit=2)) == ["1", "2"]


def test_what_was_fetched_anew_holds_at_once() -> None:
    kept, reference = known()
    assert reference.has_knowledge
    kept.put("knowledge", [], "2")
    assert not reference.has_knowledge
    kept.put("knowledge", PIECES[:1], "3")
    assert ids(reference.find("施工")) == ["1"]
    assert not NO_REFERENCE.has_knowledge


def test_scores_are_those_of_the_profile_and_the_period() -> None:
    kept, reference = known()
    october = ScoreFile(profile="linshu", period="2026-10", name="a.json", text="{}")
    kept.put("scores", [structs.replace(october, period="2026-09"), october])
    assert reference.scores("linshu", "2026-10") == october
    assert reference.scores("linshu", "2026-11") is None
    assert reference.scores("xiayang", "2026-10") is None


class _Large(bytes):
    """Content whose reading takes until the test lets it go on."""

    began = threading.Event()
    go_on = threading.Event()

    def __bool__(self) -> bool:
        self.began.set()
        assert self.go_on.wait(20)
        return True


def test_topics_do_not_wait_for_the_knowledge_base_that_a_worker_reads() -> None:
    kept = Kept()
    kept.put("categories", TOPICS)
    kept.pieces["knowledge"] = ("1", _Large(msgspec.json.encode(PIECES)))
    reference, named = Reference(kept), threading.Event()

    def name() -> None:
        if reference.topic("1001") == "城市管理／市容环境":
            named.set()

    worker = threading.Thread(target=reference.find, args=("施工",))
    screen = threading.Thread(target=name)
    worker.start()
    assert _Large.began.wait(20)
    screen.start()
    in_time = named.wait(5)
    _Large.go_on.set()
    worker.join()
    screen.join()
    assert in_time
