"""Lists and regular reports of the unit: reads the orders of a period one after the other.

A hundred thousand orders are never in memory: lists name them, each is opened, reduced to a line
or counted, and let go.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TypeVar

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.reporting import reports_due
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Score
from desktop.services import duty_lines, register_lines, reward_lines, year_facts
from desktop.services.lists import Group, ListFilter, ListRow, SortBy
from desktop.services.order_desk import OrderDesk
from desktop.services.paper_desk import PaperIdentity
from desktop.services.paper_ports import PrintContext
from desktop.services.ports import (
    OrderQueries,
    OrderStore,
    OutboxRecords,
    OutboxState,
    RuleBook,
    WallClock,
    WorkingOrder,
)
from desktop.services.report_names import ReportForm
from desktop.services.report_period import Period
from desktop.services.reports import (
    ArchiveReport,
    DutyLine,
    HandoverReport,
    LooseEnd,
    OnsiteReport,
    PaperReport,
    Report,
    ReportPrinter,
    RestDayReport,
    RewardLine,
    RewardReport,
    SelfReport,
    TopicReport,
)
from desktop.services.tables import TableFiles
from desktop.services.topic_counts import Tally, topic_report

_ROWS = 256
_LOOK_BACK = timedelta(days=366)
"""How long before a period an order may have been dispatched that is closed or missed in it."""
_MOST_DUTIES = 5_000
_ONSITE_DUTY = "onsite_sheet"
_DONE = frozenset({Group.CLOSED, Group.REMOVED})
_AFTER = timedelta(days=366)

Read = tuple[WorkingOrder, Rules]
_Line = TypeVar("_Line")


class ReportCancelledError(Exception):
    """Somebody cancelled the report; nothing was made."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What is wanted.

    Attributes:
        form: Which report.
        period: What it is about.
        retention: For F13, 保管期限 of the files.
        roster: For F23, 值班 person of each day.
        score: For F14, marks of other figures than the unit's own orders.
    """

    form: ReportForm
    period: Period
    retention: str = ""
    roster: Mapping[date, str] = field(default_factory=dict)
    score: Score | None = None


@dataclass(frozen=True, slots=True)
class ReportWatch:
    """How the one who waits follows a report.

    Attributes:
        progress: Told how many orders have been read, and of how many.
        cancelled: Asked before each lot whether to stop.
    """

    progress: Callable[[int, int], None]
    cancelled: Callable[[], bool]


def _unheard(_done: int, _total: int) -> None:
    """Nobody follows."""


def _never() -> bool:
    return False


UNWATCHED = ReportWatch(_unheard, _never)


@dataclass(frozen=True, slots=True)
class ReportSources:
    """Where a report reads from.

    Attributes:
        lists: Names the orders.
        store: Opens them.
        records: Knows drafts.
        rules: Rules of the orders.
        own_rules: The unit's present rules: what reports it owes, and when.
        score_rules: The assessment of the unit's jurisdiction; None where none is known.
        form_names: Names of the printed forms.
        score: Computes the score of a period from the unit's orders and the published figures;
            None where it cannot be said.
    """

    lists: OrderQueries
    store: OrderStore
    records: OutboxRecords
    rules: RuleBook
    own_rules: Callable[[], Rules]
    score_rules: Callable[[], ScoreRules | None]
    form_names: Mapping[str, str]
    score: Callable[[Period, "ReportWatch"], Score | None]


class ReportDesk:
    """The use cases around lists and reports. May take long: for the slow worker.

    Args:
        desk: Records in the audit log what was printed.
        sources: Where the orders are.
        printer: Reports to paper and tables.
        files: Tables to files.
        clock: What is overdue; print times.
        identity: Who prints.
    """

    def __init__(
        self,
        desk: OrderDesk,
        sources: ReportSources,
        printer: ReportPrinter,
        files: TableFiles,
        clock: WallClock,
        identity: PaperIdentity,
    ) -> None:
        self._desk = desk
        self._sources = sources
        self._printer = printer
        self._files = files
        self._clock = clock
        self._identity = identity
        self._read: dict[ReportForm, Callable[[ReportRequest, ReportWatch], Report]] = {
            ReportForm.ONSITE: self._onsite,
            ReportForm.ARCHIVE: self._archive,
            ReportForm.SELF_REPORT: self._self_report,
            ReportForm.REWARDS: self._rewards,
            ReportForm.TOPICS: self._topics,
            ReportForm.REST_DAYS: self._rest_days,
            ReportForm.HANDOVER: self._handover,
        }

    def read(self, request: ReportRequest, watch: ReportWatch = UNWATCHED) -> Report:
        """Read a report, printing nothing.

        Raises:
            ReportCancelledError: The watch said so.
        """
        return self._read[request.form](request, watch)

    def score_rules(self) -> ScoreRules | None:
        """Give the assessment of the unit's jurisdiction; None where no document gives one."""
        return self._sources.score_rules()

    def pdf(self, report: Report) -> PaperReport:
        """Print a report as PDF.

        Raises:
            PrintError: A character is in no font.
        """
        return self._printer.pdf(report, self._context())

    def xlsx(self, report: Report) -> bytes:
        """Give a report as a workbook."""
        context = self._context()
        return self._files.xlsx(self._printer.tables(report, context), context.printed_at)

    def csv(self, report: Report) -> bytes:
        """Give a report as a text file for spreadsheets."""
        return self._files.csv(self._printer.tables(report, self._context()))

    def blank(self, form: ReportForm) -> PaperReport:
        """Print the empty report (空白表)."""
        return self._printer.blank(form, self._context())

    def record(self, request: ReportRequest, kind: str) -> None:
        """Record that a report went to a printer or a file, before it does.

        Args:
            request: Which one.
            kind: `pdf`, `xlsx`, `csv` or `print`.
        """
        self._desk.note_access("", f"report {request.form} {request.period.text} {kind}")

    def _archive(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period = request.period
        lines = (
            register_lines.archive_line(working.order, rules, period)
            for working, rules in self._around(period, watch)
        )
        found = register_lines.numbered((line for line in lines if line), period)
        return ArchiveReport(period, found, request.retention)

    def _onsite(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period = request.period
        lines = self._lines(self._around(period, watch), register_lines.onsite_lines, period)
        found = sorted(lines, key=lambda line: (line.at, line.number))
        return OnsiteReport(period, tuple(found), self._onsite_due(period))

    def _rewards(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period, now = request.period, self._clock.now()
        score_rules = self._sources.score_rules()
        gains: list[RewardLine] = []
        losses: list[RewardLine] = []
        handled = 0
        for working, rules in self._around(period, watch):
            order = working.order
            handled += period.holds(order.dispatched_at)
            losses += reward_lines.losses(order, rules, period, now)
            gains += reward_lines.gains(order, score_rules, period)
        return RewardReport(
            period,
            tuple(sorted(gains, key=lambda line: (line.at, line.number))),
            tuple(sorted(losses, key=lambda line: (line.at, line.number))),
            handled,
        )

    def _topics(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period = request.period
        return self._topic_report(period, (period, period.before(), period.year_ago()), watch)

    def _topic_report(
        self, period: Period, wanted: Sequence[Period], watch: ReportWatch
    ) -> TopicReport:
        tallies = []
        for span in wanted:
            tally = Tally()
            for working, rules in self._dispatched(span.starts_at, span.ends_at, watch):
                tally.add(working.order, rules)
            tallies.append(tally)
        now, before, year_ago = tallies
        return topic_report(period, now, before, year_ago)

    def _self_report(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period, now = request.period, self._clock.now()
        tally = year_facts.YearTally()
        for working, rules in self._dispatched(period.starts_at, period.ends_at, watch):
            tally.add(working.order, rules, now)
        rules_of_score = self._sources.score_rules()
        if rules_of_score is None:
            return SelfReport(period, "", (), tally.facts)
        score = request.score or self._sources.score(period, watch)
        lines = (
            year_facts.scored_lines(rules_of_score, score)
            if score
            else year_facts.item_lines(rules_of_score)
        )
        return SelfReport(period, rules_of_score.name, lines, tally.facts)

    def _rest_days(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period = request.period
        lines = list(duty_lines.report_lines(self._sources.own_rules(), period, request.roster))
        for working, rules in self._due_until(period.ends_at, watch):
            lines += duty_lines.rest_day_lines(working.order, rules, period, request.roster)
        found = sorted(
            lines, key=lambda line: (line.due.date(), line.person, line.due, line.number)
        )
        return RestDayReport(period, tuple(found))

    def _handover(self, request: ReportRequest, watch: ReportWatch) -> Report:
        period = request.period
        names = self._sources.form_names
        duties: list[DutyLine] = []
        drafts: list[LooseEnd] = []
        unsigned: list[LooseEnd] = []
        for working, rules in self._open(watch):
            order = working.order
            duties += duty_lines.duty_lines(order, rules)
            drafts += duty_lines.drafts_of(order, self._sources.records.drafts(order.order_id))
            unsigned += duty_lines.unsigned_of(working, names)
        return HandoverReport(
            period,
            tuple(sorted(duties, key=lambda line: (line.due, line.number))),
            tuple(drafts),
            self._unsent(),
            tuple(unsigned),
        )

    def _unsent(self) -> tuple[LooseEnd, ...]:
        lists = self._sources.lists
        entries = [
            *lists.outbox(state=OutboxState.ATTENTION, unresolved=True),
            *lists.outbox(state=OutboxState.PENDING),
        ]
        return tuple(duty_lines.unsent_of(entry, self._order(entry.order_id)) for entry in entries)

    def _order(self, order_id: str) -> Order | None:
        working = self._sources.store.working(order_id)
        return working.order if working else None

    def _onsite_due(self, period: Period) -> date | None:
        """Find the day by which the list of a period has to be there (LS-11: the 15th)."""
        following = period.last + timedelta(days=1)
        for report in reports_due(self._sources.own_rules(), following, following + _AFTER):
            if report.duty.id == _ONSITE_DUTY:
                return report.due
        return None

    def _lines(
        self,
        orders: Iterable[Read],
        reduce: Callable[[Order, Rules, Period], Iterable[_Line]],
        period: Period,
    ) -> Iterator[_Line]:
        for working, rules in orders:
            yield from reduce(working.order, rules, period)

    def _around(self, period: Period, watch: ReportWatch) -> Iterator[Read]:
        """Read the orders that something can have happened to in a period."""
        return self._dispatched(period.starts_at - _LOOK_BACK, period.ends_at, watch)

    def _dispatched(self, first: datetime, before: datetime, watch: ReportWatch) -> Iterator[Read]:
        wanted = ListFilter(sort=SortBy.DISPATCHED, dispatched_from=first, dispatched_before=before)
        return self._opened(self._sources.lists.keys(wanted), watch)

    def _due_until(self, moment: datetime, watch: ReportWatch) -> Iterator[Read]:
        """Read the orders whose next open duty ends before a moment."""
        rows: Sequence[ListRow] = self._sources.lists.agenda(limit=_MOST_DUTIES)
        keys = [row.key for row in rows if row.due and row.due < moment]
        return self._opened(keys, watch)

    def _open(self, watch: ReportWatch) -> Iterator[Read]:
        """Read the orders that are not closed."""
        lists = self._sources.lists
        groups = [group for group in Group if group not in _DONE]
        keys = [key for group in groups for key in lists.keys(ListFilter(group=group))]
        return self._opened(keys, watch)

    def _opened(self, keys: Sequence[int], watch: ReportWatch) -> Iterator[Read]:
        for start in range(0, len(keys), _ROWS):
            if watch.cancelled():
                raise ReportCancelledError
            watch.progress(start, len(keys))
            for row in self._sources.lists.rows(keys[start : start + _ROWS]):
                working = self._sources.store.working(row.order_id)
                # one that was removed between the two queries is not the unit's any more
                if working is not None and row.group is not Group.REMOVED:
                    yield working, self._rules_of(working.order)
        watch.progress(len(keys), len(keys))

    def _rules_of(self, order: Order) -> Rules:
        return self._sources.rules.rules_for(order.profile, order.profile_version)

    def _context(self) -> PrintContext:
        return PrintContext(
            printed_at=self._clock.now(),
            operator=self._identity.operator(),
            unit_name=self._identity.unit_name,
            training=self._identity.training,
        )
