"""考核与统计: the score of the unit by its jurisdiction's assessment, unfolded to its orders."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QProgressBar,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QTreeView,
    QVBoxLayout,
    QWidget,
)

from desktop.services.report_desk import ReportCancelledError, ReportWatch
from desktop.services.report_period import Period
from desktop.services.score_desk import ScoreDesk, ScoreSheet
from desktop.services.score_periods import Span
from desktop.services.score_tables import case_text, marks_text, orders_text, score_text, walked
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.reports.report_errand import ReportProgress
from desktop.ui.statistics.figures_form import FiguresForm
from desktop.ui.statistics.item_detail import ItemDetail
from desktop.ui.statistics.period_bar import PeriodBar
from desktop.ui.statistics.score_file import keep_score
from desktop.ui.statistics.score_model import ScoreModel
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.file_dialog import FileDialog

_BULLETIN = "xiayang"


class StatisticsPage(QWidget):
    """Period, tree, what an item was computed from, and the figures to enter.

    Signals:
        order_wanted: Show an order; its id.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
        said: A sentence for the window's bar.
    """

    order_wanted = Signal(str)
    basis_wanted = Signal(str, str)
    said = Signal(str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("statistics_page")
        set_role(self, "screen")
        self._office = office
        self._desk: ScoreDesk = office.workplace.scores
        self._sheet: ScoreSheet | None = None
        self._asked = 0
        self._progress = ReportProgress(self)
        span = Span.BULLETIN if office.identity.profile == _BULLETIN else Span.MONTH
        self._bar = PeriodBar(office.workplace.clock.now(), span)
        self._model = ScoreModel(self)
        self._tree = QTreeView()
        self._item = ItemDetail()
        self._form = FiguresForm()
        self._empty = EmptyState(self.tr("正在计算……"), picture="clip")
        self._banner = Banner()
        self._banner.setObjectName("statistics_banner")
        self._banner.hide()
        self._lay_out()
        self._connect()
        self._load()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.M)
        outer.addLayout(self._head())
        self._title = QLabel()
        self._title.setObjectName("statistics_title")
        self._title.setWordWrap(True)
        self._title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(self._title, "strong")
        outer.addWidget(self._title)
        outer.addWidget(self._banner)
        self._stack = QStackedWidget()
        self._stack.addWidget(self._empty)
        self._stack.addWidget(self._score_part())
        self._stack.addWidget(self._form)
        outer.addWidget(self._stack, 1)

    def _head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._bar)
        self._work = QProgressBar()
        self._work.setTextVisible(False)
        self._work.setFixedWidth(120)
        self._work.setAccessibleName(self.tr("计算进度"))
        self._work.hide()
        self._stop = QPushButton(self.tr("停止"))
        self._stop.setObjectName("statistics_stop")
        self._stop.setAccessibleName(self.tr("停止计算"))
        self._stop.hide()
        row.addWidget(self._work)
        row.addWidget(self._stop)
        row.addStretch(1)
        self._enter = self._button("statistics_enter", self.tr("填写公布的数据(&E)"))
        self._copy = self._button("statistics_copy", self.tr("复制为文字(&C)"))
        self._export = self._button("statistics_export", self.tr("导出…(&X)"))
        for button in (self._enter, self._copy, self._export):
            row.addWidget(button)
        return row

    def _button(self, name: str, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        return button

    def _score_part(self) -> QSplitter:
        self._tree.setObjectName("statistics_tree")
        self._tree.setAccessibleName(self.tr("考核项目，展开可看到工单；回车打开工单"))
        self._tree.setModel(self._model)
        set_role(self._tree, "framed")
        self._tree.setUniformRowHeights(True)
        self._tree.setAllColumnsShowFocus(True)
        self._tree.setEditTriggers(QTreeView.EditTrigger.NoEditTriggers)
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(Space.M, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._item, 1)
        self._cases = Card(self.tr("若……则……"))
        self._cases.setObjectName("statistics_cases")
        self._case_text = self._cases.add_text("", "")
        self._case_text.setObjectName("statistics_case_text")
        self._case_text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        column.addWidget(self._cases)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(1)
        splitter.addWidget(self._tree)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 1)
        splitter.setSizes([720, 320])
        right.setMinimumWidth(240)
        return splitter

    def _connect(self) -> None:
        self._bar.period_changed.connect(self._load)
        self._stop.clicked.connect(self._on_stop)
        self._enter.clicked.connect(self._on_enter)
        self._copy.clicked.connect(self._on_copy)
        self._export.clicked.connect(self._on_export)
        self._tree.activated.connect(self._on_activated)
        self._tree.selectionModel().currentChanged.connect(self._on_current)
        self._item.basis_wanted.connect(self._on_basis)
        self._item.copy_wanted.connect(self._on_copy_orders)
        self._form.keep_wanted.connect(self._on_keep)
        self._form.import_wanted.connect(self._on_import)
        self._form.drop_wanted.connect(self._on_drop)
        self._form.left.connect(self._on_left)
        self._empty.acted.connect(self._load)

    def _load(self) -> None:
        """Compute the chosen period; an older computation that still runs is dropped."""
        self._progress.cancel()
        self._progress = ReportProgress(self)
        self._progress.advanced.connect(self._on_advanced)
        self._banner.clear()
        self._work.setRange(0, 0)
        self._work.show()
        self._stop.show()
        call = partial(_looked, self._desk, self._bar.period, self._progress.watch)
        self._office.jobs.run(call, self._on_sheet, self._on_failed, owner=self, slow=True)

    def _on_sheet(self, sheet: ScoreSheet | None) -> None:
        if sheet is not None and sheet.period != self._bar.period:
            return  # of a period that was left meanwhile
        self._work.hide()
        self._stop.hide()
        if sheet is None:
            if self._sheet is None or self._sheet.period != self._bar.period:
                words = self.tr("计算已停止")
                self._empty.say(words, action=self.tr("重新计算"))
                self._stack.setCurrentWidget(self._empty)
            return
        self._sheet = sheet
        self._show(sheet)

    def _show(self, sheet: ScoreSheet) -> None:
        score = sheet.score
        self._model.show_score(score, sheet.titles)
        self._item.show_node(score.root if score else None)
        self._enter.setVisible(bool(sheet.fields))
        self._copy.setEnabled(score is not None)
        self._export.setEnabled(score is not None)
        self._form.show_fields(
            sheet.fields, sheet.entered, sheet.source, published=sheet.is_published
        )
        self._title.setText(self._summary(sheet))
        if score is None:
            self._say_without(sheet)
            return
        self._tree.expandToDepth(0)
        # a bulletin of lists has no marks, and an empty column would look like lost ones
        without = all(not marks_text(node) for node, _depth in walked(score.root))
        self._tree.setColumnHidden(1, without)
        self._fit_columns()
        self._case_text.setText(
            "\n".join(f"· {case_text(case.text, case.cost)}" for case in score.what_if)
        )
        self._cases.setVisible(bool(score.what_if))
        if self._stack.currentWidget() is not self._form:
            self._stack.setCurrentIndex(1)
        if score.notes:
            self._banner.say(Tone.INFO, "；".join(score.notes))

    def _fit_columns(self) -> None:
        header = self._tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column, width in ((1, 150), (2, 96), (3, 150), (4, 84)):
            self._tree.setColumnWidth(column, width)

    def _summary(self, sheet: ScoreSheet) -> str:
        counted = self.tr("{0}派来 {1} 张工单").format(self._bar.name, sheet.count)
        if sheet.score is None:
            return counted
        whole = marks_text(sheet.score.root)
        return "　".join(part for part in (sheet.score.formula, counted, whole) if part)

    def _say_without(self, sheet: ScoreSheet) -> None:
        if sheet.problem:
            self._banner.say(Tone.DANGER, sheet.problem)
            self._stack.setCurrentWidget(self._form)
            return
        self._empty.say(
            self.tr("这套规则没有考核办法"),
            self.tr("文件里没有公布计分公式，程序不编造。名单和报表在“台账与报表”里。"),
        )
        self._stack.setCurrentWidget(self._empty)

    def _on_advanced(self, done: int, total: int) -> None:
        self._work.setRange(0, max(1, total))
        self._work.setValue(done)

    def _on_stop(self) -> None:
        self._progress.cancel()

    def _on_failed(self, error: KnownError) -> None:
        self._work.hide()
        self._stop.hide()
        self._banner.say_error(error)

    def _on_current(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        if item is not None:
            self._item.show_node(item.node)

    def _on_activated(self, index: QModelIndex) -> None:
        item = self._model.item(index)
        orders = self._sheet.orders if self._sheet else {}
        if item is not None and item.order in orders:
            self.order_wanted.emit(orders[item.order].order_id)

    def _on_basis(self, rule: str) -> None:
        if self._sheet and self._sheet.score:
            self.basis_wanted.emit(self._sheet.score.profile, rule)

    def _on_enter(self) -> None:
        self._stack.setCurrentWidget(self._form)
        self._form.begin()

    def _on_left(self) -> None:
        if self._sheet and self._sheet.score:
            self._form.show_fields(
                self._sheet.fields,
                self._sheet.entered,
                self._sheet.source,
                published=self._sheet.is_published,
            )
            self._stack.setCurrentIndex(1)
            self._tree.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_keep(self) -> None:
        call = partial(self._desk.keep, self._bar.period, self._form.entered())
        self._run(call)

    def _on_drop(self) -> None:
        self._run(partial(self._desk.forget_file, self._bar.period))

    def take(self, path: Path) -> None:
        """Import a file of published figures."""
        self._run(partial(self._desk.take_file, self._bar.period, path))

    def _run(self, call: "partial[None]") -> None:
        self._form.clear_error()
        jobs = self._office.jobs
        jobs.run(call, self._on_kept, self._form.say_error, owner=self, slow=True)

    def _on_kept(self, nothing: None) -> None:
        del nothing
        self._stack.setCurrentIndex(1)
        self.said.emit(self.tr("已保存，重新计算"))
        self._load()

    def _on_import(self) -> None:
        pattern = self.tr("公布的数据 (*.json *.csv)")
        title = self.tr("导入公布的数据")
        dialog = FileDialog(Files.ORDERS, title, pattern, parent=self.window())
        dialog.setObjectName("figures_dialog")
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    def _on_picked(self, path: str) -> None:
        self.take(Path(path))

    def _on_copy(self) -> None:
        if self._sheet and self._sheet.score:
            QGuiApplication.clipboard().setText(score_text(self._sheet.score))
            self.said.emit(self.tr("已复制"))

    def _on_copy_orders(self) -> None:
        if self._sheet and self._item.node:
            text = orders_text(self._item.node, self._sheet.titles)
            QGuiApplication.clipboard().setText(text)
            self.said.emit(self.tr("已复制"))

    def _on_export(self) -> None:
        name = self.tr("考核试算 {}.xlsx").format(self._bar.name)
        pattern = self.tr("工作簿 (*.xlsx);;文本表格 (*.csv)")
        dialog = FileDialog(Files.SAVED, self.tr("导出"), pattern, parent=self.window())
        dialog.setObjectName("score_dialog")
        dialog.save_as(name, "xlsx")
        dialog.fileSelected.connect(self._on_target)
        dialog.open()

    def _on_target(self, path: str) -> None:
        self.export(Path(path))

    def export(self, target: Path) -> None:
        """Write the score into a file; its ending says which kind."""
        if self._sheet is None:
            return
        call = partial(keep_score, self._desk, self._sheet, target)
        jobs = self._office.jobs
        jobs.run(call, self._on_exported, self._banner.say_error, owner=self, slow=True)

    def _on_exported(self, target: Path) -> None:
        self.said.emit(self.tr("已导出到 {}").format(target.name))


def _looked(desk: ScoreDesk, period: Period, watch: ReportWatch) -> ScoreSheet | None:
    try:
        return desk.look(period, watch)
    except ReportCancelledError:
        return None
