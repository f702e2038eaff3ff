"""What must hold under the rules of every place, whatever people do."""

import itertools
from datetime import datetime, timedelta

import pytest
from helpers.histories import Move, histories, play
from helpers.orders import (
    CENTRE,
    CLERK,
    HANDS_ON,
    an_order,
    contacted,
    did,
    valid_action,
)
from helpers.places import Place
from helpers.rulebook import profile_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from desktop.contract.codec import decode_order, encode
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules, clocks_for, clocks_of, due_of, next_due, open_duties
from desktop.domain.guide import STEP_NAMES, steps
from desktop.domain.lifecycle import apply
from desktop.domain.orders import Level, Order, Part, Stage
from desktop.domain.refusals import Refusal
from desktop.services.demands import demands_of
from desktop.services.lists import group_of
from resources import rule_files

_PLACES = rule_files.profile_ids()
_CONTENT_CODES = {
    "contact.reason_missing", "contact.way_missing", "time.future", "time.before_dispatch",
    "text.missing", "return.class_unknown", "return.field_missing", "sign.form_unknown",
    "sign.step_unknown", "sign.signer_missing", "sign.foreign", "sign.order",
    "action.round_unknown", "retract.unknown", "retract.reason_missing", "retract.done",
    "retract.not_yours", "matter.unknown", "matter.target_unknown", "matter.copy_missing",
    "commitment.target_unknown", "sign.reason_missing",
}  # fmt: skip
_MOMENTS = st.integers(0, 790 * 24 * 60).map(
    lambda minutes: datetime(2025, 1, 1, tzinfo=CST) + timedelta(minutes=minutes)
)


@st.composite
def _orders(draw: st.DrawFn) -> tuple[Order, Rules]:
    """An order as it may be dispatched in some place."""
    place = draw(st.sampled_from(_PLACES))
    rules = profile_rules(place)
    order = an_order(
        profile=place,
        kind=draw(st.sampled_from([kind.id for kind in rules.profile.kinds])),
        level=draw(st.sampled_from([None, *Level])),
        part=draw(st.sampled_from([Part.MAIN, Part.MAIN, Part.CO])),
        preliminary=draw(st.integers(0, 5)) == 0,
        anonymous=draw(st.booleans()),
    )
    return order, rules


@settings(max_examples=250, deadline=None)
@given(_orders(), histories(), st.integers(0, 40))
def test_the_guide_shows_exactly_what_the_life_cycle_allows_everywhere(
    start: tuple[Order, Rules], script: list[Move], days: int
) -> None:
    order, rules = start
    last = play(order, script, rules)[-1]
    order, now = last.after, last.at + timedelta(days=days)
    clerk = structs.replace(CLERK, unit_id=order.unit_id)
    shown = {step.action: step for step in steps(order, rules, now, clerk)}
    for kind in STEP_NAMES:
        action = valid_action(kind, order, now, entry="guide")
        outcome = apply(order, action, rules, now, clerk)
        refused = outcome.code if isinstance(outcome, Refusal) else ""
        step = shown.get(kind)
        if step is None:
            assert refused == "action.unknown_here", kind
        elif step.open:
            assert refused in {"", *_CONTENT_CODES}, (kind, refused)
        else:
            assert outcome is order or outcome == step.refusal, kind


@settings(max_examples=250, deadline=None)
@given(_orders(), histories())
def test_every_history_stays_within_the_declared_stages(
    start: tuple[Order, Rules], script: list[Move]
) -> None:
    order, rules = start
    for tried in play(order, script, rules):
        after = tried.after
        assert after.stage in set(Stage)
        assert decode_order(encode(after)) == after
        assert group_of(after, rules.profile)
        if tried.code:
            assert after is tried.before
        due = next_due(after, rules)
        duties = open_duties(after, rules.profile)
        assert due is None or due.duty in duties
        found = [due_of(after, duty, rules) for duty in duties]
        assert (min((entry.due for entry in found if entry), default=None)) == (
            due.due if due else None
        )


@settings(max_examples=150, deadline=None)
@given(_orders(), histories())
def test_what_is_missing_is_listed_everywhere(
    start: tuple[Order, Rules], script: list[Move]
) -> None:
    order, rules = start
    last = play(order, script, rules)[-1]
    clerk = structs.replace(CLERK, unit_id=last.after.unit_id)
    for step in steps(last.after, rules, last.at, clerk):
        if step.action not in {act.Submit, act.RequestReturn}:
            continue
        missing = [
            demand
            for demand in demands_of(last.after, step.action, rules)
            if demand.required and not demand.met
        ]
        if step.open:
            assert missing == []
        elif step.refusal and step.refusal.code.endswith(("missing", "differs", "demanded")):
            assert missing or step.refusal.code == "return.form_missing"


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(_PLACES), _MOMENTS, st.integers(0, 28800), st.data())
def test_a_later_start_never_has_an_earlier_deadline(
    place: str, start: datetime, minutes: int, data: st.DataObject
) -> None:
    rules = profile_rules(place)
    kind = data.draw(st.sampled_from([kind.id for kind in rules.profile.kinds]))
    later = start + timedelta(minutes=minutes)
    first, last = (
        {
            clock.duty: clock.due
            for clock in clocks_for(kind, rules, dispatched_at=at, rehandle_at=at, receipt_at=at)
        }
        for at in (start, later)
    )
    assert first.keys() == last.keys()
    assert all(first[duty] <= last[duty] for duty in first)


_INDEPENDENT = (
    contacted(),
    act.AddNote(entry_id="n", text="备注"),
    act.RecordMeasure(entry_id="m", occurred_at=HANDS_ON, text="疏通"),
    act.RecordCommitment(entry_id="k", text="月底完成"),
)


@pytest.mark.parametrize("place", _PLACES)
def test_independent_actions_give_the_same_clocks_in_any_order(place: str) -> None:
    rules = profile_rules(place)
    kind = rules.profile.kinds[0].id
    order = did(an_order(profile=place, kind=kind), act.Accept(), rules=rules)
    matter = act.OpenMatter(
        entry_id="o", matter=rules.profile.matters[0].id, text="督办", due=HANDS_ON
    )
    found = set()
    for actions in itertools.permutations((*_INDEPENDENT, matter)):
        after = did(order, *actions, rules=rules)
        clocks = clocks_of(after, rules)
        found.add((tuple((clock.duty, clock.due, clock.rule) for clock in clocks), after.stage))
    assert len(found) == 1


@pytest.mark.parametrize("place", _PLACES)
def test_the_usual_way_leads_through_every_place(place: str) -> None:
    """Accept, and then whatever the place asks for next, ends in a submission."""
    order = Place(place).submitted()
    assert order.stage is Stage.SUBMITTED
    closed = did(order, act.Close(), rules=profile_rules(place), actor=CENTRE)
    assert closed.stage is Stage.CLOSED
