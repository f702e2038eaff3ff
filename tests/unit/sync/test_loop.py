"""When the worker syncs, how long it waits, and what it says."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from helpers.fake_centre import NOW

from desktop.services.ports import StorageError
from desktop.sync.attachments import BlobFailure
from desktop.sync.loop import (
    INDEX_LOT,
    INTERVAL_S,
    LEAST_GAP_S,
    LONGEST_S,
    QUIET_S,
    SOON_S,
    STUCK_S,
    LoopOptions,
    SyncLoop,
)
from desktop.sync.ports import GatewayError, SyncState, Trouble
from desktop.sync.status import SyncPhase, SyncStatus, Uploading
from desktop.sync.tally import RoundReport


@dataclass
class _Clock:
    seconds: float = 100.0

    def now(self) -> datetime:
        return NOW + timedelta(seconds=self.seconds)

    def monotonic(self) -> float:
        return self.seconds


@dataclass
class _Store:
    unsent: int = 0
    unindexed: int = 0

    def state(self) -> SyncState:
        return SyncState(
            client_id="c", user_id="u", epoch=1, cursor="x", acked=5, top=5 + self.unsent
        )

    def index_some(self, *, limit: int) -> int:
        self.unindexed = max(self.unindexed - limit, 0)
        return self.unindexed


@dataclass
class _Rounds:
    outcomes: list[RoundReport | Exception] = field(default_factory=list)
    runs: int = 0
    during: Callable[[], None] = lambda: None

    def run(self) -> RoundReport:
        self.runs += 1
        self.during()
        outcome = self.outcomes.pop(0) if self.outcomes else RoundReport()
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class _Chance:
    """Draws the upper bound always."""

    def uniform(self, a: float, b: float) -> float:
        assert a <= b
        return b


@dataclass
class _Desk:
    rounds: _Rounds = field(default_factory=_Rounds)
    store: _Store = field(default_factory=_Store)
    clock: _Clock = field(default_factory=_Clock)
    free: bool = True
    heard: list[SyncStatus] = field(default_factory=list)

    def loop(self, first_poll_s: float = 0) -> SyncLoop:
        loop = SyncLoop(
            self.rounds,
            self.store,
            self.clock,
            options=LoopOptions(first_poll_s=first_poll_s),
            turn=self._turn,
            chance=_Chance(),
        )
        loop.listen(self.heard.append)
        return loop

    @contextmanager
    def _turn(self) -> Iterator[bool]:
        yield self.free

    def phases(self) -> list[str]:
        return [status.phase.value for status in self.heard]


@pytest.fixture
def desk() -> _Desk:
    return _Desk()


def test_the_first_poll_waits_and_a_clerk_s_save_brings_it_forward(desk: _Desk) -> None:
    loop = desk.loop(first_poll_s=30)
    assert loop.step() == 30
    assert desk.rounds.runs == 0
    loop.poke()
    loop.step()
    assert desk.rounds.runs == 1


def test_a_good_round_is_followed_by_the_usual_wait(desk: _Desk) -> None:
    loop = desk.loop()
    assert loop.step() == INTERVAL_S
    assert desk.phases() == ["syncing", "synced"]
    assert loop.status().last_success == desk.clock.now()
    assert loop.step() == INTERVAL_S
    assert desk.rounds.runs == 1


def test_what_is_left_over_is_done_soon(desk: _Desk) -> None:
    desk.rounds.outcomes = [RoundReport(more_pending=True)]
    assert desk.loop().step() == SOON_S


def test_what_a_clerk_saves_in_the_last_of_a_round_goes_out_soon(desk: _Desk) -> None:
    """The round's report was made before; his call for the next one came while it went on."""
    desk.rounds.during = lambda: setattr(desk.store, "unsent", 1)
    assert desk.loop().step() == SOON_S


def _offline(retry_after_s: float | None = None) -> GatewayError:
    return GatewayError(Trouble.OFFLINE, "连不上中心平台。", retry_after_s=retry_after_s)


def test_waits_double_after_failures_and_start_over_after_a_success(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline() for _ in range(12)]
    loop = desk.loop()
    waits = []
    for _ in range(12):
        waits.append(loop.step())
        desk.clock.seconds += waits[-1]
    assert waits[:4] == [2, 4, 8, 16]
    assert waits[-1] == 300
    assert loop.step() == INTERVAL_S
    desk.rounds.outcomes = [_offline()]
    desk.clock.seconds += INTERVAL_S
    assert loop.step() == 2


def test_the_server_s_wish_is_never_undercut_not_even_by_a_poke(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline(retry_after_s=40)]
    loop = desk.loop()
    assert loop.step() == 40
    loop.poke()
    assert loop.step() == 40
    assert desk.rounds.runs == 1


def test_saves_while_offline_do_not_hammer_the_server(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline() for _ in range(20)]
    loop = desk.loop()
    for _ in range(6):
        desk.clock.seconds += loop.step()
    started = desk.rounds.runs
    for _ in range(20):
        loop.poke()
        loop.step()
    assert desk.rounds.runs == started + 1
    desk.clock.seconds += LEAST_GAP_S
    loop.poke()
    loop.step()
    assert desk.rounds.runs == started + 2


def test_a_person_who_asks_gets_an_attempt_at_once(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline()]
    loop = desk.loop()
    loop.step()
    loop.sync_now()
    loop.step()
    assert desk.rounds.runs == 2


@pytest.mark.parametrize(
    ("error", "phase", "code"),
    [
        (_offline(), SyncPhase.OFFLINE, Trouble.OFFLINE),
        (GatewayError(Trouble.SIGNED_OUT, "请重新登录"), SyncPhase.SIGNED_OUT, Trouble.SIGNED_OUT),
        (GatewayError(Trouble.TLS, "证书"), SyncPhase.TROUBLE, Trouble.TLS),
        (StorageError("storage.full", "磁盘已满"), SyncPhase.TROUBLE, "storage.full"),
        (RuntimeError("王桂香 13900001234"), SyncPhase.TROUBLE, "sync.internal"),
    ],
)
def test_every_trouble_is_said_and_survived(
    desk: _Desk, error: Exception, phase: SyncPhase, code: str
) -> None:
    desk.rounds.outcomes = [error]
    desk.store.unsent = 3
    loop = desk.loop()
    loop.step()
    assert (loop.status().phase, loop.status().code) == (phase, code)
    assert loop.status().unsent == 3
    assert loop.status().message
    desk.clock.seconds += 2
    loop.step()
    assert loop.status().phase is SyncPhase.SYNCED


def test_the_log_never_quotes_an_order(desk: _Desk, caplog: pytest.LogCaptureFixture) -> None:
    desk.rounds.outcomes = [RuntimeError("王桂香 13900001234")]
    desk.loop().step()
    assert "RuntimeError" in caplog.text
    assert "王桂香" not in caplog.text
    assert "13900001234" not in caplog.text


def test_offline_remembers_since_when(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline(), _offline()]
    loop = desk.loop()
    loop.step()
    since = loop.status().since
    assert since == desk.clock.now()
    assert loop.status().message == "连不上中心平台。"


def test_another_process_that_syncs_is_waited_for(desk: _Desk) -> None:
    desk.free = False
    loop = desk.loop()
    assert loop.step() > 0
    assert desk.rounds.runs == 0


def test_a_paused_worker_makes_no_attempt_until_it_goes_on(desk: _Desk) -> None:
    loop = desk.loop()
    loop.pause()
    loop.poke()
    loop.step()
    assert desk.rounds.runs == 0
    assert loop.status().phase is SyncPhase.PAUSED
    loop.resume()
    loop.step()
    assert desk.rounds.runs == 1


def test_idle_time_goes_into_the_search_index(desk: _Desk) -> None:
    desk.store.unindexed = 2 * INDEX_LOT + 50
    loop = desk.loop()
    waits = [loop.step() for _ in range(4)]
    assert waits[0] < 1
    assert waits[1] < 1
    assert waits[2] == INTERVAL_S
    assert desk.rounds.runs == 1
    assert desk.store.unindexed == 0


def test_a_reset_that_was_halted_is_trouble_for_a_person(desk: _Desk) -> None:
    desk.rounds.outcomes = [RoundReport(guard="中心平台的数据少得多", more_pending=True)]
    loop = desk.loop()
    loop.step()
    assert loop.status().code == "sync.guard"


def test_agreeing_to_a_halted_reset_holds_for_one_success_and_those_words(desk: _Desk) -> None:
    halted = RoundReport(guard="缺少 3 张", more_pending=True)
    offline = GatewayError(Trouble.OFFLINE, "连不上")
    desk.rounds.outcomes = [halted, offline, RoundReport()]
    loop = desk.loop()
    loop.confirm_reset()
    assert not loop.is_confirmed("")
    loop.step()
    assert not loop.is_confirmed("缺少 3 张")
    loop.confirm_reset()
    assert loop.step() > 0
    assert desk.rounds.runs == 2
    assert loop.is_confirmed("缺少 3 张")
    assert not loop.is_confirmed("缺少 4 张")
    loop.sync_now()
    loop.step()
    assert loop.status().phase is SyncPhase.SYNCED
    assert not loop.is_confirmed("缺少 3 张")


def test_a_worker_without_an_attempt_for_ten_minutes_is_stuck(desk: _Desk) -> None:
    desk.store.unsent = 1
    loop = desk.loop()
    loop.step()
    assert not loop.is_stuck()
    desk.clock.seconds += STUCK_S + 1
    assert loop.is_stuck()
    loop.pause()
    assert not loop.is_stuck()


def test_the_thread_starts_syncs_and_stops(desk: _Desk) -> None:
    synced = threading.Event()
    loop = desk.loop()
    loop.listen(lambda status: synced.set() if status.phase is SyncPhase.SYNCED else None)
    loop.start()
    assert synced.wait(10)
    assert loop.stop()


def test_a_stopped_worker_tells_its_round_to_end(desk: _Desk) -> None:
    loop = desk.loop()
    assert not loop.stopping
    loop.stop()
    assert loop.stopping


def test_a_centre_that_said_there_is_nothing_new_is_not_asked_again(desk: _Desk) -> None:
    loop = desk.loop()
    loop.step()
    for _ in range(10):
        desk.clock.seconds += INTERVAL_S
        loop.heard_nothing_new()
        assert loop.step() == INTERVAL_S
    assert desk.rounds.runs == 1
    assert loop.status().last_success == desk.clock.now()
    desk.clock.seconds += QUIET_S + 1
    loop.step()
    assert desk.rounds.runs == 2


def test_quiet_does_not_put_off_what_is_to_be_done(desk: _Desk) -> None:
    loop = desk.loop()
    loop.step()
    loop.heard_nothing_new()
    loop.poke()
    loop.step()
    assert desk.rounds.runs == 2
    desk.store.unsent = 1  # saved by another process, which pokes nobody
    loop.heard_nothing_new()
    desk.clock.seconds += INTERVAL_S
    loop.step()
    assert desk.rounds.runs == 3


def test_after_half_an_hour_of_quiet_a_round_runs_all_the_same(desk: _Desk) -> None:
    loop = desk.loop()
    loop.step()
    while desk.clock.seconds < 100 + LONGEST_S + 2 * INTERVAL_S:
        desk.clock.seconds += INTERVAL_S
        loop.heard_nothing_new()
        loop.step()
    assert desk.rounds.runs == 2


def test_quiet_heard_while_offline_changes_nothing(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline()]
    loop = desk.loop()
    loop.step()
    loop.heard_nothing_new()
    assert loop.status().phase is SyncPhase.OFFLINE


def test_local_chores_go_on_while_it_is_quiet(desk: _Desk) -> None:
    done: list[int] = []

    def do_chores() -> bool:
        done.append(1)
        return False

    loop = SyncLoop(
        desk.rounds,
        desk.store,
        desk.clock,
        options=LoopOptions(first_poll_s=0),
        chance=_Chance(),
        chores=do_chores,
    )
    loop.step()
    loop.heard_nothing_new()
    desk.clock.seconds += INTERVAL_S
    loop.step()
    assert (desk.rounds.runs, done) == (1, [1])


def test_reference_data_goes_on_between_rounds_and_nothing_flickers(desk: _Desk) -> None:
    left = [True, True, False]
    desk.rounds.outcomes = [RoundReport(more_to_read=True)]
    loop = SyncLoop(
        desk.rounds,
        desk.store,
        desk.clock,
        options=LoopOptions(first_poll_s=0),
        chance=_Chance(),
        chores=lambda: left.pop(0),
    )
    loop.listen(desk.heard.append)
    waits = []
    while left:
        waits.append(loop.step())
        desk.clock.seconds += waits[-1]
    assert waits == [SOON_S, SOON_S, SOON_S, INTERVAL_S]
    assert desk.rounds.runs == 1
    assert desk.phases() == ["syncing", "synced"]
    loop.step()
    assert desk.rounds.runs == 2


def test_what_a_clerk_saves_goes_before_reference_data(desk: _Desk) -> None:
    desk.rounds.outcomes = [RoundReport(more_to_read=True), RoundReport(more_to_read=True)]
    loop = SyncLoop(
        desk.rounds,
        desk.store,
        desk.clock,
        options=LoopOptions(first_poll_s=0),
        chance=_Chance(),
        chores=lambda: True,
    )
    loop.step()
    loop.poke()
    loop.step()
    assert desk.rounds.runs == 2
    # for a minute reference data may go on by itself, then the centre is asked for orders again
    for _ in range(int(QUIET_S)):
        desk.clock.seconds += SOON_S
        loop.step()
    assert desk.rounds.runs == 2
    desk.clock.seconds += SOON_S
    loop.step()
    assert desk.rounds.runs == 3


@pytest.mark.parametrize(
    "outcome",
    [
        RoundReport(guard="中心平台的数据少得多", more_pending=True),
        RoundReport(blob_failures=(BlobFailure("0" * 64, "file.gone", "读不出"),)),
    ],
)
def test_a_save_during_a_round_that_ends_in_trouble_goes_out_soon(
    desk: _Desk, outcome: RoundReport
) -> None:
    loop = desk.loop()

    def save() -> None:
        desk.store.unsent = 1
        loop.poke()

    desk.rounds.outcomes = [outcome, outcome]
    desk.rounds.during = save
    assert loop.step() == SOON_S
    desk.rounds.during = lambda: None
    desk.clock.seconds += SOON_S
    # what could not be sent then is nothing new: the trouble decides how long it waits
    assert loop.step() > SOON_S
    assert desk.rounds.runs == 2


def test_a_save_that_its_round_has_sent_calls_for_no_other_round(desk: _Desk) -> None:
    loop = desk.loop()
    desk.rounds.during = loop.poke
    assert loop.step() == INTERVAL_S


def test_a_save_during_a_round_that_fails_brings_the_next_one_forward(desk: _Desk) -> None:
    desk.rounds.outcomes = [_offline() for _ in range(8)]
    loop = desk.loop()
    for _ in range(7):
        desk.clock.seconds += loop.step()

    def save() -> None:
        desk.store.unsent = 1
        loop.poke()

    desk.rounds.during = save
    assert loop.step() == LEAST_GAP_S


def test_the_progress_of_files_is_shown_and_taken_away(desk: _Desk) -> None:
    loop = desk.loop()
    loop.step()
    progress = Uploading(files=2, sent=10, total=40)
    loop.show_upload(progress)
    assert desk.heard[-1].uploading == progress
    loop.show_upload(None)
    assert desk.heard[-1].uploading is None
