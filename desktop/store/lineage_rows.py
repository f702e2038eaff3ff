"""The outbox after the server's lineage has changed, or this database has become another client.

What the server may have lost is asked again, and numbers are given anew; what a clerk did stays
as it is (see `outbox_rows`).
"""

from bisect import bisect_right

from sqlalchemy import Connection

from desktop.store import meta_rows

_TAKE_BACK = "UPDATE outbox SET resolution = '' WHERE resolution = 'handed_over' RETURNING order_id"
_UNPROVEN = "unproven"
"""Fact: up to which number a new lineage counts, before it has answered to one of them."""


def reopen(connection: Connection, last: int) -> set[str]:
    """Make everything after `last` unanswered again: the server has lost it.

    What failed and a clerk has dealt with stays dealt with: he left it at what the centre had, or
    another action has taken its place. Its number is given up, and those after it close the gap.

    What was handed over to a person at the centre is open again, under whatever number: the
    hand-over came after the answer, and may be lost where the answer is not. Handing over once
    more files nothing twice.
    """
    handed = {str(order) for (order,) in connection.exec_driver_sql(_TAKE_BACK).fetchall()}
    settled = handed | _give_up(connection, last)
    rows = connection.exec_driver_sql(
        "UPDATE outbox SET state = 'pending', status = '', code = '', message = '', "
        "version = 0, theirs = NULL, settled_at = NULL "
        "WHERE seq > ? AND state <> 'pending' RETURNING order_id",
        (last,),
    )
    reopened = {str(order_id) for (order_id,) in rows.fetchall()}
    return settled | reopened | _ask_again(connection, last) | _take_back_in(connection, last)


def _ask_again(connection: Connection, last: int) -> set[str]:
    """Let the last action that a new lineage counts be answered once more.

    Up to `last` the server has something under these numbers, but maybe another PC's: a copy of
    this database, or this one before its image came back, may have been there first. Then the
    answer is `seq_reused`, and `renumber` lets everything go out again.

    What a clerk has dealt with is not asked again, but what lies below it is. Where everything
    has been dealt with, nothing that was accepted lies there, and so nothing can be lost.
    """
    meta_rows.put(connection, _UNPROVEN, last)
    rows = connection.exec_driver_sql(
        "UPDATE outbox SET state = 'pending', status = '', code = '', message = '', "
        "version = 0, theirs = NULL, settled_at = NULL WHERE state <> 'pending' "
        "AND seq = (SELECT max(seq) FROM outbox WHERE seq BETWEEN 1 AND ? AND resolution = '') "
        "RETURNING order_id",
        (last,),
    )
    return {str(order_id) for (order_id,) in rows.fetchall()}


def _take_back_in(connection: Connection, last: int) -> set[str]:
    """Let what was done under an earlier client id go out again too, in the order of doing.

    A restored server may have lost that as well, and its numbers mean nothing any more. What it
    still has it knows by the op_id.
    """
    revived = connection.exec_driver_sql(
        "UPDATE outbox SET state = 'pending', status = '', code = '', message = '', version = 0, "
        "seen = 0, settled_at = NULL WHERE seq <= 0 AND state = 'done' RETURNING order_id"
    ).fetchall()
    if revived:
        _number_anew(connection, last)
        # a copy may have taken `last` beyond every number of this database
        top = connection.exec_driver_sql("SELECT max(seq) FROM outbox").scalar_one()
        meta_rows.put(connection, "top", top)
    return {str(order_id) for (order_id,) in revived}


def _number_anew(connection: Connection, last: int) -> list[str]:
    """Number what goes out after `last` in the order of doing; `seen` follows the numbers.

    Returns:
        The orders concerned.
    """
    rows = connection.exec_driver_sql(
        "SELECT id, seq, seen, order_id FROM outbox "
        "WHERE seq > ? OR (seq <= 0 AND state = 'pending') ORDER BY id",
        (last,),
    ).fetchall()
    fresh = {int(row[1]): number for number, row in enumerate(rows, start=last + 1) if row[1] > 0}
    known = sorted(fresh)
    connection.exec_driver_sql("UPDATE outbox SET seq = -id WHERE seq > ?", (last,))
    moved = []
    for number, (key, _seq, seen, _order) in enumerate(rows, start=last + 1):
        place = bisect_right(known, seen)
        moved.append((number, fresh[known[place - 1]] if place else min(seen, last), key))
    if moved:
        connection.exec_driver_sql("UPDATE outbox SET seq = ?, seen = ? WHERE id = ?", moved)
    return [str(row[3]) for row in rows]


def _give_up(connection: Connection, last: int) -> set[str]:
    """Take the numbers after `last` from what is dealt with; ids of the orders concerned.

    `seen` speaks of numbers and follows them. The fingerprint covers neither.
    """
    given_up = connection.exec_driver_sql(
        "UPDATE outbox SET seq = -id WHERE seq > ? AND state = 'attention' AND resolution <> '' "
        "RETURNING order_id",
        (last,),
    ).fetchall()
    if not given_up:
        return set()
    moved = _number_anew(connection, last)
    meta_rows.put(connection, "top", meta_rows.number(connection, "top") - len(given_up))
    return {str(order_id) for (order_id,) in given_up} | set(moved)


def renumber(connection: Connection) -> set[str]:
    """Number the unanswered actions from 1, for a new client id; op_ids stay.

    `base_seq` stays as well, because it is part of the fingerprint by which the server knows a
    repeat. `seen` speaks of failures under the old id, which the new one does not have.

    An accepted action that an unanswered one of its kind builds on goes out again as well: by
    its op_id the server knows it, and that a text which stands there is this clerk's own. And
    all that was accepted goes out again where the old numbers have proved to be another PC's in
    the server's present lineage.
    """
    unproven = connection.exec_driver_sql(
        "SELECT 1 FROM outbox WHERE state = 'pending' AND seq BETWEEN 1 AND ?",
        (meta_rows.number(connection, _UNPROVEN),),
    ).first()
    if unproven:
        connection.exec_driver_sql(
            "UPDATE outbox SET state = 'pending', status = '', code = '', message = '', "
            "version = 0, settled_at = NULL WHERE state = 'done'"
        )
    meta_rows.put(connection, _UNPROVEN, 0)
    connection.exec_driver_sql("UPDATE outbox SET seq = -id")
    connection.exec_driver_sql(
        "UPDATE outbox SET state = 'pending', status = '', code = '', message = '', version = 0, "
        "settled_at = NULL "
        "WHERE state = 'done' AND EXISTS (SELECT 1 FROM outbox AS later "
        "WHERE later.state = 'pending' AND later.order_id = outbox.order_id "
        "AND later.kind = outbox.kind AND later.base_version < outbox.version)"
    )
    connection.exec_driver_sql(
        "UPDATE outbox SET seen = 0, seq = fresh.seq FROM "
        "(SELECT id, row_number() OVER (ORDER BY id) AS seq FROM outbox WHERE state = 'pending') "
        "AS fresh WHERE outbox.id = fresh.id"
    )
    top = connection.exec_driver_sql("SELECT max(0, max(seq)) FROM outbox").scalar()
    meta_rows.put(connection, "top", top or 0)
    rows = connection.exec_driver_sql("SELECT DISTINCT order_id FROM outbox")
    return {str(order_id) for (order_id,) in rows}
