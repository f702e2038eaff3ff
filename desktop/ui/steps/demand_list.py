"""What a step demands, what is there and what is missing; its deadline and how it is counted."""

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.domain.clocks import DUTY_NAMES, Clock, Rules
from desktop.domain.guide import Step
from desktop.domain.refusals import Refusal
from desktop.services.demands import Demand
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tints import tint
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.wording import moment_text

_ICON = 16
_DROP = 3
"""Brings the middle of the icon down to the middle of the first line."""


class DemandList(Card):
    """The card beside a form."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("这一步的要求"), parent)
        self.setObjectName("demand_list")
        self._refusal = self.add_text("", "strong")
        set_tone(self._refusal, Tone.DANGER)
        self._cautions = self.add_text("", "body")
        set_tone(self._cautions, Tone.WARNING)
        self._rows = QWidget(self)
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self.add(self._rows)
        self._listed: tuple[Demand, ...] | None = None
        self._due_text = self.add_text("", "strong")
        self._due = DueLabel(self)
        self.body.addWidget(self._due, 0, Qt.AlignmentFlag.AlignLeft)
        self.how = QPushButton(self.tr("怎么算的"), self)
        self.how.setObjectName("demand_how")
        self.how.setCheckable(True)
        self.how.setAccessibleName(self.tr("时限怎么算的"))
        set_role(self.how, "link")
        self.how.toggled.connect(self._on_how_toggled)
        self.body.addWidget(self.how, 0, Qt.AlignmentFlag.AlignLeft)
        self._days = self.add_text("", "small")
        self._days.setObjectName("demand_days")
        self._days.hide()

    def show_step(
        self,
        step: Step | None,
        demands: Sequence[Demand],
        clock: Clock | None,
        now: datetime,
        rules: Rules,
    ) -> None:
        """Show a step as it stands."""
        refusal = step.refusal if step else None
        listed = refusal is not None and _is_listed(refusal, demands)
        self._say(self._refusal, refusal.message if refusal and not listed else "")
        locked = refusal is not None and not _is_groundwork(refusal)
        cautions = step.cautions if step and not locked else ()
        self._say(self._cautions, "\n".join(caution.message for caution in cautions))
        self._fill(demands)
        self._show_clock(clock, now, rules)
        empty = not (refusal or cautions or demands or clock)
        self.setVisible(not empty)

    def _say(self, label: QLabel, text: str) -> None:
        label.setText(text)
        label.setVisible(bool(text))

    def _fill(self, demands: Sequence[Demand]) -> None:
        if tuple(demands) == self._listed:  # most keystrokes change nothing here
            return
        self._listed = tuple(demands)
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows.setVisible(bool(demands))
        for row, demand in enumerate(demands):
            self._add(row, demand)

    def _add(self, row: int, demand: Demand) -> None:
        name, tone = _icon_of(demand)
        sign = QLabel(self._rows)
        tint(sign, name, tone, side=_ICON)
        sign.setContentsMargins(0, _DROP, 0, 0)
        text = QLabel(self._words(demand), self._rows)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        state = self.tr("已有") if demand.met else self.tr("缺")
        text.setAccessibleName(f"{demand.text}：{state}")
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        for part in (sign, text):
            part.show()  # at once: the list changes while the clerk types, and must not flicker

    def _words(self, demand: Demand) -> str:
        name = f"{demand.text}（{demand.rule}）" if demand.rule else demand.text
        if not demand.met:
            name = (self.tr("缺：{name}") if demand.required else self.tr("建议：{name}")).format(
                name=name
            )
        return f"{name}\n{demand.detail}" if demand.detail else name

    def _show_clock(self, clock: Clock | None, now: datetime, rules: Rules) -> None:
        for widget in (self._due_text, self._due, self.how):
            widget.setVisible(clock is not None)
        if clock is None:
            self._days.hide()
            return
        self._due_text.setText(
            self.tr("{duty}时限\n{moment}").format(
                duty=DUTY_NAMES[clock.duty], moment=moment_text(clock.due)
            )
        )
        self._due.set_due(clock.due, now, rules, certain=clock.certain)
        self._days.setText(self._explained(clock))
        self._days.setVisible(self.how.isChecked())

    def _explained(self, clock: Clock) -> str:
        source = (
            self.tr("平台下发") if clock.rule == "platform" else f"{clock.rule}　{clock.clause}"
        )
        lines = [
            source,
            self.tr("从 {start} 起算，当天不计").format(start=moment_text(clock.start)),
        ]
        counted = 0
        for day in clock.days:
            counted += day.working
            count = self.tr("第 {n} 天").format(n=counted) if day.working else self.tr("不计")
            lines.append(f"{day.date.month}月{day.date.day}日　{day.why}　{count}")
        if clock.computed:
            lines.append(
                self.tr("本机算得 {moment}，以平台为准").format(moment=moment_text(clock.computed))
            )
        return "\n".join(lines)

    def _on_how_toggled(self, shown: bool) -> None:
        self._days.setVisible(shown)


def _is_listed(refusal: Refusal, demands: Sequence[Demand]) -> bool:
    """Tell whether the list of what is missing says the same already."""
    missing = any(demand.required and not demand.met for demand in demands)
    return missing and _is_groundwork(refusal)


def _is_groundwork(refusal: Refusal) -> bool:
    """Tell whether the clerk himself can clear the obstacle away."""
    return refusal.code.endswith(("missing", "differs", "demanded"))


def _icon_of(demand: Demand) -> tuple[str, Tone]:
    if demand.met:
        return "check", Tone.GOOD
    return ("warning", Tone.DANGER) if demand.required else ("info", Tone.NEUTRAL)
