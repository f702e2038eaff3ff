"""What happens around the handling of an order: reports, extensions, matters, commitments.

All are append-only rows of the order. Which of them a place knows is data (`Profile.actions`).
"""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from desktop.domain.entries import Entry, Moment, Stamp


class PhoneReport(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """The unit told the centre by phone, before a return, that it is not its duty (LS-03)."""

    occurred_at: Moment
    person: str
    text: str = ""


class Extension(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A request for more time (延期, KF-03), and what became of it.

    Attributes:
        duty: What it is for: `handle` or `rehandle`.
        round: The round it is for.
        until: The day that the unit asks for; None leaves it to the centre.
        old_due: The deadline before it was granted; kept as history.
        new_due: The deadline that the centre granted.
    """

    duty: str
    round: int
    reason: str
    until: date | None = None
    decided: Stamp | None = None
    accepted: bool = False
    opinion: str = ""
    old_due: Moment | None = None
    new_due: Moment | None = None


class LegalBasis(Struct, frozen=True, omit_defaults=True):
    """A document that shows whose duty it is, or by which something is refused."""

    document: str
    number: str = ""
    clause: str = ""


class IrregularClass(StrEnum):
    """Why a demand is irregular (归类, LS-10, LS-26)."""

    OUTSIDE = "outside"
    LEGAL_PATH = "legal_path"
    UNLAWFUL = "unlawful"
    CONFIDENTIAL = "confidential"
    UNTRUE = "untrue"
    EXCESSIVE = "excessive"
    HEARD = "heard"
    ABUSE = "abuse"


IRREGULAR_NAMES: dict[IrregularClass, str] = {
    IrregularClass.OUTSIDE: "超出辖区",
    IrregularClass.LEGAL_PATH: "法定途径（诉讼、仲裁、复议、信访、纪检监察、政府信息公开）",
    IrregularClass.UNLAWFUL: "不符合法律法规政策",
    IrregularClass.CONFIDENTIAL: "涉密、隐私或违反公序良俗",
    IrregularClass.UNTRUE: "经查不属实",
    IrregularClass.EXCESSIVE: "明显超出合理范围",
    IrregularClass.HEARD: "经听证认定不合理",
    IrregularClass.ABUSE: "恶意占用资源",
}


class Talk(Struct, frozen=True, omit_defaults=True):
    """One talk in which the unit explained itself to the caller, as it is written on paper."""

    at: str = ""
    means: str = ""
    person: str = ""
    points: str = ""


class IrregularClaim(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """不合规诉求 reported to have the order closed (LS-10), and what became of it.

    Attributes:
        explained: How it was explained to the caller (解释工作).
        irregular_class: 归类; None in claims from before it was asked for.
        policies: 政策依据.
        talks: 与群众沟通解释记录; none means the contacts that are recorded.
    """

    reason: str
    explained: str
    irregular_class: IrregularClass | None = None
    policies: tuple[LegalBasis, ...] = ()
    talks: tuple[Talk, ...] = ()
    decided: Stamp | None = None
    accepted: bool = False
    opinion: str = ""


class Matter(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """督办, 催办, 提示, 书面交办: something that asks the unit for a reply (LS-08, KF-22).

    Attributes:
        matter: Id of its kind in the profile.
        sources: `platform`, `manual`, or both when the same one came both ways.
        due: The date that the notice itself sets.
        reply_demanded: Whether the unit owes a reply, as the profile said when it came.
        evidence: Entry ids of the attachments that prove it.
    """

    matter: str
    received_at: Moment
    sources: tuple[str, ...]
    text: str
    due: Moment | None = None
    reply_demanded: bool = True
    evidence: tuple[str, ...] = ()


class MatterReply(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """The unit's reply to a matter.

    Attributes:
        matter: Entry id of the matter.
        resolved: Whether there is a result; without one the next 催办 counts (KF-13).
        copied: Whether the centre got a copy (抄送, LS-06).
    """

    matter: str
    text: str
    resolved: bool = True
    copied: bool = False


class Commitment(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A promise to the caller: what, and by when (XY-19)."""

    text: str
    due: date | None = None
    person: str = ""


class Fulfilment(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A promise was kept."""

    commitment: str
    text: str


class Investigation(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """预先调查核实: what was found, and how it should be handled and by whom (LS-15)."""

    findings: str
    proposal: str
    suggested_unit: str = ""


class CoUnit(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """A unit that the centre told to assist (协办, LS-04)."""

    unit_id: str
    unit_name: str
    text: str = ""


class CoOpinion(Entry, frozen=True, kw_only=True, omit_defaults=True):
    """What an assisting unit contributes (协办意见)."""

    unit_name: str
    text: str
