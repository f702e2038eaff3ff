"""What every record of an order is made of: a moment, a stamp, an append-only row."""

from datetime import datetime
from typing import Annotated

from msgspec import Meta, Struct

Moment = Annotated[datetime, Meta(tz=True)]
"""A point in time with its offset; one without is refused when it is read."""


class Stamp(Struct, frozen=True):
    """When and by whom; `at` is the moment that decides whether a duty was met."""

    at: Moment
    by: str
    name: str


class Entry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An append-only row; a wrong one is taken back by a retraction that stays visible."""

    entry_id: str
    stamp: Stamp
    retracted: str = ""
    """Reason of the retraction; empty while the row stands."""
