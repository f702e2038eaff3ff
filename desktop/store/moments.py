"""Aware moments to whole microseconds since 1970 and back, without loss."""

from datetime import datetime, timedelta

from desktop.domain.calendar import CST

_EPOCH = datetime(1970, 1, 1, 8, tzinfo=CST)
_MICROSECOND = timedelta(microseconds=1)


def to_us(moment: datetime) -> int:
    """Count the microseconds since 1970 of an aware moment."""
    return (moment - _EPOCH) // _MICROSECOND


def from_us(count: int) -> datetime:
    """Make the moment, in Asia/Shanghai."""
    return _EPOCH + timedelta(microseconds=count)
