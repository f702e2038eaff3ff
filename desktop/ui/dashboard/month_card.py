"""本月: figures, rates and a bar a day."""

import calendar
from datetime import date, datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.services.overview import MonthFigures, Rate
from desktop.ui.style import Tone, set_tone
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.day_bars import DayBars, DayCount
from desktop.ui.widgets.stat_row import StatRow


class MonthCard(Card):
    """How the month stands so far."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("本月"), parent)
        self.setObjectName("month_card")
        self._figures = StatRow(small=True)
        self._bars = DayBars(self.tr("张"))
        self._bars.setObjectName("month_bars")
        self._bars.setToolTip(self.tr("每日派单"))
        self.add(self._figures)
        self.add(self._bars)
        self._late = self.add_text("", "")
        self._late.setObjectName("month_late_accepts")
        self._late.hide()

    def show_late_accepts(self, count: int, to_summons: int) -> None:
        """Say how often acceptance was late this year, where that has consequences (XY-01)."""
        self._late.setVisible(count > 0 and to_summons > 0)
        words = self.tr("今年未按时接单 {0} 次（满 {1} 次街道纪工委约谈，XY-01）")
        self._late.setText(words.format(count, to_summons))
        set_tone(self._late, Tone.DANGER if count >= to_summons else Tone.WARNING)

    def show_figures(self, figures: MonthFigures, now: datetime, rules: Rules | None) -> None:
        """Show a month."""
        today = now.astimezone(CST).date()
        self.set_title(self.tr("本月（{}月）").format(today.month))
        self._figures.set_figure("dispatched", self.tr("承办量"), str(figures.dispatched))
        self._figures.set_figure("returned", self.tr("退单"), str(figures.returned))
        self._rate(self._figures, "satisfied", self.tr("满意率"), figures.satisfied)
        self._rate(self._figures, "accepted", self.tr("按时接单"), figures.accepted)
        self._rate(self._figures, "contacted", self.tr("按时联系"), figures.contacted)
        self._rate(self._figures, "handled", self.tr("按时办结"), figures.handled)
        days = calendar.monthrange(today.year, today.month)[1]
        dates = [date(today.year, today.month, day) for day in range(1, days + 1)]
        self._bars.set_days(
            [DayCount(day, figures.per_day.get(day, 0), _is_working(day, rules)) for day in dates],
            today,
        )

    def _rate(self, row: StatRow, key: str, caption: str, rate: Rate) -> None:
        percent = rate.percent
        text = (
            "—" if percent is None else f"{percent:.0f}%" if percent == 100 else f"{percent:.1f}%"
        )
        tone = Tone.DANGER if percent is not None and percent < 90 else None
        row.set_figure(key, caption, text, tone or Tone.NEUTRAL)


def _is_working(day: date, rules: Rules | None) -> bool:
    return rules.calendar.day(day).working if rules else day.weekday() < 5
