"""A form of the unit itself: typed at the left, as it will be on paper in the middle."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QVBoxLayout,
    QWidget,
)

from desktop.domain.paper_forms import form_name
from desktop.domain.unit_forms import UNIT_FIELDS, UnitField
from desktop.services.paper_ports import PrintedForm, PrintError
from desktop.services.ports import UNIT
from desktop.services.unit_paper import UnitPaper
from desktop.services.unit_sheets import UnitSheet
from desktop.ui.fields.field import Field
from desktop.ui.fields.row_editor import Column, RowEditor
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.paper.job_watch import JobWatch
from desktop.ui.paper.page_view import PageView
from desktop.ui.paper.print_settings import PrintSettings
from desktop.ui.steps.draft_keeper import DraftKeeper
from desktop.ui.steps.form_card import FormCard
from desktop.ui.style import Space, Tone
from desktop.ui.tasks import KnownError
from desktop.ui.unit_forms.signed_sheets import SignedSheets
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.scroll_column import ScrollColumn
from desktop.ui.wording import filed_words, table_moment

_SIZE = QSize(1340, 700)
_FORM_WIDTH, _WITH_ROWS = 520, 720
_PAUSE_MS = 500
_EARLIER_LENGTH = 16

T = TypeVar("T")


class UnitFormWindow(QDialog):
    """Fill in, print and look up F15 or F21; every keystroke is kept.

    Args:
        office: Renders, prints, keeps.
        form: F15 or F21.
        parent: Owner.

    Signals:
        printed: It went to a printer or a file; a sentence.
    """

    printed = Signal(str)

    def __init__(self, office: Office, form: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("unit_form_window")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(form_name(form))
        self._office = office
        self._form = form
        self._desk = UnitPaper(office.workplace)
        self._document: PrintedForm | None = None
        self._asked = 0
        self._filed_at = Path()
        self._earlier: Sequence[UnitSheet] = ()
        self.banner = Banner(self)
        self.earlier = QComboBox(self)
        self.earlier.setObjectName("unit_form_earlier")
        self.earlier.setAccessibleName(self.tr("以前填过的"))
        self.earlier.setMinimumContentsLength(_EARLIER_LENGTH)
        self.fields = tuple(self._field(entry) for entry in UNIT_FIELDS[form])
        self.signed = SignedSheets(office, form, self)
        self.view = PageView(office, self)
        self.settings = PrintSettings(self)
        self.settings.show_number_choice(copies=False, shown=False)
        self.settings.show_duplex_choice(shown=office.workplace.printers.sets_duplex)
        self.settings.set_ready(ready=False)
        self._keeper = DraftKeeper(office, UNIT, form, self)
        self._keeper.watch(self.fields)
        self._watch = JobWatch(office, self)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._lay_out()
        self._connect()
        self.resize(_SIZE.boundedTo(_room()))
        self._load()

    def content(self) -> dict[str, object]:
        """Give what is typed, without empty fields."""
        typed: dict[str, object] = {}
        for field in self.fields:
            value = field.rows() if isinstance(field, RowEditor) else field.value().strip()
            if value:
                typed[field.name] = value
        return typed

    def show_content(self, content: dict[str, object]) -> None:
        """Put a form that went out earlier into the fields."""
        for field in self.fields:
            value = content.get(field.name, "")
            if isinstance(field, RowEditor):
                field.set_rows(value if isinstance(value, list) else [])
            else:
                field.set_value(str(value))
        self._keeper.touch()
        self.render_form()

    def save_to(self, path: Path) -> None:
        """Save the form as a PDF."""
        if self._document is not None:
            self._filed_at = path
            call = partial(self._desk.to_file, self._document, self.content(), path)
            self._work(call, self._on_filed)

    def render_form(self) -> None:
        """Render what is typed; nothing is printed until that is there."""
        self._pause.stop()
        self._document = None
        self.settings.set_ready(ready=False)
        self._asked += 1
        call = partial(_rendered, self._desk, self._form, self.content(), self._asked)
        self._work(call, self._on_rendered)

    def reject(self) -> None:
        """Close, so that Esc frees the window as its button does; what is typed is kept."""
        self._keeper.flush_waiting()
        self.close()

    def _field(self, entry: UnitField) -> Field:
        if entry.columns:
            columns = [Column(column.key, column.label, column.share) for column in entry.columns]
            return RowEditor(entry.key, entry.label, columns, 40, self)
        if entry.long:
            return TextArea(entry.key, entry.label, lines=2, parent=self)
        return TextLine(entry.key, entry.label, parent=self)

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(Space.M, Space.M, Space.M, Space.M)
        outer.setSpacing(Space.S)
        outer.addWidget(self.banner)
        card = FormCard(
            f"{form_name(self._form)}（{self._form}）",
            self.tr("填一半也会保留。签字盖章后扫描回来，存在下面的“签字件”里。"),
            self,
        )
        card.add_to_header(self.earlier)
        for field in self.fields:
            if isinstance(field, RowEditor):
                card.add_wide(field)
            else:
                card.add_field(field)
        left = ScrollColumn(0)
        wide = any(isinstance(field, RowEditor) for field in self.fields)
        left.setFixedWidth(_WITH_ROWS if wide else _FORM_WIDTH)
        left.column.setSpacing(Space.M)
        left.column.addWidget(card)
        narrow = _room().width() < _SIZE.width()
        if narrow:
            left.column.addWidget(self.settings)
        left.column.addWidget(self.signed)
        left.column.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(left)
        row.addWidget(self.view, 1)
        if not narrow:
            side = QVBoxLayout()
            side.addWidget(self.settings)
            side.addStretch(1)
            row.addLayout(side)
        outer.addLayout(row, 1)

    def _connect(self) -> None:
        for field in self.fields:
            field.edited.connect(self._on_edited)
        self._pause.timeout.connect(self.render_form)
        self.earlier.activated.connect(self._on_earlier_picked)
        self.settings.print_asked.connect(self._on_print)
        self.settings.save_asked.connect(self._on_save)
        self._keeper.failed.connect(self._on_not_kept)
        self._watch.told.connect(self.settings.say_state)
        shortcut = QShortcut(QKeySequence(QKeySequence.StandardKey.Print), self)
        shortcut.activated.connect(self._on_print)

    def _load(self) -> None:
        self.view.say(self.tr("正在排版…"))
        jobs, workplace = self._office.jobs, self._office.workplace
        names = workplace.printers.names
        jobs.run(names, self.settings.show_printers, self.banner.say_error, owner=self, slow=True)
        draft = partial(workplace.orders.draft, UNIT, self._form)
        jobs.run(draft, self._on_draft, self.banner.say_error, owner=self)
        self._list_earlier()
        self.signed.load()

    def _list_earlier(self) -> None:
        call = partial(self._office.workplace.shelf.earlier, self._form)
        self._office.jobs.run(call, self._on_earlier, self.banner.say_error, owner=self)

    def _work(self, call: Callable[[], T], done: Callable[[T], object]) -> None:
        self._office.jobs.run(call, done, self._on_failed, owner=self, slow=True)

    def _on_draft(self, draft: bytes | None) -> None:
        if draft is not None:
            self._keeper.restore(draft)
        self.render_form()

    def _on_earlier(self, rows: Sequence[UnitSheet]) -> None:
        self._earlier = rows
        self.earlier.clear()
        self.earlier.addItem(self.tr("以前填过的"))
        now = self._office.workplace.clock.now()
        for row in rows:
            self.earlier.addItem(f"{table_moment(row.at, now)}　{row.code}　{row.by}")
        self.earlier.setVisible(bool(rows))

    def _on_earlier_picked(self, place: int) -> None:
        if 0 < place <= len(self._earlier):
            self.show_content(self._earlier[place - 1].content)

    def _on_edited(self) -> None:
        self._document = None
        self.settings.set_ready(ready=False)
        self._pause.start()

    def _on_rendered(self, answer: tuple[int, PrintedForm]) -> None:
        asked, printed = answer
        if asked != self._asked or self._pause.isActive():
            return
        self._document = printed
        self.view.show_document(printed.pdf, printed.pages)
        self.settings.note.setText(
            self.tr("共 {n} 页，版本码 {code}。").format(n=printed.pages, code=printed.codes[0][1])
        )
        self.settings.set_ready(ready=True)

    def _on_print(self) -> None:
        if self._document is None or not self.settings.print_button.isEnabled():
            return
        try:
            setup = self.settings.setup(self._document.pages)
        except PrintError as error:
            self.banner.say_error(error)
            return
        self._work(
            partial(self._desk.to_printer, self._document, self.content(), setup), self._on_sent
        )

    def _on_sent(self, job: str) -> None:
        self._say(self.tr("已送到打印机“{}”。").format(self.settings.printers.currentText()))
        self._watch.follow(job)

    def _on_filed(self, _nothing: None) -> None:
        self._say(filed_words(self._filed_at))

    def _say(self, words: str) -> None:
        self.banner.say(Tone.GOOD, words)
        self.printed.emit(words)
        self._list_earlier()

    def _on_save(self) -> None:
        name = self._document.file_name if self._document else ""
        pattern = self.tr("PDF 文件 (*.pdf)")
        dialog = FileDialog(Files.SAVED, self.tr("存为 PDF"), pattern, parent=self)
        dialog.save_as(name, "pdf")
        dialog.fileSelected.connect(self._on_file_selected)
        dialog.open()

    def _on_file_selected(self, path: str) -> None:
        self.save_to(Path(path))

    def _on_not_kept(self, message: str) -> None:
        self.banner.say(Tone.DANGER, message)

    def _on_failed(self, error: KnownError) -> None:
        self.banner.say_error(error)
        self.settings.set_ready(ready=self._document is not None)


def _rendered(
    desk: UnitPaper, form: str, content: dict[str, object], asked: int
) -> tuple[int, PrintedForm]:
    """Render, and say for which request: a late answer shows what is typed no more."""
    return asked, desk.preview(form, content)


def _room() -> QSize:
    """The size of the screen that a window may take; on a narrow one the settings go below."""
    screen = QGuiApplication.primaryScreen()
    return screen.availableSize() - QSize(20, 60) if screen else _SIZE
