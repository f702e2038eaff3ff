"""Random histories of an order: what people might do to it, in any sequence, as time passes."""

import typing
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpers.orders import CLERK, DISPATCHED_AT, HEAD, STRANGER, VIEWER, actor_for, valid_action
from hypothesis import strategies as st

from desktop.domain import actions as act
from desktop.domain.clocks import Rules
from desktop.domain.lifecycle import apply
from desktop.domain.orders import Actor, Order
from desktop.domain.refusals import Refusal

UNIT_KINDS: tuple[type, ...] = typing.get_args(act.UnitAction)
CENTRE_KINDS: tuple[type, ...] = typing.get_args(act.CentreAction)
ALL_KINDS = UNIT_KINDS + CENTRE_KINDS

_USUAL = (
    act.Accept, act.RecordContact, act.SaveResult, act.Submit, act.RecordCallback,
    act.SaveReturnForm, act.Sign, act.RequestReturn, act.DecideReturn, act.RecordHeadPart,
    act.RegisterWarning,
)  # fmt: skip
"""Kinds that carry an order forward; drawn more often, or no history gets beyond acceptance."""


@dataclass(frozen=True)
class Move:
    """One thing somebody tries: its content is made when the order is known."""

    kind: type
    variant: int
    wait_minutes: int
    who: int = 0


@dataclass(frozen=True)
class Tried:
    """What a move came to."""

    before: Order
    action: act.Action
    actor: Actor
    at: datetime
    after: Order
    code: str


def moves(kinds: tuple[type, ...] = ALL_KINDS) -> st.SearchStrategy[Move]:
    usual = tuple(kind for kind in _USUAL if kind in kinds)
    return st.builds(
        Move,
        kind=st.one_of(st.sampled_from(usual), st.sampled_from(kinds)),
        variant=st.integers(0, 11),
        wait_minutes=st.one_of(st.integers(0, 90), st.integers(0, 4000)),
        who=st.integers(0, 9),
    )


def histories(
    kinds: tuple[type, ...] = ALL_KINDS, *, most: int = 14
) -> st.SearchStrategy[list[Move]]:
    return st.lists(moves(kinds), min_size=1, max_size=most)


def doer(move: Move, order: Order) -> Actor:
    """Mostly somebody who may do it; now and then somebody who may not."""
    if move.kind in CENTRE_KINDS:
        return CLERK if move.who == 9 else actor_for(move.kind)
    someone = (CLERK, HEAD, VIEWER, STRANGER)[max(0, move.who - 6)]
    at_home = someone in {CLERK, HEAD} and move.who != 6
    return Actor(someone.user_id, someone.name, order.unit_id, someone.role) if at_home else someone


def play(
    order: Order, script: list[Move], rules: Rules, *, start: datetime = DISPATCHED_AT
) -> list[Tried]:
    """Try each move in turn on what the earlier ones have made of the order."""
    tried = []
    moment = start
    for number, move in enumerate(script):
        moment += timedelta(minutes=move.wait_minutes)
        actor = doer(move, order)
        action = valid_action(move.kind, order, moment, entry=f"e-{number}", variant=move.variant)
        outcome = apply(order, action, rules, moment, actor)
        code = outcome.code if isinstance(outcome, Refusal) else ""
        after = order if isinstance(outcome, Refusal) else outcome
        tried.append(Tried(order, action, actor, moment, after, code))
        order = after
    return tried
