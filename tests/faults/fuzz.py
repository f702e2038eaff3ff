"""Rung (g): real clients, each a process, on the same orders of one platform over HTTP.

All work at the same time over a line with faults; some are killed in the middle and go on. The
expected state is a model: each order's history done once more. A seed repeats what everybody
does; the sequence in which processes get their turn is the machine's.
"""

import contextlib
import ctypes
import os
import pickle
import random
import signal
import time
import uuid
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from faults.outcome import Outcome, Rung, each_seed
from faults.proxy import RealTown, Street
from helpers.centres import dispatched
from helpers.fault_proxy import Chances
from helpers.town_oracles import check_centre, check_settled
from helpers.town_pc import Memory, Pc

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import HandlingResult, PlanStep, WorkPlan
from desktop.services.order_desk import RefusedError
from desktop.sync.ports import GatewayError

CLIENTS = 5
_TURNS = 12
_ORDERS = 3
_ROUNDS = 6


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Let clients work; every other seed has two of them, the others five."""
    outcome = Outcome()
    street = Street(CLIENTS)

    def one(seed: int) -> None:
        chance = random.Random(seed)
        orders = [dispatched() for _ in range(_ORDERS)]
        street.centre.dispatch(*orders)
        street.ledger.look()
        with street.town(2 if seed % 2 else CLIENTS) as town:
            _together(street, town, [order.order_id for order in orders], chance, outcome)

    try:
        return each_seed("fuzz", outcome, first, count, one, until_found=until_found)
    finally:
        street.close()


def _together(
    street: Street, town: RealTown, orders: list[str], chance: random.Random, outcome: Outcome
) -> None:
    street.proxy.calm()
    for pc, line in zip(town.pcs, town.lines, strict=True):
        line.be_patient()
        pc.sync()
        pc.close()
    street.proxy.chances = Chances(chance.randrange(1 << 30), share=0.25, slow=0.0)
    for _ in range(2):
        _hour(town, orders, chance, outcome)
    street.proxy.calm()
    for pc in town.pcs:
        pc.open()
        pc.adopt()
    for _ in range(_ROUNDS):
        reports = [pc.sync() for pc in town.pcs]
        if not any(report.pushed or report.pulled for report in reports):
            break
    town.ledger.look()
    check_centre(town)
    check_settled(town)
    outcome.counts["lives"] += 1
    outcome.counts["actions"] += sum(len(pc.memory.told) for pc in town.pcs)
    outcome.counts["conflicts"] += sum(
        row.status == "conflict" for pc in town.pcs for row in pc.rows()
    )


def _hour(town: RealTown, orders: list[str], chance: random.Random, outcome: Outcome) -> None:
    """All work at once; now and then one is killed in the middle of it."""
    children = [_start(pc, orders, chance.randrange(1 << 30)) for pc in town.pcs]
    outcome.counts["client processes"] += len(children)
    if chance.random() < 0.6:
        time.sleep(chance.uniform(0.0, 0.5))
        os.kill(children[chance.randrange(len(children))].pid, signal.SIGKILL)
        outcome.counts["kills"] += 1
    for child, pc in zip(children, town.pcs, strict=True):
        pc.memory = child.ended() or pc.memory


@dataclass(frozen=True)
class Child:
    """A client at work."""

    pid: int
    log: Path

    def ended(self) -> Memory | None:
        """Wait for its end; what its clerk was told last."""
        status = os.waitstatus_to_exitcode(os.waitpid(self.pid, 0)[1])
        broken = self.log.with_suffix(".broken")
        assert status in {0, -signal.SIGKILL}, broken.read_text()
        if not self.log.exists():
            return None
        memory = pickle.loads(self.log.read_bytes())  # noqa: S301 - written by our own fork
        assert isinstance(memory, Memory)
        return memory


def _start(pc: Pc, orders: list[str], seed: int) -> Child:
    log = pc.folder.with_suffix(".told")
    pid = os.fork()
    if not pid:
        status = 70
        try:
            ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # end with the parent
            pc.open()
            _work(pc, orders, random.Random(seed), log)
            status = 0
        except BaseException as error:  # noqa: BLE001 - the last stop of a process; told
            log.with_suffix(".broken").write_text(f"{type(error).__name__}: {error}")
        finally:
            os._exit(status)
    return Child(pid, log)


def _work(pc: Pc, orders: list[str], chance: random.Random, log: Path) -> None:
    """Click and sync; after every click the clerk is told."""
    for _ in range(_TURNS):
        with contextlib.suppress(RefusedError):
            _click(pc, chance.choice(orders), chance)
        part = log.with_suffix(".part")
        part.write_bytes(pickle.dumps(pc.memory))
        part.replace(log)
        if chance.random() < 0.5:
            with contextlib.suppress(GatewayError):
                pc.sync()


def _click(pc: Pc, order_id: str, chance: random.Random) -> None:
    entry = str(uuid.UUID(int=chance.getrandbits(128)))
    open_items = pc.attention.entries()
    if open_items and chance.random() < 0.5:
        item = chance.choice(open_items)
        pc.send_again(item.op_id) if chance.random() < 0.7 else pc.dismiss(item.op_id)
        return
    match chance.randrange(7):
        case 0:
            pc.act(order_id, act.Accept())
        case 1 | 2:
            pc.act(order_id, act.SaveResult(HandlingResult(outcome="solved", answer=entry)))
        case 3:
            steps = (PlanStep(entry, datetime(2026, 12, 1, tzinfo=CST).date(), "周建国"),)
            pc.act(order_id, act.SavePlan(WorkPlan(steps=steps)))
        case 4:
            pc.attach(order_id, chance.randbytes(3000))
        case 5:
            pc.keep_draft(order_id, entry.encode())
        case _:
            pc.act(order_id, act.AddNote(entry_id=entry, text="已查看"))


RUNG = Rung(
    work,
    seeds=15,
    part=5,
    least={"lives": 15, "client processes": 100, "conflicts": 30},
    about="two and five real clients at once on the same orders",
)
