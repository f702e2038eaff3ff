"""Kill client or platform at any point of the story: nothing is lost, nothing is there twice."""

import hashlib
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from helpers.central_process import ROOT, CentralProcess
from helpers.story_plan import DRAFT, DRAFTED, HANDLED, NOTED, PHOTO, RETURNED, kinds_on

from central import records
from central.platform import Platform
from central.records import OrderRecord
from desktop.bootstrap.office import OpenOffice, open_office
from desktop.contract.codec import decode_order
from desktop.domain.orders import Order, Stage
from desktop.host.paths import DataFolder
from desktop.services.ports import OutboxEntry, OutboxState

MODE = "HOTLINE_KILL_STORY"
"""`whole-story` kills at every step of every click, as `make faults` does."""

pytestmark = [pytest.mark.kill, pytest.mark.timeout(600)]


@dataclass(frozen=True)
class Aftermath:
    """What a run with kills has left behind, opened once more without any hooks."""

    root: Path
    report: dict[str, object]
    office: OpenOffice
    platform: Platform

    @property
    def outbox(self) -> list[OutboxEntry]:
        """All that the clerk did, in the order of doing."""
        found = self.office.store.outbox(limit=1_000_000)
        return sorted(found, key=lambda entry: entry.seq)

    @property
    def kills(self) -> tuple[int, int]:
        client, server = self.report["client_kills"], self.report["server_kills"]
        assert isinstance(client, dict)
        assert isinstance(server, dict)
        return sum(client.values()), sum(server.values())

    def at_centre(self) -> dict[str, OrderRecord]:
        lines = records.order_lines(self.platform.database)
        return {
            line.order_id: records.order_record(self.platform.database, line.number)
            for line in lines
        }


@contextmanager
def _aftermath(root: Path, mode: str) -> Iterator[Aftermath]:
    # numpy's threads would not survive a fork
    environment = os.environ | {"PYTHONPATH": str(ROOT / "tests"), "OPENBLAS_NUM_THREADS": "1"}
    with (root / "worker.log").open("wb") as log:
        done = subprocess.run(
            [sys.executable, "-m", "helpers.story_worker", str(root), mode],
            cwd=ROOT,
            env=environment,
            stdout=log,
            stderr=subprocess.STDOUT,
            timeout=550,
            check=False,
        )
    assert done.returncode == 0, (root / "worker.log").read_text()[-3000:]
    report = json.loads((root / "report.json").read_text())
    key = bytes.fromhex(report["key"])
    office = open_office(DataFolder(root / "desk"), key, training=False)
    platform = Platform(root / "centre")
    yield Aftermath(root, report, office, platform)
    platform.close()
    office.close()


def test_the_story_goes_on_after_kills_at_every_point(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _aftermath(tmp_path, os.environ.get(MODE, "story")) as story:
        client, server = story.kills
        with capsys.disabled():
            print(
                f"\nkill points: client {client}, platform {server}; runs {story.report['runs']}; "
                f"actions {len(story.outbox)}; faults {len(_faults(story))}"
            )
        _check_nothing_lost_nothing_twice(story)
        assert client >= 200
        assert server >= 100
        touched = (RETURNED, HANDLED, NOTED)
        assert _clicks_done(story) == {number: kinds_on(number) for number in touched}
        _check_the_end_of_the_story(story)


def test_a_clerk_at_full_work_goes_on_after_kills_at_any_moment(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with _aftermath(tmp_path, "hail") as hail:
        client, server = hail.kills
        with capsys.disabled():
            print(f"\nhail: client {client}, platform {server}, actions {len(hail.outbox)}")
        _check_nothing_lost_nothing_twice(hail)
        assert (client, server) == (40, 20)
        assert len(hail.outbox) > client


def _check_nothing_lost_nothing_twice(aftermath: Aftermath) -> None:
    assert not _faults(aftermath)
    _check_the_told_is_saved(aftermath)
    _check_the_outbox_is_drained(aftermath)
    _check_the_history_is_the_outbox(aftermath)
    _check_base_is_the_centre(aftermath)
    _check_files_are_whole(aftermath)


def _clicks_done(story: Aftermath) -> dict[str, list[str]]:
    done: dict[str, list[str]] = {}
    for entry in story.outbox:
        order = story.office.store.working(entry.order_id)
        assert order is not None
        done.setdefault(order.order.number, []).append(entry.kind)
    return done


def _check_the_told_is_saved(aftermath: Aftermath) -> None:
    """I3: what the clerk was told is saved is in the outbox."""
    saved = aftermath.report["saved"]
    assert isinstance(saved, list)
    assert saved
    held = {entry.seq: entry.kind for entry in aftermath.outbox}
    assert [line for line in saved if held.get(line[0]) != line[2]] == []


def _check_the_outbox_is_drained(aftermath: Aftermath) -> None:
    """I2, I18: numbers without a gap, everything done, no file left to send."""
    outbox = aftermath.outbox
    assert [entry.seq for entry in outbox] == list(range(1, len(outbox) + 1))
    assert Counter(entry.state for entry in outbox) == {OutboxState.DONE: len(outbox)}
    assert not aftermath.office.store.pending_blobs()


def _check_the_history_is_the_outbox(aftermath: Aftermath) -> None:
    """I1, I2, I4: the centre has exactly these actions, byte for byte, once and in order."""
    held: list[tuple[int, str, str, str, bytes]] = []
    for order_id, record in aftermath.at_centre().items():
        own = [deed for deed in record.history if deed.client_id]
        assert [deed.seq for deed in own] == sorted({deed.seq for deed in own})
        held += [(d.seq, d.op_id, order_id, d.kind, bytes(d.data)) for d in own]
    mine = [(e.seq, e.op_id, e.order_id, e.kind, e.data) for e in aftermath.outbox]
    assert sorted(held) == mine


def _check_base_is_the_centre(aftermath: Aftermath) -> None:
    """I7, I18: every order here is the centre's, and those that were handed on are shelved."""
    there = {
        order_id: (record.version, record.order)
        for order_id, record in aftermath.at_centre().items()
    }
    home = aftermath.office.workplace.identity.actor.unit_id
    wanted = {order_id: held for order_id, held in there.items() if held[1].unit_id == home}
    assert dict(_bases(aftermath.office)) == wanted
    for order_id, (_, order) in wanted.items():
        working = aftermath.office.store.working(order_id)
        assert working is not None
        assert (working.order, working.unsent) == (order, 0)


def _check_files_are_whole(aftermath: Aftermath) -> None:
    """I12, I13: every attachment is on both sides, and each file is what its name says."""
    blobs = {p.name: p for p in (aftermath.root / "centre" / "blobs").rglob("*") if p.is_file()}
    for name, path in blobs.items():
        assert hashlib.sha256(path.read_bytes()).hexdigest() == name
    named = [
        attachment
        for record in aftermath.at_centre().values()
        for attachment in record.order.attachments
    ]
    assert named
    for attachment in named:
        assert attachment.sha256 in blobs
        assert len(aftermath.office.store.blobs.get(attachment.sha256)) == attachment.size


def _check_the_end_of_the_story(story: Aftermath) -> None:
    shown = CentralProcess(story.root / "centre").show(HANDLED)["order"]
    assert isinstance(shown, dict)
    assert (shown["stage"], len(shown["rounds"])) == (Stage.CLOSED, 2)
    assert hashlib.sha256(PHOTO).hexdigest() in {a["sha256"] for a in shown["attachments"]}
    desk = story.office.workplace.orders
    assert desk.draft(desk.find(DRAFTED), "contact") == DRAFT
    assert desk.open(desk.find(RETURNED)).working.removed_reason


def _faults(aftermath: Aftermath) -> list[str]:
    faults = aftermath.report["faults"]
    assert isinstance(faults, list)
    return faults


def _bases(office: OpenOffice) -> Iterator[tuple[str, tuple[int, Order]]]:
    """What the client believes the centre has said, of the orders that are here."""
    with office.store._database.reading() as connection:
        rows = connection.exec_driver_sql(
            "SELECT order_id, version, body FROM base WHERE removed_reason = ''"
        ).fetchall()
    for order_id, version, body in rows:
        yield order_id, (version, decode_order(body))
