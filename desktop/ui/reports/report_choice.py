"""Which report of which period, with what it needs beside."""

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QWidget,
)

from desktop.services.report_desk import ReportRequest
from desktop.services.report_names import REPORT_NAMES, ReportForm
from desktop.services.report_period import Period, month_period, read_period, year_period
from desktop.services.roster import read_roster
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card

_ROSTER_HEIGHT = 84


class ReportChoice(Card):
    """The upper card of the page.

    Args:
        today: What the periods that are offered are counted from.
        parent: Owner.

    Signals:
        changed: Something else is wanted than before.
    """

    changed = Signal()

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("要哪张报表？"), parent)
        self.setObjectName("report_choice")
        self._today = today
        self.form = QComboBox(self)
        self.form.setObjectName("report_form")
        self.form.setAccessibleName(self.tr("报表"))
        for report, name in REPORT_NAMES.items():
            self.form.addItem(f"{report}　{name}", str(report))
        self.period = QLineEdit(self)
        self.period.setObjectName("report_period")
        self.period.setAccessibleName(self.tr("期间"))
        self.period.setPlaceholderText(self.tr("2026-10、2026，或 2026-10-01至2026-10-08"))
        self.retention = QLineEdit(self)
        self.retention.setObjectName("report_retention")
        self.retention.setAccessibleName(self.tr("保管期限"))
        self.retention.setPlaceholderText(self.tr("如 10年；不填则留空手写"))
        self.roster = QPlainTextEdit(self)
        self.roster.setObjectName("report_roster")
        self.roster.setAccessibleName(self.tr("值班安排"))
        self.roster.setPlaceholderText(
            self.tr("每行日期和姓名，如 2026-10-01至2026-10-03 王海；不填则留空手写")
        )
        self.roster.setFixedHeight(_ROSTER_HEIGHT)
        self.roster.setTabChangesFocus(True)
        self._note = QLabel(self)
        self._note.setWordWrap(True)
        set_role(self._note, "small")
        self._lay_out()
        self.form.currentIndexChanged.connect(self._on_form_picked)
        self.period.textEdited.connect(self._on_edited)
        self.retention.textEdited.connect(self._on_edited)
        self.roster.textChanged.connect(self._on_edited)
        self._on_form_picked()

    @property
    def chosen(self) -> ReportForm:
        """The report that is chosen."""
        return ReportForm(str(self.form.currentData()))

    def request(self) -> ReportRequest:
        """Give what is wanted.

        Raises:
            PeriodError: The period cannot be read.
            RosterError: A line of the roster cannot be read.
        """
        roster = read_roster(self.roster.toPlainText()) if self._has_roster else {}
        return ReportRequest(
            form=self.chosen,
            period=read_period(self.period.text()),
            retention=self.retention.text().strip(),
            roster=roster,
        )

    @property
    def _has_roster(self) -> bool:
        return self.chosen is ReportForm.REST_DAYS

    def _lay_out(self) -> None:
        self._rows = QFormLayout()
        self._rows.setVerticalSpacing(Space.S)
        self._rows.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._rows.addRow(self.tr("报表"), self.form)
        self._rows.addRow(self.tr("期间"), self.period)
        self._rows.addRow(self.tr("保管期限"), self.retention)
        self._rows.addRow(self.tr("值班安排"), self.roster)
        self._rows.addRow("", self._note)
        self.body.addLayout(self._rows)

    def _on_form_picked(self) -> None:
        form = self.chosen
        self._rows.setRowVisible(self.retention, form is ReportForm.ARCHIVE)
        self._rows.setRowVisible(self.roster, self._has_roster)
        self.period.setText(self._usual_period(form).text)
        self._note.setText(self._notes()[form])
        self.changed.emit()

    def _on_edited(self) -> None:
        self.changed.emit()

    def _usual_period(self, form: ReportForm) -> Period:
        """Offer the period that is usually wanted: last month, last year, or what lies ahead."""
        today = self._today
        month = month_period(today.year, today.month)
        if form is ReportForm.SELF_REPORT:
            return year_period(today.year)
        if form is ReportForm.HANDOVER:
            return Period(today, today)
        return month if form is ReportForm.REST_DAYS else month.before()

    def _notes(self) -> dict[ReportForm, str]:
        return {
            ReportForm.ONSITE: self.tr("期间内对市级重办、上级交办重点、督办工单的现场核实。"),
            ReportForm.ARCHIVE: self.tr("期间内派单和办结的工单；办结的编案卷号，领导批办的在前。"),
            ReportForm.SELF_REPORT: self.tr("按考核办法逐项列出，附全年数据；自评分手写。"),
            ReportForm.REWARDS: self.tr("期间内工单记录显示的加分、扣分情形；领导表扬批评手写。"),
            ReportForm.TOPICS: self.tr("按类别、类型、渠道、结果统计，与上期和上年同期比较。"),
            ReportForm.REST_DAYS: self.tr("期间内在休息日到期的事项，按日、按值班人员排列。"),
            ReportForm.HANDOVER: self.tr("未完成事项、草稿、未送达平台的办理、等待签字的表单。"),
        }
