"""Preview and print one form of an order, or an empty one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop.services.paper_ports import PrintedForm, PrintError
from desktop.services.print_desk import PrintDesk
from desktop.services.workplace import Workplace
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.paper.form_words import file_title
from desktop.ui.paper.job_watch import JobWatch
from desktop.ui.paper.page_strip import PageStrip
from desktop.ui.paper.page_view import PageView
from desktop.ui.paper.print_settings import PrintSettings
from desktop.ui.paper.redaction_list import RedactionList
from desktop.ui.paper.zoom_bar import ZoomBar
from desktop.ui.style import Space, Tone
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.wording import filed_words

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Rendered:
    """A form, and how large its pages are."""

    printed: PrintedForm
    sizes: Sequence[tuple[float, float]]


class PrintPreview(QWidget):
    """Shows a form as it will be on paper, and sends it to a printer or a file.

    Args:
        office: Use cases and workers.
        order_id: The order; empty for an empty form (空白表).
        form: F1, F2 or F3.
        round_number: 0 for the current round.
        parent: Owner.

    Signals:
        printed: It went to a printer or a file; a sentence.
        ready: The form is on screen.
    """

    printed = Signal(str)
    ready = Signal()

    def __init__(
        self,
        office: Office,
        order_id: str,
        form: str,
        *,
        round_number: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("print_preview")
        self._office = office
        self._order_id = order_id
        self._form = form
        self._round = round_number
        self._copy = "archive"
        self._in_full = False
        self._left: frozenset[str] = frozenset()
        self._document: PrintedForm | None = None
        self._filed_at = Path()
        self._desk = PrintDesk(office.workplace)
        self.banner = Banner(self)
        self.view = PageView(office, self)
        self.strip = PageStrip(office, self)
        self.zoom_bar = ZoomBar(self.view, office, self)
        self.settings = PrintSettings(self)
        self.redactions = RedactionList(self)
        self.redactions.left_changed.connect(self._on_left_changed)
        self._watch = JobWatch(office, self)
        self._watch.told.connect(self.settings.say_state)
        self._lay_out()
        self.strip.page_picked.connect(self.view.go_to)
        self.view.page_reached.connect(self.strip.show_page)
        self.view.shown.connect(self.ready)
        self.settings.print_asked.connect(self._on_print)
        self.settings.save_asked.connect(self._on_save)
        self.settings.copy_changed.connect(self._on_copy_changed)
        self.settings.full_number_changed.connect(self._on_full_number_changed)
        self.settings.show_number_choice(copies=form == "F2", shown=bool(order_id))
        self.settings.show_duplex_choice(shown=office.workplace.printers.sets_duplex)
        self.settings.set_ready(ready=False)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._on_print)

    def load(self) -> None:
        """Render the form and list the printers."""
        self.view.say(self.tr("正在排版…"))
        jobs = self._office.jobs
        names = self._office.workplace.printers.names
        jobs.run(names, self._on_printers, self._on_no_printers, owner=self, slow=True)
        self._render()

    def save_to(self, path: Path) -> None:
        """Save the form as a PDF."""
        if self._document is None:
            return
        self._filed_at = path
        call = partial(self._desk.to_file, self._order_id, self._document, path)
        self._work(call, self._on_filed)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(self.banner)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self.strip)
        middle = QVBoxLayout()
        middle.addWidget(self.zoom_bar)
        middle.addWidget(self.view, 1)
        row.addLayout(middle, 1)
        side = QVBoxLayout()
        side.addWidget(self.settings)
        side.addWidget(self.redactions)
        side.addStretch(1)
        row.addLayout(side)
        outer.addLayout(row, 1)

    def _render(self) -> None:
        workplace = self._office.workplace
        call = partial(_blank, workplace, self._form)
        if self._order_id:
            preview = partial(
                workplace.paper.preview,
                self._order_id,
                self._form,
                round_number=self._round,
                copy=self._copy,
                in_full=self._in_full,
                left=self._left,
            )
            call = partial(_filled, workplace, preview)
        self._office.jobs.run(call, self._on_rendered, self._on_failed, owner=self, slow=True)

    def _work(self, call: partial[T], done: Callable[[T], object]) -> None:
        self.settings.set_ready(ready=False)
        self._office.jobs.run(call, done, self._on_failed, owner=self, slow=True)

    def _on_rendered(self, rendered: _Rendered) -> None:
        self._document = document = rendered.printed
        self.view.show_document(document.pdf, document.pages, rendered.sizes)
        self.strip.show_document(document.pdf, document.pages)
        self.redactions.show_proposals(document.proposals)
        self.settings.set_ready(ready=True)
        codes = "、".join(code for _step, code in document.codes)
        words = self.tr("共 {n} 页。").format(n=document.pages)
        if codes:
            words += self.tr("版本码 {codes}；打印会记入工单记录。").format(codes=codes)
        self.settings.note.setText(words)

    def _on_printers(self, names: Sequence[str]) -> None:
        self.settings.show_printers(names)

    def _on_no_printers(self, error: KnownError) -> None:
        self.settings.show_printers(())
        self.banner.say(Tone.WARNING, str(error))

    def _on_print(self) -> None:
        if self._document is None or not self.settings.print_button.isEnabled():
            return
        try:
            setup = self.settings.setup(self._document.pages)
        except PrintError as error:
            self.banner.say(Tone.WARNING, str(error))
            self.settings.pages.setFocus()
            return
        call = partial(self._desk.to_printer, self._order_id, self._document, setup)
        self._work(call, self._on_sent)

    def _on_sent(self, job: str) -> None:
        words = self.tr("已送到打印机“{printer}”，{copies} 份。").format(
            printer=self.settings.printers.currentText(), copies=self.settings.copies.value()
        )
        self._done(words)
        self._watch.follow(job)

    def _on_filed(self, _nothing: None) -> None:
        self._done(filed_words(self._filed_at))

    def _done(self, words: str) -> None:
        self.settings.set_ready(ready=True)
        self.banner.say(Tone.GOOD, words)
        self.printed.emit(words)

    def _on_save(self) -> None:
        name = self._document.file_name if self._document else ""
        pattern = self.tr("PDF 文件 (*.pdf)")
        dialog = FileDialog(Files.SAVED, self.tr("存为 PDF"), pattern, parent=self)
        dialog.save_as(name, "pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_copy_changed(self, copy: str) -> None:
        self._copy = copy
        self.settings.set_ready(ready=False)
        self._render()

    def _on_full_number_changed(self, in_full: bool) -> None:
        self._in_full = in_full
        self.settings.set_ready(ready=False)
        self._render()

    def _on_left_changed(self, left: frozenset[str]) -> None:
        self._left = left
        self.settings.set_ready(ready=False)
        self._render()

    def _on_failed(self, error: KnownError) -> None:
        self.settings.set_ready(ready=self._document is not None)
        self.banner.say(Tone.DANGER, str(error))
        if self._document is None:
            self.view.say(self.tr("没有可以预览的内容"))


def _filled(workplace: Workplace, preview: partial[PrintedForm]) -> _Rendered:
    printed = preview()
    return _Rendered(printed, workplace.images.sizes(printed.pdf))


def _blank(workplace: Workplace, form: str) -> _Rendered:
    """Give an empty form the shape of a filled one."""
    pdf = workplace.paper.blank(form)
    sizes = workplace.images.sizes(pdf)
    printed = PrintedForm(
        form=form,
        form_id="",
        round=0,
        codes=(),
        pdf=pdf,
        pages=len(sizes),
        boxes=(),
        file_name=f"空白{file_title(form)}.pdf",
    )
    return _Rendered(printed, sizes)
