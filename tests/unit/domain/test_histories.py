"""What must hold whatever people do, in any order, as time passes."""

from datetime import timedelta

from helpers.histories import ALL_KINDS, UNIT_KINDS, Move, Tried, histories, play, starts
from helpers.orders import CENTRE, CLERK, HEAD, VIEWER, an_order, called_back, valid_action
from helpers.rulebook import full_rules, rules_of, rules_with, xiayang_content, xiayang_rules
from hypothesis import event, given, settings
from hypothesis import strategies as st
from msgspec import structs

from desktop.contract.codec import decode_order, decode_unit_action, encode
from desktop.contract.messages import ResultStatus
from desktop.domain import actions as act
from desktop.domain.clocks import Rules, clocks_of, due_of, next_due, open_duties
from desktop.domain.guide import steps
from desktop.domain.lifecycle import apply, entries_of
from desktop.domain.orders import Actor, Confidentiality, Order, Stage
from desktop.domain.profile import Duty
from desktop.domain.refusals import Refusal
from desktop.services.lists import group_of, search_text, summarise
from desktop.services.overlay import overlay
from desktop.services.ports import OutboxEntry, OutboxState

_CONTENT_CODES = {
    "contact.reason_missing", "contact.way_missing", "time.future", "time.before_dispatch",
    "text.missing", "return.class_unknown", "return.field_missing", "sign.form_unknown",
    "sign.step_unknown", "sign.signer_missing", "sign.foreign", "sign.order",
    "action.round_unknown", "retract.unknown", "retract.reason_missing", "retract.done",
    "retract.not_yours", "matter.unknown", "matter.target_unknown", "matter.copy_missing",
    "commitment.target_unknown", "sign.reason_missing",
}  # fmt: skip
"""Refusals that look at what was entered; all others a screen knows beforehand."""

_KINDS = st.sampled_from(["normal", "urgent", "snapshot"])


@settings(max_examples=300, deadline=None)
@given(starts(), histories(), _KINDS)
def test_a_refusal_changes_nothing_and_every_step_is_sound(
    start: Order, script: list[Move], kind: str
) -> None:
    for tried in play(structs.replace(start, kind=kind), script, xiayang_rules()):
        if tried.code:
            assert tried.after is tried.before
        event(f"stage {tried.after.stage}")
        assert decode_order(encode(tried.after)) == tried.after
        ids = [row.entry_id for row in entries_of(tried.after)]
        assert len(ids) == len(set(ids))
        assert [entry.number for entry in tried.after.rounds] == list(
            range(1, len(tried.after.rounds) + 1)
        )
        assert group_of(tried.after)
        due = next_due(tried.after, xiayang_rules())
        dated = set(open_duties(tried.after)) - {Duty.SUPERVISE}
        assert due is not None or not dated
        assert due is None or open_duties(tried.after)
        row = summarise(tried.after, xiayang_rules())
        assert row.due == (due.due if due else None)


@settings(max_examples=200, deadline=None)
@given(starts(), histories())
def test_rows_are_never_lost_while_the_order_stays(start: Order, script: list[Move]) -> None:
    for tried in play(start, script, xiayang_rules()):
        if tried.before.unit_id == tried.after.unit_id:
            before = {row.entry_id for row in entries_of(tried.before)}
            assert before <= {row.entry_id for row in entries_of(tried.after)}
            assert len(tried.after.rounds) >= len(tried.before.rounds)


@settings(max_examples=200, deadline=None)
@given(starts(), histories(), st.integers(0, 40), st.sampled_from([CLERK, HEAD, VIEWER, CENTRE]))
def test_the_guide_shows_exactly_what_the_life_cycle_allows(
    start: Order, script: list[Move], days: int, actor: Actor
) -> None:
    last = play(start, script, xiayang_rules())[-1]
    order, now = last.after, last.at + timedelta(days=days)
    who = structs.replace(actor, unit_id=order.unit_id) if actor is not CENTRE else CENTRE
    shown = steps(order, xiayang_rules(), now, who)
    assert sum(step.primary for step in shown) <= 1
    assert all(step.open for step in shown if step.primary)
    if any(step.primary for step in shown):
        assert shown[0].primary
    for step in shown:
        action = valid_action(step.action, order, now, entry="guide")
        outcome = apply(order, action, xiayang_rules(), now, who)
        if step.open:
            refused = outcome.code if isinstance(outcome, Refusal) else ""
            assert refused in {"", *_CONTENT_CODES}, step.name
        else:
            assert isinstance(outcome, Refusal) or outcome is order
            assert step.refusal is not None
            if isinstance(outcome, Refusal):
                assert outcome == step.refusal


@settings(max_examples=100, deadline=None)
@given(starts(), histories(UNIT_KINDS))
def test_an_open_order_always_has_a_next_step_for_the_clerk(
    start: Order, script: list[Move]
) -> None:
    last = play(start, script, xiayang_rules(), kinds=UNIT_KINDS)[-1]
    shown = steps(last.after, xiayang_rules(), last.at, CLERK)
    waiting = last.after.stage is Stage.RETURN_PENDING
    if open_duties(last.after) and not waiting:
        assert shown[0].primary


@settings(max_examples=150, deadline=None)
@given(starts(), histories())
def test_quick_deadlines_are_the_explained_ones(start: Order, script: list[Move]) -> None:
    for tried in play(start, script, xiayang_rules()):
        clocks = sorted(clocks_of(tried.after, xiayang_rules()), key=lambda clock: clock.due)
        # of several open matters each has its clock, and the quick one is the earliest
        for clock in {clock.duty: clock for clock in reversed(clocks)}.values():
            due = due_of(tried.after, clock.duty, xiayang_rules())
            assert due is not None
            assert (due.due, due.rule, due.certain) == (clock.due, clock.rule, clock.certain)


@settings(max_examples=100, deadline=None)
@given(histories())
def test_who_calls_on_a_confidential_order_is_never_to_be_found(script: list[Move]) -> None:
    for tried in play(an_order(confidentiality=Confidentiality.REPORT), script, xiayang_rules()):
        assert "王桂香" not in search_text(tried.after)
        assert b"13900001234" not in encode(tried.after)


def _stricter() -> Rules:
    """A later version of the rules: shorter return, fewer demands."""
    content = xiayang_content()
    content["version"] = 2
    content["clocks"][2]["limits"][0]["count"] = 1
    content["return_demands"] = ["reason", "signature"]
    content["rehandle_demands"] = []
    content["contact_excused"] = ["anonymous"]
    return rules_of(content)


_RULES = st.sampled_from(
    [
        xiayang_rules(),
        full_rules(),
        _stricter(),
        rules_with(actions=[act.kind_of(k) for k in ALL_KINDS[:15]]),
    ]
)


def _entry(seq: int, action: act.UnitAction, tried: Tried) -> OutboxEntry:
    return OutboxEntry(
        seq=seq,
        op_id=f"op-{seq}",
        order_id="o-1",
        kind=act.kind_of(action),
        data=encode(action),
        state=OutboxState.PENDING,
        clicked_at=tried.at,
        actor=tried.actor,
        status=ResultStatus.APPLIED,
    )


@settings(max_examples=200, deadline=None)
@given(starts(), histories(UNIT_KINDS, most=18), _RULES, st.integers(0, 18))
def test_client_and_centre_agree(
    start: Order, script: list[Move], rules: Rules, delivered: int
) -> None:
    """Each click, one by one at the centre, and replayed at the client on an older base."""
    clicks = [
        tried
        for tried in play(start, script, rules, kinds=UNIT_KINDS)
        if not tried.code and tried.after is not tried.before
    ]
    at_centre = start
    base, entries = at_centre, []
    for seq, click in enumerate(clicks, start=1):
        action = decode_unit_action(encode(click.action))
        outcome = apply(at_centre, action, rules, click.at, click.actor)
        assert not isinstance(outcome, Refusal)
        at_centre = outcome
        if seq <= delivered:
            base = decode_order(encode(at_centre))
        else:
            entries.append(_entry(seq, action, click))
    shown = overlay(base, entries, rules, base_version=delivered)
    assert shown.order == at_centre
    assert shown.doubtful == frozenset()
    assert shown.base_seq == (entries[-1].seq if entries else 0)


@settings(max_examples=200, deadline=None)
@given(starts(), histories(UNIT_KINDS, most=12), histories(most=6), _RULES)
def test_client_and_centre_agree_after_the_centre_has_moved_the_order(
    start: Order, script: list[Move], meanwhile: list[Move], rules: Rules
) -> None:
    """The replay on what the centre made of the order tells beforehand what it will answer."""
    clicks = [
        tried
        for tried in play(start, script, rules, kinds=UNIT_KINDS)
        if not tried.code and tried.after is not tried.before
    ]
    base = play(start, meanwhile, rules, name="m")[-1].after
    entries = [_entry(seq, click.action, click) for seq, click in enumerate(clicks, start=1)]
    shown = overlay(base, entries, rules, base_version=1)
    at_centre, refused = base, set()
    for entry, click in zip(entries, clicks, strict=True):
        outcome = apply(at_centre, click.action, rules, click.at, click.actor)
        if isinstance(outcome, Refusal):
            refused.add(entry.seq)
        else:
            at_centre = outcome
    assert shown.order == at_centre
    assert shown.doubtful == refused


@settings(max_examples=100, deadline=None)
@given(starts(), histories())
def test_the_whole_history_twice_is_the_history_once(start: Order, script: list[Move]) -> None:
    """Delivering every row again changes nothing, wherever the order has gone since."""
    tried = play(start, script, xiayang_rules())
    last = tried[-1].after
    for move in tried:
        repeated = isinstance(move.action, act.Appending) and not move.code
        kept = {row.entry_id for row in entries_of(last)}
        if repeated and move.action.entry_id in kept:  # type: ignore[union-attr]
            assert apply(last, move.action, xiayang_rules(), move.at, move.actor) is last


def test_histories_reach_every_stage_that_people_can_reach() -> None:
    """The generator is of use: scripts of usual moves come through to re-handling and return."""
    usual = [act.Accept, act.RecordContact, act.SaveResult, act.Submit, act.RecordCallback]
    tried = play(an_order(), [Move(kind, 0, 10) for kind in usual], xiayang_rules())
    assert [move.code for move in tried] == [""] * 5
    assert tried[-1].after.stage is Stage.WARNED
    back = [act.Accept, act.SaveReturnForm, act.Sign, act.RequestReturn, act.DecideReturn]
    tried = play(an_order(), [Move(kind, 0, 10) for kind in back], xiayang_rules())
    assert [move.code for move in tried] == [""] * 5
    assert tried[-1].after.unit_id == "juwei-2"
    assert called_back().result == "dissatisfied"
