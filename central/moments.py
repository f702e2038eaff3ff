"""Moments of the platform: aware datetimes in +08:00 and milliseconds in the database."""

from datetime import datetime, timedelta

from desktop.domain.calendar import CST

_EPOCH = datetime(1970, 1, 1, tzinfo=CST) + timedelta(hours=8)


def now() -> datetime:
    """Tell the platform's time."""
    return datetime.now(CST)


def to_ms(moment: datetime) -> int:
    """Turn an aware datetime into milliseconds since 1970."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def from_ms(milliseconds: int) -> datetime:
    """Turn milliseconds since 1970 into an aware datetime.

    Raises:
        OverflowError: It is no moment of the years 1 to 9999.
    """
    return _EPOCH + timedelta(milliseconds=milliseconds)
