"""Invented orders and units for training, demonstrations and tests."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOrder:
    """One invented order; the fields are those of an imported order.

    Attributes:
        dispatched_offset_hours: Negative: how long before "now" it was dispatched.
        due_offset_hours: The platform's own deadline relative to "now", or None.
        tags: What the sample is good for: ``return``, ``repeat``, ``multi``, ``long`` …
    """

    number: str
    external_number: str
    title: str
    content: str
    category: str
    channel: str
    kind: str
    urgency: str
    caller_name: str
    caller_phone: str
    address: str
    unit_name: str
    dispatched_offset_hours: float
    due_offset_hours: float | None
    confidentiality: str
    anonymous: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleUnit:
    """One handling unit of the fictitious 示范街道; category is 村居, 部门 or 中心."""

    id: str
    name: str
    category: str


def load() -> tuple[SampleOrder, ...]:
    """Return all sample orders."""
    return ()


def units() -> tuple[SampleUnit, ...]:
    """Return all sample units."""
    return ()
