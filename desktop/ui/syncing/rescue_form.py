"""What cannot be sent: into a sealed file, out of one, or straight into the centre's hands."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.contract.rescue_file import MIN_PASSPHRASE
from desktop.services.file_trouble import reason_of
from desktop.services.ports import StorageError
from desktop.services.rescue_desk import HandedOver, RescueDesk, RescueSummary
from desktop.services.shared_files import write_whole
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.flow_buttons import FlowButtons

_FIELD_WIDTH = 190


class RescueForm(QFrame):
    """In place; what came of it is said above the fields.

    Args:
        office: Workers, and whose work it is.
        desk: Makes the file.
        parent: Owner.

    Signals:
        handed_over: What was refused is in the platform's hands now.
    """

    handed_over = Signal()

    def __init__(self, office: Office, desk: RescueDesk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("rescue_form")
        self._office, self._desk = office, desk
        self._banner = Banner(closable=False)
        self._fields = [
            self._field("rescue_passphrase", self.tr("文件口令")),
            self._field("rescue_repeat", self.tr("再输入一次")),
        ]
        self._go = QPushButton(self.tr("导出文件(&E)…"))
        self._go.setObjectName("rescue_go")
        self._go.setAccessibleName(self.tr("导出文件"))
        set_role(self._go, "primary")
        self._go.clicked.connect(self._on_go)
        self._load = QPushButton(self.tr("导入文件(&I)…"))
        self._load.setObjectName("rescue_load")
        self._load.setAccessibleName(self.tr("导入另一台电脑导出的文件"))
        self._load.clicked.connect(self._on_load)
        self._hand = QPushButton(self.tr("直接交给中心(&T)"))
        self._hand.setObjectName("rescue_hand")
        self._hand.setAccessibleName(self.tr("直接交给中心"))
        self._hand.clicked.connect(self._on_hand)
        self._lay_out()
        self._on_changed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.addWidget(
            self._words(
                self.tr(
                    "把没有上报的内容、附件和草稿导出成一个加密的文件，在新电脑上导入，或交平台管理员。"
                    "里面有诉求人的信息：口令和文件分开放，用完删除。本机的内容不变。"
                )
            )
        )
        column.addWidget(self._banner)
        row = FlowButtons()
        for widget in (*self._fields, self._go, self._load):
            row.add_widget(widget)
        column.addWidget(row)
        if self._desk.can_hand_over:
            column.addWidget(
                self._words(
                    self.tr(
                        "连得上平台、只是它不接受的（意见不一、程序太旧），可以直接交给中心，由中心的人核对受理。"
                        "等待上报的照常上报，不会算两次；未被接受的记为“已交给中心”，放到已处理的里面。"
                    )
                )
            )
            hand = FlowButtons()
            hand.add_widget(self._hand)
            column.addWidget(hand)
        else:
            self._hand.hide()

    def _words(self, text: str) -> QLabel:
        words = QLabel(text)
        words.setWordWrap(True)
        set_role(words, "muted")
        return words

    def _field(self, name: str, words: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(name)
        field.setAccessibleName(words)
        field.setPlaceholderText(words)
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setFixedWidth(_FIELD_WIDTH)
        field.textChanged.connect(self._on_changed)
        return field

    def _on_changed(self) -> None:
        first, second = (field.text() for field in self._fields)
        self._go.setEnabled(len(first) >= MIN_PASSPHRASE and first == second)
        self._load.setEnabled(len(first) >= MIN_PASSPHRASE)
        if second and first != second:
            self._banner.say(Tone.WARNING, self.tr("两次输入的口令不同"))
        elif first and len(first) < MIN_PASSPHRASE:
            self._banner.say(Tone.WARNING, self.tr("口令至少 {0} 个字").format(MIN_PASSPHRASE))
        else:
            self._banner.clear()

    def _on_go(self) -> None:
        dialog = FileDialog(Files.RESCUE, self.tr("导出文件"), parent=self)
        dialog.setObjectName("rescue_export_dialog")
        dialog.save_as("hotline-desk.rescue", "rescue")
        dialog.fileSelected.connect(self._on_target)
        dialog.open()

    def _on_target(self, path: str) -> None:
        self._set_busy()
        call = partial(_export, self._desk, self._fields[0].text(), Path(path))
        self._office.jobs.run(call, self._on_done, self._on_failed, owner=self, slow=True)

    def _on_load(self) -> None:
        dialog = FileDialog(Files.RESCUE, self.tr("导入文件"), parent=self)
        dialog.setObjectName("rescue_import_dialog")
        dialog.fileSelected.connect(self._on_source)
        dialog.open()

    def _on_source(self, path: str) -> None:
        self._set_busy()
        call = partial(_taken_in, self._desk, self._fields[0].text(), Path(path))
        self._office.jobs.run(call, self._on_taken_in, self._on_failed, owner=self, slow=True)

    def _on_taken_in(self, summary: RescueSummary) -> None:
        self._settle(self.tr("已导入：{0}随下一次同步上报。").format(summary.text))

    def _on_hand(self) -> None:
        self._set_busy()
        call = self._desk.hand_over
        self._office.jobs.run(call, self._on_handed, self._on_failed, owner=self, slow=True)

    def _on_handed(self, handed: HandedOver) -> None:
        self._settle(handed.text)
        self.handed_over.emit()

    def _set_busy(self) -> None:
        for button in (self._go, self._load, self._hand):
            button.setEnabled(False)

    def _settle(self, words: str) -> None:
        for field in self._fields:
            field.clear()
        self._hand.setEnabled(True)
        self._banner.say(Tone.GOOD, words)

    def _on_done(self, summary: RescueSummary) -> None:
        self._settle(self.tr("已导出：{0}").format(summary.text))

    def _on_failed(self, error: KnownError) -> None:
        self._on_changed()
        self._hand.setEnabled(True)
        self._banner.say(Tone.DANGER, str(error))


def _export(desk: RescueDesk, passphrase: str, path: Path) -> RescueSummary:
    content, summary = desk.export(passphrase)
    try:
        write_whole(path, content, private=True)
    except OSError as error:
        message = f"没有写成：{reason_of(error)}。本机的内容没有变，请换一个位置再导出。"
        raise StorageError("storage.broken", message) from error
    return summary


def _taken_in(desk: RescueDesk, passphrase: str, path: Path) -> RescueSummary:
    try:
        content = path.read_bytes()
    except OSError as error:
        message = f"读不了文件：{reason_of(error)}。没有导入任何内容，请检查文件后再试。"
        raise StorageError("storage.broken", message) from error
    return desk.take_in(content, passphrase)
