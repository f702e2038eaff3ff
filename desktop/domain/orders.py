"""A work order (工单) and everything that is recorded on it.

All types are frozen msgspec structs: immutable values that are also their own JSON, so that the
wire, the local base and the domain never translate between three shapes of the same thing
(docs/decisions/0004).
"""

from datetime import date, datetime
from enum import StrEnum

from msgspec import Struct, structs

from desktop.domain.entries import Entry, Moment, Stamp
from desktop.domain.proceedings import (
    Commitment,
    CoOpinion,
    CoUnit,
    Extension,
    Fulfilment,
    Investigation,
    IrregularClaim,
    LegalBasis,
    Matter,
    MatterReply,
    PhoneReport,
)

__all__ = [
    "STAGE_NAMES", "Actor", "Attachment", "Callback", "CallbackResult", "Caller",
    "Confidentiality", "Contact", "ContactOutcome", "Entry", "Flag", "HandlingResult", "HeadPart",
    "LegalBasis", "Level", "Measure", "Moment", "Note", "Order", "Part", "PastReturn", "PlanStep",
    "PlatformDue", "Print", "ReturnForm", "ReturnRequest", "Role", "Round", "Signature",
    "Signoff", "Stage", "Stamp", "Visit", "WorkPlan", "new_order",
]  # fmt: skip


class Stage(StrEnum):
    """The one table of stages; screens show groups of these and nothing else invents a state."""

    DISPATCHED = "dispatched"
    ACCEPTED = "accepted"
    RETURN_PENDING = "return_pending"
    RETURN_REFUSED = "return_refused"
    HANDLING = "handling"
    AWAITING_SIGNOFF = "awaiting_signoff"
    AWAITING_FILES = "awaiting_files"
    SUBMITTED = "submitted"
    CALLBACK = "callback"
    WARNED = "warned"
    REWORK = "rework"
    CLOSED = "closed"
    REMOVED = "removed"


STAGE_NAMES: dict[Stage, str] = {
    Stage.DISPATCHED: "待接单",
    Stage.ACCEPTED: "已接单",
    Stage.RETURN_PENDING: "退单审核中",
    Stage.RETURN_REFUSED: "退单未获同意",
    Stage.HANDLING: "办理中",
    Stage.AWAITING_SIGNOFF: "待签批",
    Stage.AWAITING_FILES: "待传附件",
    Stage.SUBMITTED: "已提交",
    Stage.CALLBACK: "已回访",
    Stage.WARNED: "预警待重办",
    Stage.REWORK: "再次处置中",
    Stage.CLOSED: "已办结",
    Stage.REMOVED: "已移走",
}


class Flag(StrEnum):
    """What is true of an order beside its stage."""

    DIFFICULT = "difficult"
    """疑难 reported (XY-06)."""
    EXCLUSION_REQUESTED = "exclusion_requested"
    """不纳入测评 applied for (XY-12)."""
    EXCLUDED = "excluded"
    """不纳入测评 confirmed (XY-12)."""
    ASSIGNED = "assigned"
    """签派: the duty was assigned by the street's leaders (XY-09)."""


class Level(StrEnum):
    """Whose order it is, or which centre sent it back."""

    STREET = "street"
    COUNTY = "county"
    CITY = "city"
    PROVINCE = "province"


class Part(StrEnum):
    """The unit's part in an order: 主办 or 协办."""

    MAIN = "main"
    CO = "co"


class Confidentiality(StrEnum):
    """Whether the caller must stay unknown; then no name or number is in the order at all."""

    NONE = "none"
    REPORT = "report"
    """举报 (KF-20)."""
    SECRET = "secret"  # noqa: S105 - 保密, not a password
    """保密."""


class Role(StrEnum):
    """What an actor may do."""

    CLERK = "clerk"
    HEAD = "head"
    VIEWER = "viewer"
    CENTRE = "centre"
    SYSTEM = "system"


class Actor(Struct, frozen=True):
    """Who acts: taken from the token at the centre, never from a message."""

    user_id: str
    name: str
    unit_id: str
    role: Role


class Caller(Struct, frozen=True, omit_defaults=True):
    """The citizen (诉求人)."""

    name: str = ""
    phone: str = ""


class ContactOutcome(StrEnum):
    """Result of an attempt to reach the caller."""

    REACHED = "reached"
    NO_ANSWER = "no_answer"
    WRONG_NUMBER = "wrong_number"
    DECLINED = "declined"
    NO_MEANS = "no_means"
    """No number is known, or the caller is confidential: a row with the reason fulfils XY-02."""


class Contact(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """One attempt at contact (先行联系, XY-02)."""

    occurred_at: Moment
    way: str
    outcome: ContactOutcome
    person: str = ""
    summary: str = ""


class Visit(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """One check on site (现场核实, XY-15)."""

    occurred_at: Moment
    place: str
    people: str = ""
    findings: str = ""
    photos: tuple[str, ...] = ()
    """Attachment entry ids."""


class Measure(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """One step of the handling (处理过程)."""

    occurred_at: Moment
    text: str
    people: str = ""


class HeadPart(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """What the unit's head did himself in re-handling (负责人参与情况, XY-05)."""

    occurred_at: Moment
    head: str
    place: str
    text: str


class Note(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A remark of the unit, or a message of the centre."""

    text: str
    topic: str = ""
    """Empty, or what it is about: `difficult`, `exclusion`, `return`, `callback`, `warning`."""
    evidence: tuple[str, ...] = ()
    """Entry ids of the attachments that prove it."""


class Attachment(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A file of the order; its bytes are named by their SHA-256."""

    sha256: str
    name: str
    size: int
    media_type: str
    purpose: str = "evidence"
    """`photo`, `scan`, `recording`, `evidence`."""
    caption: str = ""
    taken_at: Moment | None = None
    round: int = 1


class Print(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A form was printed: lets a colleague's PC recognise the scan."""

    form: str
    form_id: str
    round: int
    codes: tuple[tuple[str, str], ...]
    """Section and its 版本码."""
    pages: int = 1
    copies: int = 1


class Signature(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A wet signature that came back as a scan, confirmed by the clerk, or an electronic one.

    Attributes:
        form: Form id.
        step: Signature box, such as `head` or `step1`.
        code: 版本码 read from the scanned sheet.
        signer: Who signed, as the clerk confirmed it or the certificate says.
        signed_on: Date on the paper, or of the electronic signature.
        sha256: The scanned page, or the signed document.
        differs: The sheet's content is no longer the office's (与现有内容不一致).
        remark: Of 委托签 or 补签 the reason.
        delegated: Somebody else signed for the leader (委托签).
        late: The leader signed afterwards (补签).
        means: "" for ink, `pades` for an electronic signature on the PDF.
        certificate: Of an electronic signature: issuer and serial number.
    """

    form: str
    form_id: str
    round: int
    step: str
    code: str
    signer: str
    signed_on: date
    sha256: str
    differs: bool = False
    remark: str = ""
    delegated: bool = False
    late: bool = False
    means: str = ""
    certificate: str = ""

    @property
    def is_electronic(self) -> bool:
        """Whether a certificate's key signed it; a drawn signature never counts as one."""
        return self.means == "pades"

    @property
    def issuer(self) -> str:
        """Name of who issued the certificate; empty for ink."""
        return self.certificate.rpartition(" ")[0]


class HandlingResult(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The section of findings, result and answer (工单处理记录表, XY-03)."""

    cause: str = ""
    fact: str = ""
    """`true`, `partly`, `false` (属实/部分属实/不属实)."""
    fact_note: str = ""
    demand: str = ""
    """`reasonable`, `partly`, `unreasonable`."""
    demand_note: str = ""
    outcome: str = ""
    """`solved`, `explained`, `partly`, `unsolved` (实际解决/解释说明/部分解决/未解决)."""
    outcome_note: str = ""
    answered_at: Moment | None = None
    answer_way: str = ""
    answer: str = ""
    feedback: str = ""
    """`satisfied`, `basic`, `dissatisfied`, `unrated`."""
    feedback_note: str = ""
    lead_person: str = ""
    handlers: str = ""
    last_dissatisfaction: str = ""
    rehandle_measures: str = ""


class PlanStep(Struct, frozen=True, omit_defaults=True):
    """One step of a work plan."""

    text: str
    due: date | None = None
    person: str = ""


class WorkPlan(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """工作方案 for what cannot be solved soon (XY-19)."""

    steps: tuple[PlanStep, ...] = ()
    told_citizen: str = ""


class ReturnForm(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Content of the 退单申请表 (XY-07)."""

    reason_class: str = ""
    reason: str = ""
    fields: tuple[tuple[str, str], ...] = ()
    """Extra fields of the reason class: key and value."""
    basis: tuple[LegalBasis, ...] = ()
    suggested_unit: str = ""
    contact_person: str = ""
    contact_phone: str = ""


class ReturnRequest(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A return request that was sent, and what the centre decided."""

    stamp: Stamp
    form: ReturnForm
    decided: Stamp | None = None
    accepted: bool = False
    opinion: str = ""


class Signoff(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Content of the 工单签批单 (F3)."""

    section: str = ""
    opinion: str = ""
    handling: str = ""
    review: str = ""
    reply: str = ""


class CallbackResult(StrEnum):
    """What the citizen said when the centre called back (回访)."""

    SATISFIED = "satisfied"
    BASIC = "basic"
    DISSATISFIED = "dissatisfied"
    UNRATED = "unrated"


class Callback(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A call-back by the centre (XY-04)."""

    stamp: Stamp
    result: CallbackResult
    text: str = ""


class Round(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One handling of the order: 首次处置 is number 1, every 再次处置 a new one.

    Attributes:
        number: 1 for the first handling.
        started_at: When its clocks start.
        warned_by: Where the warning came from: `platform`, `manual`, or both. Empty in round 1.
        warning: What the citizen was not satisfied with.
        level: Which centre sent it back for this round (县级、市级重办); None where not known.
    """

    number: int
    started_at: Moment
    warned_by: tuple[str, ...] = ()
    warning: str = ""
    level: Level | None = None
    accepted: Stamp | None = None
    contacts: tuple[Contact, ...] = ()
    visits: tuple[Visit, ...] = ()
    measures: tuple[Measure, ...] = ()
    head_parts: tuple[HeadPart, ...] = ()
    result: HandlingResult | None = None
    plan: WorkPlan | None = None
    return_form: ReturnForm | None = None
    return_request: ReturnRequest | None = None
    signoff: Signoff | None = None
    submitted: Stamp | None = None
    callback: Callback | None = None


class PastReturn(Struct, frozen=True, omit_defaults=True):
    """An earlier unit that returned the order successfully."""

    unit_id: str
    unit_name: str
    at: Moment


class PlatformDue(Struct, frozen=True):
    """A deadline that the platform itself set; it wins over the computed one."""

    duty: str
    due: Moment


class Order(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A work order as one unit sees it."""

    order_id: str
    number: str
    title: str
    kind: str
    unit_id: str
    profile: str
    profile_version: int
    dispatched_at: Moment
    stage: Stage
    rounds: tuple[Round, ...]
    content: str = ""
    external_number: str = ""
    category: str = ""
    channel: str = ""
    urgency: str = ""
    confidentiality: Confidentiality = Confidentiality.NONE
    anonymous: bool = False
    caller: Caller | None = None
    address: str = ""
    unit_name: str = ""
    level: Level | None = None
    """Whose order it is; None where the platform does not say."""
    received_at: Moment | None = None
    """When a written notice was received (KF-01); its clocks start then."""
    preliminary: bool = False
    """预先调查核实 is asked for; the order is not finally assigned yet (LS-15)."""
    part: Part = Part.MAIN
    platform_due: tuple[PlatformDue, ...] = ()
    flags: tuple[Flag, ...] = ()
    past_returns: tuple[PastReturn, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    signatures: tuple[Signature, ...] = ()
    prints: tuple[Print, ...] = ()
    notes: tuple[Note, ...] = ()
    phone_reports: tuple[PhoneReport, ...] = ()
    extensions: tuple[Extension, ...] = ()
    irregular_claims: tuple[IrregularClaim, ...] = ()
    matters: tuple[Matter, ...] = ()
    matter_replies: tuple[MatterReply, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    fulfilments: tuple[Fulfilment, ...] = ()
    investigations: tuple[Investigation, ...] = ()
    co_units: tuple[CoUnit, ...] = ()
    co_opinions: tuple[CoOpinion, ...] = ()
    extra: tuple[tuple[str, str], ...] = ()
    """Columns of a platform export that have no field of their own."""
    closed: Stamp | None = None
    removed: str = ""
    """Why the order left this unit."""

    @property
    def round(self) -> Round:
        """The current round."""
        return self.rounds[-1]

    def with_round(self, **changes: object) -> "Order":
        """Return a copy whose current round has the given changes."""
        changed = structs.replace(self.round, **changes)
        return structs.replace(self, rounds=(*self.rounds[:-1], changed))

    def has(self, flag: Flag) -> bool:
        """Tell whether a flag is set."""
        return flag in self.flags


def new_order(
    *,
    order_id: str,
    number: str,
    title: str,
    kind: str,
    unit_id: str,
    dispatched_at: datetime,
    profile: str,
    profile_version: int,
    **fields: object,
) -> Order:
    """Make an order as it is dispatched: first round open, nothing recorded.

    Callers' data of 举报 and 保密 orders is dropped here whatever the source sends (KF-20).
    """
    if fields.get("confidentiality", Confidentiality.NONE) != Confidentiality.NONE:
        fields.pop("caller", None)
    order = Order(
        order_id=order_id,
        number=number,
        title=title,
        kind=kind,
        unit_id=unit_id,
        dispatched_at=dispatched_at,
        profile=profile,
        profile_version=profile_version,
        stage=Stage.DISPATCHED,
        rounds=(Round(number=1, started_at=dispatched_at),),
    )
    return structs.replace(order, **fields)
