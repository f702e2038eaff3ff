"""Access tokens (short) and refresh tokens (rotated), both random and stored hashed.

The reply to a refresh can be lost. So the token before the last stays good until one of its
successors has been seen in use, and for a minute after the rotation in any case; presented later
than that it was copied, and the whole session ends.
"""

import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeAlias

from sqlalchemy import Row, delete, func, insert, select, update

from central import audit, schema
from central.database import Database, Transaction
from central.identity import (
    Session,
    UserRow,
    check_device,
    check_password,
    hashed,
    units_of,
)
from central.moments import now, to_ms
from central.problems import ProblemError
from desktop.contract.messages import TokenReply, TokenRequest, UnitRole
from desktop.domain.orders import Role

ACCESS_LIFE = timedelta(minutes=15)
REFRESH_LIFE = timedelta(days=90)
GRACE = timedelta(seconds=60)

_Row: TypeAlias = Row[*tuple[Any, ...]]
_LINEAGE = select(schema.meta.c.value).where(schema.meta.c.name == "epoch")
_EPOCH = _LINEAGE.scalar_subquery().label("epoch")


@dataclass(frozen=True, slots=True)
class _Issued:
    access: str
    refresh: str


def issue(database: Database, request: TokenRequest) -> TokenReply:
    """Log a user in with a password, or go on with a refresh token.

    Raises:
        ProblemError: `unauthorised`, `revoked`, `busy`.
    """
    at = check_device(database, request.device_id, request.device_secret)
    if request.refresh_token:
        user_id, unit_id, issued = _refresh(database, request)
    else:
        user = check_password(database, at, request.user_name, request.password)
        # centre staff act for the centre, on whatever device
        wanted = request.unit_id or (user.unit_id if user.role == Role.CENTRE else at)
        with database.read() as connection:
            unit_id = _chosen(units_of(connection, user), wanted).unit_id
        user_id, issued = user.user_id, _open(database, user, request.device_id, unit_id)
    return _reply(database, user_id, unit_id, issued)


def _chosen(units: Sequence[UnitRole], unit_id: str, code: str = "forbidden") -> UnitRole:
    """Find one of a user's units.

    Raises:
        ProblemError: With that code: he does not work for it, or no longer.
    """
    found = next((unit for unit in units if unit.unit_id == unit_id), None)
    if found is None:
        raise ProblemError(code, "unit_id")
    return found


def authenticate(database: Database, access_token: str) -> Session:
    """Find out who an access token belongs to.

    Raises:
        ProblemError: `unauthorised`, `token_expired`, `revoked`.
    """
    row = _find_access(database, hashed(access_token))
    if row is None:
        raise ProblemError("unauthorised")
    # whatever a worker remembers: a platform that was restored a moment ago answers as such
    database.see_epoch(row.epoch)
    has_left = row.unit_id != row.own_unit and row.joined_as is None
    if row.ended or row.device_revoked or not row.active or has_left:
        raise ProblemError("revoked")
    if row.expires_at < to_ms(now()):
        raise ProblemError("token_expired")
    if not row.confirmed and row.token_generation == row.generation:
        _confirm(database, row.session_id, row.generation)
    return Session(
        user_id=row.user_id,
        user_name=row.user_name,
        unit_id=row.unit_id,
        unit_name=row.unit_name or row.unit_id,
        role=Role(row.joined_as or row.role),
        device_id=row.device_id,
    )


def forget_expired(database: Database) -> int:
    """Delete tokens and sessions that have been of no use for a day and for a month.

    Returns:
        How many sessions were deleted.
    """
    access, sessions = schema.access_tokens, schema.sessions
    with database.write() as transaction:
        connection = transaction.connection
        connection.execute(
            delete(access).where(access.c.expires_at < to_ms(now() - timedelta(days=1)))
        )
        old = sessions.c.expires_at < to_ms(now() - timedelta(days=30))
        return connection.execute(delete(sessions).where(old)).rowcount


def _find_access(database: Database, token_hash: str) -> _Row | None:
    tokens, sessions = schema.access_tokens, schema.sessions
    users, devices, units = schema.users, schema.devices, schema.units
    members = schema.memberships
    unit_id = func.coalesce(func.nullif(sessions.c.unit_id, ""), users.c.unit_id)
    joined = (members.c.user_id == users.c.user_id) & (members.c.unit_id == unit_id)
    query = (
        select(
            tokens.c.expires_at,
            tokens.c.generation.label("token_generation"),
            sessions.c.session_id,
            sessions.c.generation,
            sessions.c.confirmed,
            sessions.c.revoked.label("ended"),
            sessions.c.device_id,
            devices.c.revoked.label("device_revoked"),
            users.c.user_id,
            users.c.name.label("user_name"),
            users.c.unit_id.label("own_unit"),
            unit_id.label("unit_id"),
            members.c.role.label("joined_as"),
            users.c.role,
            users.c.active,
            units.c.name.label("unit_name"),
            _EPOCH,
        )
        .join_from(tokens, sessions, tokens.c.session_id == sessions.c.session_id)
        .join(users, users.c.user_id == sessions.c.user_id)
        .join(devices, devices.c.device_id == sessions.c.device_id)
        .outerjoin(members, joined)
        .outerjoin(units, units.c.unit_id == unit_id)
        .where(tokens.c.token_hash == token_hash)
    )
    with database.read() as connection:
        return connection.execute(query).one_or_none()


def _confirm(database: Database, session_id: str, generation: int) -> None:
    table = schema.sessions
    same = (table.c.session_id == session_id, table.c.generation == generation)
    with database.write() as transaction:
        transaction.connection.execute(update(table).where(*same).values(confirmed=True))


def _open(database: Database, user: UserRow, device_id: str, unit_id: str) -> _Issued:
    issued = _Issued(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    session_id = str(uuid.uuid4())
    with database.write() as transaction:
        transaction.connection.execute(
            insert(schema.sessions).values(
                session_id=session_id,
                user_id=user.user_id,
                device_id=device_id,
                unit_id=unit_id,
                refresh_hash=hashed(issued.refresh),
                previous_hash="",
                generation=1,
                confirmed=False,
                rotated_at=to_ms(now()),
                expires_at=to_ms(now() + REFRESH_LIFE),
                revoked=False,
            )
        )
        _store_access(transaction, issued.access, session_id, 1)
        audit.record(transaction.connection, user.name, "login", device_id, unit_id)
    return issued


def _store_access(transaction: Transaction, access: str, session_id: str, generation: int) -> None:
    table = schema.access_tokens
    transaction.connection.execute(
        insert(table).values(
            token_hash=hashed(access),
            session_id=session_id,
            generation=generation,
            expires_at=to_ms(now() + ACCESS_LIFE),
        )
    )


def _refresh(database: Database, request: TokenRequest) -> tuple[str, str, _Issued]:
    presented = hashed(request.refresh_token)
    with database.write() as transaction:
        row = _find_session(transaction, presented, request.device_id)
        if _is_stolen(row, presented):
            _end(transaction, row.session_id)
            audit.record(transaction.connection, row.user_id, "token_copied", request.device_id)
            problem: ProblemError | None = ProblemError("revoked")
        else:
            problem = None
            issued = _rotate(transaction, row, presented)
    # raised outside, so that ending the session is committed
    if problem:
        raise problem
    return str(row.user_id), str(row.unit_id or row.own_unit), issued


def _find_session(transaction: Transaction, presented: str, device_id: str) -> _Row:
    table, users = schema.sessions, schema.users
    known = (table.c.refresh_hash == presented) | (table.c.previous_hash == presented)
    query = (
        select(table, users.c.active, users.c.unit_id.label("own_unit"))
        .join(users, users.c.user_id == table.c.user_id)
        .where(known, table.c.device_id == device_id)
        .with_for_update(of=table)
    )
    row = transaction.connection.execute(query).one_or_none()
    if row is None or row.expires_at < to_ms(now()):
        raise ProblemError("unauthorised")
    if row.revoked or not row.active:
        raise ProblemError("revoked")
    return row


def _is_stolen(row: _Row, presented: str) -> bool:
    if row.refresh_hash == presented or not row.confirmed:
        return False
    return to_ms(now() - GRACE) > int(row.rotated_at)


def _end(transaction: Transaction, session_id: str) -> None:
    table = schema.sessions
    transaction.connection.execute(
        update(table).where(table.c.session_id == session_id).values(revoked=True)
    )


def _rotate(transaction: Transaction, row: _Row, presented: str) -> _Issued:
    table = schema.sessions
    issued = _Issued(secrets.token_urlsafe(32), secrets.token_urlsafe(32))
    generation = int(row.generation) + 1
    transaction.connection.execute(
        update(table)
        .where(table.c.session_id == row.session_id)
        .values(
            refresh_hash=hashed(issued.refresh),
            previous_hash=presented,
            generation=generation,
            confirmed=False,
            rotated_at=to_ms(now()),
            expires_at=to_ms(now() + REFRESH_LIFE),
        )
    )
    _store_access(transaction, issued.access, str(row.session_id), generation)
    return issued


def _reply(database: Database, user_id: str, unit_id: str, issued: _Issued) -> TokenReply:
    table = schema.users
    with database.read() as connection:
        row = connection.execute(select(table).where(table.c.user_id == user_id)).one()
        units = units_of(connection, UserRow(row.user_id, row.unit_id, row.name, row.role))
    return TokenReply(
        user_id=user_id,
        user_name=row.name,
        role=_chosen(units, unit_id, "revoked").role,
        unit_id=unit_id,
        units=units,
        access_token=issued.access,
        expires_s=int(ACCESS_LIFE.total_seconds()),
        refresh_token=issued.refresh,
    )
