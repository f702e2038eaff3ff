"""The same door to a platform in memory and to a real one in a process of its own."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from helpers.central_clerks import open_platform
from helpers.central_process import PASSWORD, CentralProcess
from helpers.fake_centre import FakeCentre
from helpers.rulebook import xiayang_rules
from msgspec import Raw

from central import dispatching
from central.moments import now
from desktop.contract.codec import encode
from desktop.domain.actions import CentreAction
from desktop.domain.calendar import CST
from desktop.domain.orders import Actor, Order, Role, new_order
from desktop.remote.address import parse_address
from desktop.remote.enrolment import Enrolment, device_of
from desktop.remote.gateway import RequestsGateway
from desktop.sync.credentials import Credentials
from desktop.sync.ports import Gateway

UNIT = "u1"
_CENTRE = Actor("u-centre", "城运中心", "chengyun", Role.CENTRE)


@dataclass
class MemoryKeeper:
    """Credentials of a test."""

    kept: Credentials | None = None
    writes: int = 0

    def load(self) -> Credentials | None:
        return self.kept

    def keep(self, credentials: Credentials) -> None:
        self.kept = credentials
        self.writes += 1

    def forget(self) -> None:
        self.kept = None


class Centre(Protocol):
    """A platform under test with one unit and one clerk."""

    user_id: str

    def gateway(self) -> Gateway: ...

    def dispatch(self, *orders: Order) -> None: ...

    def act(self, order_id: str, action: CentreAction) -> None: ...


def dispatched(**fields: object) -> Order:
    """An order of the unit, never seen before, dispatched an hour ago."""
    name = uuid.uuid4().hex[:10]
    plain: dict[str, object] = {
        "order_id": f"id-{name}",
        "number": name,
        "title": "楼道堆物",
        "kind": "normal",
        "unit_id": UNIT,
        "unit_name": "一居委",
        "dispatched_at": datetime.now(CST) - timedelta(hours=1),
        "profile": "xiayang",
        "profile_version": 1,
    }
    return new_order(**{**plain, **fields})  # type: ignore[arg-type]  # the test names the fields


@dataclass
class InMemory:
    """A platform in this process."""

    user_id: str = "u-clerk"
    centre: FakeCentre = field(default_factory=lambda: FakeCentre(xiayang_rules(), now()))

    def gateway(self) -> Gateway:
        return self.centre.gateway(Actor(self.user_id, "陈敏", UNIT, Role.CLERK))

    def dispatch(self, *orders: Order) -> None:
        self.centre.dispatch(*orders)

    def act(self, order_id: str, action: CentreAction) -> None:
        self.centre.act(order_id, action)


class RealCentre:
    """A platform in a process of its own, reached over HTTP."""

    def __init__(self, data: Path) -> None:
        self._platform = open_platform(data)
        self.process = CentralProcess(data).start()
        self.user_id = self.process.add_user("陈敏", UNIT)
        self.address = parse_address(self.process.url)
        self.keeper = self.signed_in()
        self._gateways: list[RequestsGateway] = []

    def signed_in(self) -> MemoryKeeper:
        """Enrol one more device and sign the clerk in on it."""
        door = Enrolment(self.address)
        device = device_of(door.enrol(self.process.enrol_code(UNIT), "窗口一"))
        keeper = MemoryKeeper(door.login(device, "陈敏", PASSWORD))
        door.close()
        return keeper

    def gateway(self) -> RequestsGateway:
        gateway = RequestsGateway(self.address, self.keeper)
        self._gateways.append(gateway)
        return gateway

    def dispatch(self, *orders: Order) -> None:
        dispatching.dispatch(self._platform.database, orders)

    def act(self, order_id: str, action: CentreAction) -> None:
        request = dispatching.CentreRequest(action=Raw(encode(action)), order_id=order_id)
        dispatching.take(self._platform.database, self._platform.rulebook, request, _CENTRE)

    def close(self) -> None:
        for gateway in self._gateways:
            gateway.close()
        self.process.kill()
        self._platform.close()
