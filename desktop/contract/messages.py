"""Messages of the sync contract (protocol 1), both directions.

JSON over HTTP; every struct here is one JSON object. Orders and action data travel as raw JSON,
so that neither end rewrites what it only passes on, and so that one action that cannot be read
does not make a whole request unreadable.
"""

from datetime import datetime
from enum import StrEnum

from msgspec import Raw, Struct

NO_ORDER = Raw(b"")
"""Stands where no order is sent; false, and left out of the JSON (msgspec has no optional Raw)."""

PROTOCOL = 1
"""Version of the contract that this code speaks."""

PROTOCOL_MIN = 1
"""Oldest contract in which the platform still takes saved work; 12 months behind at least."""

CLIENT_MIN_DETAIL = "client_min="
"""What `detail` of `protocol_too_old` begins with where the program is too old to pull."""

MAX_ACTIONS = 100
"""Most actions of one push."""
MAX_PUSH_BYTES = 1_000_000
"""Most bytes of one push."""
MAX_RESCUED = 2000
"""Most actions of one rescue bundle."""
MAX_RESCUE_BYTES = 8_000_000
"""Most bytes of one rescue bundle."""
MAX_WAIT_S = 25
"""Longest long poll, in seconds."""

HEADER_SERVICE = "X-Desk-Service"
"""Header that marks a reply as the central platform's own; its value is `1`."""
HEADER_DIGEST = "Content-Digest"
"""RFC 9530 digest over the uncompressed body: `sha-256=:<base64>:`."""
HEADER_WHOLE_LENGTH = "X-Desk-Whole-Length"
"""With a slice of reference data: bytes of the whole piece."""
HEADER_WHOLE_DIGEST = "X-Desk-Whole-Digest"
"""With a slice of reference data: digest over the whole piece, written like `Content-Digest`."""
SLICE_TYPE = "application/offset+octet-stream"
"""Media type of a slice, which may end in the middle of a character."""
MAX_SLICE_BYTES = 1024 * 1024
"""Most bytes of one slice of reference data."""


class Claimed(Struct, frozen=True, omit_defaults=True):
    """When the clerk clicked, as the PC believes it.

    Attributes:
        wall_ms: Wall clock, milliseconds since 1970, corrected by nothing.
        offset_ms: Estimated server time less wall clock.
        error_ms: How far the estimate may be off; -1 when there is none.
        boot_id: The boot that `mono_ms` belongs to.
        mono_ms: Monotonic clock.
    """

    wall_ms: int
    offset_ms: int = 0
    error_ms: int = -1
    boot_id: str = ""
    mono_ms: int = 0


class PushedAction(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One action of a client.

    Attributes:
        seq: 1, 2, 3 … per client, without gaps.
        op_id: UUID, unique at the centre as well.
        kind: The action's kind.
        schema: Version of the action's shape.
        order_id: The order.
        round: Round the clerk saw.
        base_version: Server version of the order that the clerk saw.
        base_seq: This client's last own action visible on the screen.
        seen: Highest failed seq that the clerk has seen for this order.
        supersedes: The op_id of the refused or conflicting action that this one replaces.
        data: The action's JSON.
        claimed: When it was clicked.
        blobs: SHA-256 of files the action speaks of.
    """

    seq: int
    op_id: str
    kind: str
    order_id: str
    data: Raw
    claimed: Claimed
    schema: int = 1
    round: int = 1
    base_version: int = 0
    base_seq: int = 0
    seen: int = 0
    supersedes: str = ""
    blobs: tuple[str, ...] = ()


class PushRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/push`: actions in order."""

    client_id: str
    user_id: str
    epoch: int
    protocol: int
    client_version: str
    sent_at: datetime
    actions: tuple[PushedAction, ...]


class ResultStatus(StrEnum):
    """What happened to an action."""

    APPLIED = "applied"
    NOOP = "noop"
    CONFLICT = "conflict"
    REFUSED = "refused"
    BLOCKED = "blocked"
    ERROR = "error"

    @property
    def settled(self) -> bool:
        """Whether the action is in the server's history; otherwise it needs attention."""
        return self in {ResultStatus.APPLIED, ResultStatus.NOOP}


class ActionResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The centre's answer to one action.

    Attributes:
        seq: The action's sequence number.
        op_id: The action's id.
        status: What happened.
        replayed: The action had been answered before; this is the stored answer.
        code: Machine reason for all but applied.
        message: The same in Chinese.
        version: Server version of the order after it.
        section: The clashing section of a conflict.
        order: The server's order, for a conflict.
        incident: Id to ask about, for an error.
    """

    seq: int
    op_id: str
    status: ResultStatus
    replayed: bool = False
    code: str = ""
    message: str = ""
    version: int = 0
    section: str = ""
    order: Raw = NO_ORDER
    incident: str = ""


class PushReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answer to a push: one result for each action, in order."""

    client_id: str
    epoch: int
    last: int
    results: tuple[ActionResult, ...]
    server_time: datetime
    stopped: bool = False


class PullRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/pull`: changes after a cursor.

    Attributes:
        cursor: Opaque; empty for everything.
        ack: Highest seq whose result is safely stored in the client.
        limit: Most changes wanted; 0 asks only where the server stands, which a program that
            is too old to pull may do as well.
        wait_s: Seconds to wait for a change when there is none, at most `MAX_WAIT_S`.
    """

    client_id: str
    epoch: int
    cursor: str
    ack: int
    limit: int = 1000
    wait_s: int = 0


class ChangeOp(StrEnum):
    """What a change does to the client's copy."""

    PUT = "put"
    REMOVE = "remove"


class Change(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One order changed, or left the unit."""

    order_id: str
    op: ChangeOp
    version: int
    reason: str = ""
    order: Raw = NO_ORDER


class PullReply(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Answer to a pull.

    Attributes:
        reset: The cursor is of no use: what follows is everything, mark and sweep.
        results: Results that the client has not acknowledged yet.
        last: Last seq of this client that the server has taken.
        after: Cursor of the request: an old reply that comes once more would skip what lies
            between.
    """

    client_id: str
    epoch: int
    changes: tuple[Change, ...]
    cursor: str
    server_time: datetime
    more: bool = False
    reset: bool = False
    results: tuple[ActionResult, ...] = ()
    last: int = 0
    after: str = ""


class CheckRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/check`: what should I hold?"""

    client_id: str
    cursor: str


class CheckReply(Struct, frozen=True, kw_only=True):
    """Count and checksum (XOR of SHA-256 prefixes of `order_id:version`) of a unit's orders."""

    client_id: str
    epoch: int
    count: int
    checksum: str


class Ping(Struct, frozen=True):
    """`GET /v1/ping?n=NONCE`: proves that the answer comes from the platform."""

    nonce: str
    server_time: datetime


class Hello(Struct, frozen=True, kw_only=True):
    """`GET /v1/hello`: what the platform speaks and holds."""

    protocol_min: int
    protocol_max: int
    epoch: int
    client_min: str
    unit_id: str
    unit_name: str
    user_id: str
    user_name: str
    role: str
    max_actions: int
    max_push_bytes: int
    training: bool = False
    reference: dict[str, str] = {}
    """Reference data and their ETags."""


class EnrolRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/enrol`: a one-time code for a device."""

    code: str
    device_name: str


class EnrolReply(Struct, frozen=True, kw_only=True):
    """The device's own credentials, shown once."""

    device_id: str
    device_secret: str
    unit_id: str
    unit_name: str
    profile: str
    training: bool = False


class TokenRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """`POST /v1/token`: by user name and password, or by a refresh token (rotated).

    Attributes:
        unit_id: Which of his units the user works for; the device's when left out. A renewal
            stays with the unit of the login.
    """

    device_id: str
    device_secret: str
    user_name: str = ""
    password: str = ""
    refresh_token: str = ""
    unit_id: str = ""


class UnitRole(Struct, frozen=True):
    """A unit that a user works for, and as what."""

    unit_id: str
    name: str
    role: str


class TokenReply(Struct, frozen=True, kw_only=True):
    """Tokens of a user on a device, for one of his units.

    Attributes:
        role: What he is in that unit.
        unit_id: The unit that everything done with these tokens is done for.
        units: All units that he works for; another one needs a login of its own.
    """

    user_id: str
    user_name: str
    role: str
    access_token: str
    expires_s: int
    refresh_token: str
    unit_id: str = ""
    units: tuple[UnitRole, ...] = ()


class UploadRequest(Struct, frozen=True, kw_only=True):
    """`POST /v1/blobs`: announce a file; the answer says whether and where to send it."""

    sha256: str
    size: int


class UploadReply(Struct, frozen=True, kw_only=True):
    """Where an upload stands.

    Attributes:
        sha256: The file that this speaks of: a reply that was made for another one, and comes
            late or to the wrong line, would make this one present that nobody has sent.
        upload_id: Path part for `HEAD`/`PATCH /v1/uploads/{id}`; empty when present.
        offset: Bytes that the server has safely.
        present: The whole file is there and its hash was checked.
    """

    sha256: str
    upload_id: str
    offset: int
    present: bool


class RescueBundle(Struct, frozen=True, kw_only=True):
    """`POST /v1/rescue`: work in an outbox that cannot be pushed any more.

    Its file form, for `python -m central rescue import`, is the same JSON. Nothing of it is
    applied: the platform files each action with its order, where a person looks at it and admits
    it as of the moment of the click. A repeat changes nothing.

    Attributes:
        client_id: The client that the actions were made in.
        user_id: Who made them; over the wire, the user of the token.
        epoch: Lineage that the client had last pulled; 0 when none.
        client_version: The program that made the bundle.
        made_at: When it was made.
        reason: Why the actions could not be pushed, for people.
        actions: The outbox rows, oldest first, byte for byte.
    """

    client_id: str
    user_id: str
    epoch: int
    client_version: str
    made_at: datetime
    actions: tuple[PushedAction, ...]
    reason: str = ""


class RescueFate(StrEnum):
    """What became of an action of a rescue bundle."""

    FILED = "filed"
    KNOWN = "known"
    UNREADABLE = "unreadable"


class RescueResult(Struct, frozen=True, kw_only=True):
    """One action of a rescue bundle.

    Attributes:
        op_id: The action.
        fate: `filed`: kept with its order, now or before. `known`: it is in the history already.
            `unreadable`: an id or its time is none; nothing was kept.
    """

    op_id: str
    fate: RescueFate


class RescueReply(Struct, frozen=True, kw_only=True):
    """Answer to a rescue bundle: one result for each action, in order."""

    client_id: str
    epoch: int
    results: tuple[RescueResult, ...]
    server_time: datetime


class RuleFile(Struct, frozen=True):
    """A rule file as it was written (`GET /v1/reference/profile` and `/calendar`: a list of them).

    The text goes over the wire, not its content, because TOML has dates and times of day and
    JSON has neither.

    Attributes:
        name: Profile id, or the calendar's file name.
        version: Version of a profile; the year of a calendar.
        toml: The file's text.
    """

    name: str
    version: int
    toml: str


class UnitEntry(Struct, frozen=True):
    """A unit of the directory (`GET /v1/reference/units`)."""

    unit_id: str
    name: str
    category: str = ""


class CategoryEntry(Struct, frozen=True, omit_defaults=True):
    """A topic of demands (`GET /v1/reference/categories`: a list of them).

    Attributes:
        code: What an order's `category` says.
        name: What people say.
        parent: Code of the topic above; empty at the top.
    """

    code: str
    name: str
    parent: str = ""


class KnowledgeEntry(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A piece of the hotline's knowledge base (`GET /v1/reference/knowledge`: a list of them).

    Attributes:
        entry_id: Stays the same when the text is revised.
        title: The question, in a few words.
        text: The answer that may be given to a citizen.
        category: Code of the topic; empty for none.
        keywords: Words of a demand that it fits.
        source: The document it is taken from, or the unit that is responsible.
        revised: Day of its last revision, as the platform writes it.
    """

    entry_id: str
    title: str
    text: str
    category: str = ""
    keywords: tuple[str, ...] = ()
    source: str = ""
    revised: str = ""


class ScoreFile(Struct, frozen=True, kw_only=True):
    """Published figures of a period (`GET /v1/reference/scores`: a list of them).

    The file goes as it was written: what is in it depends on the assessment.

    Attributes:
        profile: The rule profile whose assessment it is for.
        period: `2026-10`, `2026`, or first and last day: `2026-09-01/2026-10-31`.
        name: The file's name; its ending says whether it is JSON or CSV.
        text: Its content.
    """

    profile: str
    period: str
    name: str
    text: str


class Problem(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """RFC 9457 problem+json with a machine code.

    Codes: `gap` (with `expected`), `seq_reused`, `epoch_changed` (with `epoch`),
    `client_forked`, `unauthorised`, `token_expired`, `revoked`, `forbidden`, `code_used`,
    `code_unknown`, `protocol_too_old`, `too_large`, `malformed`, `not_found`,
    `upload_offset`, `upload_hash`, `busy`.
    """

    code: str
    title: str
    status: int
    type: str = "about:blank"
    detail: str = ""
    expected: int = 0
    epoch: int = 0
