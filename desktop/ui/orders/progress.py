"""An order's way as the stepper shows it: `way_of` decides, this writes the moments."""

from datetime import datetime

from desktop.domain.orders import Order
from desktop.domain.profile import Profile
from desktop.services.order_way import WayStep, way_of
from desktop.ui.widgets.stepper import StepMark
from desktop.ui.wording import short_moment


def step_marks(
    order: Order, profile: Profile, now: datetime, *, signs_off: bool = False
) -> tuple[StepMark, ...]:
    """Write how far an order's current round is, see `way_of`; `now` is for dates in words."""
    return tuple(_mark(step, now) for step in way_of(order, profile, signs_off=signs_off))


def _mark(step: WayStep, now: datetime) -> StepMark:
    note = short_moment(step.at, now) if step.at else step.note
    return StepMark(step.name, step.progress, note)
