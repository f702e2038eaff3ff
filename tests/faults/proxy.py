"""Rung (b): real processes, and a proxy between them that does whatever lines do."""

import contextlib
import random
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from faults.outcome import Outcome, Rung, each_seed
from helpers.central_clerks import UNITS
from helpers.centres import MemoryKeeper, RealCentre, dispatched
from helpers.expired_door import expired_door
from helpers.fault_proxy import STALL_S, Chances, FaultProxy
from helpers.town import scratch_folder, small_lots
from helpers.town_ledger import Ledger
from helpers.town_line import Fuse, PostOffice
from helpers.town_oracles import ViolationError, check_always, check_replays, check_settled, expect
from helpers.town_pc import Memory, Pc

from central.identity import Session
from central.platform import Platform
from desktop.contract.messages import PullReply, PullRequest, PushReply, PushRequest
from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.orders import HandlingResult, Role
from desktop.remote.address import parse_address
from desktop.remote.gateway import RequestsGateway
from desktop.services.order_desk import RefusedError
from desktop.sync.ports import GatewayError, Trouble

_PCS = 2
_TURNS = 30
_ROUNDS = 6
_TLS_EVERY = 12
_KNOCKS = 5


class ProxyLine(RequestsGateway):
    """The program's own gateway, which remembers what came."""

    def __init__(
        self, url: str, keeper: MemoryKeeper, session: Session, office: PostOffice
    ) -> None:
        super().__init__(parse_address(url), keeper, stall_s=STALL_S, overall_s=3 * STALL_S)
        self.session = session
        self.office = office
        self.replies: list[PushReply | PullReply] = []
        self.disabled = False

    def be_patient(self) -> None:
        """Bear a busy machine: from now on a call that takes long is no fault any more."""
        self._stall_s, self._overall_s = 20.0, 60.0

    def push(self, request: PushRequest) -> PushReply:
        """Send actions."""
        for action in request.actions:
            self.office.sent.setdefault((request.client_id, action.seq), action)
        reply = super().push(request)
        self.replies.append(reply)
        return reply

    def pull(self, request: PullRequest) -> PullReply:
        """Fetch changes."""
        reply = super().pull(request)
        self.replies.append(reply)
        return reply


@dataclass
class RealTown:
    """A town whose platform is another process.

    Attributes:
        lines: The lines of its PCs.
    """

    platform: Platform
    ledger: Ledger
    office: PostOffice
    pcs: list[Pc] = field(default_factory=list)
    lines: list[ProxyLine] = field(default_factory=list)


class Street:
    """A platform process, the proxy before it, and clerks with devices."""

    def __init__(self, clerks: int = _PCS) -> None:
        self._files = tempfile.TemporaryDirectory(prefix="street-", dir=scratch_folder())
        self.root = Path(self._files.name)
        self.centre = RealCentre(self.root / "centre")
        self.platform = self.centre._platform
        self.ledger = Ledger(self.root / "centre" / "platform.sqlite")
        self.proxy = FaultProxy(self.centre.process.port, self.look)
        self.keepers = [self.centre.signed_in() for _ in range(clerks)]
        self._towns = 0

    def look(self) -> None:
        """See what the platform has done, after each request."""
        self.ledger.look()

    def close(self) -> None:
        self.proxy.__exit__(None, None, None)
        self.ledger.close()
        self.centre.close()
        self._files.cleanup()

    @contextlib.contextmanager
    def town(self, lines: int = _PCS) -> Iterator[RealTown]:
        """Set some PCs up, each with an empty database of its own."""
        self._towns += 1
        root = self.root / f"t{self._towns}"
        root.mkdir()
        town = RealTown(self.platform, self.ledger, PostOffice(self.platform, Fuse(), self.look))
        url = f"http://127.0.0.1:{self.proxy.port}"
        session = Session(
            user_id=self.centre.user_id, user_name="陈敏", unit_id="u1", unit_name=UNITS["u1"],
            role=Role.CLERK, device_id="device",
        )  # fmt: skip
        for number in range(lines):
            line = ProxyLine(url, self.keepers[number], session, town.office)
            pc = Pc(root / f"pc{number}", line, _now, Memory())  # type: ignore[arg-type]  # by its methods
            pc.store.bind_user(session.user_id)
            town.lines.append(line)
            town.pcs.append(pc)
        try:
            yield town
        finally:
            for pc in town.pcs:
                pc.close()
            for line in town.lines:
                line.close()
            shutil.rmtree(root)


def work(first: int, count: int, *, until_found: bool) -> Outcome:
    """Sync through the proxy."""
    outcome = Outcome()
    with small_lots():
        street = Street()

        def one(seed: int) -> None:
            _live(street, seed, outcome)
            if seed % _TLS_EVERY == 0:
                _knock_at_an_expired_door(street, outcome)

        try:
            return each_seed("proxy", outcome, first, count, one, until_found=until_found)
        finally:
            street.close()


def _live(street: Street, seed: int, outcome: Outcome) -> None:
    """Some clicks and many rounds over a bad line, then a good line."""
    chance = random.Random(seed)
    before = street.proxy.faults.copy()
    orders = [dispatched() for _ in range(3)]
    street.centre.dispatch(*orders)
    street.ledger.look()
    with street.town() as town:
        street.proxy.calm()
        for pc in town.pcs:
            with contextlib.suppress(GatewayError):
                pc.sync()
        street.proxy.chances = Chances(seed)
        for _ in range(_TURNS):
            pc = chance.choice(town.pcs)
            with contextlib.suppress(RefusedError):
                _click(pc, chance.choice(orders).order_id, chance)
            for _ in range(chance.randint(3, 12)):
                with contextlib.suppress(GatewayError):
                    pc.sync()
                    break
            with street.proxy.at_rest():
                check_always(town)
            outcome.counts["rounds"] += 1
        street.proxy.calm()
        for line in town.lines:
            line.be_patient()
        for _ in range(_ROUNDS):
            reports = [pc.sync() for pc in town.pcs]
            check_always(town)
            if not any(report.pushed or report.pulled for report in reports):
                break
        check_settled(town)
        check_replays(town)
    expect(not street.proxy.wrong, "I17", "; ".join(set(street.proxy.wrong)))
    outcome.counts["lives"] += 1
    done = street.proxy.faults - before
    outcome.counts["faults"] += done.total()
    for name, times in done.items():
        outcome.counts[f"faults: {name}"] += times


def _knock_at_an_expired_door(street: Street, outcome: Outcome) -> None:
    """Nothing goes out to a platform whose certificate has run out."""
    with expired_door(street.root) as (port, ca_file):
        address = parse_address(f"https://127.0.0.1:{port}")
        gateway = RequestsGateway(address, street.keepers[0], ca_file=ca_file)
        for _ in range(_KNOCKS):
            try:
                gateway.ping()
            except GatewayError as error:
                expect(error.code == Trouble.TLS, "I17", f"an expired certificate: {error.code}")
            else:
                raise ViolationError("I17 an expired certificate is accepted")
            outcome.counts["faults"] += 1
            outcome.counts["faults: expired TLS"] += 1
        gateway.close()


def _click(pc: Pc, order_id: str, chance: random.Random) -> None:
    entry = str(uuid.UUID(int=chance.getrandbits(128)))
    match chance.randrange(5):
        case 0:
            pc.act(order_id, act.Accept())
        case 1:
            pc.act(order_id, act.SaveResult(HandlingResult(outcome="solved", answer=entry)))
        case 2:
            pc.attach(order_id, chance.randbytes(chance.choice((1, 400, 5000))))
        case 3:
            pc.keep_draft(order_id, entry.encode())
        case _:
            pc.act(order_id, act.AddNote(entry_id=entry, text="已查看" * chance.randint(1, 300)))


def _now() -> datetime:
    return datetime.now(CST)


RUNG = Rung(
    work,
    seeds=56,
    part=8,
    least={"faults": 10_000},
    about="real processes and a seeded HTTP fault proxy between them",
)
