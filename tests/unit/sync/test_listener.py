"""The long poll that only says "something is new"."""

from helpers.fake_centre import Fault
from helpers.sync_bench import Client, a_centre, orders

from desktop.contract.messages import MAX_WAIT_S
from desktop.sync.listener import QUIET_REST_S, REST_S, NewsListener
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.waiting import Backoff


class _Half:
    def uniform(self, a: float, b: float) -> float:
        return (a + b) / 2


def _listener(client: Client, told: list[int]) -> NewsListener:
    return NewsListener(
        client.gateway,
        client.store.state,
        lambda: told.append(1),
        backoff=Backoff(_Half()),
    )


def test_news_are_told_once_and_nothing_is_applied() -> None:
    client = Client(a_centre(1))
    client.sync()
    told: list[int] = []
    listener = _listener(client, told)
    client.centre.dispatch(*orders(2)[1:])
    assert listener.step() == REST_S
    assert told == [1]
    assert "o-2" not in client.store.data.base


def test_before_the_first_pull_it_does_not_ask() -> None:
    client = Client(a_centre(1))
    told: list[int] = []
    assert _listener(client, told).step() == REST_S
    assert client.centre.requests.total() == 0


def test_news_that_nobody_fetches_are_not_asked_for_in_a_tight_loop() -> None:
    client = Client(a_centre(1))
    client.sync()
    listener = _listener(client, [])
    client.centre.dispatch(*orders(2)[1:])
    first = listener.step()
    assert listener.step() > first


def test_a_restored_centre_is_news() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.centre.restore(client.centre.backup())
    told: list[int] = []
    _listener(client, told).step()
    assert told == [1]


def test_failures_are_waited_out() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.centre.dispatch(*orders(2)[1:])
    client.gateway.fail([Fault.BEFORE] * 3)
    listener = _listener(client, [])
    waits = [listener.step() for _ in range(3)]
    assert waits == sorted(waits)
    assert waits[0] >= 1


def test_an_ended_wait_is_no_failure() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.gateway.end_wait()
    assert _listener(client, []).step() == 0


def test_the_thread_ends_at_once_although_the_poll_waits() -> None:
    client = Client(a_centre(1))
    client.sync()
    listener = _listener(client, [])
    listener.start()
    assert listener.stop()


def test_a_signed_out_user_is_not_asked_about_without_pause() -> None:
    client = Client(a_centre(1))
    client.sync()
    client.gateway.pull = _signed_out  # type: ignore[method-assign]
    assert _listener(client, []).step() >= 1


def _signed_out(_request: object) -> None:  # type: ignore[misc]
    raise GatewayError(Trouble.SIGNED_OUT, "请重新登录")


def test_a_centre_that_does_not_wait_is_not_asked_in_a_loop() -> None:
    client = Client(a_centre(1))
    client.sync()
    quiet: list[int] = []
    seconds = iter([0.0, 1.0, 10.0, 35.0])
    listener = NewsListener(
        client.gateway,
        client.store.state,
        lambda: None,
        on_quiet=lambda: quiet.append(1),
        monotonic=seconds.__next__,
    )
    assert listener.step() == MAX_WAIT_S - 1 + QUIET_REST_S
    assert listener.step() == QUIET_REST_S
    assert quiet == [1, 1]


def test_news_are_not_quiet() -> None:
    client = Client(a_centre(1))
    client.sync()
    quiet: list[int] = []
    listener = NewsListener(
        client.gateway, client.store.state, lambda: None, on_quiet=lambda: quiet.append(1)
    )
    client.centre.dispatch(*orders(2)[1:])
    listener.step()
    assert quiet == []
