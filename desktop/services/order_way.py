"""The way of an order: 接单 → 先行联系 → 处置 → 签批 → 提交 → 回访, and how far it is."""

from datetime import datetime
from enum import StrEnum

from msgspec import Struct, structs

from desktop.domain.clocks import has_contact
from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Profile
from desktop.services.history import CALLBACK_NAMES

_HANDED_IN = frozenset({Stage.SUBMITTED, Stage.AWAITING_FILES, Stage.CALLBACK, Stage.CLOSED})
_SIGNOFF, _CALLBACK = "签批", "回访"
_SHEET = "F3"


class Progress(StrEnum):
    """How far one step is."""

    DONE = "done"
    NOW = "now"
    LATER = "later"
    SKIPPED = "skipped"


class WayStep(Struct, frozen=True):
    """One step of the way.

    Attributes:
        note: A few words about it, such as 不作要求.
        at: When it was done; a moment is told instead of words.
    """

    name: str
    progress: Progress
    note: str = ""
    at: datetime | None = None


def way_of(order: Order, profile: Profile, *, signs_off: bool = False) -> tuple[WayStep, ...]:
    """Say how far an order's current round is.

    Args:
        order: The order.
        profile: Whether a sign-off is demanded here.
        signs_off: Whether the office wants a sign-off before submitting, though nobody demands it.
    """
    is_finished = order.stage in _HANDED_IN
    demanded = is_signoff_demanded(profile)
    advised = signs_off and not is_finished and profile.form(_SHEET) is not None
    found: list[WayStep] = []
    is_current_found = False
    for done, name in _done(order, profile):
        if done is not None:
            found.append(done)
        elif name == _SIGNOFF and not (demanded or advised):
            found.append(WayStep(name, Progress.SKIPPED, "不作要求"))
        elif name == _CALLBACK and order.stage is Stage.CLOSED:
            found.append(WayStep(name, Progress.SKIPPED, "没有回访"))
        elif is_current_found or (is_finished and name != _CALLBACK):
            found.append(WayStep(name, Progress.LATER))
        else:
            found.append(WayStep(name, Progress.NOW, "等待中心" if name == _CALLBACK else "待办"))
            is_current_found = True
    return tuple(found if demanded else map(_as_advice, found))


def is_signoff_demanded(profile: Profile) -> bool:
    """Tell whether nothing can be submitted here before a sheet is signed."""
    return any("submit" in use.demanded_for for use in profile.forms)


def is_sheet_demanded(profile: Profile) -> bool:
    """Tell whether some step waits for the sign-off sheet here; else it is the unit's own."""
    use = profile.form(_SHEET)
    return bool(use and use.demanded_for)


def _done(order: Order, profile: Profile) -> list[tuple[WayStep | None, str]]:
    """List the steps, each with what is known of it when it is done."""
    this = order.round
    moments = {
        "接单": this.accepted.at if this.accepted else None,
        "先行联系": _contacted_at(order),
        "提交": this.submitted.at if this.submitted else None,
    }
    words = {
        "处置": "已填写" if this.result and this.result.outcome else "",
        _SIGNOFF: _signed_note(order, profile),
        _CALLBACK: CALLBACK_NAMES[this.callback.result] if this.callback else "",
    }
    found: list[tuple[WayStep | None, str]] = []
    for name in ("接单", "先行联系", "处置", _SIGNOFF, "提交", _CALLBACK):
        at, note = moments.get(name), words.get(name, "")
        is_done = at is not None or bool(note)
        found.append((WayStep(name, Progress.DONE, note, at) if is_done else None, name))
    return found


def _as_advice(step: WayStep) -> WayStep:
    """Call a sign-off that only the office itself wants by its name: advice."""
    if step.name == _SIGNOFF and step.progress in {Progress.NOW, Progress.LATER}:
        return structs.replace(step, note="建议")
    return step


def _contacted_at(order: Order) -> datetime | None:
    if not has_contact(order):
        return None
    return max(
        contact.stamp.at
        for entry in order.rounds
        for contact in entry.contacts
        if not contact.retracted
    )


def _signed_note(order: Order, profile: Profile) -> str:
    """Count the signatures of the sign-off, not those of a return or another application."""
    sheets = {_SHEET, *(use.form for use in profile.forms if "submit" in use.demanded_for)}
    signed = [
        row
        for row in order.signatures
        if row.form in sheets and row.round == order.round.number and not row.retracted
    ]
    return f"已签 {len(signed)} 处" if signed else ""
