"""Actions and orders to JSON and back, and the fingerprint that recognises a repeat."""

import base64
import hashlib
from collections.abc import Iterable
from datetime import datetime

import msgspec
from msgspec import structs

from desktop.contract.messages import PushedAction
from desktop.domain import actions as act
from desktop.domain.actions import Action, CentreAction, UnitAction
from desktop.domain.orders import Confidentiality, Order

_ENCODER = msgspec.json.Encoder()
_ORDER = msgspec.json.Decoder(Order)
_UNIT_ACTION: msgspec.json.Decoder[UnitAction] = msgspec.json.Decoder(UnitAction)
_ANY_ACTION: msgspec.json.Decoder[Action] = msgspec.json.Decoder(UnitAction | CentreAction)

_UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError)
"""msgspec lets bytes that are not UTF-8 through as an error of Python's own."""


class UnreadableError(ValueError):
    """A message or a stored value is not what the contract says."""


def encode(value: object) -> bytes:
    """Encode a message, an order or an action."""
    return _ENCODER.encode(value)


def decode_order(raw: bytes | msgspec.Raw) -> Order:
    """Decode an order.

    A caller of a 举报 or 保密 order is left out, whoever has sent one all the same (KF-20).

    Raises:
        UnreadableError: It is not an order; the message names the place.
    """
    try:
        order = _ORDER.decode(raw)
    except _UNREADABLE as error:
        raise UnreadableError(str(error)) from error
    if not order.rounds:
        raise UnreadableError("an order has at least one round - at `$.rounds`")
    if not all(_is_of_our_time(entry.started_at) for entry in order.rounds):
        raise UnreadableError("no deadline can be counted from there - at `$.rounds`")
    if not _is_of_our_time(order.dispatched_at):
        raise UnreadableError("no deadline can be counted from there - at `$.dispatched_at`")
    if order.caller is not None and order.confidentiality is not Confidentiality.NONE:
        return structs.replace(order, caller=None)
    return order


def _is_of_our_time(moment: datetime) -> bool:
    return 1900 <= moment.year < 2200


def decode_unit_action(raw: bytes | msgspec.Raw) -> UnitAction:
    """Decode an action that a unit may send.

    Raises:
        UnreadableError: It is none, or one that only the centre may make.
    """
    try:
        return _UNIT_ACTION.decode(raw)
    except _UNREADABLE as error:
        raise UnreadableError(str(error)) from error


def decode_action(raw: bytes | msgspec.Raw) -> Action:
    """Decode any action.

    Raises:
        UnreadableError: It is none.
    """
    try:
        return _ANY_ACTION.decode(raw)
    except _UNREADABLE as error:
        raise UnreadableError(str(error)) from error


def kind_of(action: act.Action) -> str:
    """Name an action's kind as it stands in `PushedAction.kind`."""
    return act.kind_of(action)


def fingerprint(action: PushedAction) -> str:
    """Hash everything of an action but what a renumbering changes, so that a repeat stays known.

    A client whose database was copied takes a new id and new numbers: `seq` is another then, and
    `seen` speaks of failures that the new id does not have.
    """
    parts = [
        action.op_id, action.kind, action.order_id, bytes(action.data), action.schema,
        action.round, action.base_version, action.base_seq, action.supersedes, action.blobs,
        action.claimed,
    ]  # fmt: skip
    return hashlib.sha256(_ENCODER.encode(parts)).hexdigest()


def digest_header(body: bytes) -> str:
    """Make the Content-Digest header of an uncompressed body (RFC 9530)."""
    value = base64.b64encode(hashlib.sha256(body).digest()).decode("ascii")
    return f"sha-256=:{value}:"


def checksum(rows: Iterable[tuple[str, int]]) -> str:
    """XOR the first 8 bytes of SHA-256 of every `order_id:version`, as 16 hex digits."""
    total = 0
    for order_id, version in rows:
        digest = hashlib.sha256(f"{order_id}:{version}".encode()).digest()
        total ^= int.from_bytes(digest[:8])
    return f"{total:016x}"
