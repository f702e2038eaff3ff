"""One signed form of the unit: look at it, save it, take the filing back."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.paper_forms import form_name
from desktop.services.order_desk import RefusedError
from desktop.services.scan_findings import SheetMatch
from desktop.services.unit_sheets import SignedSheet
from desktop.ui.fields.text_line import TextLine
from desktop.ui.last_folders import Files
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.paper.sheet_picture import SheetPicture
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.wording import table_moment


class SignedSheetRow(QWidget):
    """A row of the shelf.

    Args:
        office: Use cases and workers.
        sheet: What was filed.
        parent: Owner.

    Signals:
        said: A sentence about what was done, and whether it went well.
        changed: The filing was taken back.
    """

    said = Signal(bool, str)
    changed = Signal()

    def __init__(self, office: Office, sheet: SignedSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("signed_sheet")
        self._office = office
        self._sheet = sheet
        self._picture: SheetPicture | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        self._add_words()
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.M)
        self.look = self._button(self.tr("看扫描件"), "signed_look")
        self.look.setCheckable(True)
        self.look.toggled.connect(self._on_look)
        self.save = self._button(self.tr("另存为…"), "signed_save")
        self.save.clicked.connect(self._on_save)
        self.undo = self._button(self.tr("撤销…"), "signed_undo")
        self.undo.setCheckable(True)
        self.undo.setVisible(not sheet.taken_back)
        for button in (self.look, self.save, self.undo):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._column.addLayout(buttons)
        self._column.addWidget(self._reason_row())

    def save_to(self, folder: Path) -> None:
        """Save the pages into a folder."""
        call = partial(self._office.workplace.shelf.export, self._sheet, folder)
        self._office.jobs.run(call, self._on_saved, self._on_failed, owner=self, slow=True)

    def _add_words(self) -> None:
        sheet = self._sheet
        now = self._office.workplace.clock.now()
        title = QLabel(f"{form_name(sheet.form)}　{sheet.title}　{sheet.words}", self)
        title.setTextFormat(Qt.TextFormat.PlainText)
        title.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        title.setWordWrap(True)
        set_role(title, "strong")
        self._column.addWidget(title)
        filed = self.tr("{at} 由{name}存入，{n} 页").format(
            at=table_moment(sheet.filed_at, now), name=sheet.filed_by, n=len(sheet.pictures)
        )
        code = self.tr("版本码 {code}").format(code=sheet.code) if sheet.code else ""
        lines = [filed, code, sheet.remark, _missing(self.tr("缺第 {n} 页"), sheet.missing)]
        self._add_line("　".join(filter(None, lines)))
        if sheet.taken_back:
            self._add_badge(Mark(self.tr("已撤销"), Tone.NEUTRAL))
            self._add_line(self.tr("撤销原因：{}").format(sheet.taken_back))
        elif sheet.standing:
            shape = Shape.DIAMOND if sheet.match is SheetMatch.CHANGED else Shape.RING
            self._add_badge(Mark(sheet.standing, Tone.WARNING, shape))
        for change in sheet.changes:
            words = self.tr("纸上：{old}\n后来：{new}").format(
                old=change.on_paper or self.tr("（没有）"), new=change.now or self.tr("（没有）")
            )
            self._add_line(words)

    def _add_badge(self, mark: Mark) -> None:
        self._column.addWidget(Badge(mark, self), 0, Qt.AlignmentFlag.AlignLeft)

    def _add_line(self, words: str) -> None:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        set_role(label, "small")
        self._column.addWidget(label)

    def _button(self, words: str, name: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setObjectName(name)
        button.setAccessibleName(f"{words.rstrip('…')} {self._sheet.title}")
        set_role(button, "link")
        return button

    def _reason_row(self) -> QWidget:
        holder = QWidget(self)
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        self.reason = TextLine(
            "taken_back", self.tr("为什么撤销"), self.tr("为什么撤销，如签字人填错"), holder
        )
        self.go = QPushButton(self.tr("撤销这一条"), holder)
        self.go.setObjectName("signed_undo_go")
        self.go.clicked.connect(self._on_undo)
        row.addWidget(self.reason, 1)
        row.addWidget(self.go)
        holder.hide()
        self.undo.toggled.connect(holder.setVisible)
        return holder

    def _on_look(self, shown: bool) -> None:
        if self._picture is not None:
            self._picture.setVisible(shown)
        elif shown:
            call = partial(self._office.workplace.shelf.pictures, self._sheet)
            self._office.jobs.run(call, self._on_pictures, self._on_failed, owner=self, slow=True)

    def _on_pictures(self, pages: Sequence[bytes]) -> None:
        self._picture = SheetPicture(self._office, pages, self)
        self._column.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignLeft)
        self._picture.setVisible(self.look.isChecked())

    def _on_save(self) -> None:
        dialog = FileDialog(Files.SAVED, self.tr("签字件存到哪个文件夹"), parent=self)
        dialog.ask_for_folder()
        dialog.fileSelected.connect(self._on_folder)
        dialog.open()

    def _on_folder(self, folder: str) -> None:
        self.save_to(Path(folder))

    def _on_saved(self, paths: Sequence[Path]) -> None:
        self.said.emit(True, self.tr("已存为 {}").format("、".join(path.name for path in paths)))

    def _on_undo(self) -> None:
        reason = self.reason.value().strip()
        if not reason:
            self.reason.show_problem(self.tr("请写明原因，撤销后仍然看得到这一条。"))
            self.reason.setFocus()
            return
        self.go.setEnabled(False)
        call = partial(self._office.workplace.shelf.take_back, self._sheet, reason)
        self._office.jobs.run(call, self._on_taken_back, self._on_not_taken_back, owner=self)

    def _on_taken_back(self, _sheet: SignedSheet) -> None:
        self.changed.emit()

    def _on_not_taken_back(self, error: KnownError) -> None:
        self.go.setEnabled(True)
        self._on_failed(error)
        if isinstance(error, RefusedError):  # it stands otherwise than it is shown here
            self.changed.emit()

    def _on_failed(self, error: KnownError) -> None:
        self.said.emit(False, str(error))


def _missing(words: str, pages: Sequence[int]) -> str:
    return words.format(n="、".join(map(str, pages))) if pages else ""
