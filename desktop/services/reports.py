"""What the unit's lists and regular reports hold, and the port that prints them.

All values are plain: the printing side words them, so that paper, .xlsx and .csv say the same.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar, Protocol

from msgspec import to_builtins

from desktop.domain.missed_duties import MissedDuty
from desktop.domain.orders import CallbackResult, Confidentiality, Order
from desktop.domain.version_code import unit_content
from desktop.services.paper_ports import InkBox, PrintContext
from desktop.services.report_names import ReportForm
from desktop.services.report_period import Period
from desktop.services.tables import Table

_HIDDEN = "〔已隐去〕"
_IN_THE_ORDER = "（内容见工单）"
_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_SHORTEST_NUMBER = 7


@dataclass(frozen=True, slots=True)
class OnsiteLine:
    """A check on site of an order that is supervised (LS-11)."""

    number: str
    title: str
    category: str
    at: datetime
    place: str
    people: str
    findings: str
    measures: str
    outcome: str
    photos: int


@dataclass(frozen=True, slots=True)
class OnsiteReport:
    """The month's checks on site.

    Attributes:
        due: The day by which the list has to be there; None where no rule names one.
    """

    form: ClassVar[ReportForm] = ReportForm.ONSITE

    period: Period
    lines: tuple[OnsiteLine, ...]
    due: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveLine:
    """One order of the register.

    Attributes:
        file_number: 案卷号: orders by leaders are numbered by when they were issued (KF-23).
        approved_at: 批办时间, for orders by leaders.
        dispatched_in: Whether it was dispatched in the period.
        closed_in: Whether it was closed in the period.
        pages: Printed sheets of its forms.
        files: Files that lie with it.
    """

    number: str
    title: str
    kind: str
    dispatched_at: datetime
    approved_at: datetime | None
    closed_at: datetime | None
    outcome: str
    feedback: CallbackResult | None
    pages: int
    files: int
    dispatched_in: bool
    closed_in: bool
    file_number: str = ""


@dataclass(frozen=True, slots=True)
class ArchiveReport:
    """The month's register.

    Attributes:
        retention: 保管期限 of its files; empty to be filled in by hand.
    """

    form: ClassVar[ReportForm] = ReportForm.ARCHIVE

    period: Period
    lines: tuple[ArchiveLine, ...]
    retention: str = ""


@dataclass(frozen=True, slots=True)
class SelfReportLine:
    """One item of the assessment."""

    id: str
    name: str
    clause: str
    full: str
    mark: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class Share:
    """How many of how many."""

    met: int
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class YearFacts:
    """The year in numbers, from the unit's own orders.

    Attributes:
        dispatched: Orders dispatched in the year.
        closed: Those of them that are closed.
        in_time: First handlings in time, of those due.
        contacted: First contacts in time, of those due.
        satisfied: Call-backs that were not 不满意, of all rated ones.
        redone: How often an order was sent back.
        leaders: Orders by leaders.
    """

    dispatched: int
    closed: int
    in_time: Share
    contacted: Share
    satisfied: Share
    redone: int
    leaders: int


@dataclass(frozen=True, slots=True)
class SelfReport:
    """The year's self-assessment, item by item.

    Attributes:
        basis: The document that it follows; empty where none is known here.
    """

    form: ClassVar[ReportForm] = ReportForm.SELF_REPORT

    period: Period
    basis: str
    lines: tuple[SelfReportLine, ...]
    facts: YearFacts


@dataclass(frozen=True, slots=True)
class RewardLine:
    """Something that counts for or against the unit."""

    number: str
    title: str
    at: datetime
    text: str
    points: str
    rule: str


@dataclass(frozen=True, slots=True)
class RewardReport:
    """The month's rewards and penalties, as far as the orders show them."""

    form: ClassVar[ReportForm] = ReportForm.REWARDS

    period: Period
    gains: tuple[RewardLine, ...]
    losses: tuple[RewardLine, ...]
    handled: int


@dataclass(frozen=True, slots=True)
class Count:
    """How often something came, and how often before."""

    name: str
    now: int
    before: int
    year_ago: int


@dataclass(frozen=True, slots=True)
class HotTopic:
    """Something that many citizens brought up, or that came again and again."""

    name: str
    count: Count
    places: tuple[tuple[str, int], ...]
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TopicReport:
    """The period's orders, counted."""

    form: ClassVar[ReportForm] = ReportForm.TOPICS

    period: Period
    total: Count
    groups: tuple[tuple[str, tuple[Count, ...]], ...]
    hot: tuple[HotTopic, ...]
    repeated: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyLine:
    """An open duty of an order.

    Attributes:
        person: 值班 person of the day, or who handles the order.
        day_name: Why the day is a rest day.
        certain: False for a provisional deadline.
    """

    number: str
    title: str
    duty: str
    due: datetime
    certain: bool
    person: str = ""
    place: str = ""
    state: str = ""
    day_name: str = ""


@dataclass(frozen=True, slots=True)
class RestDayReport:
    """What falls due on rest days."""

    form: ClassVar[ReportForm] = ReportForm.REST_DAYS

    period: Period
    lines: tuple[DutyLine, ...]


@dataclass(frozen=True, slots=True)
class LooseEnd:
    """Something begun and not finished: a draft, an unsent action, an unsigned sheet."""

    number: str
    title: str
    what: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class HandoverReport:
    """What the next shift has to know."""

    form: ClassVar[ReportForm] = ReportForm.HANDOVER

    period: Period
    duties: tuple[DutyLine, ...]
    drafts: tuple[LooseEnd, ...]
    unsent: tuple[LooseEnd, ...]
    unsigned: tuple[LooseEnd, ...]


Report = (
    OnsiteReport
    | ArchiveReport
    | SelfReport
    | RewardReport
    | TopicReport
    | RestDayReport
    | HandoverReport
)


@dataclass(frozen=True, slots=True)
class PaperReport:
    """A report as it is printed.

    Attributes:
        form_id: Its id; empty for one that nobody signs.
        code: Its 版本码, likewise.
        boxes: Where it is signed.
    """

    pdf: bytes
    pages: int
    form_id: str = ""
    code: str = ""
    boxes: tuple[InkBox, ...] = ()


def signed_content(report: Report) -> dict[str, object]:
    """Name what is signed of a report, for its 版本码: the period, and everything in it."""
    return {"period": report.period.name, "content": unit_content(to_builtins(report))}


class ReportPrinter(Protocol):
    """Lists and reports to paper and to tables."""

    def pdf(self, report: Report, context: PrintContext) -> PaperReport:
        """Print a report.

        Raises:
            PrintError: A character is in no font; the message names it.
        """

    def tables(self, report: Report, context: PrintContext) -> Sequence[Table]:
        """Give a report as tables, for .xlsx and .csv."""

    def blank(self, form: ReportForm, context: PrintContext) -> PaperReport:
        """Print the empty report (空白表)."""


def public_title(order: Order) -> str:
    """Name an order on lists that many people see.

    The title of a 举报 or 保密 order is a citizen's own words and can say who he is: such an order
    is named by what it is about.
    """
    if order.confidentiality is Confidentiality.NONE:
        return public_text(order, order.title)
    kind = "举报件" if order.confidentiality is Confidentiality.REPORT else "保密件"
    return f"{kind}（{order.category}）" if order.category else kind


def public_place(order: Order) -> str:
    """Name the place of an order on such lists; of a 举报 or 保密 order none."""
    return order.address if order.confidentiality is Confidentiality.NONE else ""


def public_text(order: Order, text: str) -> str:
    """Give what was written on an order as such lists may show it: nobody's number in full.

    Of a 举报 or 保密 order nothing is shown: who the caller is has been left out of the order, so
    a name that somebody wrote down all the same could not be found and taken out.
    """
    if order.confidentiality is not Confidentiality.NONE:
        return _IN_THE_ORDER if text else ""
    caller = order.caller
    if caller and len(caller.phone) >= _SHORTEST_NUMBER:
        text = text.replace(caller.phone, _HIDDEN)
    return _MOBILE.sub(_HIDDEN, text)


def last_feedback(order: Order) -> CallbackResult | None:
    """Find what the citizen said last; what was not rated says nothing."""
    for the_round in reversed(order.rounds):
        if the_round.callback and the_round.callback.result is not CallbackResult.UNRATED:
            return the_round.callback.result
    return None


def missed_in(missed: Sequence[MissedDuty], period: Period) -> tuple[MissedDuty, ...]:
    """Keep what was missed in a period: the day of the deadline decides."""
    return tuple(entry for entry in missed if period.holds(entry.due))
