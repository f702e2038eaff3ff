"""The sync contract as an OpenAPI document, made from the very messages that are sent.

`docs/openapi.json` is what `python -m central openapi` prints; a test holds the two together.
"""

import inspect
import json
import re
import types
import typing
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import msgspec
from msgspec import UnsetType, structs

from central.dispatching import CentreRequest
from desktop.contract import messages as wire
from desktop.contract.messages import HEADER_DIGEST, HEADER_SERVICE, PROTOCOL
from desktop.domain.actions import CentreAction, UnitAction
from desktop.domain.orders import Order

Json: TypeAlias = "dict[str, Json] | list[Json] | str | int | float | bool | None"
Node: TypeAlias = dict[str, Json]

_REF = "#/components/schemas/{name}"
_ATTRIBUTE = re.compile(r"^    (\w+): (.*(?:\n     +.*)*)", re.MULTILINE)
_PARTS = "application/offset+octet-stream"
_BYTES = "application/octet-stream"

# plain datetimes, which msgspec calls strings because they need no offset; we always send one
_MOMENTS = {"sent_at", "server_time"}

# msgspec passes raw JSON on unread, so the schema of these fields has to be said here
_RAW_FIELDS = (
    ("PushedAction", "data", "UnitAction"),
    ("ActionResult", "order", "Order"),
    ("Change", "order", "Order"),
    ("CentreRequest", "action", "CentreAction"),
)

Message: TypeAlias = type[msgspec.Struct]

MESSAGES: tuple[Message, ...] = (
    wire.Ping, wire.Hello, wire.EnrolRequest, wire.EnrolReply, wire.TokenRequest, wire.TokenReply,
    wire.UnitRole,
    wire.PushRequest, wire.PushedAction, wire.Claimed, wire.PushReply, wire.ActionResult,
    wire.PullRequest, wire.PullReply, wire.Change, wire.CheckRequest, wire.CheckReply,
    wire.UploadRequest, wire.UploadReply, wire.RescueBundle,
    wire.RescueResult, wire.RescueReply, wire.RuleFile, wire.UnitEntry, wire.CategoryEntry,
    wire.KnowledgeEntry, wire.ScoreFile, wire.Problem, CentreRequest,
)  # fmt: skip
"""The messages of the contract, in the sequence in which a client meets them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the contract.

    Attributes:
        asks: Message of the request's body.
        gives: Message of the reply's body.
        gives_list: Whether the reply is a list of them.
        open: Whether it needs no token.
        headers: Request headers beside the usual ones.
        queries: Numbers in the query, all of them or none.
        reply_headers: Reply headers beside the usual ones.
        sends: Media type of a request that is not JSON.
        receives: Media type of a reply that is not JSON.
        status: Status of success.
    """

    method: str
    path: str
    summary: str
    asks: Message | None = None
    gives: Message | None = None
    gives_list: bool = False
    open: bool = False
    headers: tuple[str, ...] = ()
    queries: tuple[str, ...] = ()
    reply_headers: tuple[str, ...] = ()
    sends: str = ""
    receives: str = ""
    status: int = 200


def _piece(name: str, kind: Message, what: str) -> Call:
    """Describe how a piece of reference data is fetched: whole, or a slice of it."""
    return Call(
        method="get",
        path=f"/v1/reference/{name}",
        summary=f"Lists {what}; ETag and If-None-Match.",
        gives=kind,
        gives_list=True,
        queries=("offset", "size"),
        reply_headers=(wire.HEADER_WHOLE_LENGTH, wire.HEADER_WHOLE_DIGEST),
    )


CALLS: tuple[Call, ...] = (
    Call(
        method="get",
        path="/v1/ping",
        summary="Proves that the platform answers and tells its time; `n` comes back as `nonce`.",
        gives=wire.Ping,
        open=True,
    ),
    Call(
        method="post",
        path="/v1/enrol",
        summary="Turns a one-time code into a device with a secret of its own.",
        asks=wire.EnrolRequest,
        gives=wire.EnrolReply,
        open=True,
    ),
    Call(
        method="post",
        path="/v1/token",
        summary="Logs a user in on a device by password, or renews by a refresh token.",
        asks=wire.TokenRequest,
        gives=wire.TokenReply,
        open=True,
    ),
    Call(
        method="get",
        path="/v1/hello",
        summary="Tells what the platform speaks, who the token belongs to, and the lineage.",
        gives=wire.Hello,
    ),
    Call(
        method="post",
        path="/v1/push",
        summary="Takes a client's actions in order, each applied exactly once.",
        asks=wire.PushRequest,
        gives=wire.PushReply,
    ),
    Call(
        method="post",
        path="/v1/pull",
        summary="Gives the unit's changes after a cursor, in commit order; may wait for one.",
        asks=wire.PullRequest,
        gives=wire.PullReply,
    ),
    Call(
        method="post",
        path="/v1/check",
        summary="Tells count and checksum of what a client should hold.",
        asks=wire.CheckRequest,
        gives=wire.CheckReply,
    ),
    Call(
        method="post",
        path="/v1/blobs",
        summary="Announces a file: is it present, or where does its upload stand?",
        asks=wire.UploadRequest,
        gives=wire.UploadReply,
    ),
    Call(
        method="get",
        path="/v1/blobs/{sha256}",
        summary="Gives a present file that an order of the user's unit speaks of.",
        receives=_BYTES,
    ),
    Call(
        method="head",
        path="/v1/uploads/{upload_id}",
        summary="Tells how many bytes of an upload are safe.",
        reply_headers=("Upload-Offset", "Upload-Length"),
    ),
    Call(
        method="patch",
        path="/v1/uploads/{upload_id}",
        summary="Adds a part to an upload, at most 16 MiB.",
        headers=("Upload-Offset", "Upload-Checksum", "Tus-Resumable"),
        reply_headers=("Upload-Offset",),
        sends=_PARTS,
        status=204,
    ),
    Call(
        method="post",
        path="/v1/rescue",
        summary="Files work that cannot be pushed any more; nothing of it is applied.",
        asks=wire.RescueBundle,
        gives=wire.RescueReply,
    ),
    _piece("profile", wire.RuleFile, "every version of every rule profile"),
    _piece("calendar", wire.RuleFile, "the holiday calendars"),
    _piece("units", wire.UnitEntry, "the directory of units"),
    _piece("categories", wire.CategoryEntry, "the topics of demands"),
    _piece("knowledge", wire.KnowledgeEntry, "the knowledge base of the hotline"),
    _piece("scores", wire.ScoreFile, "files of published scores"),
    Call(
        method="post",
        path="/v1/centre/actions",
        summary="Lets centre staff act on an order (reference platform only).",
        asks=CentreRequest,
        gives=wire.ActionResult,
    ),
)
"""Every call, as `central.web` serves it."""


def text() -> str:
    """Write the document as it stands in `docs/openapi.json`."""
    return json.dumps(document(), ensure_ascii=False, indent=1) + "\n"


def document() -> Node:
    """Make the OpenAPI 3.1 document."""
    paths: dict[str, Json] = {}
    for call in CALLS:
        at = paths.setdefault(call.path, {})
        assert isinstance(at, dict)  # noqa: S101 - put there by the line before
        at[call.method] = _operation(call)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Hotline Desk sync contract",
            "version": str(PROTOCOL),
            "description": "See sync.md for the rules that a schema cannot say.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "security": [{"user": []}],
        "paths": paths,
        "components": {
            "securitySchemes": {"user": {"type": "http", "scheme": "bearer"}},
            "headers": {
                HEADER_SERVICE: _header("Always `1`: the reply is the platform's own."),
                HEADER_DIGEST: _header("RFC 9530 `sha-256=:…:` over the uncompressed body."),
            },
            "schemas": schemas(),
        },
    }


def schemas() -> dict[str, Json]:
    """Make the schemas of all messages, orders and actions."""
    twins: dict[object, object] = {}
    for kind in (wire.ActionResult, wire.Change, wire.PushReply, wire.PullReply):
        twins[kind] = _twin(kind, twins)
    wanted = (*(twins.get(kind, kind) for kind in MESSAGES), Order, UnitAction, CentreAction)
    roots, components = msgspec.json.schema_components(wanted, ref_template=_REF)
    found: dict[str, Json] = {name: _described(body) for name, body in components.items()}
    found |= {"UnitAction": roots[-2], "CentreAction": roots[-1]}
    for name, field, target in _RAW_FIELDS:
        properties = _properties(found[name])
        properties[field] = {**_said(properties[field]), **_reference(target)}
    return dict(sorted(found.items()))


def _twin(kind: Message, twins: dict[object, object]) -> object:
    """Copy a message for its schema: msgspec cannot write down the default `NO_ORDER`."""
    fields: list[tuple[str, object, object]] = []
    for field in structs.fields(kind):
        if field.default is wire.NO_ORDER:
            fields.append((field.name, Order | UnsetType, msgspec.UNSET))
        elif field.default is msgspec.NODEFAULT:
            fields.append((field.name, _with_twins(field.type, twins), msgspec.NODEFAULT))
        else:
            fields.append((field.name, _with_twins(field.type, twins), field.default))
    named = {"__doc__": kind.__doc__}
    return msgspec.defstruct(kind.__name__, fields, kw_only=True, frozen=True, namespace=named)


def _with_twins(kind: object, twins: dict[object, object]) -> object:
    parts = typing.get_args(kind)
    if parts[1:] == (...,) and parts[0] in twins:
        return types.GenericAlias(tuple, (twins[parts[0]], ...))
    return kind


def _described(body: Node) -> Node:
    """Move what a docstring says about attributes to the properties."""
    said = body.get("description")
    if not isinstance(said, str):
        return body
    head, _, attributes = inspect.cleandoc(said).partition("\n\nAttributes:\n")
    body["description"] = " ".join(head.split())
    properties = _properties(body)
    for name in _MOMENTS & properties.keys():
        properties[name] = {"type": "string", "format": "date-time"}
    for name, words in _ATTRIBUTE.findall(attributes):
        about = properties.get(name)
        if isinstance(about, dict):
            properties[name] = {**about, "description": " ".join(words.split())}
    return body


def _properties(body: Json) -> dict[str, Json]:
    properties = body.get("properties") if isinstance(body, dict) else None
    return properties if isinstance(properties, dict) else {}


def _said(about: Json) -> Node:
    words = about.get("description") if isinstance(about, dict) else None
    return {"description": words} if words else {}


def _operation(call: Call) -> Node:
    made: Node = {"summary": call.summary, "parameters": _parameters(call)}
    if call.open:
        made["security"] = []
    if call.asks or call.sends:
        made["requestBody"] = {"required": True, "content": _content(call.asks, call.sends)}
    good: Node = {"description": "Done.", "headers": _reply_headers(call)}
    if call.gives or call.receives:
        good["content"] = _content(call.gives, call.receives, is_list=call.gives_list)
    if call.queries:
        good["content"] = {**_content(call.gives, "", is_list=True), **_content(None, _PARTS)}
    problem: Node = {
        "description": "A problem with a machine code (RFC 9457).",
        "content": {"application/problem+json": {"schema": _reference("Problem")}},
    }
    made["responses"] = {str(call.status): good, "default": problem}
    return made


def _parameters(call: Call) -> list[Json]:
    found: list[Json] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in re.findall(r"\{(\w+)\}", call.path)
    ]
    if call.path == "/v1/ping":
        found.append({"name": "n", "in": "query", "required": True, "schema": {"type": "string"}})
    found += [
        {"name": name, "in": "query", "required": False, "schema": {"type": "integer"}}
        for name in call.queries
    ]
    found += [
        {"name": name, "in": "header", "required": name == "Upload-Offset",
         "schema": {"type": "string"}}
        for name in call.headers
    ]  # fmt: skip
    return found


def _reply_headers(call: Call) -> dict[str, Json]:
    usual: Sequence[str] = (HEADER_SERVICE, HEADER_DIGEST)
    named: dict[str, Json] = {name: {"$ref": f"#/components/headers/{name}"} for name in usual}
    own: dict[str, Json] = {name: {"schema": {"type": "string"}} for name in call.reply_headers}
    return named | own


def _content(kind: Message | None, media_type: str, *, is_list: bool = False) -> Node:
    if kind is None:
        return {media_type: {"schema": {"type": "string", "format": "binary"}}}
    schema = _reference(kind.__name__)
    return {
        "application/json": {"schema": {"type": "array", "items": schema} if is_list else schema}
    }


def _reference(name: str) -> Node:
    return {"$ref": _REF.format(name=name)}


def _header(words: str) -> Node:
    return {"description": words, "schema": {"type": "string"}}
