"""Preview and print one form of an order, or an empty one."""

import sys
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.paper_desk import PaperDesk
from desktop.services.ports import PrintedForm, StorageError
from desktop.services.workplace import Workplace
from desktop.ui.office import Office
from desktop.ui.paper.form_words import file_title
from desktop.ui.paper.page_strip import PageStrip
from desktop.ui.paper.page_view import PageView
from desktop.ui.paper.print_settings import PrintSettings
from desktop.ui.paper.redaction_list import RedactionList
from desktop.ui.style import Space, Tone
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner


@dataclass(frozen=True, slots=True)
class _Errand:
    """One print or one saved file: what goes where, recorded before it goes."""

    workplace: Workplace
    order_id: str
    printed: PrintedForm
    copies: int = 1

    def to_printer(self, printer: str, *, duplex: bool) -> None:
        self._record()
        folder = self.workplace.data_folder / "spool"
        path = folder / f"{uuid.uuid4().hex}.pdf"
        _write(path, self.printed.pdf)
        try:
            self.workplace.printers.send(path, printer=printer, copies=self.copies, duplex=duplex)
        finally:
            # the program that prints on Windows may not have read it yet: it goes at the next start
            if sys.platform != "win32":
                path.unlink(missing_ok=True)

    def to_file(self, path: Path) -> None:
        self._record()
        _write(path, self.printed.pdf)

    def _record(self) -> None:
        if not self.order_id:
            return
        self.workplace.paper.record_print(self.order_id, self.printed, copies=self.copies)


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
        self.banner = Banner(self)
        self.view = PageView(office, self)
        self.strip = PageStrip(office, self)
        self.settings = PrintSettings(self)
        self.redactions = RedactionList(self)
        self.redactions.left_changed.connect(self._on_left_changed)
        self._lay_out()
        self.strip.page_picked.connect(self.view.go_to)
        self.view.zoomed.connect(self._on_zoomed)
        self.view.shown.connect(self._on_shown)
        self.settings.print_asked.connect(self._on_print)
        self.settings.save_asked.connect(self._on_save)
        self.settings.copy_changed.connect(self._on_copy_changed)
        self.settings.full_number_changed.connect(self._on_full_number_changed)
        self.settings.show_number_choice(copies=form == "F2", shown=bool(order_id))
        self.settings.set_ready(ready=False)
        self._add_shortcuts()

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
        call = partial(self._errand(self._document).to_file, path)
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
        middle.addLayout(self._make_zoom_bar())
        middle.addWidget(self.view, 1)
        row.addLayout(middle, 1)
        side = QVBoxLayout()
        side.addWidget(self.settings)
        side.addWidget(self.redactions)
        side.addStretch(1)
        row.addLayout(side)
        outer.addLayout(row, 1)

    def _make_zoom_bar(self) -> QHBoxLayout:
        bar = QHBoxLayout()
        bar.setSpacing(Space.S)
        bar.addStretch(1)
        self._zoom_out = self._button(self.tr("缩小"), "preview_zoom_out")
        self._zoom_text = QLabel(self)
        self._zoom_in = self._button(self.tr("放大"), "preview_zoom_in")
        self._fit = self._button(self.tr("适合宽度"), "preview_fit")
        self._zoom_out.clicked.connect(self._on_zoom_out)
        self._zoom_in.clicked.connect(self._on_zoom_in)
        self._fit.clicked.connect(self.view.fit_width)
        for widget in (self._zoom_out, self._zoom_text, self._zoom_in, self._fit):
            bar.addWidget(widget)
        bar.addStretch(1)
        return bar

    def _button(self, text: str, name: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        return button

    def _add_shortcuts(self) -> None:
        for keys, slot in (
            (QKeySequence.StandardKey.Print, self._on_print),
            (QKeySequence.StandardKey.ZoomIn, self._on_zoom_in),
            (QKeySequence.StandardKey.ZoomOut, self._on_zoom_out),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(slot)

    def _render(self) -> None:
        paper = self._office.workplace.paper
        if self._order_id:
            call = partial(
                paper.preview,
                self._order_id,
                self._form,
                round_number=self._round,
                copy=self._copy,
                in_full=self._in_full,
                left=self._left,
            )
        else:
            call = partial(_blank, paper, self._form)
        self._office.jobs.run(call, self._on_rendered, self._on_failed, owner=self, slow=True)

    def _errand(self, document: PrintedForm) -> _Errand:
        return _Errand(
            self._office.workplace,
            self._order_id,
            document,
            self.settings.copies.value(),
        )

    def _work(self, call: partial[None], done: Callable[[None], object]) -> None:
        self.settings.set_ready(ready=False)
        self._office.jobs.run(call, done, self._on_failed, owner=self, slow=True)

    def _on_rendered(self, document: PrintedForm) -> None:
        self._document = document
        self.view.show_document(document.pdf, document.pages)
        self.strip.show_document(document.pdf, document.pages)
        self.redactions.show_proposals(document.proposals)
        self.settings.set_ready(ready=True)
        codes = "、".join(code for _step, code in document.codes)
        words = self.tr("共 {n} 页。").format(n=document.pages)
        if codes:
            words += self.tr("版本码 {codes}；打印会记入工单记录。").format(codes=codes)
        self.settings.note.setText(words)
        self._on_zoomed()

    def _on_printers(self, names: Sequence[str]) -> None:
        self.settings.show_printers(names)

    def _on_no_printers(self, error: KnownError) -> None:
        self.settings.show_printers(())
        self.banner.say(Tone.WARNING, str(error))

    def _on_print(self) -> None:
        if self._document is None or not self.settings.print_button.isEnabled():
            return
        call = partial(
            self._errand(self._document).to_printer,
            self.settings.printers.currentText(),
            duplex=self.settings.duplex.isChecked(),
        )
        self._work(call, self._on_sent)

    def _on_sent(self, _nothing: None) -> None:
        words = self.tr("已送到打印机“{printer}”，{copies} 份。").format(
            printer=self.settings.printers.currentText(), copies=self.settings.copies.value()
        )
        self._done(words)

    def _on_filed(self, _nothing: None) -> None:
        self._done(self.tr("已存为 PDF。"))

    def _done(self, words: str) -> None:
        self.settings.set_ready(ready=True)
        self.banner.say(Tone.GOOD, words)
        self.printed.emit(words)

    def _on_save(self) -> None:
        name = self._document.file_name if self._document else ""
        dialog = QFileDialog(self, self.tr("存为 PDF"), name, self.tr("PDF 文件 (*.pdf)"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.finished.connect(dialog.deleteLater)
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

    def _on_zoom_in(self) -> None:
        self.view.zoom_by(1)

    def _on_zoom_out(self) -> None:
        self.view.zoom_by(-1)

    def _on_zoomed(self) -> None:
        self._zoom_text.setText(f"{self.view.zoom} %")

    def _on_shown(self) -> None:
        self._on_zoomed()
        self.ready.emit()


def _write(path: Path, content: bytes) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise StorageError(
            "storage.full", f"文件“{path.name}”没有写成：磁盘可能已满或没有权限。工单没有受影响。"
        ) from error


def _blank(paper: PaperDesk, form: str) -> PrintedForm:
    """Give an empty form the shape of a filled one; its first page stands for all in the view."""
    return PrintedForm(
        form=form,
        form_id="",
        round=0,
        codes=(),
        pdf=paper.blank(form),
        pages=1,
        boxes=(),
        file_name=f"空白{file_title(form)}.pdf",
    )
