"""Histories of a town out of a seed: what happens, how, and how a bad one is cut short."""

import contextlib
import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from helpers.central_clerks import add_orders, make_order
from helpers.orders import a_signature, valid_action
from helpers.town import Grounds, Town, session_of
from helpers.town_line import Fault, Killed
from helpers.town_oracles import (
    check_always,
    check_replays,
    check_settled,
    check_view,
    expect,
)
from helpers.town_pc import Pc

from central import dispatching, pulling
from desktop.domain import actions as act
from desktop.domain.orders import CallbackResult, Order
from desktop.services.order_desk import RefusedError
from desktop.sync.ports import GatewayError

_KINDS: tuple[tuple[type, int], ...] = (
    (act.Accept, 4),
    (act.AddNote, 4),
    (act.SaveResult, 8),
    (act.RecordContact, 2),
    (act.SavePlan, 2),
    (act.SaveReturnForm, 3),
    (act.SaveSignoff, 1),
    (act.Submit, 3),
    (act.Retract, 1),
    (act.RequestReturn, 1),
    (act.ReportDifficult, 1),
)
_FAULTS = (
    *(Fault.NONE,) * 5, *(Fault.AFTER,) * 3, Fault.BEFORE, Fault.TWICE, Fault.AGAIN_LATER,
    Fault.LATER, Fault.STALE, Fault.STALE, Fault.FOREIGN, Fault.PORTAL, Fault.BUSY,
    Fault.PLATFORM_DIES, Fault.PLATFORM_DIES, Fault.DIES_AT_COMMIT, Fault.DIES_AT_COMMIT,
    Fault.DAMAGED, Fault.DAMAGED,
)  # fmt: skip
_WEIGHTS = {
    "click": 26, "sync": 22, "form": 5, "save form": 6, "attend": 8, "attach": 5, "draft": 1,
    "dispatch": 2, "centre": 4, "arrive": 4, "poison": 1, "wrong clock": 1, "sleep": 1,
    "back up": 3, "restore": 3, "restore twice": 1, "copy": 2, "image": 2, "old image": 2,
    "other user": 2, "disable": 1, "tidy": 1, "idle": 1, "race": 8,
    "return": 3, "finish": 3, "interrupted": 3, "lost order": 2,
}  # fmt: skip
_MOST_PCS = 5
_ROUNDS = 6
"""Rounds until everything must be quiet: a fork, a new epoch and colleagues' work in between."""


@dataclass(frozen=True)
class Event:
    """Something that happens; the numbers choose among what is possible then."""

    what: str
    pc: int
    order: int
    variant: int
    faults: tuple[Fault, ...] = ()
    killed_at: int = 0


@dataclass(frozen=True)
class History:
    """A seed and what comes of it."""

    seed: int
    pcs: int
    events: tuple[Event, ...]


def history_of(seed: int) -> History:
    """Draw a history."""
    chance = random.Random(seed)
    pcs = chance.choice((1, 2, 2, 2, 2, 3)) if chance.random() < 0.97 else 5
    names, weights = list(_WEIGHTS), list(_WEIGHTS.values())
    length = chance.choice((3, 5, 7, 9, 11))
    faultless = chance.random() < 0.15
    busy = chance.choice((1, 1, 2, 4))
    events = [
        Event(
            what,
            chance.randrange(_MOST_PCS),
            chance.randrange(busy),
            chance.randrange(1 << 16),
            _faults(chance) if what == "sync" and not faultless else (),
            _kill(chance) if what in {"sync", "click"} and not faultless else 0,
        )
        for what in chance.choices(names, weights, k=length)
    ]
    return History(seed, pcs, tuple(events))


def _faults(chance: random.Random) -> tuple[Fault, ...]:
    return tuple(chance.choices(_FAULTS, k=chance.randrange(9)))


def _kill(chance: random.Random) -> int:
    return chance.randint(1, 45) if chance.random() < 0.22 else 0


def run(grounds: Grounds, history: History) -> Town:
    """Live through a history.

    Raises:
        AssertionError: An invariant did not hold.
    """
    town = grounds.town(history.pcs)
    try:
        for event in history.events:
            happen(town, event)
        settle(town, thorough=history.seed % 2 == 0)
        town.happened.update(f"answer {answer.status}" for answer in town.ledger.answers())
    finally:
        town.close()
    return town


def happen(town: Town, event: Event) -> None:
    """Let one thing happen, and check."""
    pc = town.pcs[event.pc % len(town.pcs)]
    town.time.pass_by(7 + event.variant % 50)
    town.happened[event.what] += 1
    pc.fuse.left = event.killed_at
    try:
        with contextlib.suppress(GatewayError, RefusedError):
            _DOINGS[event.what](town, pc, event)
    except Killed:
        town.happened["kill"] += 1
        pc.reopen()
    pc.fuse.left = 0
    pc.line.plan(())
    _start_platform(town)
    check_always(town)


def _start_platform(town: Town) -> None:
    """Start a platform that has died: it finishes what the kill has left over."""
    if town.office.died:
        town.office.died = False
        town.platform.tidy()
        town.ledger.look()


def settle(town: Town, *, thorough: bool) -> None:
    """The faults stop: what is on its way arrives, everybody syncs, and all must be quiet."""
    for pc in town.pcs:
        pc.line.disabled = False
        pc.line.plan(())
    town.office.deliver_held(100)
    _start_platform(town)
    for turn in range(_ROUNDS):
        town.time.pass_by(60)
        before = town.office.calls.total()
        work = sum(pc.sync().pushed for pc in town.pcs)
        idle = town.office.calls.total() - before == len(town.pcs)
        if turn and not work and idle:
            break
    check_always(town)
    check_settled(town)
    if thorough:
        check_replays(town)
        check_view(town)


def _click(town: Town, pc: Pc, event: Event) -> None:
    order_id = _order(town, pc, event)
    for offset in range(3):
        kinds = [kind for kind, weight in _KINDS for _ in range(weight)]
        kind = kinds[(event.variant + offset * 11) % len(kinds)]
        try:
            _do(town, pc, order_id, kind, event)
        except RefusedError:
            continue
        return


def _do(town: Town, pc: Pc, order_id: str, kind: type, event: Event) -> None:
    order = _seen(pc, order_id)
    action = valid_action(
        kind, order, town.time.now(), entry=town.fresh_entry(), variant=event.variant % 997
    )
    if event.variant % 5 == 0:
        note = act.AddNote(entry_id=town.fresh_entry(), text="一并记下。")
        pc.act(order_id, action, note)
    else:
        pc.act(order_id, action)


def _seen(pc: Pc, order_id: str) -> Order:
    """The order as the clerk sees it; without what a screen would work out beside it."""
    working = pc.store.working(order_id)
    assert working is not None
    return working.order


def _form(town: Town, pc: Pc, event: Event) -> None:
    """Open a form, which stays open while others work."""
    order_id = _order(town, pc, event)
    pc.sights[order_id] = pc.desk.open(order_id).working


def _save_form(town: Town, pc: Pc, event: Event) -> None:
    if not pc.sights:
        _form(town, pc, event)
        return
    order_id = sorted(pc.sights)[event.order % len(pc.sights)]
    sight = pc.sights.pop(order_id)
    kind = (act.SaveResult, act.SaveResult, act.SavePlan, act.SaveReturnForm)[event.variant % 4]
    action = valid_action(kind, sight.order, town.time.now(), variant=event.variant % 997)
    pc.act(order_id, action, sight=sight)


def _sync(town: Town, pc: Pc, event: Event) -> None:
    made = pc.line.made
    waiting = sum(row.state == "pending" for row in pc.rows())
    calm = 0
    if pc.store.pending_blobs() and event.variant % 3:
        # the faults meet the files: what comes before them goes through
        calm = 2 + -(-waiting // 3)
    pc.line.plan((Fault.NONE,) * calm + event.faults)
    here = set(pc.standing())
    try:
        agreed = event.variant % 4 > 0
        pc.sync(agreed=agreed)
        if not agreed:
            _expect_no_great_sweep(pc, here)
    finally:
        # I19: a round makes progress with every call, or ends
        most = 16 + 2 * waiting + 2 * town.dispatched + 16 * len(pc.memory.files)
        expect(pc.line.made - made <= most, "I19", f"{pc.line.made - made} calls in a round")


def _return(town: Town, pc: Pc, event: Event) -> None:
    """A unit gives an order back, and the centre sends it to another one."""
    order_id = _order(town, pc, event)
    order = _seen(pc, order_id)
    form = valid_action(act.SaveReturnForm, order, town.time.now(), variant=event.variant % 97)
    pc.act(order_id, form)
    order = _seen(pc, order_id)
    pc.act(order_id, a_signature(order, "F1", "head", entry=town.fresh_entry(), sha256=""))
    pc.act(order_id, act.RequestReturn())
    pc.sync()
    decision = act.DecideReturn(
        entry_id=town.fresh_entry(), accepted=True, opinion="同意",
        new_unit_id="u2", new_unit_name="二居委", leader="主任",
    )  # fmt: skip
    dispatching.act(town.platform.database, town.platform.rulebook, order_id, decision)
    town.ledger.look()


def _finish(town: Town, pc: Pc, event: Event) -> None:
    """Everything up to the submission in one go, with a file whose bytes come later."""
    order_id = _order(town, pc, event)
    for kind in (act.RecordContact, act.SaveResult):
        with contextlib.suppress(RefusedError):
            _do(town, pc, order_id, kind, event)
    pc.attach(order_id, random.Random(event.variant).randbytes(300 + event.variant % 300))
    pc.act(order_id, act.Submit())


def _interrupted(town: Town, pc: Pc, event: Event) -> None:
    """Killed between two pages of a pull; what comes next is an old reply."""
    _send_out(town, 6)
    pc.fuse.left = 3 + event.variant % 45
    try:
        pc.sync()
    except Killed:
        town.happened["kill"] += 1
        pc.reopen()
    pc.fuse.left = 0
    pc.line.plan((Fault.STALE,) * 3)
    pc.sync()


def _lost_order(town: Town, pc: Pc, event: Event) -> None:
    """A restored platform no longer has what a clerk is working on, or not even half of it all."""
    town.back_up()
    had = len(pc.standing())
    _send_out(town, had + 1 if event.variant % 2 else 1)
    pc.sync()
    order_id = town.at_work(pc)[-1]

    def meanwhile() -> None:
        pc.act(order_id, act.AddNote(entry_id=town.fresh_entry(), text="已查看"))

    town.restore()
    here = set(pc.standing())
    # the clerk clicks between the push and the pull: nothing of it can have been answered
    pc.line.meanwhile = meanwhile
    pc.sync(agreed=False)
    _expect_no_great_sweep(pc, here)


def _expect_no_great_sweep(pc: Pc, here: set[str]) -> None:
    """Nobody has agreed: neither half of the orders nor one with unsent work is swept away."""
    swept = here & set(pc.swept())
    unsent = {row.order_id for row in pc.rows() if row.state == "pending"}
    expect(not swept & unsent, "I10", "an order with unsent work was swept away unasked")
    expect(len(swept) * 2 <= len(here) + 2, "I10", f"{len(swept)} of {len(here)} swept unasked")


def _race(town: Town, pc: Pc, event: Event) -> None:
    """Everybody writes the same section before anybody has heard of the others."""
    order_id = _order(town, pc, event)
    kind = (act.SaveResult, act.SavePlan, act.SaveReturnForm, act.SaveSignoff)[event.variant % 4]
    for other in town.pcs:
        if order_id in town.at_work(other):
            with contextlib.suppress(RefusedError):
                _do(
                    town,
                    other,
                    order_id,
                    kind,
                    replace(event, variant=event.variant + town.entries),
                )
    for turn in range(len(town.pcs)):
        with contextlib.suppress(GatewayError):
            town.pcs[(event.pc + turn) % len(town.pcs)].sync()


def _attend(_town: Town, pc: Pc, event: Event) -> None:
    entries = pc.attention.entries()
    if not entries:
        return
    entry = entries[event.order % len(entries)]
    if event.variant % 3:
        pc.send_again(entry.op_id)
    else:
        pc.dismiss(entry.op_id)


def _attach(town: Town, pc: Pc, event: Event) -> None:
    content = random.Random(event.variant % 7).randbytes(200 + event.variant % 400)
    pc.attach(_order(town, pc, event), content)


def _draft(town: Town, pc: Pc, event: Event) -> None:
    pc.keep_draft(_order(town, pc, event), f"草稿{event.variant}".encode())


def _dispatch(town: Town, _pc: Pc, event: Event) -> None:
    _send_out(town, 1 + event.variant % 2)


def _send_out(town: Town, count: int) -> None:
    """Let the centre dispatch new orders."""
    first = town.dispatched + 1
    town.dispatched += count
    numbers = range(first, first + count)
    add_orders(town.platform, *(make_order(f"{number}", hours_ago=0) for number in numbers))
    town.ledger.look()


def _centre(town: Town, pc: Pc, event: Event) -> None:
    """The centre's staff act, as the order's stage allows."""
    order_id = _order(town, pc, event)
    entry = town.fresh_entry()
    actions: tuple[act.Action, ...] = (
        act.DecideReturn(
            entry_id=entry, accepted=event.variant % 2 == 0, opinion="同意",
            new_unit_id="u2", new_unit_name="二居委", leader="主任",
        ),
        act.RecordCallback(entry_id=entry, result=CallbackResult.DISSATISFIED, text="还在"),
        act.AssignDuty(entry_id=entry, leader="主任", text="督办"),
        act.Close(),
        act.Remove("误派"),
    )  # fmt: skip
    for action in actions[event.variant % 4 :]:
        done = dispatching.act(town.platform.database, town.platform.rulebook, order_id, action)
        if done.status.settled:
            break
    town.ledger.look()


def _arrive(town: Town, _pc: Pc, event: Event) -> None:
    town.office.deliver_held(1 + event.variant % 3)


def _poison(town: Town, pc: Pc, event: Event) -> None:
    """An action that no platform can read: the queue behind it goes on (I20)."""
    order_id = _order(town, pc, event)
    pc.act(order_id, act.AddNote(entry_id=town.fresh_entry(), text="毒"))
    with pc.store._database.clerk_writing() as connection:
        connection.exec_driver_sql(
            "UPDATE outbox SET data = ? WHERE id = (SELECT max(id) FROM outbox)",
            (b'{"kind":"add_note","entry_id":7}',),
        )
    row = pc.rows()[-1]
    pc.memory.told[row.op_id] = replace(pc.memory.told[row.op_id], data=row.data)


def _wrong_clock(_town: Town, pc: Pc, event: Event) -> None:
    pc.clock.wrong = timedelta(minutes=event.variant % 9000 - 4500)


def _sleep(town: Town, pc: Pc, event: Event) -> None:
    """Everybody sleeps for two weeks, or for so long that removals are forgotten."""
    town.time.pass_by(86_400 * (14 if event.variant % 2 else 200))
    pc.reopen()


def _back_up(town: Town, _pc: Pc, _event: Event) -> None:
    town.back_up()


def _restore(town: Town, _pc: Pc, _event: Event) -> None:
    town.restore()


def _restore_twice(town: Town, pc: Pc, event: Event) -> None:
    """One backup twice: two lineages, though they begin with the same data."""
    town.restore()
    check_always(town)
    with contextlib.suppress(GatewayError, RefusedError):
        _click(town, pc, event)
        pc.sync()
    town.restore()


def _copy(town: Town, pc: Pc, _event: Event) -> None:
    if len(town.pcs) < _MOST_PCS:
        town.copy_of(pc)


def _image(town: Town, pc: Pc, event: Event) -> None:
    town.make_image(event.pc % len(town.pcs), pc)


def _old_image(town: Town, pc: Pc, event: Event) -> None:
    number = event.pc % len(town.pcs)
    if number not in town.images:
        _write_on_both_sides_of_an_image(town, pc, event)
    else:
        town.put_image_back(number, pc)


def _write_on_both_sides_of_an_image(town: Town, pc: Pc, event: Event) -> None:
    """A text whose answer the image does not know, and the next one built on it."""
    order_id = _order(town, pc, event)
    kind = (act.SaveResult, act.SavePlan, act.SaveReturnForm)[event.variant % 3]
    _do(town, pc, order_id, kind, event)
    number = event.pc % len(town.pcs)
    town.make_image(number, pc)
    _do(town, pc, order_id, act.AddNote, event)
    pc.sync()
    town.put_image_back(number, pc)
    _do(town, pc, order_id, kind, replace(event, variant=event.variant + town.entries))


def _other_user(town: Town, pc: Pc, _event: Event) -> None:
    """Somebody else's token comes to this database: nothing may go out under it."""
    own = pc.line.session
    pc.line.session = session_of(4 if own.user_id != "user-4" else 3)
    try:
        pc.sync()
    finally:
        pc.line.session = own
        town.ledger.look()


def _disable(_town: Town, pc: Pc, _event: Event) -> None:
    pc.line.disabled = not pc.line.disabled


def _tidy(town: Town, _pc: Pc, event: Event) -> None:
    town.platform.tidy()
    if event.variant % 2:
        pulling.forget_tombstones(town.platform.database, kept=timedelta(0))
    town.ledger.look()


def _idle(town: Town, _pc: Pc, event: Event) -> None:
    town.time.pass_by(event.variant)


def _order(town: Town, pc: Pc, event: Event) -> str:
    at_work = town.at_work(pc)
    return at_work[event.order % len(at_work)]


_DOINGS: dict[str, Callable[[Town, Pc, Event], None]] = {
    "click": _click, "sync": _sync, "form": _form, "save form": _save_form, "attend": _attend,
    "attach": _attach, "draft": _draft, "dispatch": _dispatch, "centre": _centre,
    "arrive": _arrive, "poison": _poison, "wrong clock": _wrong_clock, "sleep": _sleep,
    "back up": _back_up, "restore": _restore, "restore twice": _restore_twice, "copy": _copy,
    "image": _image, "old image": _old_image, "other user": _other_user, "disable": _disable,
    "tidy": _tidy, "idle": _idle, "race": _race,
    "return": _return, "finish": _finish, "interrupted": _interrupted,
    "lost order": _lost_order,
}  # fmt: skip
