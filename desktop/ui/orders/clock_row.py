"""One deadline of an order, with the days one by one (怎么算的)."""

from collections.abc import Sequence
from datetime import date, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calendar import weekday_name
from desktop.domain.clocks import DUTY_NAMES, Clock, Rules
from desktop.domain.earlier_deadlines import EarlierDeadline
from desktop.domain.profile import FOR_INFORMATION
from desktop.services.duty_states import DutyState
from desktop.ui.marks import Mark, Shape
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.wording import moment_text

_MARKS = {
    DutyState.DONE: (Tone.NEUTRAL, Shape.TICK),
    DutyState.LATE: (Tone.WARNING, Shape.TICK),
    DutyState.OVER: (Tone.NEUTRAL, Shape.SQUARE),
    DutyState.LATER: (Tone.NEUTRAL, Shape.RING),
    DutyState.SPARED: (Tone.NEUTRAL, Shape.NONE),
}


class ClockRow(QWidget):
    """Duty, moment, what is left, and a button that opens the explanation.

    Args:
        clock: The deadline.
        rules: The order's rules.
        now: What is left is counted from it.
        state: Whether the duty is still to be done.
        rule: The place's own clause for it, which stands behind a deadline of the platform too.
        earlier: The deadlines that this one replaced (原时限).
        parent: Owner.

    Signals:
        basis_wanted: Show the rules at a clause; its rule id.
    """

    basis_wanted = Signal(str)

    def __init__(
        self,
        clock: Clock,
        rules: Rules,
        now: datetime,
        *,
        state: DutyState,
        rule: str = "",
        earlier: Sequence[EarlierDeadline] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        is_open = state is DutyState.OPEN
        self._clock = clock
        self._rule = rule or clock.rule
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.XS)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        name = QLabel(DUTY_NAMES[clock.duty])
        set_role(name, "strong" if is_open else "muted")
        name.setMinimumWidth(name.fontMetrics().horizontalAdvance(self.tr("首次处置并提交")) + 12)
        line.addWidget(name)
        moment = QLabel(self.tr("{} 前").format(moment_text(clock.due)))
        set_role(moment, "" if is_open else "muted")
        line.addWidget(moment)
        line.addWidget(self._badge(rules, now, state))
        line.addStretch(1)
        self._button = QPushButton(self.tr("怎么算的"))
        self._button.setObjectName(f"clock_why_{clock.duty.value}")
        self._button.setAccessibleName(self.tr("{}的时限是怎么算的").format(DUTY_NAMES[clock.duty]))
        self._button.setCheckable(True)
        set_role(self._button, "link")
        self._button.toggled.connect(self._on_toggled)
        line.addWidget(self._button)
        outer.addLayout(line)
        if is_open and clock.earliest and clock.latest:
            text = self.tr("暂定，最早 {} 最晚 {}")
            words = text.format(_day_text(clock.earliest), _day_text(clock.latest))
            outer.addWidget(self._small(words, f"clock_bounds_{clock.duty.value}"))
        for entry in earlier:
            outer.addWidget(self._small(self._was(entry), f"clock_earlier_{clock.duty.value}"))
        self._why: QFrame | None = None
        self._outer = outer

    def _small(self, words: str, name: str) -> QLabel:
        label = QLabel(words)
        label.setObjectName(name)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(label, "small")
        return label

    def _was(self, entry: EarlierDeadline) -> str:
        return self.tr("原时限 {0}；{1} 批准延期，从那时起以 {2} 为准").format(
            moment_text(entry.due), moment_text(entry.replaced_at), moment_text(entry.new_due)
        )

    def _badge(self, rules: Rules, now: datetime, state: DutyState) -> QWidget:
        if self._clock.duty in FOR_INFORMATION:
            return Badge(Mark(self.tr("街道的时限，不是本单位的"), Tone.NEUTRAL, Shape.DOT))
        if state is not DutyState.OPEN:
            return Badge(Mark(state.value, *_MARKS[state]))
        label = DueLabel()
        label.set_due(self._clock.due, now, rules, certain=self._clock.certain)
        return label

    def _on_toggled(self, shown: bool) -> None:
        if self._why is None:
            self._why = self._explanation()
            self._outer.addWidget(self._why)
        self._why.setVisible(shown)
        self._button.setText(self.tr("收起") if shown else self.tr("怎么算的"))

    def _on_basis(self) -> None:
        self.basis_wanted.emit(self._rule)

    def _explanation(self) -> QFrame:
        frame = QFrame()
        set_role(frame, "inset")
        grid = QGridLayout(frame)
        grid.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(2, 1)
        lines = self._lines()
        for place, (day, counts, why) in enumerate(lines):
            for column, text in enumerate((day, counts, why)):
                label = QLabel(text)
                set_role(label, "" if counts else "muted")
                grid.addWidget(label, place, column)
        source = QLabel(self._source())
        source.setWordWrap(True)
        source.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(source, "small")
        grid.addWidget(source, len(lines), 0, 1, 3)
        basis = QPushButton(self.tr("查看依据"))
        basis.setObjectName(f"clock_basis_{self._clock.duty.value}")
        basis.setAccessibleName(self.tr("{}的规则依据").format(DUTY_NAMES[self._clock.duty]))
        set_role(basis, "link")
        basis.clicked.connect(self._on_basis)
        grid.addWidget(basis, len(lines) + 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)
        return frame

    def _lines(self) -> list[tuple[str, str, str]]:
        lines = []
        counted = 0
        for day in self._clock.days:
            counted += day.working
            word = self.tr("第 {} 天").format(counted) if day.working else self.tr("不计")
            lines.append((_day_text(day.date), word, day.why))
        return lines

    def _source(self) -> str:
        clock = self._clock
        parts = [f"{self.tr('依据')}：{clock.clause}（{clock.rule}）"]
        if clock.rule == "platform":
            parts = [self.tr("依据：平台下发的截止时间")]
        if clock.computed:
            parts.append(self.tr("本机按规则算得 {}").format(moment_text(clock.computed)))
        if not clock.certain:
            parts.append(self.tr("跨入放假安排尚未公布的年份，为暂定时限"))
        if clock.alarm_at and clock.alarm_at != clock.due:
            parts.append(self.tr("按较严的理解在 {} 提醒").format(moment_text(clock.alarm_at)))
        return "；".join(parts) + "。"


def _day_text(day: date) -> str:
    return f"{day.month}月{day.day}日({weekday_name(day)})"
