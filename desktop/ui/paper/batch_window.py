"""Several sheets of several orders in one run: choose, follow, repeat what did not go out."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.paper_forms import form_name
from desktop.services.paper_ports import PrintError
from desktop.services.print_desk import BatchOutcome, BatchSheet, BatchWatch, PrintDesk
from desktop.ui.job_progress import JobProgress
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.paper.batch_list import BatchList
from desktop.ui.paper.job_watch import JobWatch
from desktop.ui.paper.print_settings import PrintSettings
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.flow_buttons import FlowButtons

_SIZE = QSize(960, 640)
Sheets = tuple[BatchSheet, ...]


class BatchWindow(QDialog):
    """Prints a batch; closing it lets the run end at the next sheet.

    Args:
        office: Prints.
        title: What batch it is.
        read: Finds the sheets; called in a worker.
        ticked: Forms that are ticked at first; None for all.
        parent: Owner.

    Signals:
        printed: A run has ended; a sentence.
    """

    printed = Signal(str)

    def __init__(
        self,
        office: Office,
        title: str,
        read: Callable[[], Sheets],
        *,
        ticked: Sequence[str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("batch_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._office = office
        self._desk = PrintDesk(office.workplace)
        self._first_ticked = ticked
        self._repeat: Sheets = ()
        self._running = False
        self.banner = Banner(self)
        self.list = BatchList(self)
        self.forms = FlowButtons(self)
        self.settings = PrintSettings(self)
        self.settings.show_batch_choice(duplex=office.workplace.printers.sets_duplex)
        self.progress = QProgressBar(self)
        self.progress.setObjectName("batch_progress")
        self.progress.setAccessibleName(self.tr("打印进度"))
        self.cancel_button = QPushButton(self.tr("停止"), self)
        self.cancel_button.setObjectName("batch_cancel")
        self.cancel_button.setAccessibleName(self.tr("停止打印"))
        self.note = QLabel(self.tr("正在查找要打印的表…"), self)
        self.note.setWordWrap(True)
        set_role(self.note, "muted")
        self._progress = JobProgress(self)
        self._watch = JobWatch(office, self)
        self._lay_out()
        self._connect()
        self._show_ready()
        self.resize(_SIZE)
        names = office.workplace.printers.names
        jobs = office.jobs
        jobs.run(names, self.settings.show_printers, self._on_no_printers, owner=self, slow=True)
        jobs.run(read, self._on_read, self._on_failed, owner=self)

    def save_to(self, folder: Path) -> None:
        """Save the ticked sheets into a folder, one file each."""
        self._run(partial(self._desk.batch_to_folder, self.list.chosen(), folder, self._watching()))

    def reject(self) -> None:
        """Close, so that Esc frees the window as its button does."""
        self._progress.cancel()
        super().reject()

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        outer.setSpacing(Space.S)
        outer.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        left = QVBoxLayout()
        left.setSpacing(Space.S)
        left.addWidget(self.note)
        left.addWidget(self.forms)
        left.addWidget(self.list, 1)
        wait = QHBoxLayout()
        wait.addWidget(self.progress, 1)
        wait.addWidget(self.cancel_button)
        left.addLayout(wait)
        row.addLayout(left, 1)
        side = QVBoxLayout()
        side.addWidget(self.settings)
        side.addStretch(1)
        row.addLayout(side)
        outer.addLayout(row, 1)

    def _connect(self) -> None:
        self.list.ticked.connect(self._show_ready)
        self.settings.print_asked.connect(self._on_print)
        self.settings.save_asked.connect(self._on_save)
        self.cancel_button.clicked.connect(self._on_cancel)
        self.banner.acted.connect(self._on_repeat)
        self._progress.advanced.connect(self._on_advanced)
        self._watch.told.connect(self.settings.say_state)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._on_print)

    def _show_ready(self) -> None:
        count = len(self.list.chosen())
        self.settings.set_ready(ready=bool(count) and not self._running)
        self.settings.note.setText(
            self.tr("{n} 张表，前面加一张打印清单。每张都记入工单记录。").format(n=count)
        )
        self.list.setEnabled(not self._running)
        self.forms.setEnabled(not self._running)
        self.progress.setVisible(self._running)
        self.cancel_button.setVisible(self._running)

    def _show(self, sheets: Sheets, ticked: Sequence[str] | None) -> None:
        self.forms.clear()
        for form in dict.fromkeys(sheet.form for sheet in sheets):
            count = sum(sheet.form == form for sheet in sheets)
            chip = self.forms.add(f"{form_name(form)} {count}", f"batch_{form}", "chip")
            chip.setCheckable(True)
            chip.setChecked(ticked is None or form in ticked)
            chip.setAutoDefault(False)
            chip.setProperty("form", form)
            chip.toggled.connect(self._on_form_toggled)
        self.list.show_sheets(sheets, ticked)

    def _watching(self) -> BatchWatch:
        self._progress.begin()
        return BatchWatch(self._progress.advanced.emit, self._is_cancelled)

    def _is_cancelled(self) -> bool:
        return self._progress.is_cancelled

    def _run(self, call: partial[BatchOutcome]) -> None:
        self._running = True
        self.banner.clear()
        self.progress.setRange(0, 0)
        self._show_ready()
        self._office.jobs.run(call, self._on_done, self._on_failed, owner=self, slow=True)

    def _on_read(self, sheets: Sheets) -> None:
        words = self.tr("打勾的会打印；点上面的表名，可以整类勾上或去掉。")
        self.note.setText(words if sheets else self.tr("没有要打印的表。"))
        self._show(sheets, self._first_ticked)

    def _on_form_toggled(self, wanted: bool) -> None:
        self.list.tick_form(str(self.sender().property("form")), wanted=wanted)

    def _on_print(self) -> None:
        if not self.settings.print_button.isEnabled():
            return
        try:
            setup = self.settings.setup(0)
        except PrintError as error:
            self.banner.say_error(error)
            return
        sheets = self.list.chosen()
        self._run(partial(self._desk.batch_to_printer, sheets, setup, self._watching()))

    def _on_save(self) -> None:
        dialog = FileDialog(Files.SAVED, self.tr("存到哪个文件夹？"), parent=self)
        dialog.ask_for_folder()
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_cancel(self) -> None:
        self._progress.cancel()
        self.cancel_button.setEnabled(False)

    def _on_advanced(self, done: int, total: int) -> None:
        self.progress.setRange(0, max(total, 1))
        self.progress.setValue(done)

    def _on_done(self, outcome: BatchOutcome) -> None:
        self._running = False
        self.cancel_button.setEnabled(True)
        self._repeat = outcome.to_repeat
        self._show_ready()
        words = self._words(outcome)
        action = self.tr("再打没打出的 {n} 张").format(n=len(self._repeat)) if self._repeat else ""
        self.banner.say(Tone.WARNING if self._repeat else Tone.GOOD, words, action=action)
        self._watch.follow(outcome.job)
        self.printed.emit(words.partition("\n")[0])

    def _words(self, outcome: BatchOutcome) -> str:
        lines = [self.tr("已送出 {n} 张。").format(n=len(outcome.sent))]
        if outcome.left:
            lines[0] += self.tr("还有 {n} 张没有送。").format(n=len(outcome.left))
        lines += [f"{failure.sheet.name}：{failure.reason}" for failure in outcome.failed]
        return "\n".join(lines)

    def _on_repeat(self) -> None:
        self.banner.clear()
        self._show(self._repeat, None)

    def _on_no_printers(self, error: KnownError) -> None:
        self.settings.show_printers(())
        self.banner.say_error(error)

    def _on_failed(self, error: KnownError) -> None:
        self._running = False
        self._show_ready()
        self.banner.say_error(error)
