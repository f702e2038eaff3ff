"""The next page is fetched while one is written; what goes wrong there is told in its turn."""

import threading

import pytest
from helpers.fake_centre import NOW, Fault
from helpers.memory_sync_store import Killed, MortalStore
from helpers.sync_bench import Client, a_centre

from desktop.contract.messages import PullReply, PullRequest
from desktop.sync import pulling
from desktop.sync.page_ahead import PageAhead
from desktop.sync.ports import GatewayError, Trouble

PAGE = 3


@pytest.fixture(autouse=True)
def _small_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pulling, "PAGE", PAGE)


class _Watched:
    """A gateway that notes from where it was asked, in which thread."""

    def __init__(self, client: Client) -> None:
        self._inner = client.gateway
        self.places: list[str] = []
        self.threads: list[str] = []
        self.second_asked = threading.Event()

    def __getattr__(self, name: str) -> object:
        return getattr(self._inner, name)

    def pull(self, request: PullRequest) -> PullReply:
        self.places.append(request.cursor)
        self.threads.append(threading.current_thread().name)
        if len(self.places) == 2:
            self.second_asked.set()
        return self._inner.pull(request)


def _watched(client: Client) -> _Watched:
    watched = _Watched(client)
    client.gateway = watched  # type: ignore[assignment]  # a gateway by its methods
    return watched


def test_the_second_page_is_asked_for_while_the_first_is_written() -> None:
    client = Client(a_centre(2 * PAGE + 1))
    watched = _watched(client)
    asked_in_time: list[bool] = []

    class Slow(MortalStore):
        def __getattr__(self, name: str) -> object:
            if name == "apply_changes" and not asked_in_time:
                asked_in_time.append(watched.second_asked.wait(10))
            return super().__getattr__(name)

    client.round(Slow(client.store, -1, before=False)).run()  # type: ignore[arg-type]

    assert asked_in_time == [True]
    assert len(client.store.data.base) == 2 * PAGE + 1
    assert len(watched.places) == len(set(watched.places)) == 3
    assert watched.threads[0] == threading.current_thread().name
    assert threading.current_thread().name not in watched.threads[1:]


def test_a_single_page_needs_no_thread() -> None:
    client = Client(a_centre(PAGE))
    watched = _watched(client)
    client.sync()
    assert watched.threads == [threading.current_thread().name]


def test_a_page_that_fails_ahead_leaves_the_one_before_committed() -> None:
    client = Client(a_centre(3 * PAGE))
    client.gateway.fail([Fault.NONE, Fault.NONE, Fault.LOST])
    with pytest.raises(GatewayError) as caught:
        client.sync()
    assert caught.value.code == Trouble.OFFLINE
    assert len(client.store.data.base) == PAGE
    assert client.store.state().cursor

    assert client.sync().pulled == 2 * PAGE
    assert len(client.store.data.base) == 3 * PAGE


@pytest.mark.parametrize("before", [True, False])
def test_no_thread_outlives_a_round_that_is_killed(before: bool) -> None:
    client = Client(a_centre(3 * PAGE))
    store = MortalStore(client.store, 3, before=before)
    with pytest.raises(Killed):
        client.round(store).run()  # type: ignore[arg-type]  # a store by its methods
    assert not [entry for entry in threading.enumerate() if entry.name == "sync-page-ahead"]
    client.sync()
    assert len(client.store.data.base) == 3 * PAGE


def _request(cursor: str) -> PullRequest:
    return PullRequest(client_id="c", epoch=1, cursor=cursor, ack=0, limit=PAGE)


def test_a_page_from_another_place_is_not_taken() -> None:
    asked: list[str] = []

    def fetch(request: PullRequest) -> PullReply:
        asked.append(request.cursor)
        if request.cursor == "wrong":
            raise GatewayError(Trouble.OFFLINE, "不通")
        return PullReply(
            client_id="c", epoch=1, changes=(), cursor=request.cursor + "+", server_time=NOW
        )

    with PageAhead(fetch) as ahead:
        ahead.begin(_request("wrong"))
        assert ahead.take(_request("right")).cursor == "right+"
        ahead.begin(_request("next"))
        assert ahead.take(_request("next")).cursor == "next+"
    assert asked == ["wrong", "right", "next"]
