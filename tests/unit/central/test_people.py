from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from helpers.central_clerks import add_orders, make_order
from helpers.postgres import BOTH
from sqlalchemy import select, update

from central import identity, pulling, rescue, schema, tokens
from central.moments import now, to_ms
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import (
    EnrolReply,
    EnrolRequest,
    PullRequest,
    TokenReply,
    TokenRequest,
)
from desktop.domain.orders import Role

ON_BOTH = pytest.mark.parametrize("database_url", BOTH, indirect=True)
PASSWORD = "korrekt-pferd"


@pytest.fixture
def device(platform: Platform) -> EnrolReply:
    return enrolled(platform, "u1")


def enrolled(platform: Platform, unit_id: str) -> EnrolReply:
    code = identity.make_code(platform.database, unit_id)
    return use(platform, code)


def use(platform: Platform, code: str) -> EnrolReply:
    request = EnrolRequest(code=code, device_name="前台电脑")
    return identity.enrol(platform.database, request, profile="xiayang", training=False)


def log_in(platform: Platform, device: EnrolReply, name: str, password: str) -> TokenReply:
    return tokens.issue(
        platform.database,
        TokenRequest(
            device_id=device.device_id,
            device_secret=device.device_secret,
            user_name=name,
            password=password,
        ),
    )


def refresh(platform: Platform, device: EnrolReply, token: str) -> TokenReply:
    return tokens.issue(
        platform.database,
        TokenRequest(
            device_id=device.device_id, device_secret=device.device_secret, refresh_token=token
        ),
    )


@pytest.fixture
def user(platform: Platform) -> str:
    return identity.add_user(platform.database, "u1", "张三", Role.CLERK, PASSWORD)


def code_of(work: object, *arguments: object) -> str:
    with pytest.raises(ProblemError) as caught:
        work(*arguments)  # type: ignore[operator]  # any function that turns somebody away
    return caught.value.problem.code


def test_a_code_enrols_one_device_once(platform: Platform) -> None:
    code = identity.make_code(platform.database, "u1")
    reply = use(platform, f" {code.lower()} ")
    assert (reply.unit_id, reply.unit_name, reply.profile) == ("u1", "一居委", "xiayang")
    assert code_of(use, platform, code) == "code_used"
    assert code_of(use, platform, "AAAAA-AAAAA") == "code_unknown"


def test_a_code_ends_after_a_week(platform: Platform) -> None:
    code = identity.make_code(platform.database, "u1")
    with platform.database.write() as transaction:
        past = to_ms(now() - timedelta(seconds=1))
        transaction.connection.execute(update(schema.enrol_codes).values(expires_at=past))
    assert code_of(use, platform, code) == "code_unknown"


def test_a_user_logs_in_and_acts_in_the_own_role(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    reply = log_in(platform, device, "张三", PASSWORD)
    session = tokens.authenticate(platform.database, reply.access_token)
    assert (session.user_id, session.unit_id, session.role) == (user, "u1", Role.CLERK)
    assert session.actor.name == "张三"


@ON_BOTH
def test_nothing_secret_is_stored_in_the_clear(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    reply = log_in(platform, device, "张三", PASSWORD)
    secrets = (PASSWORD, device.device_secret, reply.access_token, reply.refresh_token)
    with platform.database.read() as connection:
        rows = [connection.execute(select(table)).all() for table in schema.metadata.sorted_tables]
    stored = repr(rows)
    assert "张三" in stored
    assert not any(secret in stored for secret in secrets)


def test_wrong_words_are_told_apart_from_nobody(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    assert code_of(log_in, platform, device, "张三", "falsch") == "unauthorised"
    assert code_of(log_in, platform, device, "李四", PASSWORD) == "unauthorised"
    other = enrolled(platform, "u2")
    assert code_of(log_in, platform, other, "张三", PASSWORD) == "unauthorised"
    assert code_of(tokens.authenticate, platform.database, "made-up") == "unauthorised"


def test_five_wrong_passwords_lock_the_user_for_a_minute(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    for _ in range(5):
        assert code_of(log_in, platform, device, "张三", "falsch") == "unauthorised"
    assert code_of(log_in, platform, device, "张三", PASSWORD) == "busy"


def test_centre_staff_log_in_on_any_device(platform: Platform, device: EnrolReply) -> None:
    identity.add_user(platform.database, "centre", "中心值班", Role.CENTRE, PASSWORD)
    assert log_in(platform, device, "中心值班", PASSWORD).role == "centre"


@ON_BOTH
def test_refreshing_rotates_the_token(platform: Platform, device: EnrolReply, user: str) -> None:
    first = log_in(platform, device, "张三", PASSWORD)
    second = refresh(platform, device, first.refresh_token)
    third = refresh(platform, device, second.refresh_token)
    assert len({first.refresh_token, second.refresh_token, third.refresh_token}) == 3
    assert tokens.authenticate(platform.database, third.access_token).user_id == user
    assert code_of(refresh, platform, device, first.refresh_token) == "unauthorised"


def rotated_long_ago(platform: Platform) -> None:
    with platform.database.write() as transaction:
        past = to_ms(now() - timedelta(days=14))
        transaction.connection.execute(update(schema.sessions).values(rotated_at=past))


def test_after_a_lost_reply_the_old_token_is_good_even_two_weeks_later(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    first = log_in(platform, device, "张三", PASSWORD)
    refresh(platform, device, first.refresh_token)
    rotated_long_ago(platform)
    again = refresh(platform, device, first.refresh_token)
    assert tokens.authenticate(platform.database, again.access_token).user_id == user


@ON_BOTH
def test_an_old_token_after_its_successor_was_used_ends_the_session(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    first = log_in(platform, device, "张三", PASSWORD)
    second = refresh(platform, device, first.refresh_token)
    tokens.authenticate(platform.database, second.access_token)
    assert refresh(platform, device, first.refresh_token).user_id == user
    second = refresh(platform, device, first.refresh_token)
    tokens.authenticate(platform.database, second.access_token)
    rotated_long_ago(platform)
    assert code_of(refresh, platform, device, first.refresh_token) == "revoked"
    assert code_of(tokens.authenticate, platform.database, second.access_token) == "revoked"
    assert code_of(refresh, platform, device, second.refresh_token) == "revoked"


def test_an_access_token_ends(platform: Platform, device: EnrolReply, user: str) -> None:
    reply = log_in(platform, device, "张三", PASSWORD)
    with platform.database.write() as transaction:
        past = to_ms(now() - timedelta(seconds=1))
        transaction.connection.execute(update(schema.access_tokens).values(expires_at=past))
    assert code_of(tokens.authenticate, platform.database, reply.access_token) == "token_expired"


def test_a_revoked_device_and_a_disabled_user_are_turned_away_at_once(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    reply = log_in(platform, device, "张三", PASSWORD)
    identity.set_active(platform.database, user, active=False)
    assert code_of(tokens.authenticate, platform.database, reply.access_token) == "revoked"
    assert code_of(refresh, platform, device, reply.refresh_token) == "revoked"
    assert code_of(log_in, platform, device, "张三", PASSWORD) == "revoked"
    identity.set_active(platform.database, user, active=True)
    identity.revoke_device(platform.database, device.device_id)
    assert code_of(tokens.authenticate, platform.database, reply.access_token) == "revoked"
    assert code_of(log_in, platform, device, "张三", PASSWORD) == "revoked"


def test_a_refresh_token_works_on_its_own_device_only(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    reply = log_in(platform, device, "张三", PASSWORD)
    other = enrolled(platform, "u1")
    assert code_of(refresh, platform, other, reply.refresh_token) == "unauthorised"


@ON_BOTH
def test_guesses_side_by_side_are_counted_one_by_one(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    """Each reads the same number of failures before any of them has written."""
    del user
    with ThreadPoolExecutor(5) as pool:
        told = list(
            pool.map(lambda n: code_of(log_in, platform, device, "张三", f"guess {n}"), range(5))
        )
    assert set(told) <= {"unauthorised", "busy"}
    assert code_of(log_in, platform, device, "张三", PASSWORD) == "busy"


def test_a_namesake_at_the_centre_neither_locks_nor_is_locked(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    identity.add_user(platform.database, "centre", "张三", Role.CENTRE, "another-password")
    for _ in range(7):
        assert log_in(platform, device, "张三", PASSWORD).user_id == user
    assert log_in(platform, device, "张三", "another-password").role == Role.CENTRE


def test_a_new_password_ends_what_the_old_one_opened(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    before = log_in(platform, device, "张三", PASSWORD)
    assert identity.add_user(platform.database, "u1", "张三", Role.CLERK, "a-new-one") == user
    assert code_of(tokens.authenticate, platform.database, before.access_token) == "revoked"
    assert code_of(refresh, platform, device, before.refresh_token) == "revoked"
    after = log_in(platform, device, "张三", "a-new-one")
    assert tokens.authenticate(platform.database, after.access_token).user_id == user


@ON_BOTH
def test_tokens_and_sessions_of_no_use_are_forgotten(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    old = log_in(platform, device, "张三", PASSWORD)
    log_in(platform, device, "张三", PASSWORD)
    assert tokens.forget_expired(platform.database) == 0
    with platform.database.write() as transaction:
        past = to_ms(now() - timedelta(days=31))
        for table in (schema.access_tokens, schema.sessions):
            mine = (
                schema.access_tokens.c.token_hash == identity.hashed(old.access_token)
                if table is schema.access_tokens
                else schema.sessions.c.refresh_hash == identity.hashed(old.refresh_token)
            )
            transaction.connection.execute(update(table).where(mine).values(expires_at=past))
    assert tokens.forget_expired(platform.database) == 1
    with platform.database.read() as connection:
        assert len(connection.execute(select(schema.access_tokens)).all()) == 1
    assert code_of(tokens.authenticate, platform.database, old.access_token) == "unauthorised"


@ON_BOTH
def test_one_login_for_several_units_and_a_token_for_each(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    order, other = make_order("A-1"), make_order("B-1", unit="u2")
    add_orders(platform, order, other)
    second = enrolled(platform, "u2")
    assert code_of(log_in, platform, second, "张三", PASSWORD) == "unauthorised"
    identity.join_unit(platform.database, user, "u2", Role.HEAD)
    at_home = log_in(platform, device, "张三", PASSWORD)
    there = log_in(platform, second, "张三", PASSWORD)
    assert (at_home.user_id, at_home.unit_id, at_home.role) == (user, "u1", "clerk")
    assert (there.user_id, there.unit_id, there.role) == (user, "u2", "head")
    assert at_home.units == there.units
    assert [(unit.unit_id, unit.role) for unit in there.units] == [("u1", "clerk"), ("u2", "head")]
    sessions = [tokens.authenticate(platform.database, each.access_token) for each in
                (at_home, there)]  # fmt: skip
    assert [(each.unit_id, each.role) for each in sessions] == [
        ("u1", Role.CLERK),
        ("u2", Role.HEAD),
    ]
    request = PullRequest(client_id="c", epoch=0, cursor="", ack=0)
    pulled = [pulling.pull(platform.database, request, each).changes for each in sessions]
    assert [[change.order_id for change in changes] for changes in pulled] == [
        [order.order_id],
        [other.order_id],
    ]
    renewed = refresh(platform, second, there.refresh_token)
    assert (renewed.unit_id, renewed.role) == ("u2", "head")
    chosen = tokens.issue(
        platform.database,
        TokenRequest(
            device_id=device.device_id,
            device_secret=device.device_secret,
            user_name="张三",
            password=PASSWORD,
            unit_id="u2",
        ),
    )
    assert (chosen.unit_id, chosen.role) == ("u2", "head")


@ON_BOTH
def test_who_leaves_a_unit_is_turned_away_there_at_the_next_call(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    second = enrolled(platform, "u2")
    identity.join_unit(platform.database, user, "u2", Role.CLERK)
    at_home = log_in(platform, device, "张三", PASSWORD)
    there = log_in(platform, second, "张三", PASSWORD)
    identity.leave_unit(platform.database, user, "u2")
    assert code_of(tokens.authenticate, platform.database, there.access_token) == "revoked"
    assert code_of(refresh, platform, second, there.refresh_token) == "revoked"
    assert code_of(log_in, platform, second, "张三", PASSWORD) == "unauthorised"
    tokens.authenticate(platform.database, at_home.access_token)
    with pytest.raises(LookupError):
        identity.leave_unit(platform.database, user, "u2")


def test_a_unit_that_is_not_ones_own_cannot_be_chosen_or_joined_twice(
    platform: Platform, device: EnrolReply, user: str
) -> None:
    asked = TokenRequest(
        device_id=device.device_id,
        device_secret=device.device_secret,
        user_name="张三",
        password=PASSWORD,
        unit_id="u2",
    )
    assert code_of(tokens.issue, platform.database, asked) == "forbidden"
    identity.add_user(platform.database, "u2", "张三", Role.CLERK, "ein-anderer")
    assert code_of(identity.join_unit, platform.database, user, "u2", Role.CLERK) == "forbidden"
    assert code_of(identity.join_unit, platform.database, user, "u1", Role.HEAD) == "forbidden"
    for unknown in (("nobody", "u2"), (user, "u9")):
        with pytest.raises(LookupError):
            identity.join_unit(platform.database, *unknown, Role.CLERK)


@ON_BOTH
def test_two_of_the_same_name_do_not_come_into_one_unit(platform: Platform, user: str) -> None:
    database = platform.database
    identity.join_unit(database, user, "u2", Role.CLERK)
    other = identity.add_user(database, "u3", "张三", Role.CLERK, "ein-anderer")
    assert code_of(identity.join_unit, database, other, "u2", Role.CLERK) == "forbidden"
    named = (database, "u2", "张三", Role.CLERK, "ein-anderer")
    assert code_of(identity.add_user, *named) == "forbidden"
    # himself he may join again, in another role
    identity.join_unit(database, user, "u2", Role.HEAD)
    identity.leave_unit(database, user, "u2")
    identity.join_unit(database, other, "u2", Role.CLERK)


def test_rescued_work_is_filed_for_the_unit_it_was_done_for(platform: Platform, user: str) -> None:
    add_orders(platform, make_order("B-1", unit="u2"))
    assert rescue.actor_of(platform.database, user, ["id-B-1"]).unit_id == "u1"
    identity.join_unit(platform.database, user, "u2", Role.CLERK)
    assert rescue.actor_of(platform.database, user, ["id-B-1"]).unit_id == "u2"
    assert rescue.actor_of(platform.database, user).unit_id == "u1"
