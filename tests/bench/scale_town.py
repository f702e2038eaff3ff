"""A town for measuring: units, users, devices, tokens and orders, written straight into the tables.

Logging 2,000 people in by their passwords would measure argon2, which is slow on purpose.
"""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert

from central import dispatching, identity, schema
from central.identity import hashed
from central.moments import now, to_ms
from central.platform import Platform
from desktop.domain.orders import Caller, Order, new_order

_LOT = 500
_CONTENT = "来电人反映小区楼道长期堆放杂物，影响通行，希望有关部门上门查看并清理。" * 3


@dataclass(frozen=True, slots=True)
class Person:
    """A simulated client: one user on one device."""

    client_id: str
    user_id: str
    unit_id: str
    device_id: str
    device_secret: str
    access_token: str
    refresh_token: str


def unit_of(number: int) -> str:
    return f"unit-{number:04}"


def settle(platform: Platform, units: int, people: int) -> list[Person]:
    """Fill the directory; people are spread over the units in turn."""
    database = platform.database
    with database.write() as transaction:
        for number in range(units):
            identity.put_unit(transaction, unit_of(number), f"第{number}居委会")
    found = [_person(unit_of(number % units)) for number in range(people)]
    moment = to_ms(now())
    for start in range(0, people, _LOT):
        lot = found[start : start + _LOT]
        with database.write() as transaction:
            for table, rows in _rows(lot, moment):
                transaction.connection.execute(insert(table), rows)
    return found


def _person(unit_id: str) -> Person:
    return Person(
        client_id=f"client-{secrets.token_hex(8)}",
        user_id=f"user-{secrets.token_hex(8)}",
        unit_id=unit_id,
        device_id=f"device-{secrets.token_hex(8)}",
        device_secret=secrets.token_urlsafe(16),
        access_token=secrets.token_urlsafe(16),
        refresh_token=secrets.token_urlsafe(16),
    )


def _rows(lot: list[Person], moment: int) -> Iterator[tuple[object, list[dict[str, object]]]]:
    year = 365 * 86_400_000
    yield schema.users, [
        {
            "user_id": one.user_id, "unit_id": one.unit_id, "name": one.user_id, "role": "clerk",
            "password_hash": "", "active": True, "failures": 0, "locked_until": 0,
        }
        for one in lot
    ]  # fmt: skip
    yield schema.devices, [
        {
            "device_id": one.device_id, "unit_id": one.unit_id, "name": "窗口",
            "secret_hash": hashed(one.device_secret), "enrolled_at": moment, "revoked": False,
        }
        for one in lot
    ]  # fmt: skip
    yield schema.sessions, [
        {
            "session_id": one.device_id, "user_id": one.user_id, "device_id": one.device_id,
            "refresh_hash": hashed(one.refresh_token), "previous_hash": "", "generation": 1,
            "confirmed": True, "rotated_at": moment, "expires_at": moment + year, "revoked": False,
        }
        for one in lot
    ]  # fmt: skip
    yield schema.access_tokens, [
        {
            "token_hash": hashed(one.access_token), "session_id": one.device_id,
            "generation": 1, "expires_at": moment + year,
        }
        for one in lot
    ]  # fmt: skip


def an_order(number: str, unit_id: str) -> Order:
    """An order of about 600 bytes."""
    return new_order(
        order_id=f"id-{number}",
        number=number,
        title="楼道堆物影响通行",
        kind="normal",
        unit_id=unit_id,
        unit_name=unit_id,
        dispatched_at=now() - timedelta(hours=1),
        profile="xiayang",
        profile_version=1,
        content=_CONTENT,
        caller=Caller("周敏之", "13900001001"),
        address="示范路 8 弄 3 号",
    )


def dispatch(platform: Platform, units: int, each: int, prefix: str = "A") -> int:
    """Dispatch orders to every unit; gives their number."""
    orders = [
        an_order(f"{prefix}{number:04}-{n:05}", unit_of(number))
        for number in range(units)
        for n in range(each)
    ]
    return dispatching.dispatch(platform.database, orders)
