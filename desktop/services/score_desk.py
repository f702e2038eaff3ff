"""台账与统计: the score of the unit from its own orders, with the group's published figures."""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import msgspec

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order, Stage
from desktop.domain.profile import Penalty
from desktop.domain.scoring.figures import ScoreDataError
from desktop.domain.scoring.formula_sets import score_json
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Score, WhatIf
from desktop.services import score_entries
from desktop.services.file_trouble import reason_of
from desktop.services.lists import ListFilter, SortBy
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.ports import AuditEntry, OrderQueries, OrderStore, RuleBook, WallClock
from desktop.services.print_notes import EXPORT_REFUSED
from desktop.services.reference import Published, unpublished
from desktop.services.report_desk import UNWATCHED, ReportCancelledError, ReportWatch
from desktop.services.report_period import Period, month_period
from desktop.services.reports import public_title
from desktop.services.score_entries import ScoreField
from desktop.services.score_facts import ScoreFacts, facts_of
from desktop.services.score_figures import Figures, PeriodFacts, figures_of
from desktop.services.score_periods import data_period
from desktop.services.score_tables import score_table
from desktop.services.tables import TableFiles

_LOG = logging.getLogger(__name__)
_ROWS = 256
_LONGEST_FILE = 4_000_000
_COMPARED = "xiayang"
"""The formula set that looks at other periods too."""
_SETTLED = frozenset({Stage.SUBMITTED, Stage.CALLBACK, Stage.CLOSED, Stage.REMOVED})


class _Kept(msgspec.Struct, frozen=True):
    """What was entered and imported for a period."""

    entered: dict[str, str] = {}
    imported: dict[str, object] = {}
    source: str = ""
    is_published: bool = False


class CountedOrder(msgspec.Struct, frozen=True):
    """What the list of a figure's orders says of one of them.

    Attributes:
        title: As lists may show it that many people see: it is pasted into reports.
    """

    order_id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreSheet:
    """The score of a period.

    Attributes:
        period: What it is about.
        count: Orders dispatched in it.
        score: The marks; None where no document gives any, or the figures contradict each other.
        problem: Why there is none, in Chinese.
        fields: What can be entered.
        entered: What has been, by path.
        source: Name of the imported file; empty for none.
        orders: The orders that a mark may speak of, by number.
        is_published: The file is one that the platform has published.
    """

    period: Period
    count: int
    score: Score | None
    problem: str
    fields: tuple[ScoreField, ...]
    entered: Mapping[str, str]
    source: str
    orders: Mapping[str, CountedOrder]
    is_published: bool = False

    @property
    def titles(self) -> dict[str, str]:
        """What the orders are about, by number."""
        return {number: order.title for number, order in self.orders.items()}


@dataclass(frozen=True, slots=True)
class OrderCost:
    """若…则… of one order.

    Attributes:
        cases: What the month's marks lose, from the same computation as the score.
        penalties: What the rules say of it in words.
        formula: Name of the assessment; empty where there is none.
    """

    cases: tuple[WhatIf, ...]
    penalties: tuple[Penalty, ...]
    formula: str


class ScoreDesk:
    """The use cases around the score. May take long: for the slow worker.

    Args:
        desk: Knows the clerk, for the audit log.
        store: Opens orders; keeps what was entered.
        lists: Names orders.
        rules: Rules of the orders.
        score_rules: The assessment of the unit's jurisdiction; None where no document gives one.
        clock: What is overdue.
        unit_name: The unit.
        files: Tables to files.
        published: Finds the figures that the platform has published of a period; a file that the
            clerk imported goes before them.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: OrderStore,
        lists: OrderQueries,
        rules: RuleBook,
        score_rules: Callable[[], ScoreRules | None],
        clock: WallClock,
        unit_name: str,
        files: TableFiles,
        published: Published = unpublished,
    ) -> None:
        self._desk = desk
        self._store = store
        self._lists = lists
        self._rules = rules
        self._score_rules = score_rules
        self._clock = clock
        self._unit_name = unit_name
        self._files = files
        self._published = published

    def look(self, period: Period, watch: ReportWatch = UNWATCHED) -> ScoreSheet:
        """Compute the score of a period.

        Raises:
            ReportCancelledError: The watch said so.
        """
        rules = self._score_rules()
        if rules is None:
            return self._without_formula(period)
        facts, orders = self._facts(period, rules, watch)
        kept = self._kept(rules, period)
        fields = score_entries.fields_of(rules)
        score, problem = None, ""
        try:
            score = self._scored(rules, period, facts, kept)
        except ScoreDataError as error:
            problem = str(error)
        return ScoreSheet(
            period=period,
            count=len(facts.orders),
            score=score,
            problem=problem,
            fields=fields,
            entered=kept.entered,
            source=kept.source,
            orders=orders,
            is_published=kept.is_published,
        )

    def score(self, period: Period, watch: ReportWatch = UNWATCHED) -> Score | None:
        """Compute the score alone; None where there is no assessment, or a figure is no number.

        Raises:
            ReportCancelledError: The watch said so.
        """
        return self.look(period, watch).score

    def data(self, period: Period) -> bytes:
        """Give the figures of a period as the JSON that `score --data` reads.

        Raises:
            RefusedError: There is no assessment, or an entered figure is no number.
        """
        rules = self._score_rules()
        if rules is None:
            raise RefusedError("score.none", "这套规则没有考核办法。")
        facts, _ids = self._facts(period, rules, UNWATCHED)
        try:
            figures = self._figures(rules, period, facts, self._kept(rules, period))
        except ScoreDataError as error:
            raise RefusedError("score.data", str(error)) from error
        return msgspec.json.format(msgspec.json.encode(figures), indent=1)

    def keep(self, period: Period, entered: Mapping[str, str]) -> None:
        """Keep what a clerk has entered for a period; replaces what was there.

        Raises:
            RefusedError: The figures cannot be used; nothing was kept.
            StorageError: It could not be written.
        """
        rules = self._demanded()
        filled = {path: text.strip() for path, text in entered.items() if text.strip()}
        kept = msgspec.structs.replace(self._kept(rules, period), entered=filled)
        self._keep(rules, period, kept, "score_figures_entered")

    def take_file(self, period: Period, path: Path) -> None:
        """Import published figures for a period: JSON score data, or the group's table as CSV.

        Raises:
            RefusedError: The file cannot be used; nothing was kept.
            StorageError: It could not be written.
        """
        rules = self._demanded()
        try:
            content = path.read_bytes()[: _LONGEST_FILE + 1]
            if len(content) > _LONGEST_FILE:
                raise RefusedError("score.file", f"{path.name}：文件太大。")
            found = score_entries.read_imported(content, path.name)
        except OSError as error:
            message = (
                f"读不到 {path.name}：{reason_of(error)}。原来的数据没有变，请检查文件后再导入。"
            )
            raise RefusedError("score.file", message) from error
        except ScoreDataError as error:
            raise RefusedError("score.file", f"{path.name}：{error}") from error
        kept = msgspec.structs.replace(
            self._kept(rules, period), imported=found, source=path.name, is_published=False
        )
        self._keep(rules, period, kept, "score_figures_imported")

    def forget_file(self, period: Period) -> None:
        """Leave out what was imported for a period."""
        rules = self._demanded()
        kept = msgspec.structs.replace(self._kept(rules, period), imported={}, source="")
        self._keep(rules, period, kept, "score_figures_dropped")

    def cost(self, order_id: str) -> OrderCost:
        """Say what an order costs this month if it is late, returned late or redone.

        Raises:
            RefusedError: There is no such order here.
        """
        card = self._desk.open(order_id)
        order, profile = card.working.order, card.rules.profile
        penalties = () if order.stage in _SETTLED else profile.penalties
        rules = self._score_rules()
        if rules is None:
            return OrderCost((), penalties, "")
        today = self._clock.now().date()
        sheet = self.look(month_period(today.year, today.month))
        cases = sheet.score.what_if if sheet.score else ()
        return OrderCost(tuple(_possible(cases, order)), penalties, rules.name)

    def xlsx(self, sheet: ScoreSheet) -> bytes:
        """Give a score as a workbook."""
        return self._files.xlsx(
            [score_table(sheet.score)] if sheet.score else [], self._clock.now()
        )

    def csv(self, sheet: ScoreSheet) -> bytes:
        """Give a score as a text file for spreadsheets."""
        return self._files.csv([score_table(sheet.score)] if sheet.score else [])

    def record(self, period: Period, kind: str) -> None:
        """Record that a score went into a file, before it does."""
        self._desk.note_access("", f"score {period.text} {kind}")

    def mark_unwritten(self, period: Period, _recorded: None = None) -> None:
        """Mark that the file did not come to be after all."""
        self._desk.note_access("", EXPORT_REFUSED, {"form": "score", "period": period.text})

    def _without_formula(self, period: Period) -> ScoreSheet:
        count = len(self._lists.keys(_dispatched(period)))
        return ScoreSheet(
            period=period,
            count=count,
            score=None,
            problem="",
            fields=(),
            entered={},
            source="",
            orders={},
        )

    def _demanded(self) -> ScoreRules:
        rules = self._score_rules()
        if rules is None:
            raise RefusedError("score.none", "这套规则没有考核办法，没有要填的数据。")
        return rules

    def _scored(self, rules: ScoreRules, period: Period, facts: PeriodFacts, kept: _Kept) -> Score:
        figures = self._figures(rules, period, facts, kept)
        return score_json(rules, msgspec.json.encode(figures))

    def _figures(
        self, rules: ScoreRules, period: Period, facts: PeriodFacts, kept: _Kept
    ) -> Figures:
        figures = figures_of(rules.formula, self._unit_name, data_period(period), facts)
        fields = score_entries.fields_of(rules)
        return score_entries.laid_over(figures, kept.imported, kept.entered, fields)

    def _facts(
        self, period: Period, rules: ScoreRules, watch: ReportWatch
    ) -> tuple[PeriodFacts, Mapping[str, CountedOrder]]:
        counted: dict[str, CountedOrder] = {}
        orders = list(self._read(period, watch, counted))
        earlier: list[ScoreFacts] = []
        previous: list[ScoreFacts] | None = None
        last_year: list[ScoreFacts] | None = None
        if rules.formula == _COMPARED:
            january = date(period.last.year, 1, 1)
            if january < period.first:
                before = Period(january, period.first - timedelta(days=1))
                earlier = list(self._read(before, watch, counted))
            previous = list(self._read(_before(period), watch, counted))
            last_year = list(self._read(period.year_ago(), watch, counted))
        found = PeriodFacts(orders, earlier, previous or None, last_year or None, self._clock.now())
        return found, counted

    def _read(
        self, period: Period, watch: ReportWatch, counted: dict[str, CountedOrder]
    ) -> Iterator[ScoreFacts]:
        keys = self._lists.keys(_dispatched(period))
        now = self._clock.now()
        for start in range(0, len(keys), _ROWS):
            if watch.cancelled():
                raise ReportCancelledError
            watch.progress(start, len(keys))
            for row in self._lists.rows(keys[start : start + _ROWS]):
                working = self._store.working(row.order_id)
                if working is not None:
                    order = working.order
                    counted[order.number] = CountedOrder(order.order_id, public_title(order))
                    yield facts_of(order, self._rules_of(order), now)
        watch.progress(len(keys), len(keys))

    def _rules_of(self, order: Order) -> Rules:
        return self._rules.rules_for(order.profile, order.profile_version)

    def _kept(self, rules: ScoreRules, period: Period) -> _Kept:
        text = self._store.recall(_name(rules, period))
        kept = msgspec.json.decode(text, type=_Kept) if text else _Kept()
        return kept if kept.source else self._with_published(rules, period, kept)

    def _with_published(self, rules: ScoreRules, period: Period, kept: _Kept) -> _Kept:
        """Lay what the platform has published under what was entered by hand."""
        file = self._published(rules.profile, data_period(period))
        if file is None:
            return kept
        try:
            found = score_entries.read_imported(file.text.encode(), file.name)
        except ScoreDataError as error:
            _LOG.warning("published figures cannot be used: %s", error)
            return kept
        return msgspec.structs.replace(kept, imported=found, source=file.name, is_published=True)

    def _keep(self, rules: ScoreRules, period: Period, kept: _Kept, what: str) -> None:
        """Keep figures that can be used, with a line in the audit log, in one transaction."""
        facts, _ids = self._facts(period, rules, UNWATCHED)
        whole = kept if kept.source else self._with_published(rules, period, kept)
        try:
            self._scored(rules, period, facts, whole)
        except ScoreDataError as error:
            raise RefusedError("score.data", f"没有保存：{error}") from error
        if kept.is_published:
            # only what a clerk has entered is kept: what is published may still be corrected
            kept = msgspec.structs.replace(kept, imported={}, source="", is_published=False)
        with self._store.writing() as transaction:
            transaction.note(_name(rules, period), msgspec.json.encode(kept).decode())
            transaction.audit(
                AuditEntry(
                    at=self._clock.now(),
                    actor=self._desk.actor.user_id,
                    what=what,
                    detail={"profile": rules.profile, "period": period.text},
                )
            )


def _possible(cases: Sequence[WhatIf], order: Order) -> Iterator[WhatIf]:
    """Keep the cases that can still happen to an order."""
    first = order.rounds[0]
    gone = set()
    if first.accepted:
        gone.add("late_accept")
    if any(not contact.retracted for contact in first.contacts):
        gone |= {"not_contacted", "unresponsive"}
    if order.round.number > 1 or first.return_request or first.submitted:
        gone |= {"late_return", "own_duty"}
    if order.stage in _SETTLED:
        gone |= {"late", "overdue", "late_return", "own_duty"}
    if order.stage in {Stage.CLOSED, Stage.REMOVED}:
        return
    yield from (case for case in cases if case.id not in gone)


def _dispatched(period: Period) -> ListFilter:
    return ListFilter(
        sort=SortBy.DISPATCHED,
        dispatched_from=period.starts_at,
        dispatched_before=period.ends_at,
    )


def _before(period: Period) -> Period:
    """Give the months just before, as many as the period has."""
    months = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month
    last = period.first - timedelta(days=1)
    place = last.year * 12 + last.month - 1 - months
    return Period(date(place // 12, place % 12 + 1, 1), last)


def _name(rules: ScoreRules, period: Period) -> str:
    return f"score {rules.profile} {period.text}"
