"""台账与报表: choose a report, see it as it will be on paper, print it or save it."""

from datetime import date
from functools import partial
from pathlib import Path

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.calendar import CST
from desktop.services.paper_ports import PrintError
from desktop.services.report_names import REPORT_NAMES
from desktop.services.report_period import PeriodError
from desktop.services.roster import RosterError
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.paper.job_watch import JobWatch
from desktop.ui.paper.page_view import PageView
from desktop.ui.paper.print_settings import PrintSettings
from desktop.ui.paper.zoom_bar import ZoomBar
from desktop.ui.reports.report_choice import ReportChoice
from desktop.ui.reports.report_errand import (
    ReadReport,
    ReportErrand,
    ReportProgress,
    write_blank,
)
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.flow_buttons import FlowButtons
from desktop.ui.widgets.scroll_column import ScrollColumn

_SIDE = 380


class ReportsPage(QWidget):
    """The page of lists and regular reports.

    Args:
        office: Use cases and workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("reports_page")
        set_role(self, "screen")
        self._office = office
        self._errand = ReportErrand(office.workplace)
        self._read: ReadReport | None = None
        self._progress = ReportProgress(self)
        self._progress.advanced.connect(self._on_advanced)
        today: date = office.workplace.clock.now().astimezone(CST).date()
        self.choice = ReportChoice(today)
        self.banner = Banner(self)
        self.view = PageView(office, self)
        self.settings = PrintSettings(self)
        self.settings.show_number_choice(copies=False, shown=False)
        self.settings.show_duplex_choice(shown=office.workplace.printers.sets_duplex)
        self.zoom_bar = ZoomBar(self.view, office, self)
        self._watch = JobWatch(office, self)
        self._watch.told.connect(self.settings.say_state)
        self._bar = QProgressBar(self)
        self._bar.setObjectName("report_progress")
        self._bar.setAccessibleName(self.tr("读取进度"))
        self._cancel = QPushButton(self.tr("取消"), self)
        self._cancel.setObjectName("report_cancel")
        self._cancel.setAccessibleName(self.tr("取消"))
        self._cancel.clicked.connect(self._on_cancel)
        self._buttons = FlowButtons()
        self.make = QPushButton(self.tr("生成报表(&G)"), self)
        self.make.setObjectName("report_make")
        self.make.setAccessibleName(self.tr("生成报表"))
        set_role(self.make, "large")
        self.to_xlsx = self._buttons.add(self.tr("存为 Excel 表…"), "report_xlsx")
        self.to_csv = self._buttons.add(self.tr("存为 CSV…"), "report_csv")
        self.blank = self._buttons.add(self.tr("空白表…"), "report_blank", "link")
        self._lay_out()
        self._connect()
        self._show_ready()
        self._invite()
        names = office.workplace.printers.names
        office.jobs.run(names, self.settings.show_printers, owner=self, slow=True)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        self.choice.add(self.make)
        self.choice.add(self._buttons)
        self.settings.setMinimumWidth(0)
        self.settings.setMaximumWidth(_SIDE)
        side = ScrollColumn(Space.S)
        side.setFixedWidth(_SIDE)
        side.column.addWidget(self.choice)
        side.column.addWidget(self.settings)
        side.column.addStretch(1)
        row.addWidget(side)
        middle = QVBoxLayout()
        wait = QHBoxLayout()
        wait.addWidget(self._bar, 1)
        wait.addWidget(self._cancel)
        middle.addLayout(wait)
        middle.addWidget(self.zoom_bar)
        self._empty = EmptyState("", picture="clip")
        self._empty.setObjectName("report_empty")
        self._sheet = QStackedWidget()
        self._sheet.addWidget(self._empty)
        self._sheet.addWidget(self.view)
        middle.addWidget(self._sheet, 1)
        row.addLayout(middle, 1)
        outer.addLayout(row, 1)

    def _connect(self) -> None:
        self.choice.changed.connect(self._on_changed)
        self.make.clicked.connect(self._on_make)
        self.to_xlsx.clicked.connect(self._on_xlsx)
        self.to_csv.clicked.connect(self._on_csv)
        self.blank.clicked.connect(self._on_blank)
        self.settings.save_asked.connect(self._on_pdf)
        self.settings.print_asked.connect(self._on_print)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._on_print)

    def save_to(self, path: Path) -> None:
        """Save the report that is shown; the name's ending says as what."""
        if self._read is not None:
            call = partial(self._errand.to_file, self._read, path)
            self._office.jobs.run(
                call, self._on_saved, self.banner.say_error, owner=self, slow=True
            )

    def save_blank_to(self, path: Path) -> None:
        """Save the empty form of the chosen report."""
        call = partial(write_blank, self._office.workplace, self.choice.chosen, path)
        self._office.jobs.run(call, self._on_saved, self.banner.say_error, owner=self, slow=True)

    def _show_ready(self, *, working: bool = False) -> None:
        ready = self._read is not None and not working
        self.settings.set_ready(ready=ready)
        self.to_xlsx.setEnabled(ready)
        self.to_csv.setEnabled(ready)
        self.make.setEnabled(not working)
        self._bar.setVisible(working)
        self._cancel.setVisible(working)

    def _invite(self) -> None:
        hint = self.tr("选好报表和期间，点“生成报表”。右边就是纸上的样子，再打印或存成文件。")
        self._say(self.tr("还没有生成报表"), hint)

    def _say(self, words: str, hint: str = "") -> None:
        """Say why there is no paper to look at; nothing to zoom then."""
        self._empty.say(words, hint)
        self._sheet.setCurrentWidget(self._empty)
        self.zoom_bar.hide()

    def _on_changed(self) -> None:
        """What is shown is not what is chosen any more: it must not be saved under its name."""
        self._read = None
        self._show_ready()
        self._invite()

    def _on_make(self) -> None:
        self.banner.clear()
        try:
            request = self.choice.request()
        except (PeriodError, RosterError) as error:
            self.banner.say(Tone.WARNING, str(error))
            return
        self._progress.begin()
        self._bar.setRange(0, 0)
        self._show_ready(working=True)
        call = partial(self._errand.read, request, self._progress.watch)
        self._office.jobs.run(call, self._on_read, self._on_failed, owner=self, slow=True)

    def _on_advanced(self, done: int, total: int) -> None:
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)

    def _on_cancel(self) -> None:
        self._progress.cancel()

    def _on_read(self, read: ReadReport | None) -> None:
        self._read = read
        self._show_ready()
        if read is None:
            self._say(self.tr("已取消"))
            return
        self._sheet.setCurrentWidget(self.view)
        self.zoom_bar.show()
        self.view.show_document(read.paper.pdf, read.paper.pages)
        self.settings.note.setText(self.tr("共 {n} 页。").format(n=read.paper.pages))

    def _on_failed(self, error: KnownError) -> None:
        self._show_ready()
        self._say(self.tr("没有可以预览的内容"))
        self.banner.say_error(error)

    def _on_saved(self, name: str) -> None:
        self.banner.say(Tone.GOOD, self.tr("已保存 {name}。").format(name=name))

    def _on_print(self) -> None:
        if self._read is None:
            return
        try:
            setup = self.settings.setup(self._read.paper.pages)
        except PrintError as error:
            self.banner.say_error(error)
            return
        call = partial(self._errand.to_printer, self._read, setup)
        self._office.jobs.run(call, self._on_sent, self.banner.say_error, owner=self, slow=True)

    def _on_sent(self, job: str) -> None:
        self._watch.follow(job)
        printer = self.settings.printers.currentText()
        self.banner.say(Tone.GOOD, self.tr("已送到打印机“{printer}”。").format(printer=printer))

    def _on_pdf(self) -> None:
        self._ask("pdf", self.tr("PDF 文件 (*.pdf)"))

    def _on_xlsx(self) -> None:
        self._ask("xlsx", self.tr("Excel 表 (*.xlsx)"))

    def _on_csv(self) -> None:
        self._ask("csv", self.tr("CSV 文件 (*.csv)"))

    def _on_blank(self) -> None:
        name = self.tr("空白{name}").format(name=REPORT_NAMES[self.choice.chosen])
        dialog = self._dialog(name, "pdf", self.tr("PDF 文件 (*.pdf)"))
        dialog.fileSelected.connect(self._on_blank_file)
        dialog.open()

    def _ask(self, kind: str, filters: str) -> None:
        if self._read is None:
            return
        request = self._read.request
        dialog = self._dialog(f"{REPORT_NAMES[request.form]}-{request.period.text}", kind, filters)
        dialog.fileSelected.connect(self._on_file)
        dialog.open()

    def _dialog(self, name: str, kind: str, filters: str) -> FileDialog:
        dialog = FileDialog(Files.SAVED, self.tr("保存"), filters, parent=self)
        dialog.save_as(f"{name}.{kind}", kind)
        return dialog

    def _on_file(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_blank_file(self, path: str) -> None:
        self.save_blank_to(Path(path))
