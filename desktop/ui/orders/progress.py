"""An order's way as the stepper shows it."""

from datetime import datetime

from desktop.domain.clocks import has_contact
from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Profile
from desktop.services.history import CALLBACK_NAMES
from desktop.ui.widgets.stepper import Progress, StepMark
from desktop.ui.wording import short_moment

_HANDED_IN = frozenset({Stage.SUBMITTED, Stage.AWAITING_FILES, Stage.CALLBACK, Stage.CLOSED})


def step_marks(
    order: Order, profile: Profile, now: datetime, *, signs_off: bool = False
) -> tuple[StepMark, ...]:
    """Say how far an order's current round is.

    Args:
        order: The order.
        profile: Whether sign-off is demanded here.
        now: For dates in words.
        signs_off: Whether the office wants a sign-off before submitting, though nobody demands it.
    """
    the_round = order.round
    done = {
        "接单": _when(the_round.accepted.at if the_round.accepted else None, now),
        "先行联系": _contact_note(order, now),
        "处置": "已填写" if the_round.result and the_round.result.outcome else None,
        "签批": _signed_note(order, profile),
        "提交": _when(the_round.submitted.at if the_round.submitted else None, now),
        "回访": CALLBACK_NAMES[the_round.callback.result] if the_round.callback else None,
    }
    demanded = _demands_signoff(profile)
    finished = order.stage in _HANDED_IN
    advised = signs_off and not finished and profile.form("F3") is not None
    optional = set() if demanded or advised else {"签批"}
    marks = _marks(done, optional, finished=finished)
    return marks if demanded else tuple(_as_advice(mark) for mark in marks)


def _marks(
    done: dict[str, str | None], optional: set[str], *, finished: bool
) -> tuple[StepMark, ...]:
    marks = []
    found_now = False
    for name, note in done.items():
        if note is not None:
            marks.append(StepMark(name, Progress.DONE, note))
        elif name in optional:
            marks.append(StepMark(name, Progress.SKIPPED, "不作要求"))
        elif found_now or (finished and name != "回访"):
            marks.append(StepMark(name, Progress.LATER))
        else:
            marks.append(StepMark(name, Progress.NOW, "等待中心" if name == "回访" else "待办"))
            found_now = True
    return tuple(marks)


def _as_advice(mark: StepMark) -> StepMark:
    """Call a sign-off that only the office itself wants by its name: advice."""
    if mark.name == "签批" and mark.progress in {Progress.NOW, Progress.LATER}:
        return StepMark(mark.name, mark.progress, "建议")
    return mark


def _when(moment: datetime | None, now: datetime) -> str | None:
    return short_moment(moment, now) if moment else None


def _contact_note(order: Order, now: datetime) -> str | None:
    if not has_contact(order):
        return None
    times = [
        contact.stamp.at
        for entry in order.rounds
        for contact in entry.contacts
        if not contact.retracted
    ]
    return short_moment(max(times), now)


def _signed_note(order: Order, profile: Profile) -> str | None:
    """Count the signatures of the sign-off, not those of a return or another application."""
    number = order.round.number
    sheets = {"F3", *(use.form for use in profile.forms if "submit" in use.demanded_for)}
    signed = [
        row
        for row in order.signatures
        if row.form in sheets and row.round == number and not row.retracted
    ]
    return f"已签 {len(signed)} 处" if signed else None


def _demands_signoff(profile: Profile) -> bool:
    return any("submit" in use.demanded_for for use in profile.forms)
