"""核对表格: whose a sheet is and whether it still holds, from a file or the code in its foot."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.verify_desk import SheetCheck, Verdict
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.scroll_column import ScrollColumn

_SIZE = (620, 520)
_TONES = {
    Verdict.CURRENT: Tone.GOOD,
    Verdict.CHANGED: Tone.WARNING,
    Verdict.FOREIGN: Tone.DANGER,
    Verdict.UNREADABLE: Tone.WARNING,
}


class VerifyDialog(QDialog):
    """Files nothing; what it says can be copied. Closes with Esc and is freed then.

    Args:
        office: Use cases and workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("verify_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("核对表格"))
        self._office = office
        self._closed = Event()
        self.banner = Banner(self)
        self.code = QLineEdit(self)
        self.code.setObjectName("verify_code")
        self.code.setAccessibleName(self.tr("版本码"))
        self.code.setPlaceholderText(self.tr("页脚的版本码，10 位字母和数字"))
        self.code.returnPressed.connect(self._on_code)
        self.go = self._button(self.tr("核对(&V)"), "verify_go", self._on_code)
        self.pick = self._button(self.tr("选 PDF、扫描件或照片…(&O)"), "verify_pick", self._on_pick)
        ask = Card(self.tr("要核对哪张表？"), self)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        for widget in (self.code, self.go, self.pick):
            row.addWidget(widget)
        ask.body.addLayout(row)
        ask.add_text(
            self.tr(
                "说出它是哪张工单的、何时由谁打印、内容是否仍与现有的一致，以及电子签名是否有效。"
            ),
            "small",
        )
        self._answers = ScrollColumn(Space.S)
        self._answers.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(Space.M)
        column.addWidget(self.banner)
        column.addWidget(ask)
        column.addWidget(self._answers, 1)
        self.resize(*_SIZE)

    def check_file(self, path: Path) -> None:
        """Check a file; the reading ends when the dialog closes."""
        check = self._office.workplace.verify.check_file
        self._ask(partial(check, path, cancelled=self._closed.is_set))

    def _button(self, text: str, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _ask(self, call: Callable[[], Sequence[SheetCheck]]) -> None:
        self._clear()
        self.go.setEnabled(False)
        self.pick.setEnabled(False)
        self.banner.say(Tone.INFO, self.tr("正在核对…"))
        self._office.jobs.run(call, self._on_checked, self._on_failed, owner=self, slow=True)

    def _on_code(self) -> None:
        if self.go.isEnabled():
            self._ask(partial(self._office.workplace.verify.check_code, self.code.text()))

    def _on_pick(self) -> None:
        title = self.tr("选 PDF、扫描件或照片")
        pattern = self.tr("表格 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic)")
        every = f"{pattern};;{self.tr('所有文件 (*)')}"
        dialog = FileDialog(Files.PAPER, title, every, parent=self)
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    def _on_picked(self, path: str) -> None:
        self.check_file(Path(path))

    def _on_checked(self, checks: Sequence[SheetCheck]) -> None:
        self._ready()
        if not checks:
            self.banner.say(Tone.WARNING, self.tr("文件里没有可以核对的页。"))
        for place, check in enumerate(checks):
            answer = self._answer(check)
            self._answers.column.insertWidget(place, answer)
            answer.show()

    def _answer(self, check: SheetCheck) -> QWidget:
        card = Card(check.source, self)
        verdict = Banner(card, closable=False)
        verdict.say(_TONES[check.verdict], check.message)
        card.add(verdict)
        if check.lines[1:]:
            words = QLabel("\n".join(check.lines[1:]), card)
            words.setObjectName("verify_words")
            words.setWordWrap(True)
            words.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            set_role(words, "small")
            card.add(words)
        return card

    def _on_failed(self, error: KnownError) -> None:
        self._ready()
        self.banner.say(Tone.DANGER, str(error))

    def _ready(self) -> None:
        self.banner.clear()
        self.go.setEnabled(True)
        self.pick.setEnabled(True)

    def _clear(self) -> None:
        column = self._answers.column
        while column.count() > 1:
            widget = column.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def reject(self) -> None:
        """Close, so that Esc frees the dialog and ends what is being read."""
        self._closed.set()
        self.close()
