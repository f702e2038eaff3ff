"""Invented orders and units for training, demonstrations and tests."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

_SAMPLES = Path(__file__).with_name("samples")


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleOrder:
    """One invented order; the fields are those of an imported order.

    Attributes:
        unit_name: Always 示范居委会; orders tagged ``return`` clearly belong elsewhere.
        caller_name: Empty for ``report`` and ``secret``, as after every import.
        dispatched_offset_hours: Negative: how long before "now" it was dispatched.
        due_offset_hours: The platform's own deadline relative to "now", or None.
        tags: What the sample is good for: ``return``, ``repeat`` (same caller again), ``multi``
            (several demands), ``long``, ``short``, ``photo``, ``recheck``, ``cluster``,
            ``praise``, ``report``, ``secret``, ``rare`` (rare characters).
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
    confidentiality: Literal["none", "report", "secret"]
    anonymous: bool
    tags: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleUnit:
    """One handling unit of the fictitious 示范街道.

    Attributes:
        id: Stable identifier, such as ``shifan-juwei``.
        name: Name on forms and screens.
        category: Group in which the street ranks its units.
    """

    id: str
    name: str
    category: Literal["村居", "部门", "中心"]


@cache
def load() -> tuple[SampleOrder, ...]:
    """Return all sample orders, always in the same order."""
    data = (_SAMPLES / "orders.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[SampleOrder, ...])


@cache
def units() -> tuple[SampleUnit, ...]:
    """Return all sample units; the city operations centre is ``shifan-chengyun``."""
    data = (_SAMPLES / "units.json").read_bytes()
    return msgspec.json.decode(data, type=tuple[SampleUnit, ...])


def export_file() -> Path:
    """Return a platform export to try the import with: 20 orders, one double, one bad row."""
    return _SAMPLES / "export.xlsx"
