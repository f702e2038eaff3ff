import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.central_clerks import (
    Clerk,
    add_orders,
    attachment,
    contact,
    make_order,
    open_platform,
    result,
)
from sqlalchemy import insert

from central import schema
from central.platform import Platform
from central.problems import ProblemError
from desktop.contract.messages import ResultStatus, UploadReply, UploadRequest
from desktop.domain.actions import Accept, AddAttachment, Retract, Submit
from desktop.domain.orders import Order, Role, Stage

CONTENT = bytes(range(256)) * 40
SHA256 = hashlib.sha256(CONTENT).hexdigest()


@pytest.fixture(params=[None, b"k" * 32], ids=["plain", "encrypted"])
def platform(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Platform]:
    opened = open_platform(tmp_path, request.param)
    yield opened
    opened.close()


def announce(clerk: Clerk, content: bytes = CONTENT, sha256: str = "") -> UploadReply:
    name = sha256 or hashlib.sha256(content).hexdigest()
    request = UploadRequest(sha256=name, size=len(content))
    return clerk.platform.uploads.announce(request, clerk.session)


def append(clerk: Clerk, upload_id: str, offset: int, part: bytes, checksum: str = "") -> int:
    return clerk.platform.uploads.append(upload_id, offset, part, clerk.session, checksum=checksum)


def upload(clerk: Clerk, content: bytes = CONTENT) -> None:
    started = announce(clerk, content)
    append(clerk, started.upload_id, started.offset, content[started.offset :])


def submitted_with_file(clerk: Clerk, order: Order, action: AddAttachment) -> ResultStatus:
    reply = clerk.push(
        clerk.made(order, Accept()),
        clerk.made(order, contact()),
        clerk.made(order, result()),
        clerk.made(order, action),
        clerk.made(order, Submit()),
    )
    return reply.results[-1].status


def test_an_upload_goes_on_where_it_stopped(platform: Platform) -> None:
    clerk = Clerk(platform)
    started = announce(clerk)
    assert append(clerk, started.upload_id, 0, CONTENT[:4000]) == 4000
    resumed = announce(Clerk(platform))
    assert (resumed.upload_id, resumed.offset) == (started.upload_id, 4000)
    assert platform.uploads.offset(started.upload_id, clerk.session) == (4000, len(CONTENT))
    append(clerk, started.upload_id, 4000, CONTENT[4000:])
    assert announce(clerk).present
    stored = platform.uploads.stored(SHA256, Clerk(platform, role=Role.CENTRE).session)
    assert (stored.size, b"".join(stored.blocks())) == (len(CONTENT), CONTENT)


def test_bytes_whose_reply_was_never_sent_do_not_stay(platform: Platform) -> None:
    """A kill between the write and the database leaves a longer file than the offset says."""
    clerk = Clerk(platform)
    started = announce(clerk)
    append(clerk, started.upload_id, 0, CONTENT[:1000])
    part = platform.database.data / "uploads" / f"{started.upload_id}.part"
    with part.open("ab") as file:
        file.write(b"\xff" * 9000)
    append(clerk, started.upload_id, 1000, CONTENT[1000:])
    assert announce(clerk).present


def test_a_wrong_offset_is_told_the_right_one(platform: Platform) -> None:
    clerk = Clerk(platform)
    started = announce(clerk)
    append(clerk, started.upload_id, 0, CONTENT[:100])
    with pytest.raises(ProblemError) as caught:
        append(clerk, started.upload_id, 0, CONTENT[:100])
    assert (caught.value.problem.code, caught.value.offset) == ("upload_offset", 100)


def test_a_file_with_the_wrong_hash_is_never_present_and_begins_anew(platform: Platform) -> None:
    clerk = Clerk(platform)
    started = announce(clerk)
    with pytest.raises(ProblemError) as caught:
        append(clerk, started.upload_id, 0, b"\0" * len(CONTENT))
    assert caught.value.problem.code == "upload_hash"
    again = announce(clerk)
    assert (again.present, again.offset) == (False, 0)
    append(clerk, again.upload_id, 0, CONTENT)
    assert announce(clerk).present


def test_a_damaged_part_is_not_stored(platform: Platform) -> None:
    clerk = Clerk(platform)
    started = announce(clerk)
    good = "sha256 " + base64.b64encode(hashlib.sha256(CONTENT[:10]).digest()).decode()
    with pytest.raises(ProblemError):
        append(clerk, started.upload_id, 0, b"damaged---", checksum=good)
    assert append(clerk, started.upload_id, 0, CONTENT[:10], checksum=good) == 10


def test_limits_and_rights(platform: Platform) -> None:
    clerk = Clerk(platform)
    with pytest.raises(ProblemError):
        announce(clerk, sha256="../../etc/passwd")
    with pytest.raises(ProblemError):
        announce(Clerk(platform, role=Role.VIEWER))
    started = announce(clerk)
    with pytest.raises(ProblemError):
        append(clerk, started.upload_id, 0, CONTENT + b"more")
    with pytest.raises(ProblemError):
        append(Clerk(platform, unit="u2"), started.upload_id, 0, CONTENT)


def test_an_empty_file_is_present_at_once(platform: Platform) -> None:
    assert announce(Clerk(platform), b"").present


def test_a_submission_waits_for_its_files_and_completes_by_itself(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    assert submitted_with_file(clerk, order, attachment(CONTENT)) is ResultStatus.APPLIED
    waiting = clerk.order(order)
    assert waiting.stage is Stage.AWAITING_FILES
    cursor = clerk.pull().cursor
    upload(clerk)
    assert clerk.order(order).stage is Stage.SUBMITTED
    assert clerk.order(order).round.submitted == waiting.round.submitted
    assert [change.order_id for change in clerk.pull(cursor).changes] == [order.order_id]


def test_files_that_are_there_do_not_delay(platform: Platform, order: Order) -> None:
    clerk = Clerk(platform)
    upload(clerk)
    submitted_with_file(clerk, order, attachment(CONTENT))
    assert clerk.order(order).stage is Stage.SUBMITTED


def test_one_of_two_files_is_not_enough_and_a_retracted_one_is_not_waited_for(
    platform: Platform, order: Order
) -> None:
    clerk, other = Clerk(platform), attachment(b"other file")
    clerk.do(order, Accept())
    clerk.do(order, attachment(CONTENT))
    clerk.do(order, contact())
    clerk.do(order, result())
    clerk.do(order, other)
    clerk.do(order, Submit())
    upload(clerk)
    assert clerk.order(order).stage is Stage.AWAITING_FILES
    clerk.do(order, Retract(other.entry_id, "传错了"))
    assert clerk.order(order).stage is Stage.SUBMITTED


def test_a_start_completes_what_a_kill_left_waiting(platform: Platform, order: Order) -> None:
    """Killed between the commit of the file and the completion of the order."""
    clerk = Clerk(platform)
    submitted_with_file(clerk, order, attachment(CONTENT))
    with platform.database.write() as transaction:
        row = {"sha256": SHA256, "size": len(CONTENT), "stored_at": 0}
        transaction.connection.execute(insert(schema.blobs).values(row))
    assert clerk.order(order).stage is Stage.AWAITING_FILES
    platform.tidy()
    assert clerk.order(order).stage is Stage.SUBMITTED


def test_a_file_is_given_to_the_unit_whose_order_speaks_of_it(
    platform: Platform, order: Order
) -> None:
    clerk = Clerk(platform)
    upload(clerk)
    with pytest.raises(ProblemError):
        platform.uploads.stored(SHA256, clerk.session)
    clerk.do(order, Accept())
    clerk.do(order, attachment(CONTENT))
    assert b"".join(platform.uploads.stored(SHA256, clerk.session).blocks()) == CONTENT
    with pytest.raises(ProblemError):
        platform.uploads.stored(SHA256, Clerk(platform, unit="u2").session)
    assert platform.uploads.stored(SHA256, Clerk(platform, role=Role.CENTRE).session)


def test_naming_another_units_file_does_not_open_it(platform: Platform, order: Order) -> None:
    """The hash stands in orders, replies and backups: it must not do instead of the bytes."""
    clerk, stranger = Clerk(platform), Clerk(platform, unit="u2")
    theirs = make_order("B-1", unit="u2")
    add_orders(platform, theirs)
    upload(clerk)
    clerk.do(order, Accept())
    clerk.do(order, attachment(CONTENT))
    assert not announce(stranger).present
    stranger.do(theirs, Accept())
    stranger.do(theirs, attachment(CONTENT))
    with pytest.raises(ProblemError):
        platform.uploads.stored(SHA256, stranger.session)
    upload(stranger)
    assert announce(stranger).present
    assert b"".join(platform.uploads.stored(SHA256, stranger.session).blocks()) == CONTENT
    assert b"".join(platform.uploads.stored(SHA256, clerk.session).blocks()) == CONTENT
