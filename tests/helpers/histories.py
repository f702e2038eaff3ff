"""Random histories of an order: what people might do to it, in any sequence, as time passes."""

import typing
from dataclasses import dataclass
from datetime import datetime, timedelta

from helpers.orders import (
    CLERK,
    HANDS_ON,
    HEAD,
    STRANGER,
    VIEWER,
    actor_for,
    order_in,
    valid_action,
)
from hypothesis import strategies as st

from desktop.domain import actions as act
from desktop.domain.clocks import Rules
from desktop.domain.gates import gate
from desktop.domain.lifecycle import apply
from desktop.domain.orders import Actor, Order, Stage
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
    """One thing somebody tries: its content is made when the order is known.

    Attributes:
        kind: What is tried.
        variant: Chooses among valid contents.
        wait_minutes: Time since the last move.
        who: 8 and 9 are people who may not; see `doer`.
        going_along: Where the kind is closed, take one that is open instead.
    """

    kind: type
    variant: int
    wait_minutes: int
    who: int = 0
    going_along: bool = False


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
        who=st.one_of(st.just(0), st.integers(0, 9)),
        going_along=st.booleans(),
    )


def histories(
    kinds: tuple[type, ...] = ALL_KINDS, *, most: int = 14
) -> st.SearchStrategy[list[Move]]:
    return st.lists(moves(kinds), min_size=1, max_size=most)


def starts() -> st.SearchStrategy[Order]:
    """An order that has come to any stage by its usual way."""
    return st.sampled_from(list(Stage)).map(order_in)


def doer(move: Move, order: Order, kind: type) -> Actor:
    """Mostly somebody who may do it; now and then somebody who may not."""
    if kind in CENTRE_KINDS:
        return CLERK if move.who == 9 else actor_for(kind)
    if move.who == 9:
        return STRANGER
    someone = VIEWER if move.who == 8 else HEAD if move.who == 7 else CLERK
    return Actor(someone.user_id, someone.name, order.unit_id, someone.role)


def _kind(
    move: Move, order: Order, rules: Rules, moment: datetime, kinds: tuple[type, ...]
) -> type:
    if not move.going_along:
        return move.kind
    plain = Move(move.kind, 0, 0)
    open_kinds = [
        kind
        for kind in kinds
        if kind is not act.Remove
        and gate(order, kind, rules, moment, doer(plain, order, kind)) is None
    ]
    if move.kind in open_kinds or not open_kinds:
        return move.kind
    wanted = [kind for kind in open_kinds if kind in _USUAL] or open_kinds
    return wanted[move.variant % len(wanted)]


def play(
    order: Order,
    script: list[Move],
    rules: Rules,
    *,
    start: datetime = HANDS_ON,
    name: str = "e",
    kinds: tuple[type, ...] = ALL_KINDS,
) -> list[Tried]:
    """Try each move in turn on what the earlier ones have made of the order."""
    tried = []
    moment = start
    for number, move in enumerate(script):
        moment += timedelta(minutes=move.wait_minutes)
        kind = _kind(move, order, rules, moment, kinds)
        actor = doer(move, order, kind)
        action = valid_action(kind, order, moment, entry=f"{name}-{number}", variant=move.variant)
        outcome = apply(order, action, rules, moment, actor)
        code = outcome.code if isinstance(outcome, Refusal) else ""
        after = order if isinstance(outcome, Refusal) else outcome
        tried.append(Tried(order, action, actor, moment, after, code))
        order = after
    return tried
