"""What the unit has to report regularly, by when, and what it has reported (LS-11, KF-19)."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec
from msgspec import Struct

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.orders import Actor
from desktop.domain.profile import ReportingDuty
from desktop.domain.reporting import ReportDue, explained, reports_due
from desktop.services.order_desk import RefusedError
from desktop.services.ports import AuditEntry, OrderStore, WallClock

_BACK = timedelta(days=31)
"""How long a report that nobody has noted as handed in is asked for."""
_AHEAD = timedelta(days=366)
_SINCE = "reports since"
_SOON = timedelta(days=7)
_KEPT = timedelta(days=7)
"""How long a report stays on the list after it was handed in, so that it can be taken back."""


class HandedIn(msgspec.Struct, frozen=True):
    """A report was handed in.

    Attributes:
        on: The day, as the clerk says.
        by: Who noted it.
        noted_at: When that was.
    """

    on: date
    by: str
    noted_at: datetime


class Standing(StrEnum):
    """How a report stands."""

    OVERDUE = "overdue"
    SOON = "soon"
    """Its day is near: within a week, or the last working day before it has come."""
    COMING = "coming"
    DONE = "done"
    DONE_LATE = "done_late"


class ReportLine(Struct, frozen=True):
    """One report of one period.

    Attributes:
        report: What is due, and when.
        standing: How it stands.
        handed_in: When it was handed in; None while it is not.
    """

    report: ReportDue
    standing: Standing
    handed_in: HandedIn | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be handed in."""
        return self.handed_in is None


class DutyBoard(Struct, frozen=True):
    """All reporting duties on a day.

    Attributes:
        on: The day.
        lines: Reports with a date: overdue ones first, then by date, the ones done last.
        as_needed: Duties without a date.
        profile: Whose duties they are: id of the rules.
    """

    on: date
    lines: tuple[ReportLine, ...]
    as_needed: tuple[ReportingDuty, ...]
    profile: str = ""


Found = Callable[[ReportDue], HandedIn | None]


def duty_board(rules: Rules, today: date, since: date, handed_in: Found) -> DutyBoard:
    """Lay out what is to be reported: what was missed lately, and the next one of each duty.

    Args:
        rules: The unit's rules.
        today: Whose day it is.
        since: What was due before is not asked for.
        handed_in: Looks up what has been handed in.
    """
    lines = [
        line
        for report in reports_due(rules, max(today - _BACK, since), today + _AHEAD)
        if (line := _line(report, handed_in(report), today))
    ]
    shown = sorted(_next_ones(lines, today), key=_sequence)
    as_needed = tuple(duty for duty in rules.profile.reporting_duties if duty.cycle == "as_needed")
    return DutyBoard(today, tuple(shown), as_needed, rules.profile.id)


def _line(report: ReportDue, handed_in: HandedIn | None, today: date) -> ReportLine | None:
    if handed_in is None:
        return ReportLine(report, _open_standing(report, today), None)
    if report.due < today and handed_in.on < today - _KEPT:
        return None
    late = handed_in.on > report.due
    return ReportLine(report, Standing.DONE_LATE if late else Standing.DONE, handed_in)


def _open_standing(report: ReportDue, today: date) -> Standing:
    if today > report.due:
        return Standing.OVERDUE
    if today >= report.alarm_on or report.due - today <= _SOON:
        return Standing.SOON
    return Standing.COMING


def _next_ones(lines: list[ReportLine], today: date) -> Iterator[ReportLine]:
    """Of what lies ahead the next open one of each duty is enough."""
    seen: set[str] = set()
    for line in lines:
        if line.is_open and line.report.due >= today:
            if line.report.duty.id in seen:
                continue
            seen.add(line.report.duty.id)
        yield line


def _sequence(line: ReportLine) -> tuple[bool, date, str]:
    return not line.is_open, line.report.due, line.report.duty.id


class ReportingDuties:
    """Notes what has been handed in, in this office's own database; nothing goes to a platform.

    Args:
        store: Keeps it, with a line in the audit log.
        rules: Gives the unit's present rules.
        clock: What day it is.
        actor: Who notes it.
    """

    def __init__(
        self, store: OrderStore, rules: Callable[[], Rules], clock: WallClock, actor: Actor
    ) -> None:
        self._store = store
        self._rules = rules
        self._clock = clock
        self._actor = actor

    def rules(self) -> Rules:
        """Give the unit's present rules."""
        return self._rules()

    def read(self, on: date | None = None) -> DutyBoard:
        """Lay out the reporting duties of a day; of today when none is named."""
        today = on or self._today()
        return duty_board(self._rules(), today, self._since(), self._handed_in)

    def hand_in(self, duty_id: str, due: date, on: date) -> None:
        """Note that a report was handed in.

        Args:
            duty_id: The duty.
            due: The day it was due, which tells the period.
            on: The day it was handed in.

        Raises:
            RefusedError: There is no such report, or the day lies in the future.
            StorageError: It could not be written.
        """
        report = self._report(duty_id, due)
        now = self._clock.now()
        if on > self._today():
            raise RefusedError("report.future", f"报送日期 {on} 晚于今天，请检查。")
        noted = HandedIn(on, self._actor.name, now)
        self._note(report, msgspec.json.encode(noted).decode(), "report_handed_in", on=on)

    def hand_in_next(self, duty_id: str, on: date | None = None) -> ReportDue:
        """Note that the earliest open report of a duty was handed in; today when no day is named.

        Returns:
            The report that it was.

        Raises:
            RefusedError: None is open, or the day lies in the future.
            StorageError: It could not be written.
        """
        lines = [line for line in self._lines_of(duty_id) if line.is_open]
        if not lines:
            raise RefusedError("report.unknown", f"没有待报送的“{duty_id}”，没有登记。")
        report = lines[0].report
        self.hand_in(duty_id, report.due, on or self._today())
        return report

    def take_back_last(self, duty_id: str) -> ReportDue:
        """Take the note of the latest report of a duty back.

        Returns:
            The report that is open again.

        Raises:
            RefusedError: None of those that are still listed was noted as handed in.
            StorageError: It could not be written.
        """
        lines = [line for line in self._lines_of(duty_id) if not line.is_open]
        if not lines:
            raise RefusedError("report.open", f"“{duty_id}”没有登记过报送，不用撤销。")
        report = lines[-1].report
        self.take_back(duty_id, report.due)
        return report

    def _lines_of(self, duty_id: str) -> list[ReportLine]:
        """List the reports of a duty that are on today's board, by their day."""
        lines = [line for line in self.read().lines if line.report.duty.id == duty_id]
        return sorted(lines, key=_due_day)

    def take_back(self, duty_id: str, due: date) -> None:
        """Take the note back: the report is open again.

        Raises:
            RefusedError: There is no such report, or it was not noted as handed in.
            StorageError: It could not be written.
        """
        report = self._report(duty_id, due)
        handed_in = self._handed_in(report)
        if handed_in is None:
            raise RefusedError("report.open", "这一期没有登记报送，不用撤销。")
        self._note(report, "", "report_taken_back", on=handed_in.on)

    def _since(self) -> date:
        """Tell from which day on this office notes its reports: the first one it was asked."""
        known = self._store.recall(_SINCE)
        if known:
            return date.fromisoformat(known)
        today = self._today()
        with self._store.writing() as transaction:
            transaction.note(_SINCE, today.isoformat())
        return today

    def _note(self, report: ReportDue, text: str, what: str, *, on: date) -> None:
        detail = {
            "duty": report.duty.id,
            "due": report.due.isoformat(),
            "on": on.isoformat(),
        }
        entry = AuditEntry(
            at=self._clock.now(), actor=self._actor.user_id, what=what, detail=detail
        )
        with self._store.writing() as transaction:
            transaction.note(_key(report), text)
            transaction.audit(entry)

    def _report(self, duty_id: str, due: date) -> ReportDue:
        for report in reports_due(self._rules(), due, due):
            if report.duty.id == duty_id:
                return report
        raise RefusedError("report.unknown", "现行规则里没有这一期报送，没有登记。")

    def _handed_in(self, report: ReportDue) -> HandedIn | None:
        text = self._store.recall(_key(report))
        return msgspec.json.decode(text, type=HandedIn) if text else None

    def _today(self) -> date:
        return self._clock.now().astimezone(CST).date()


def _due_day(line: ReportLine) -> date:
    return line.report.due


def _key(report: ReportDue) -> str:
    return f"report {report.duty.id} {report.due.isoformat()}"


STANDING_WORDS: dict[Standing, str] = {
    Standing.OVERDUE: "已过期限",
    Standing.SOON: "近期报送",
    Standing.COMING: "待报送",
    Standing.DONE: "已报送",
    Standing.DONE_LATE: "逾期报送",
}


def board_text(board: DutyBoard) -> str:
    """Write a board as lines of text, for the clipboard and the command line."""
    lines = []
    for line in board.lines:
        report, said = line.report, STANDING_WORDS[line.standing]
        if line.handed_in:
            said = f"{said}（{line.handed_in.on}，{line.handed_in.by}）"
        lines.append(f"{report.due}　{report.duty.name}　{report.duty.rule}　{said}")
        lines.append(f"    {explained(report)}")
        lines.append(f"    依据：{report.duty.clause}")
    for duty in board.as_needed:
        lines.append(f"随时　{duty.name}　{duty.rule}")
        lines.append(f"    依据：{duty.clause}")
    return "\n".join(lines)
