"""A platform without the web, and clerks who push to it: for tests of pushing and pulling."""

import hashlib
import itertools
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from msgspec import Raw

from central import dispatching, identity, pulling, pushing
from central.identity import Session
from central.moments import now, to_ms
from central.platform import Platform
from desktop.contract import codec
from desktop.contract.messages import (
    ActionResult,
    Claimed,
    PullReply,
    PullRequest,
    PushedAction,
    PushReply,
    PushRequest,
    RescueBundle,
)
from desktop.domain import actions as act
from desktop.domain.orders import (
    Caller,
    ContactOutcome,
    HandlingResult,
    Order,
    ReturnForm,
    Role,
    new_order,
)
from desktop.domain.version_code import code_of, form_id

UNITS = {"u1": "一居委", "u2": "二居委", "u3": "三居委"}


def open_platform(data: Path, key: bytes | None = None, url: str = "") -> Platform:
    """A platform with the units of the tests; a database by URL has them already."""
    platform = Platform(data, url, key)
    if not url:
        for unit_id, name in UNITS.items():
            identity.add_unit(platform.database, unit_id, name)
    return platform


def make_order(number: str, *, unit: str = "u1", hours_ago: float = 1, **fields: object) -> Order:
    settings: dict[str, object] = {
        "content": "来电人反映楼道堆物。",
        "caller": Caller("周敏之", "13900001001"),
        "unit_name": UNITS.get(unit, unit),
        **fields,
    }
    return new_order(
        order_id=f"id-{number}",
        number=number,
        title="楼道堆物",
        kind="normal",
        unit_id=unit,
        dispatched_at=now() - timedelta(hours=hours_ago),
        profile="xiayang",
        profile_version=1,
        **settings,
    )


def add_orders(platform: Platform, *orders: Order) -> None:
    assert dispatching.dispatch(platform.database, orders) == len(orders)


def result(outcome: str = "solved", **fields: str) -> act.SaveResult:
    return act.SaveResult(HandlingResult(outcome=outcome, **fields))


def contact() -> act.RecordContact:
    return act.RecordContact(
        entry_id=str(uuid.uuid4()), occurred_at=now(), way="电话", outcome=ContactOutcome.REACHED
    )


def note(text: str = "备注") -> act.AddNote:
    return act.AddNote(entry_id=str(uuid.uuid4()), text=text)


def attachment(content: bytes) -> act.AddAttachment:
    return act.AddAttachment(
        entry_id=str(uuid.uuid4()),
        sha256=hashlib.sha256(content).hexdigest(),
        name="现场.jpg",
        size=len(content),
        media_type="image/jpeg",
    )


def return_form() -> act.SaveReturnForm:
    form = ReturnForm(
        reason_class="not_our_duty", reason="不属于本居委会职责", suggested_unit="示范街道管理办"
    )
    return act.SaveReturnForm(form)


def head_signature(order: Order, form: act.SaveReturnForm) -> act.Sign:
    """The head's signature under a return form that may still be on its way."""
    saved = order.with_round(return_form=form.form)
    number = order.round.number
    return act.Sign(
        entry_id=str(uuid.uuid4()),
        form="F1",
        form_id=form_id(order, "F1", number),
        round=number,
        step="head",
        code=code_of(saved, "F1", number, "head"),
        signer="李主任",
        signed_on=now().date(),
        sha256="",
    )


@dataclass
class Clerk:
    """One client of the platform, with its own numbers."""

    platform: Platform
    name: str = "张三"
    unit: str = "u1"
    role: Role = Role.CLERK
    client_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    user_id: str = field(default_factory=lambda: str(uuid.uuid4()))
    sent: int = 0
    _sequence: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))

    @property
    def session(self) -> Session:
        return Session(
            user_id=self.user_id,
            user_name=self.name,
            unit_id=self.unit,
            unit_name=UNITS.get(self.unit, self.unit),
            role=self.role,
            device_id="device",
        )

    def made(self, order: Order | str, action: act.Action, **fields: object) -> PushedAction:
        """Make the next action of this client."""
        clicked = fields.pop("clicked", None) or now()
        assert isinstance(clicked, datetime)
        settings: dict[str, object] = {
            "seq": next(self._sequence),
            "op_id": str(uuid.uuid4()),
            "kind": codec.kind_of(action),
            "order_id": order if isinstance(order, str) else order.order_id,
            "data": Raw(codec.encode(action)),
            "claimed": Claimed(to_ms(clicked)),
            **fields,
        }
        return PushedAction(**settings)  # type: ignore[arg-type]  # the test names the fields

    def push(self, *actions: PushedAction, **fields: object) -> PushReply:
        """Push actions as they are."""
        received = fields.pop("received", None)
        assert received is None or isinstance(received, datetime)
        settings: dict[str, object] = {
            "client_id": self.client_id,
            "user_id": self.user_id,
            "epoch": self.platform.database.epoch,
            "protocol": 1,
            "client_version": "0.1.0",
            "sent_at": now(),
            "actions": actions,
            **fields,
        }
        request = PushRequest(**settings)  # type: ignore[arg-type]  # the test names the fields
        return pushing.push(
            self.platform.database, self.platform.rulebook, request, self.session, received
        )

    def do(self, order: Order | str, action: act.Action, **fields: object) -> ActionResult:
        """Make an action, push it, and give its result."""
        received = fields.pop("received", None)
        return self.push(self.made(order, action, **fields), received=received).results[0]

    def bundle(self, *actions: PushedAction) -> RescueBundle:
        """Pack actions that could not be pushed."""
        return RescueBundle(
            client_id=self.client_id,
            user_id=self.user_id,
            epoch=self.platform.database.epoch,
            client_version="0.1.0",
            made_at=now(),
            actions=actions,
            reason="发不出去",
        )

    def pull(self, cursor: str = "", **fields: object) -> PullReply:
        settings: dict[str, object] = {
            "client_id": self.client_id,
            "epoch": self.platform.database.epoch,
            "cursor": cursor,
            "ack": 0,
            **fields,
        }
        request = PullRequest(**settings)  # type: ignore[arg-type]  # the test names the fields
        return pulling.pull(self.platform.database, request, self.session)

    def order(self, order: Order) -> Order:
        """The order as a fresh pull brings it."""
        for change in self.pull(limit=2000).changes:
            if change.order_id == order.order_id:
                return codec.decode_order(change.order)
        raise AssertionError(f"{order.number} is not in the feed of {self.unit}")
