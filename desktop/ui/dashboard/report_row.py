"""One regular report: what, by when, how that was found, and whether it has been handed in."""

from collections.abc import Callable
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.calendar import CST, weekday_name
from desktop.domain.reporting import explained
from desktop.services.reporting_duties import ReportLine, Standing
from desktop.ui.fields.day import Day
from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.elided_label import ElidedLabel


class ReportRow(QFrame):
    """Name and day at the left, its state and the button at the right; details open below.

    Args:
        line: The report.
        today: What is left is counted from it.
        now: Tells the time, for the day of handing in.
        parent: Owner.

    Signals:
        handed_in: It was handed in: duty id, due day, day of handing in.
        taken_back: It was not, after all: duty id, due day.
        basis_wanted: Show the rules at a clause; its rule id.
    """

    handed_in = Signal(str, object, object)
    taken_back = Signal(str, object)
    basis_wanted = Signal(str)

    def __init__(
        self,
        line: ReportLine,
        today: date,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._line = line
        self._now = now
        duty = line.report.duty
        self.setObjectName(f"report_{duty.id}")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, Space.XS, 0, Space.XS)
        self._column.setSpacing(Space.XS)
        top = QHBoxLayout()
        top.setSpacing(Space.S)
        name = ElidedLabel(duty.name)
        set_role(name, "strong" if line.is_open else "muted")
        top.addWidget(name, 1)
        top.addWidget(Badge(self._mark(today)))
        top.addWidget(self._main_button())
        self._column.addLayout(top)
        below = QHBoxLayout()
        below.setSpacing(Space.S)
        words = ElidedLabel(self._words())
        set_role(words, "small")
        below.addWidget(words, 1)
        self._why_button = QPushButton(self.tr("怎么算的"))
        self._why_button.setObjectName(f"report_why_{duty.id}")
        self._why_button.setAccessibleName(self.tr("{}的日期是怎么算的").format(duty.name))
        self._why_button.setCheckable(True)
        set_role(self._why_button, "link")
        self._why_button.toggled.connect(self._on_why)
        below.addWidget(self._why_button)
        self._column.addLayout(below)
        self._why: QFrame | None = None
        self._entry: QFrame | None = None
        self._day: Day | None = None
        self.setAccessibleName(f"{duty.name}，{self._words()}")

    def _main_button(self) -> QPushButton:
        duty = self._line.report.duty
        is_open = self._line.is_open
        text = self.tr("已报送…") if is_open else self.tr("撤销")
        button = QPushButton(text)
        button.setObjectName(f"report_{'done' if is_open else 'undo'}_{duty.id}")
        button.setAccessibleName(f"{text.rstrip('…')} {duty.name}")
        if is_open:
            button.setCheckable(True)
            button.toggled.connect(self._on_entry)
        else:
            set_role(button, "link")
            button.clicked.connect(self._on_undo)
        return button

    def _mark(self, today: date) -> Mark:
        line, due = self._line, self._line.report.due
        if line.standing is Standing.DONE:
            return Mark(self.tr("已报送"), Tone.GOOD, Shape.TICK)
        if line.standing is Standing.DONE_LATE:
            return Mark(self.tr("逾期报送"), Tone.WARNING, Shape.TICK)
        if line.standing is Standing.OVERDUE:
            over = self.tr("已超 {} 天").format((today - due).days)
            return Mark(over, Tone.DANGER, Shape.TRIANGLE)
        left = self.tr("剩 {} 天").format((due - today).days) if due > today else self.tr("今天")
        soon = line.standing is Standing.SOON
        return Mark(left, Tone.WARNING if soon else Tone.NEUTRAL, Shape.DOT)

    def _words(self) -> str:
        report, done = self._line.report, self._line.handed_in
        words = self.tr("{0} 以前 · {1}").format(_day_text(report.due), report.duty.rule)
        if done:
            return self.tr("{0} 报送 · {1}").format(_day_text(done.on), words)
        return words

    def _on_why(self, shown: bool) -> None:
        if self._why is None:
            self._why = self._explanation()
            self._column.addWidget(self._why)
        self._why.setVisible(shown)
        self._why_button.setText(self.tr("收起") if shown else self.tr("怎么算的"))

    def _explanation(self) -> QFrame:
        duty = self._line.report.duty
        frame = QFrame()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        source = self.tr("依据：{0}（{1}）").format(duty.clause, duty.rule)
        how = QLabel(f"{explained(self._line.report)}。\n{source}")
        how.setObjectName(f"report_how_{duty.id}")
        how.setWordWrap(True)
        how.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(how, "small")
        column.addWidget(how)
        basis = QPushButton(self.tr("查看依据"))
        basis.setObjectName(f"report_basis_{duty.id}")
        basis.setAccessibleName(self.tr("{}的规则依据").format(duty.name))
        set_role(basis, "link")
        basis.clicked.connect(self._on_basis)
        column.addWidget(basis, 0, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _on_basis(self) -> None:
        self.basis_wanted.emit(self._line.report.duty.rule)

    def _on_entry(self, shown: bool) -> None:
        if self._entry is None:
            self._entry = self._make_entry()
            self._column.addWidget(self._entry)
        self._entry.setVisible(shown)
        if shown and self._day:
            self._day.set_value(self._now().astimezone(CST).date().isoformat())
            self._day.setFocus()

    def _make_entry(self) -> QFrame:
        duty = self._line.report.duty
        frame = QFrame()
        set_role(frame, "inset")
        row = QHBoxLayout(frame)
        row.setContentsMargins(Space.S, Space.S, Space.S, Space.S)
        self._day = Day(f"report_day_{duty.id}", self.tr("报送日期"), self._now, frame)
        row.addWidget(QLabel(self.tr("报送日期")))
        row.addWidget(self._day, 1)
        save = QPushButton(self.tr("登记"))
        save.setObjectName(f"report_save_{duty.id}")
        save.setAccessibleName(self.tr("登记 {} 已报送").format(duty.name))
        set_role(save, "primary")
        save.clicked.connect(self._on_save)
        row.addWidget(save)
        return frame

    def _on_save(self) -> None:
        day = self._day.day() if self._day else None
        if self._day and day is None:
            self._day.show_problem(self.tr("请填写报送日期。"))
        elif day:
            report = self._line.report
            self.handed_in.emit(report.duty.id, report.due, day)

    def _on_undo(self) -> None:
        report = self._line.report
        self.taken_back.emit(report.duty.id, report.due)


def _day_text(day: date) -> str:
    return f"{day.month}月{day.day}日({weekday_name(day)})"
