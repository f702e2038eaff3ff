"""Learning how far the server's clock is away."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.calendar import CST
from desktop.sync.clock_estimate import JUMP_MS, SAMPLES, ClockEstimate

START = datetime(2026, 9, 18, 10, 0, tzinfo=CST)


@dataclass
class _Reply:
    server_time: datetime


@dataclass
class _Pc:
    """A PC whose clock is wrong by so many milliseconds."""

    wrong_ms: int = 0
    passed_ms: int = 0
    estimate: ClockEstimate = field(init=False)

    def __post_init__(self) -> None:
        self.estimate = ClockEstimate(self.wall_ms, lambda: self.passed_ms)

    def wall_ms(self) -> int:
        return round(START.timestamp() * 1000) + self.wrong_ms + self.passed_ms

    def true(self) -> datetime:
        return START + timedelta(milliseconds=self.passed_ms)

    def call(self, there_ms: int, back_ms: int) -> None:
        def request() -> _Reply:
            self.passed_ms += there_ms
            reply = _Reply(self.true())
            self.passed_ms += back_ms
            return reply

        self.estimate.timed(request)

    def error_ms(self) -> float:
        return abs((self.estimate.now() - self.true()).total_seconds() * 1000)


def test_nothing_is_corrected_before_the_first_answer() -> None:
    pc = _Pc(wrong_ms=90_000)
    assert pc.estimate.reading().error_ms == -1
    assert pc.error_ms() == 90_000


@given(
    st.integers(-10_000_000, 10_000_000),
    st.lists(st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=12),
)
def test_the_estimate_is_never_worse_than_half_the_best_round_trip(
    wrong_ms: int, calls: list[tuple[int, int]]
) -> None:
    pc = _Pc(wrong_ms=wrong_ms)
    for there_ms, back_ms in calls:
        pc.call(there_ms, back_ms)
    best = min(sum(call) for call in calls[-SAMPLES:])
    assert pc.error_ms() <= best / 2 + 1
    assert pc.estimate.reading().error_ms == best // 2


def test_a_clock_that_somebody_sets_is_noticed_at_once() -> None:
    pc = _Pc()
    pc.call(10, 10)
    pc.wrong_ms = 3_600_000
    assert pc.estimate.reading().jumped_ms == 3_600_000
    assert pc.error_ms() <= 20


def test_samples_from_before_the_jump_are_forgotten() -> None:
    pc = _Pc()
    pc.call(10, 10)
    pc.wrong_ms = -2 * JUMP_MS
    pc.call(500, 500)
    assert pc.estimate.reading().jumped_ms == 0
    assert pc.error_ms() <= 500


def test_a_little_drift_is_no_jump() -> None:
    pc = _Pc()
    pc.call(10, 10)
    pc.wrong_ms = JUMP_MS // 2
    assert pc.estimate.reading().jumped_ms == 0
