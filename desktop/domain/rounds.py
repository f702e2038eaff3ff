"""The rounds of an order: when its handling begins, and when a warning opens a new round."""

from datetime import datetime

from msgspec import structs

from desktop.domain.orders import Callback, Level, Order, Round, Stage, Stamp
from desktop.domain.profile import Duty

PLATFORM = "platform"
"""The warning came from the centre's own call-back (XY-04)."""
MANUAL = "manual"
"""The warning was entered by hand, such as from the WeChat group (XY-20)."""


def round_name(number: int) -> str:
    """Name a round on screen and on paper: 首次处置, 第 1 次再次处置."""
    return "首次处置" if number == 1 else f"第 {number - 1} 次再次处置"


def working_stage(order: Order) -> Stage:
    """Name the stage in which the current round is worked on."""
    return Stage.REWORK if order.round.number > 1 else Stage.HANDLING


def working_duty(order: Order) -> Duty:
    """Name the duty of the current round: 首次处置 or 再次处置."""
    return Duty.REHANDLE if order.round.number > 1 else Duty.HANDLE


def handling(order: Order, stamp: Stamp) -> Order:
    """Move on to handling; a pending return stays pending, its other clocks run on.

    Work on a warned order takes it up as well, so that a colleague's later click on 接收重办 finds
    it done instead of being refused.
    """
    if order.stage in {Stage.RETURN_PENDING, Stage.AWAITING_SIGNOFF}:
        return order
    if order.stage is Stage.WARNED:
        order = order.with_round(accepted=stamp)
    return structs.replace(order, stage=working_stage(order))


def is_rehandled(order: Order) -> bool:
    """Tell whether a 再次处置 is under way, so that a call-back now speaks of the round before."""
    return order.round.number > 1 and order.round.submitted is None


def called_back(order: Order, callback: Callback) -> Order:
    """Record a call-back with the round it speaks of (XY-04)."""
    if not is_rehandled(order):
        return order.with_round(callback=callback)
    before = order.rounds[-2]
    if before.callback is not None:
        return order
    called = structs.replace(before, callback=callback)
    return structs.replace(order, rounds=(*order.rounds[:-2], called, order.round))


def redo_count(order: Order, level: Level) -> int:
    """Count how often a centre has sent the order back (县级重办, 市级重办; LS-25)."""
    return sum(the_round.level is level for the_round in order.rounds)


def warned(order: Order, source: str, at: datetime, text: str, level: Level | None = None) -> Order:
    """Open a new round, or merge with the round that the same warning has opened already.

    A warning can come twice, by hand from the WeChat group and later from the platform; it opens
    one round, and the platform's time then rules its clock (XY-04, XY-05, XY-20). Once the
    platform's time is there, no repetition moves the clock again. A warning that was received
    before the current round was handed in belongs to that round, however late it is entered.
    A round that the county and the city both send back counts for the higher one.
    """
    if _opened_already(order, at):
        return _merged(order, source, at, text, level)
    opened = Round(
        number=order.round.number + 1,
        started_at=at,
        warned_by=(source,),
        warning=text,
        level=level,
    )
    kept = tuple(entry for entry in order.platform_due if entry.duty != Duty.REHANDLE)
    return structs.replace(
        order, stage=Stage.WARNED, rounds=(*order.rounds, opened), platform_due=kept
    )


def _opened_already(order: Order, at: datetime) -> bool:
    submitted = order.round.submitted
    return order.round.number > 1 and (submitted is None or at <= submitted.at)


_RANK = {level: rank for rank, level in enumerate(Level)}


def _higher(first: Level | None, second: Level | None) -> Level | None:
    if first is None or second is None:
        return first or second
    return max(first, second, key=_RANK.__getitem__)


def _merged(order: Order, source: str, at: datetime, text: str, level: Level | None) -> Order:
    current = order.round
    rules_clock = source == PLATFORM and PLATFORM not in current.warned_by
    return order.with_round(
        warned_by=tuple(sorted({*current.warned_by, source})),
        warning=current.warning or text,
        started_at=at if rules_clock else current.started_at,
        level=_higher(current.level, level),
    )
