"""Which period the score is about."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QToolButton, QWidget

from desktop.services.report_period import Period
from desktop.services.score_periods import SPAN_NAMES, Span, moved, period_name, span_period
from desktop.ui.style import Space, set_role
from desktop.ui.tints import tint


class PeriodBar(QWidget):
    """Month, two months, quarter, half-year or year, and the way to the one before or after.

    Signals:
        period_changed: Another period was chosen.
    """

    period_changed = Signal()

    def __init__(self, now: datetime, span: Span, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._span = span
        self._period = span_period(span, now.year, now.month)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.XS)
        self._spans = QComboBox()
        self._spans.setObjectName("statistics_span")
        self._spans.setAccessibleName(self.tr("统计期间的长短"))
        for key, name in SPAN_NAMES.items():
            self._spans.addItem(name, key)
        self._spans.setCurrentIndex(list(SPAN_NAMES).index(span))
        self._spans.currentIndexChanged.connect(self._on_span)
        self._name = QLabel()
        self._name.setObjectName("statistics_period")
        set_role(self._name, "title")
        self._before = self._step("statistics_before", self.tr("上一期"), "left")
        self._after = self._step("statistics_after", self.tr("下一期"), "right")
        self._before.clicked.connect(self._on_before)
        self._after.clicked.connect(self._on_after)
        for part in (self._spans, self._before, self._name, self._after):
            row.addWidget(part)
        self._show()

    @property
    def period(self) -> Period:
        """The chosen period."""
        return self._period

    @property
    def name(self) -> str:
        """Its name, as people write it."""
        return period_name(self._span, self._period)

    def _step(self, name: str, words: str, picture: str) -> QToolButton:
        button = QToolButton()
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        tint(button, picture, "text")
        return button

    def _on_span(self) -> None:
        # the last month of what was shown stays in view, whatever the length
        last = self._period.last
        self._span = Span(self._spans.currentData())
        self._go(span_period(self._span, last.year, last.month))

    def _on_before(self) -> None:
        self._go(moved(self._span, self._period, -1))

    def _on_after(self) -> None:
        self._go(moved(self._span, self._period, 1))

    def _go(self, period: Period) -> None:
        self._period = period
        self._show()
        self.period_changed.emit()

    def _show(self) -> None:
        self._name.setText(self.name)
        self._name.setAccessibleName(self.name)
