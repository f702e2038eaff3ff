"""Clerk and sync thread at full work while client and platform are killed at any moment.

The counted kill points of the story repeat exactly but have one thread; here the moments are
chance (seeded), and a clerk saves while the sync thread sends.
"""

import os
import random
import select
import signal
import time
from collections import Counter
from typing import Protocol

from helpers.story_runs import Client, Ended, Platform, finish

from desktop.bootstrap.office import OpenOffice
from desktop.domain import actions as act
from desktop.domain.orders import Stage
from desktop.services.attaching import attach_bytes
from desktop.services.lists import ListFilter

_CLICKS = 12
_FILE_BYTES = 40_000
_LONGEST_S = 0.4


class Tellable(Protocol):
    """Takes what happened."""

    client_kills: Counter[str]
    server_kills: Counter[str]
    faults: list[str]

    def take(self, what: str, ended: Ended) -> None:
        """Note how a run ended."""


def hail(client: Client, platform: Platform, told: Tellable, *, turns: int) -> None:
    """Let it hail.

    Args:
        client: The clerk's side; killed in every turn.
        platform: The other side; killed in every other turn.
        told: Takes kills, savings and faults.
        turns: How often.
    """
    chance = random.Random(20261121)
    told.take("first sync", client.sync())
    for turn in range(turns):
        if not platform.pid:
            platform.start()
        pid, reading = client.started(lambda office, _point, report: _work(office, report))
        ended = _killed(pid, reading, platform if turn % 2 else None, chance)
        told.take("hail", ended)
        if turn % 2:
            told.server_kills["hail"] += 1
        told.faults += platform.broken
        platform.broken.clear()
        if told.faults:
            return


def _killed(pid: int, reading: int, platform: Platform | None, chance: random.Random) -> Ended:
    """Kill the platform, when it is its turn, and the client, each at a moment of its own."""
    heard = _heard(reading, chance.uniform(0.0, _LONGEST_S), chance.randrange(_CLICKS))
    if platform is not None:
        platform.kill()
        heard += _heard(reading, chance.uniform(0.0, _LONGEST_S), 0)
    os.kill(pid, signal.SIGKILL)
    ended = finish(pid, reading)
    whole = heard + "\n".join([*ended.lines, ""])
    return Ended(ended.status, [*whole.splitlines(), "KILLED hail"])


def _heard(reading: int, for_s: float, clicks: int) -> str:
    """Listen for a number of savings, then for a while more."""
    heard = b""
    while heard.count(b"ACK") < clicks and not heard.endswith(b"PAUSE\n"):
        piece = os.read(reading, 4096)
        if not piece:
            return heard.decode()
        heard += piece
    until = time.monotonic() + for_s
    while (left := until - time.monotonic()) > 0:
        if select.select([reading], [], [], left)[0]:
            piece = os.read(reading, 4096)
            if not piece:
                break
            heard += piece
    return heard.decode()


def _work(office: OpenOffice, report: int) -> None:
    """Do some clicks on any orders while the sync thread is at work, then wait for the end."""
    office.start_sync()
    chance = random.Random(os.getpid())
    lists, desk = office.workplace.lists, office.workplace.orders
    rows = lists.rows(lists.keys(ListFilter()))
    for _ in range(_CLICKS):
        row = chance.choice(rows)
        order = desk.open(row.order_id).working.order
        if order.stage is Stage.DISPATCHED:
            saved, kinds = desk.act(row.order_id, act.Accept()), ["accept"]
        elif chance.random() < 0.5:
            note = act.AddNote(entry_id=f"note-{chance.random()}", text="已到现场看过。")
            saved, kinds = desk.act(row.order_id, note), ["add_note"]
        else:
            content = chance.randbytes(_FILE_BYTES)
            attach, blob = attach_bytes(office.workplace.blobs, content, name="现场.jpg")
            saved = desk.act(row.order_id, attach, blobs=[blob])
            kinds = ["add_attachment"]
        for seq, kind in zip(saved.seqs, kinds, strict=True):
            os.write(report, f"ACK {seq} {row.number} {kind}\n".encode())
    os.write(report, b"PAUSE\n")
    signal.pause()
