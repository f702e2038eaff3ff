"""The database and the platform's list are compared now and then; a difference mends itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from helpers.central_clerks import Clerk, add_orders, make_order, open_platform
from helpers.platform_gateway import PlatformGateway
from helpers.stores import open_test_store
from helpers.sync_bench import a_clock

from central.platform import Platform
from desktop.contract.messages import CheckReply, CheckRequest
from desktop.domain.actions import Accept, AddNote
from desktop.services.order_desk import ChangeFeed
from desktop.store.store import Store
from desktop.sync import mirror_check
from desktop.sync.attachments import BlobFailure
from desktop.sync.mirror_check import MirrorCheck
from desktop.sync.ports import GatewayError
from desktop.sync.round import SyncRound
from desktop.sync.tally import RoundReport

DAY = 36 * 3600.0


class _Sure:
    """Draws the later bound."""

    def uniform(self, a: float, b: float) -> float:
        del a
        return b


@dataclass
class Pc:
    """A database, its way to the platform, and a clock that is set by hand."""

    platform: Platform
    clerk: Clerk
    store: Store
    now: float = 0.0
    asked: int = 0
    error: GatewayError | None = None
    reports: list[RoundReport] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.store.bind_user(self.clerk.user_id)
        self.gateway = PlatformGateway(self.platform, self.clerk.session)
        self.rounds = SyncRound(self.store, self.gateway, a_clock(), ChangeFeed())
        self.start()

    def start(self, client_version: str = "1") -> None:
        self.compared = MirrorCheck(
            self.store, self, self._monotonic, _Sure(), client_version=client_version
        )

    def _monotonic(self) -> float:
        return self.now

    def check(self, request: CheckRequest) -> CheckReply:
        self.asked += 1
        if self.error:
            raise self.error
        return self.gateway.check(request)

    def run(self) -> RoundReport:
        self.reports.append(self.rounds.run())
        return self.reports[-1]

    def sync(self) -> None:
        """What the office does: a round, and then the comparison."""
        self.compared.after(self.run(), self.run)

    def spoil(self, statement: str) -> None:
        with self.store._database.sync_writing() as connection:
            connection.exec_driver_sql(statement)

    @property
    def held(self) -> list[tuple[str, int]]:
        with self.store._database.reading() as connection:
            rows = connection.exec_driver_sql(
                "SELECT order_id, version FROM base WHERE removed_reason = '' ORDER BY order_id"
            )
            return [(order_id, version) for order_id, version in rows]


@pytest.fixture
def pc(tmp_path: Path) -> Iterator[Pc]:
    platform = open_platform(tmp_path / "centre")
    add_orders(platform, *[make_order(f"A-{number}") for number in range(4)])
    clerk = Clerk(platform)
    made = Pc(platform, clerk, open_test_store(tmp_path / "pc"))
    made.sync()
    yield made
    made.store.close()
    platform.close()


def test_it_is_asked_once_a_day_and_not_at_the_start(pc: Pc) -> None:
    assert pc.asked == 0
    pc.now = mirror_check.FIRST_S[1]
    pc.sync()
    pc.sync()
    assert pc.asked == 1
    pc.now += DAY
    pc.sync()
    assert pc.asked == 2
    assert len(pc.reports) == 4  # nothing had to be done anew


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM base WHERE order_id = 'id-A-1'",
        "UPDATE base SET version = version - 1 WHERE order_id = 'id-A-2'",
        "UPDATE base SET removed_reason = 'x' WHERE order_id = 'id-A-3'",
    ],
)
def test_a_difference_mends_itself(pc: Pc, statement: str) -> None:
    before = pc.held
    pc.spoil(statement)
    assert pc.held != before
    pc.now = DAY
    pc.sync()
    assert pc.held == before
    assert pc.asked == 2


def test_what_has_just_changed_is_no_difference(pc: Pc, caplog: pytest.LogCaptureFixture) -> None:
    """The platform may be ahead of the round before the question: one more round, no listing."""
    pc.now = DAY
    report = pc.run()
    order = make_order("A-0")
    pc.clerk.do(order, Accept())
    pc.clerk.do(order, AddNote(entry_id="n", text="又来电"))
    pc.compared.after(report, pc.run)
    assert pc.reports[-1].pulled == 1
    assert caplog.records == []
    assert pc.store.state().cursor != ""


def test_without_an_answer_nothing_is_done(pc: Pc) -> None:
    pc.spoil("DELETE FROM base WHERE order_id = 'id-A-1'")
    pc.now, pc.error = DAY, GatewayError("not_found", "没有这个接口")
    pc.sync()
    assert len(pc.held) == 3
    assert pc.asked == 1


def test_a_difference_that_fetching_everything_does_not_mend_is_left_alone(
    pc: Pc, caplog: pytest.LogCaptureFixture
) -> None:
    pc.spoil("UPDATE base SET version = version + 5 WHERE order_id = 'id-A-1'")
    pc.now = DAY
    pc.sync()
    assert len(pc.reports) == 4  # the first, one with this question, one more, one of everything
    assert "has not mended" in caplog.text
    caplog.clear()
    for _ in range(2):  # neither the next day nor after a start
        pc.now += DAY
        pc.sync()
        pc.start()
    assert len(pc.reports) == 6
    assert pc.asked == 4
    assert caplog.records == []
    # something else is mended nevertheless
    pc.spoil("DELETE FROM base WHERE order_id = 'id-A-2'")
    pc.now += DAY
    pc.sync()
    assert len(pc.held) == 4


def test_another_program_may_mend_it(pc: Pc) -> None:
    pc.spoil("UPDATE base SET version = version + 5 WHERE order_id = 'id-A-1'")
    pc.now = DAY
    pc.sync()
    before = len(pc.reports)
    pc.start("2")
    pc.now += DAY
    pc.sync()
    assert len(pc.reports) == before + 3


def test_a_file_that_always_fails_does_not_end_the_comparisons(pc: Pc) -> None:
    pc.spoil("DELETE FROM base WHERE order_id = 'id-A-1'")
    pc.now = DAY
    stuck = RoundReport(
        more_pending=True, blob_failures=(BlobFailure("0" * 64, "file.gone", "读不出"),)
    )
    pc.compared.after(stuck, pc.run)
    assert len(pc.held) == 4


def test_a_round_that_left_something_over_is_not_compared(pc: Pc) -> None:
    pc.now = DAY
    pc.compared.after(RoundReport(more_pending=True), pc.run)
    pc.compared.after(RoundReport(more_pending=True, guard="一半以上的工单"), pc.run)
    assert pc.asked == 0
