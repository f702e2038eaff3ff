"""What people do to an order: immutable actions, each its own JSON with a `kind`.

The unit's actions come from a clerk's click; the centre's from its staff. Each is applied by
`lifecycle.apply`, at the client, in every replay of unsent work, and at the centre.
"""

from datetime import date
from typing import get_args

from msgspec import Struct

from desktop.domain.orders import (
    CallbackResult,
    ContactOutcome,
    HandlingResult,
    Level,
    Moment,
    ReturnForm,
    Signoff,
    WorkPlan,
)
from desktop.domain.proceedings import IrregularClass, LegalBasis, Talk

_TAG = "kind"


class Accept(Struct, frozen=True, tag_field=_TAG, tag="accept"):
    """先行接单 (XY-01); in a warned order: takes up the re-handling."""


class Appending(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of actions that append a row: the row's id is made where the click happened."""

    entry_id: str


class RecordContact(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_contact"):
    """先行联系: one attempt (XY-02)."""

    occurred_at: Moment
    way: str
    outcome: ContactOutcome
    person: str = ""
    summary: str = ""


class RecordVisit(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_visit"):
    """现场核实 (XY-15)."""

    occurred_at: Moment
    place: str
    people: str = ""
    findings: str = ""
    photos: tuple[str, ...] = ()


class RecordMeasure(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_measure"):
    """处理过程: one step."""

    occurred_at: Moment
    text: str
    people: str = ""


class RecordHeadPart(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_head_part"):
    """负责人参与情况 (XY-05)."""

    occurred_at: Moment
    head: str
    place: str
    text: str


class SaveResult(Struct, frozen=True, tag_field=_TAG, tag="save_result"):
    """Save the section of findings, result and answer."""

    result: HandlingResult


class SavePlan(Struct, frozen=True, tag_field=_TAG, tag="save_plan"):
    """Save the work plan (XY-19)."""

    plan: WorkPlan


class SaveReturnForm(Struct, frozen=True, tag_field=_TAG, tag="save_return_form"):
    """Save the content of the 退单申请表, before it is printed and signed."""

    form: ReturnForm


class RequestReturn(Struct, frozen=True, tag_field=_TAG, tag="request_return"):
    """退单申请: send the saved and signed form (XY-07)."""


class WithdrawReturn(Struct, frozen=True, tag_field=_TAG, tag="withdraw_return"):
    """Take a return request back while it is undecided."""


class SaveSignoff(Struct, frozen=True, tag_field=_TAG, tag="save_signoff"):
    """Save the content of the 工单签批单."""

    signoff: Signoff


class RequestSignoff(Struct, frozen=True, tag_field=_TAG, tag="request_signoff"):
    """Hand the order in for sign-off on paper (an office option in 夏阳)."""


class AddAttachment(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="add_attachment"):
    """Attach a file whose bytes are already stored."""

    sha256: str
    name: str
    size: int
    media_type: str
    purpose: str = "evidence"
    caption: str = ""
    taken_at: Moment | None = None


class Sign(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="sign"):
    """File a signed sheet.

    Ink was found in the box and the clerk confirmed signer and date, or the key of a certificate
    signed this very content (`means` is `pades`).
    """

    form: str
    form_id: str
    round: int
    step: str
    code: str
    signer: str
    signed_on: date
    sha256: str
    remark: str = ""
    delegated: bool = False
    late: bool = False
    means: str = ""
    certificate: str = ""


class FormPrinted(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="form_printed"):
    """A form was printed."""

    form: str
    form_id: str
    round: int
    codes: tuple[tuple[str, str], ...]
    pages: int = 1
    copies: int = 1


class AddNote(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="add_note"):
    """A remark; from the centre: a message to the unit."""

    text: str


class Retract(Struct, frozen=True, tag_field=_TAG, tag="retract"):
    """Take an append-only row back; it stays visible with the reason."""

    target: str
    reason: str


class RegisterWarning(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="register_warning"):
    """预警 that came outside the platform, such as by WeChat group (XY-20).

    Attributes:
        evidence: Entry ids of the attachments that prove it.
    """

    received_at: Moment
    source: str
    text: str
    evidence: tuple[str, ...] = ()


class ReportDifficult(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="report_difficult"):
    """疑难上报 to the centre (XY-06)."""

    measures: str
    difficulty: str
    request: str
    suggestion: str = ""


class ApplyExclusion(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="apply_exclusion"):
    """不纳入测评: apply for it (XY-12)."""

    reason: str


class RecordPhoneReport(
    Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_phone_report"
):
    """电话汇报: the centre was told by phone before a return (LS-03, LS-21)."""

    occurred_at: Moment
    person: str
    text: str = ""


class RequestExtension(
    Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="request_extension"
):
    """延期: ask for more time (KF-03, GP-02)."""

    reason: str
    until: date | None = None


class ClaimIrregular(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="claim_irregular"):
    """不合规诉求: ask to have the order closed (LS-10)."""

    reason: str
    explained: str
    irregular_class: IrregularClass | None = None
    policies: tuple[LegalBasis, ...] = ()
    talks: tuple[Talk, ...] = ()


class RegisterMatter(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="register_matter"):
    """督办, 催办, 书面交办 that came outside the platform (LS-08, KF-22).

    Attributes:
        evidence: Entry ids of the attachments that prove it, such as the written order.
    """

    matter: str
    received_at: Moment
    text: str
    due: Moment | None = None
    evidence: tuple[str, ...] = ()


class ReplyMatter(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="reply_matter"):
    """Reply to a matter; the oldest open one when `matter` is empty."""

    text: str
    matter: str = ""
    resolved: bool = True
    copied: bool = False


class RecordCommitment(
    Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_commitment"
):
    """承诺: what was promised to the caller, and by when."""

    text: str
    due: date | None = None
    person: str = ""


class FulfilCommitment(
    Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="fulfil_commitment"
):
    """A promise was kept; the oldest open one when `commitment` is empty."""

    text: str
    commitment: str = ""


class SubmitInvestigation(
    Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="submit_investigation"
):
    """预先调查核实: hand in the findings and a proposal (LS-15)."""

    findings: str
    proposal: str
    suggested_unit: str = ""


class GiveCoOpinion(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="give_co_opinion"):
    """协办意见: of this unit, or of an assisting one that gave it on paper."""

    text: str
    unit_name: str = ""


class Submit(Struct, frozen=True, tag_field=_TAG, tag="submit"):
    """提交: report back to the centre (XY-03, XY-05)."""


class DecideReturn(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="decide_return"):
    """Centre: accept a return and dispatch anew, or refuse it (XY-08, XY-09).

    Attributes:
        leader: Who assigned the duty (批办); demanded from the second return on (XY-09).
    """

    accepted: bool
    opinion: str
    new_unit_id: str = ""
    new_unit_name: str = ""
    leader: str = ""


class RecordCallback(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="record_callback"):
    """Centre: 回访; a dissatisfied citizen makes it a warned order and a new round (XY-04).

    Attributes:
        level: Which centre called; a new round then counts as its 重办 (LS-25).
    """

    result: CallbackResult
    text: str = ""
    level: Level | None = None


class AnswerDifficult(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="answer_difficult"):
    """Centre: what is done about a difficult order (XY-06, XY-14)."""

    text: str


class DecideExclusion(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="decide_exclusion"):
    """Centre: 不纳入测评 decided, with the leader who signed (XY-12)."""

    accepted: bool
    text: str
    signed_by: str = ""


class AssignDuty(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="assign_duty"):
    """Centre: 签派 by the street's leaders (XY-09)."""

    leader: str
    text: str = ""


class DecideExtension(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="decide_extension"):
    """Centre: 延期 granted with a new deadline, or refused (KF-03)."""

    accepted: bool
    opinion: str = ""
    new_due: Moment | None = None


class DecideIrregular(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="decide_irregular"):
    """Centre: 不合规诉求 accepted, which closes the order, or refused (LS-10, LS-26)."""

    accepted: bool
    opinion: str = ""


class OpenMatter(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="open_matter"):
    """Centre: 督办, 催办, 提示 (LS-08, KF-22)."""

    matter: str
    text: str
    due: Moment | None = None


class AssignCo(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="assign_co"):
    """Centre: another unit assists (协办, LS-04)."""

    unit_id: str
    unit_name: str
    text: str = ""


class ReturnToUnit(Appending, frozen=True, kw_only=True, tag_field=_TAG, tag="return_to_unit"):
    """Centre: 重办, sent back by the county or the city (LS-25, KF-21)."""

    text: str
    level: Level | None = None


class SetDue(Struct, frozen=True, tag_field=_TAG, tag="set_due"):
    """Centre: set a deadline of the platform's own."""

    duty: str
    due: Moment


class Close(Struct, frozen=True, tag_field=_TAG, tag="close"):
    """Centre: 办结."""


class Remove(Struct, frozen=True, tag_field=_TAG, tag="remove"):
    """Centre: take the order from the unit (recall)."""

    reason: str


class FilesArrived(Struct, frozen=True, tag_field=_TAG, tag="files_arrived"):
    """System: every file of a submitted order is present at the centre."""


UnitAction = (
    Accept | RecordContact | RecordVisit | RecordMeasure | RecordHeadPart | SaveResult | SavePlan
    | SaveReturnForm | RequestReturn | WithdrawReturn | SaveSignoff | RequestSignoff
    | AddAttachment | Sign | FormPrinted | AddNote | Retract | RegisterWarning | ReportDifficult
    | ApplyExclusion | RecordPhoneReport | RequestExtension | ClaimIrregular | RegisterMatter
    | ReplyMatter | RecordCommitment | FulfilCommitment | SubmitInvestigation | GiveCoOpinion
    | Submit
)  # fmt: skip
CentreAction = (
    DecideReturn | RecordCallback | AnswerDifficult | DecideExclusion | AssignDuty
    | DecideExtension | DecideIrregular | OpenMatter | AssignCo | ReturnToUnit | SetDue | Close
    | Remove | FilesArrived
)  # fmt: skip
Action = UnitAction | CentreAction


def kind_of(action: Action | type[Action]) -> str:
    """Name an action's kind, as it stands in its JSON and in a profile's `actions`."""
    tag = action.__struct_config__.tag
    assert isinstance(tag, str)  # noqa: S101 - every action above has a tag of its own
    return tag


ACTION_KINDS: tuple[str, ...] = tuple(kind_of(kind) for kind in get_args(Action))
"""Every kind there is; a profile names those that exist in its jurisdiction."""
