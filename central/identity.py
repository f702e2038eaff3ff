"""Who may talk to the platform: units, users, devices and their one-time codes."""

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from datetime import timedelta

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from central import audit, schema
from central.database import Database, Transaction
from central.moments import now, to_ms
from central.new_rows import ensure, replace
from central.problems import ProblemError
from desktop.contract.messages import EnrolReply, EnrolRequest, UnitRole
from desktop.domain.orders import Actor, Role

_CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_CODE_LIFE = timedelta(days=7)
_FAILURES_ALLOWED = 5
_LOCKED_FOR = timedelta(seconds=60)
_HASHER = PasswordHasher()


class Session(Struct, frozen=True, kw_only=True):
    """A user on a device, as an access token proves it."""

    user_id: str
    user_name: str
    unit_id: str
    unit_name: str
    role: Role
    device_id: str

    @property
    def actor(self) -> Actor:
        """Who acts, for the life cycle."""
        return Actor(self.user_id, self.user_name, self.unit_id, self.role)


class UserRow(Struct, frozen=True):
    """A user as the table has it."""

    user_id: str
    unit_id: str
    name: str
    role: str


def hashed(secret: str) -> str:
    """Hash a random secret for storage; passwords go through argon2 instead."""
    return hashlib.sha256(secret.encode()).hexdigest()


def add_unit(database: Database, unit_id: str, name: str, category: str = "") -> None:
    """Add a unit, or rename it."""
    with database.write() as transaction:
        put_unit(transaction, unit_id, name, category)


def put_unit(transaction: Transaction, unit_id: str, name: str, category: str = "") -> None:
    """Add a unit inside a transaction, or rename it."""
    connection, table, heads = transaction.connection, schema.units, schema.heads
    values = {"name": name, "category": category}
    changed = connection.execute(update(table).where(table.c.unit_id == unit_id).values(values))
    if changed.rowcount == 0:
        ensure(connection, table, {"unit_id": unit_id, **values})
    # the row that writers lock has to be there before two of them need it at once
    ensure(connection, heads, {"unit_id": unit_id, "head": 0, "floor": 0})


def unit_name(database: Database, unit_id: str) -> str:
    """Find the name of a unit.

    Raises:
        LookupError: There is no such unit.
    """
    query = select(schema.units.c.name).where(schema.units.c.unit_id == unit_id)
    with database.read() as connection:
        found = connection.execute(query).scalar()
    if found is None:
        raise LookupError(unit_id)
    return str(found)


def add_user(database: Database, unit_id: str, name: str, role: Role, password: str) -> str:
    """Add a user, or give an existing one a new password and role.

    Returns:
        The user's id.

    Raises:
        ProblemError: `forbidden`: somebody of the same name has joined the unit.
    """
    table = schema.users
    values = {
        "role": role.value,
        "password_hash": _HASHER.hash(password),
        "active": True,
        "failures": 0,
        "locked_until": 0,
    }
    same = (table.c.unit_id == unit_id, table.c.name == name)
    with database.write() as transaction:
        found = transaction.connection.execute(select(table.c.user_id).where(*same)).scalar()
        if found is not None:
            transaction.connection.execute(update(table).where(*same).values(values))
            _end_sessions(transaction, str(found))
            return str(found)
        user_id = str(uuid.uuid4())
        _refuse_namesake(transaction.connection, unit_id, name, user_id)
        transaction.connection.execute(
            insert(table).values(user_id=user_id, unit_id=unit_id, name=name, **values)
        )
        return user_id


def join_unit(database: Database, user_id: str, unit_id: str, role: Role) -> None:
    """Let a user work for one more unit, with the same name and password, or in another role.

    Raises:
        LookupError: There is no such user or unit.
        ProblemError: `forbidden`: it is his own unit, or somebody there has the same name.
    """
    unit_name(database, unit_id)
    users, members = schema.users, schema.memberships
    with database.write() as transaction:
        connection = transaction.connection
        name = connection.execute(select(users.c.name).where(users.c.user_id == user_id)).scalar()
        if name is None:
            raise LookupError(user_id)
        own = select(users.c.user_id).where(users.c.user_id == user_id, users.c.unit_id == unit_id)
        if connection.execute(own).first() is not None:
            raise ProblemError("forbidden", "unit_id")
        _refuse_namesake(connection, unit_id, str(name), user_id)
        values = {"user_id": user_id, "unit_id": unit_id, "role": role.value}
        replace(connection, members, values)


def _refuse_namesake(connection: Connection, unit_id: str, name: str, user_id: str) -> None:
    """Keep names apart within a unit: who logs in there is found by his name.

    Raises:
        ProblemError: `forbidden`: somebody else of that name belongs to the unit, or has joined it.
    """
    users, members, units = schema.users, schema.memberships, schema.units
    # whoever comes into the same unit at this moment waits, and is seen
    connection.execute(select(units.c.name).where(units.c.unit_id == unit_id).with_for_update())
    joined = select(members.c.user_id).where(members.c.unit_id == unit_id)
    there = (users.c.unit_id == unit_id) | users.c.user_id.in_(joined)
    others = select(users.c.user_id).where(users.c.name == name, users.c.user_id != user_id, there)
    if connection.execute(others).first() is not None:
        raise ProblemError("forbidden", "name")


def leave_unit(database: Database, user_id: str, unit_id: str) -> None:
    """Let a user no longer work for a unit that he had joined; his next call there ends.

    Raises:
        LookupError: He had not joined it.
    """
    table = schema.memberships
    same = (table.c.user_id == user_id, table.c.unit_id == unit_id)
    with database.write() as transaction:
        if transaction.connection.execute(delete(table).where(*same)).rowcount == 0:
            raise LookupError(f"{user_id} {unit_id}")


def units_of(connection: Connection, user: UserRow) -> tuple[UnitRole, ...]:
    """List the units that a user works for, his own first."""
    members, units = schema.memberships, schema.units
    query = (
        select(members.c.unit_id, members.c.role)
        .where(members.c.user_id == user.user_id)
        .order_by(members.c.unit_id)
    )
    roles = {user.unit_id: user.role}
    roles.update((row.unit_id, row.role) for row in connection.execute(query))
    named = select(units.c.unit_id, units.c.name).where(units.c.unit_id.in_(roles))
    names = {row.unit_id: row.name for row in connection.execute(named)}
    return tuple(
        UnitRole(unit_id, names.get(unit_id, unit_id), role) for unit_id, role in roles.items()
    )


def _end_sessions(transaction: Transaction, user_id: str) -> None:
    """End what was opened under the former password or role: it may be known to somebody else."""
    table = schema.sessions
    transaction.connection.execute(
        update(table).where(table.c.user_id == user_id).values(revoked=True)
    )


def set_active(database: Database, user_id: str, *, active: bool) -> None:
    """Disable or enable a user; a disabled one is turned away at the next call."""
    table = schema.users
    with database.write() as transaction:
        transaction.connection.execute(
            update(table).where(table.c.user_id == user_id).values(active=active)
        )


def revoke_device(database: Database, device_id: str) -> None:
    """Turn a device away from now on, such as a stolen PC."""
    table = schema.devices
    with database.write() as transaction:
        transaction.connection.execute(
            update(table).where(table.c.device_id == device_id).values(revoked=True)
        )


def make_code(database: Database, unit_id: str) -> str:
    """Make a one-time enrolment code for a device of a unit, good for seven days.

    Raises:
        LookupError: There is no such unit.
    """
    unit_name(database, unit_id)
    code = "".join(secrets.choice(_CODE_ALPHABET) for _ in range(10))
    with database.write() as transaction:
        transaction.connection.execute(
            insert(schema.enrol_codes).values(
                code_hash=hashed(code),
                unit_id=unit_id,
                expires_at=to_ms(now() + _CODE_LIFE),
                device_id="",
            )
        )
    return f"{code[:5]}-{code[5:]}"


def enrol(database: Database, request: EnrolRequest, *, profile: str, training: bool) -> EnrolReply:
    """Turn a one-time code into a device with a secret of its own.

    Raises:
        ProblemError: `code_unknown` or `code_used`.
    """
    code_hash = hashed(request.code.strip().upper().replace("-", "").replace(" ", ""))
    device_id, secret = str(uuid.uuid4()), secrets.token_urlsafe(32)
    with database.write() as transaction:
        unit_id = _use_code(transaction, code_hash, device_id)
        transaction.connection.execute(
            insert(schema.devices).values(
                device_id=device_id,
                unit_id=unit_id,
                name=request.device_name[:200],
                secret_hash=hashed(secret),
                enrolled_at=to_ms(now()),
                revoked=False,
            )
        )
        name = request.device_name[:100]
        audit.record(transaction.connection, name, "enrolled", device_id, unit_id)
    return EnrolReply(
        device_id=device_id,
        device_secret=secret,
        unit_id=unit_id,
        unit_name=unit_name(database, unit_id),
        profile=profile,
        training=training,
    )


def _use_code(transaction: Transaction, code_hash: str, device_id: str) -> str:
    table = schema.enrol_codes
    query = select(table).where(table.c.code_hash == code_hash).with_for_update()
    row = transaction.connection.execute(query).one_or_none()
    if row is None or row.expires_at < to_ms(now()):
        raise ProblemError("code_unknown")
    if row.device_id:
        raise ProblemError("code_used")
    transaction.connection.execute(
        update(table).where(table.c.code_hash == code_hash).values(device_id=device_id)
    )
    return str(row.unit_id)


def check_device(database: Database, device_id: str, secret: str) -> str:
    """Check a device's secret and give its unit.

    Raises:
        ProblemError: `unauthorised` or `revoked`.
    """
    table = schema.devices
    with database.read() as connection:
        row = connection.execute(select(table).where(table.c.device_id == device_id)).one_or_none()
    if row is None or not secrets.compare_digest(str(row.secret_hash), hashed(secret)):
        raise ProblemError("unauthorised")
    if row.revoked:
        raise ProblemError("revoked")
    return str(row.unit_id)


def check_password(database: Database, unit_id: str, name: str, password: str) -> UserRow:
    """Check a user's password, on a device of one of his units; centre staff may use any.

    Raises:
        ProblemError: `unauthorised`, `revoked`, or `busy` after too many failures.
    """
    table, members = schema.users, schema.memberships
    joined = select(members.c.user_id).where(members.c.unit_id == unit_id)
    mine = (
        (table.c.unit_id == unit_id)
        | (table.c.role == Role.CENTRE.value)
        | table.c.user_id.in_(joined)
    )
    with database.read() as connection:
        found = connection.execute(select(table).where(table.c.name == name, mine)).all()
    open_rows = [row for row in found if row.locked_until <= to_ms(now())]
    for row in open_rows:
        if _verified(str(row.password_hash), password):
            if not row.active:
                raise ProblemError("revoked")
            _forget_failures(database, row.user_id)
            return UserRow(row.user_id, row.unit_id, row.name, row.role)
    if len(open_rows) < len(found):
        raise ProblemError("busy", retry_after_s=int(_LOCKED_FOR.total_seconds()))
    _count_failure(database, [row.user_id for row in open_rows])
    raise ProblemError("unauthorised")


def _verified(password_hash: str, password: str) -> bool:
    try:
        return _HASHER.verify(password_hash, password)
    except (VerifyMismatchError, InvalidHashError):
        return False


def _forget_failures(database: Database, user_id: str) -> None:
    table = schema.users
    with database.write() as transaction:
        transaction.connection.execute(
            update(table).where(table.c.user_id == user_id).values(failures=0, locked_until=0)
        )


def _count_failure(database: Database, user_ids: Sequence[str]) -> None:
    """Count in the database: guesses that come side by side must count one by one."""
    table = schema.users
    these = table.c.user_id.in_(user_ids)
    with database.write() as transaction:
        connection = transaction.connection
        connection.execute(update(table).where(these).values(failures=table.c.failures + 1))
        locking = these & (table.c.failures >= _FAILURES_ALLOWED)
        for row in connection.execute(select(table.c.name, table.c.user_id).where(locking)).all():
            audit.record(connection, row.name, "locked", row.user_id)
        connection.execute(
            update(table).where(locking).values(failures=0, locked_until=to_ms(now() + _LOCKED_FOR))
        )
