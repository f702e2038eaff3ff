"""What the server last said, with the unit's own newer work on top."""

import pytest
from helpers.orders import (
    CLERK,
    HANDS_ON,
    RESULT,
    STRANGER,
    accepted_order,
    an_order,
    at,
    contacted,
    did,
    submitted_order,
)
from helpers.rulebook import xiayang_rules

from desktop.contract.codec import encode
from desktop.domain import actions as act
from desktop.domain.orders import Actor, Stage
from desktop.services.overlay import failed_seq, is_newer, overlay
from desktop.services.ports import OutboxEntry, OutboxState

_PENDING, _DONE, _ATTENTION = OutboxState.PENDING, OutboxState.DONE, OutboxState.ATTENTION


def _entry(
    seq: int,
    action: act.UnitAction,
    state: OutboxState = _PENDING,
    *,
    version: int = 0,
    actor: Actor = CLERK,
    hours: float = 1,
) -> OutboxEntry:
    return OutboxEntry(
        seq=seq,
        op_id=f"op-{seq}",
        order_id="o-1",
        kind=act.kind_of(action),
        data=encode(action),
        state=state,
        clicked_at=at(hours),
        actor=actor,
        version=version,
    )


@pytest.mark.parametrize(
    ("state", "version", "newer"),
    [
        (_PENDING, 0, True),
        (_PENDING, 9, True),
        (_DONE, 6, True),
        (_DONE, 5, False),
        (_DONE, 4, False),
        (_DONE, 0, False),
        (_ATTENTION, 6, False),
        (_ATTENTION, 0, False),
    ],
)
def test_what_is_newer_than_a_base_of_version_five(
    state: OutboxState, version: int, newer: bool
) -> None:
    assert is_newer(_entry(1, act.Accept(), state, version=version), 5) is newer


def test_without_work_the_base_is_shown() -> None:
    shown = overlay(an_order(), [], xiayang_rules(), base_version=3)
    assert (shown.order, shown.doubtful, shown.base_seq) == (an_order(), frozenset(), 0)


def test_work_is_applied_in_turn_at_the_moment_of_its_click() -> None:
    entries = [_entry(1, act.Accept(), hours=2), _entry(2, contacted(), hours=3)]
    shown = overlay(an_order(), entries, xiayang_rules(), base_version=1)
    assert shown.order.round.accepted is not None
    assert shown.order.round.accepted.at == at(2)
    assert shown.order.round.contacts[0].stamp.at == at(3)
    assert shown.base_seq == 2


def test_a_settled_action_stays_until_a_base_contains_it() -> None:
    entries = [_entry(1, act.Accept(), _DONE, version=4), _entry(2, contacted())]
    early = overlay(an_order(), entries, xiayang_rules(), base_version=3)
    late = overlay(accepted_order(), entries, xiayang_rules(), base_version=4)
    assert early.order == late.order
    assert early.base_seq == late.base_seq == 2
    contained = overlay(accepted_order(), entries[:1], xiayang_rules(), base_version=4)
    assert (contained.order, contained.base_seq) == (accepted_order(), 1)


def test_a_failed_action_is_not_on_top_and_counts_as_seen() -> None:
    entries = [_entry(3, contacted(), _ATTENTION), _entry(5, act.SaveResult(RESULT), _ATTENTION)]
    shown = overlay(accepted_order(), entries, xiayang_rules(), base_version=1)
    assert (shown.order, shown.base_seq) == (accepted_order(), 0)
    assert failed_seq(entries) == 5
    assert failed_seq([_entry(9, contacted())]) == 0


def test_what_is_refused_in_the_replay_is_doubtful_and_blocks_nothing() -> None:
    entries = [
        _entry(1, act.Accept()),
        _entry(2, act.Retract("unknown", "x")),
        _entry(3, contacted()),
        _entry(4, contacted("c-2"), actor=STRANGER),
    ]
    shown = overlay(an_order(), entries, xiayang_rules(), base_version=1)
    assert shown.doubtful == {2, 4}
    assert len(shown.order.round.contacts) == 1
    assert shown.base_seq == 3


def test_a_moved_order_makes_pending_work_doubtful() -> None:
    closed = did(submitted_order(), act.Close())
    shown = overlay(closed, [_entry(7, act.Submit())], xiayang_rules(), base_version=9)
    assert (shown.order, shown.doubtful) == (closed, {7})


def test_only_pending_work_is_doubtful() -> None:
    """The centre has taken it already; that an older base cannot show it is no doubt."""
    entries = [_entry(1, act.Submit(), _DONE, version=8)]
    shown = overlay(an_order(), entries, xiayang_rules(), base_version=1)
    assert shown.doubtful == frozenset()
    assert shown.order.stage is Stage.DISPATCHED


def test_what_cannot_be_read_is_doubtful() -> None:
    unreadable = OutboxEntry(
        seq=1,
        op_id="op",
        order_id="o-1",
        kind="dance",
        data=b'{"kind":"dance"}',
        state=_PENDING,
        clicked_at=HANDS_ON,
        actor=CLERK,
    )
    shown = overlay(an_order(), [unreadable], xiayang_rules(), base_version=1)
    assert (shown.order, shown.doubtful) == (an_order(), {1})


def test_clicked_in_time_is_judged_in_time() -> None:
    """A return that was clicked before its deadline stays good in a replay after it."""
    form = act.SaveReturnForm(act.ReturnForm(reason="不属于职责"))
    in_time = overlay(
        accepted_order(), [_entry(1, form, hours=80)], xiayang_rules(), base_version=1
    )
    too_late = overlay(
        accepted_order(), [_entry(1, form, hours=90)], xiayang_rules(), base_version=1
    )
    assert in_time.doubtful == frozenset()
    assert too_late.doubtful == {1}
