"""How stages, urgency and states of sending are shown: a word, a shape and a colour."""

from datetime import datetime, timedelta
from enum import StrEnum

from msgspec import Struct

from desktop.domain.clocks import is_past
from desktop.domain.orders import Flag, Stage
from desktop.services.ports import OutboxEntry, OutboxState, Resolution
from desktop.ui.tokens import Tone


class Shape(StrEnum):
    """A shape says the same as the colour, for people who do not see the colour."""

    NONE = "none"
    DOT = "dot"
    RING = "ring"
    SQUARE = "square"
    DIAMOND = "diamond"
    TRIANGLE = "triangle"
    TICK = "tick"


class Mark(Struct, frozen=True):
    """One mark."""

    text: str
    tone: Tone = Tone.NEUTRAL
    shape: Shape = Shape.NONE


_STAGES: dict[Stage, tuple[Tone, Shape]] = {
    Stage.DISPATCHED: (Tone.INFO, Shape.RING),
    Stage.ACCEPTED: (Tone.INFO, Shape.DOT),
    Stage.RETURN_PENDING: (Tone.NEUTRAL, Shape.SQUARE),
    Stage.RETURN_REFUSED: (Tone.WARNING, Shape.SQUARE),
    Stage.HANDLING: (Tone.INFO, Shape.DOT),
    Stage.AWAITING_SIGNOFF: (Tone.INFO, Shape.SQUARE),
    Stage.AWAITING_FILES: (Tone.NEUTRAL, Shape.RING),
    Stage.SUBMITTED: (Tone.GOOD, Shape.DOT),
    Stage.CALLBACK: (Tone.GOOD, Shape.DOT),
    Stage.WARNED: (Tone.DANGER, Shape.TRIANGLE),
    Stage.REWORK: (Tone.WARNING, Shape.TRIANGLE),
    Stage.CLOSED: (Tone.NEUTRAL, Shape.TICK),
    Stage.REMOVED: (Tone.NEUTRAL, Shape.NONE),
}

FLAG_MARKS: dict[Flag, Mark] = {
    Flag.DIFFICULT: Mark("疑难已上报", Tone.WARNING, Shape.DIAMOND),
    Flag.EXCLUSION_REQUESTED: Mark("已申请不纳入测评", Tone.NEUTRAL, Shape.SQUARE),
    Flag.EXCLUDED: Mark("不纳入测评", Tone.NEUTRAL, Shape.TICK),
    Flag.ASSIGNED: Mark("签派", Tone.WARNING, Shape.DIAMOND),
}

_SOON = timedelta(hours=4)


def stage_mark(stage: Stage, name: str) -> Mark:
    """Mark a stage by its name."""
    tone, shape = _STAGES[stage]
    return Mark(name, tone, shape)


_BY_KIND = {"urgent": "紧急", "semi_urgent": "次紧急"}


def urgency_mark(urgency: str, kind: str) -> Mark:
    """Mark how urgent an order is; an ordinary one has no shape.

    Platforms have words of their own, such as 特急 and 加急: only what is called second (次紧急)
    is less than urgent.
    """
    word = urgency or _BY_KIND.get(kind, "普通")
    is_second = word.startswith("次")
    if "急" in word and not is_second:
        return Mark(word, Tone.DANGER, Shape.TRIANGLE)
    if is_second or kind in _BY_KIND:
        return Mark(word, Tone.WARNING, Shape.DIAMOND)
    return Mark(word, Tone.NEUTRAL, Shape.NONE)


def due_tone(due: datetime, now: datetime) -> tuple[Tone, Shape]:
    """Say how near a deadline is: over, within half a working day, later."""
    if is_past(due, now):
        return Tone.DANGER, Shape.TRIANGLE
    if due - now <= _SOON:
        return Tone.WARNING, Shape.DIAMOND
    if due - now <= timedelta(hours=24):
        return Tone.INFO, Shape.RING
    return Tone.NEUTRAL, Shape.NONE


def outbox_mark(entry: OutboxEntry) -> Mark:
    """Mark whether the centre has an action."""
    if entry.state is OutboxState.DONE:
        return Mark("中心已收到", Tone.GOOD, Shape.TICK)
    if entry.resolution is Resolution.HANDED_OVER:
        return Mark("未被接受，已交给中心", Tone.NEUTRAL, Shape.TICK)
    if entry.state is OutboxState.ATTENTION and not entry.needs_attention:
        return Mark("未被接受，已处理", Tone.NEUTRAL, Shape.TICK)
    if entry.state is OutboxState.ATTENTION:
        return Mark("中心未接受", Tone.DANGER, Shape.TRIANGLE)
    if entry.doubtful:
        return Mark("可能不被接受", Tone.WARNING, Shape.DIAMOND)
    return Mark("待上报", Tone.NEUTRAL, Shape.RING)
