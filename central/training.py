"""The training platform: invented orders and people, dispatched relative to now."""

from datetime import datetime, timedelta

from central import dispatching, identity, intake
from central.importing.rows import ImportedOrder
from central.moments import now
from central.platform import Platform
from desktop.domain.calendar import CST
from desktop.domain.orders import Role
from resources import sample_orders
from resources.sample_orders import SampleOrder

PEOPLE = (("演练承办员", Role.CLERK), ("演练负责人", Role.HEAD))
"""Users of the unit that the sample orders are for."""
CENTRE_PERSON = "演练中心"
"""Centre staff of the training platform."""
CENTRE_UNIT = "centre"
PASSWORD = "yanlian-12345"  # noqa: S105 - of invented people over invented orders
"""Password of every training user."""


def fill(platform: Platform) -> int:
    """Fill a platform with the samples, once; later starts change nothing.

    Returns:
        How many orders are new.
    """
    if platform.is_training:
        return 0
    _add_people(platform)
    moment = now().replace(microsecond=0)
    destination = intake.destination_of(platform, home_unit())
    orders = [
        intake.order_of(_imported(sample, moment), destination, moment)
        for sample in sample_orders.load()
    ]
    added = dispatching.dispatch(platform.database, orders)
    platform.database.set_meta("training", "1")
    return added


def home_unit() -> str:
    """Find the unit that the sample orders are for."""
    name = sample_orders.load()[0].unit_name
    return next(unit.id for unit in sample_orders.units() if unit.name == name)


def _add_people(platform: Platform) -> None:
    database = platform.database
    for unit in sample_orders.units():
        identity.add_unit(database, unit.id, unit.name, unit.category)
    for name, role in PEOPLE:
        identity.add_user(database, home_unit(), name, role, PASSWORD)
    identity.add_user(database, CENTRE_UNIT, CENTRE_PERSON, Role.CENTRE, PASSWORD)


def _imported(sample: SampleOrder, moment: datetime) -> ImportedOrder:
    due = sample.due_offset_hours
    return ImportedOrder(
        number=sample.number,
        external_number=sample.external_number,
        title=sample.title,
        content=sample.content,
        category=sample.category,
        channel=sample.channel,
        kind=sample.kind,
        urgency=sample.urgency,
        caller_name=sample.caller_name,
        caller_phone=sample.caller_phone,
        address=sample.address,
        unit_name=sample.unit_name,
        dispatched_at=_after(moment, sample.dispatched_offset_hours),
        due_at=None if due is None else _after(moment, due),
        confidentiality=sample.confidentiality,
        anonymous=sample.anonymous,
        extra=(),
        row=0,
    )


def _after(moment: datetime, hours: float) -> datetime:
    return moment.astimezone(CST) + timedelta(hours=hours)
