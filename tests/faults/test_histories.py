"""A slice of the histories, and those that once found something."""

import contextlib
from collections.abc import Iterator

import pytest
from faults.histories import work
from helpers.town import Grounds
from helpers.town_events import settle
from helpers.town_line import Fault
from helpers.town_pc import Pc

from desktop.domain import actions as act
from desktop.domain.orders import HandlingResult
from desktop.sync.ports import GatewayError


def test_histories_of_a_town_keep_every_invariant() -> None:
    outcome = work(0, 30, until_found=True)
    assert outcome.violations == []
    assert outcome.counts["histories"] == 30
    assert outcome.counts["events"] > 150


@pytest.fixture
def grounds() -> Iterator[Grounds]:
    found = Grounds()
    yield found
    found.close()


@pytest.mark.parametrize("answered_before", [False, True])
def test_a_pc_back_from_its_image_does_not_clash_with_its_own_text(
    grounds: Grounds, answered_before: bool
) -> None:
    town = grounds.town(2)
    pc = town.pcs[0]
    _write(pc, "第一稿")
    if answered_before:
        # answered, but the order as it is now has not come: the line breaks before the pull
        pc.line.plan([Fault.NONE, Fault.BEFORE])
        with contextlib.suppress(GatewayError):
            pc.sync()
        assert pc.rows()[0].state == "done"
    town.make_image(0, pc)
    pc.act("id-2", act.AddNote(entry_id="n-1", text="镜像之后"))
    pc.sync()
    town.put_image_back(0, pc)
    _write(pc, "第二稿")
    pc.sync()
    assert [row.status for row in pc.rows()] == ["applied", "applied"]
    settle(town, thorough=True)
    town.close()


def test_a_copied_database_does_not_clash_with_what_both_had(grounds: Grounds) -> None:
    town = grounds.town(1)
    pc = town.pcs[0]
    _write(pc, "第一稿")
    for number in range(2):
        pc.act("id-2", act.AddNote(entry_id=f"n-{number}", text="复制之前"))
    town.copy_of(pc)
    twin = town.pcs[1]
    pc.act("id-2", act.AddNote(entry_id="n-2", text="一台"))
    _write(twin, "第二稿")
    pc.sync()
    twin.sync()
    assert [row.status for row in twin.rows()] == ["applied"] * 4
    assert twin.query("SELECT value FROM meta WHERE name = 'client_id'") != pc.query(
        "SELECT value FROM meta WHERE name = 'client_id'"
    )
    settle(town, thorough=True)
    town.close()


def test_a_copy_that_is_first_at_a_restored_platform_takes_nothing_from_the_original(
    grounds: Grounds,
) -> None:
    town = grounds.town(1)
    pc = town.pcs[0]
    town.back_up()
    town.copy_of(pc)
    twin = town.pcs[1]
    pc.act("id-2", act.AddNote(entry_id="n-1", text="原来的电脑"))
    pc.sync()
    town.restore()
    twin.act("id-2", act.AddNote(entry_id="n-2", text="复制的电脑"))
    twin.sync()
    assert pc.sync().more_pending
    pc.sync()
    assert {deed.op_id for deed in town.ledger.deeds} >= {row.op_id for row in pc.rows()}
    settle(town, thorough=True)
    town.close()


def test_what_lies_below_a_clash_that_was_dealt_with_is_not_taken_for_a_copys(
    grounds: Grounds,
) -> None:
    town = grounds.town(2)
    pc, colleague = town.pcs
    town.back_up()
    town.copy_of(pc)
    twin = town.pcs[-1]
    pc.act("id-2", act.AddNote(entry_id="n-1", text="原来的电脑"))
    pc.sync()
    colleague.act("id-2", act.SaveResult(HandlingResult(cause="同事先写的")))
    pc.act("id-2", act.SaveResult(HandlingResult(cause="后写的")))
    colleague.sync()
    pc.sync()
    (clash,) = [row.op_id for row in pc.rows() if row.state == "attention"]
    pc.send_again(clash)
    town.restore()
    for entry in ("n-2", "n-3"):
        twin.act("id-2", act.AddNote(entry_id=entry, text="复制的电脑"))
    twin.sync()
    pc.sync()
    pc.sync()
    mine = {row.op_id for row in pc.rows()} - {clash}
    assert {deed.op_id for deed in town.ledger.deeds} >= mine
    settle(town, thorough=True)
    town.close()


def test_somebody_else_after_an_image_still_clashes(grounds: Grounds) -> None:
    town = grounds.town(2)
    pc, colleague = town.pcs
    _write(pc, "第一稿")
    town.make_image(0, pc)
    pc.act("id-2", act.AddNote(entry_id="n-1", text="镜像之后"))
    pc.sync()
    colleague.sync()
    _write(colleague, "同事的")
    colleague.sync()
    town.put_image_back(0, pc)
    _write(pc, "第二稿")
    pc.sync()
    assert [row.status for row in pc.rows()] == ["applied", "conflict"]
    settle(town, thorough=True)
    town.close()


def _write(pc: Pc, answer: str) -> None:
    pc.act("id-1", act.SaveResult(HandlingResult(outcome="solved", answer=answer)))
