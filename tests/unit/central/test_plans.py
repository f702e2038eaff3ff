"""Every statement that a push, a pull, a file and a token need finds its rows by an index."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from helpers.central_clerks import Clerk, add_orders, contact, make_order
from helpers.postgres import BOTH
from sqlalchemy import Engine, event, text

from central import arrivals, identity, pulling, tokens
from central.platform import Platform
from desktop.contract.messages import CheckRequest, EnrolRequest, TokenRequest, UploadRequest
from desktop.domain.actions import Accept, SaveResult
from desktop.domain.orders import HandlingResult, Role

Statement = tuple[str, Any]
_SMALL = {"meta", "rule_files", "units"}
"""Tables that are read whole on purpose; the others grow with people, orders and actions."""

pytestmark = pytest.mark.parametrize("database_url", BOTH, indirect=True)


@contextmanager
def heard() -> Iterator[list[Statement]]:
    """Collect the statements that are run meanwhile."""
    found: list[Statement] = []

    def hear(
        _c: object, _cursor: object, statement: str, parameters: object, _x: object, many: bool
    ) -> None:
        first = parameters[0] if many and isinstance(parameters, list) else parameters
        found.append((statement, first))

    event.listen(Engine, "before_cursor_execute", hear)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", hear)


def scanned(platform: Platform, statement: Statement) -> set[str]:
    """Tables of which the plan of a statement reads every row."""
    words, given = statement
    postgresql = platform.database.is_shared
    with platform.database.write() as transaction:
        explain = "EXPLAIN " if postgresql else "EXPLAIN QUERY PLAN "
        if postgresql:
            # a small table is read whole where a large one would not be: only if it can be helped
            transaction.connection.execute(text("SET LOCAL enable_seqscan = off"))
        rows = transaction.connection.exec_driver_sql(explain + words, given).all()
    plan = "\n".join(" ".join(str(value) for value in row) for row in rows)
    pattern = r"Seq Scan on (\w+)" if postgresql else r"\bSCAN (\w+)\b(?! USING)"
    return set(re.findall(pattern, plan))


def test_what_happens_all_day_reads_no_table_whole(platform: Platform) -> None:
    database = platform.database
    add_orders(platform, *[make_order(f"P-{n}") for n in range(3)])
    clerk = Clerk(platform)
    identity.add_user(database, clerk.unit, "张三", Role.CLERK, "korrekt-pferd")
    request = EnrolRequest(code=identity.make_code(database, clerk.unit), device_name="窗口")
    device = identity.enrol(database, request, profile="xiayang", training=False)
    words = {"device_id": device.device_id, "device_secret": device.device_secret}
    with heard() as statements:
        login = tokens.issue(
            database, TokenRequest(**words, user_name="张三", password="korrekt-pferd")
        )
        tokens.authenticate(database, login.access_token)
        tokens.issue(database, TokenRequest(**words, refresh_token=login.refresh_token))
        first = clerk.pull()
        order_id = first.changes[0].order_id
        clerk.push(
            clerk.made(order_id, Accept()),
            clerk.made(order_id, contact()),
            clerk.made(order_id, SaveResult(HandlingResult(outcome="solved"))),
            clerk.made("id-P-1", contact()),
        )
        clerk.pull(first.cursor, ack=2)
        pulling.check(database, CheckRequest(client_id=clerk.client_id, cursor=""), clerk.session)
        upload = UploadRequest(sha256="0" * 64, size=1)
        begun = platform.uploads.announce(upload, clerk.session)
        platform.uploads.offset(begun.upload_id, clerk.session)
        arrivals.waiting(database, "0" * 64)
        arrivals.waiting(database)
        pulling.forget_tombstones(database)
    plans = [
        (table, statement[0])
        for statement in statements
        if re.match(r"SELECT|UPDATE|DELETE", statement[0]) and "pg_" not in statement[0]
        for table in scanned(platform, statement)
        if table not in _SMALL
    ]
    assert len(statements) > 40
    assert plans == []


def test_the_explained_plan_would_show_a_missing_index(platform: Platform) -> None:
    statement = ("SELECT order_id FROM orders WHERE length(number) = 3", ())
    assert scanned(platform, statement) == {"orders"}
