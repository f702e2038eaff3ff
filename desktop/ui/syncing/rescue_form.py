"""Exporting what cannot be sent into a sealed file: the passphrase twice, then where to."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import (
    QFileDialog,
    QFrame,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.contract.rescue_file import MIN_PASSPHRASE
from desktop.services.ports import StorageError
from desktop.services.rescue_desk import RescueDesk, RescueSummary
from desktop.ui.office import Office
from desktop.ui.style import Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.flow_buttons import FlowButtons

_FIELD_WIDTH = 190


class RescueForm(QFrame):
    """In place; what came of it is said above the fields.

    Args:
        office: Workers, and whose work it is.
        desk: Makes the file.
        parent: Owner.
    """

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
        self._lay_out()
        self._on_changed()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        words = QLabel(
            self.tr(
                "把没有上报的内容、附件和草稿导出成一个加密的文件，在新电脑上导入，或交平台管理员。"
                "里面有诉求人的信息：口令和文件分开放，用完删除。本机的内容不变。"
            )
        )
        words.setWordWrap(True)
        set_role(words, "muted")
        column.addWidget(words)
        column.addWidget(self._banner)
        row = FlowButtons()
        for widget in (*self._fields, self._go):
            row.add_widget(widget)
        column.addWidget(row)

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
        if second and first != second:
            self._banner.say(Tone.WARNING, self.tr("两次输入的口令不同"))
        elif first and len(first) < MIN_PASSPHRASE:
            self._banner.say(Tone.WARNING, self.tr("口令至少 {0} 个字").format(MIN_PASSPHRASE))
        else:
            self._banner.clear()

    def _on_go(self) -> None:
        place = QStandardPaths.StandardLocation.DocumentsLocation
        proposed = Path(QStandardPaths.writableLocation(place)) / "hotline-desk.rescue"
        path, _ = QFileDialog.getSaveFileName(self, self.tr("导出文件"), str(proposed))
        if path:
            self._go.setEnabled(False)
            call = partial(_export, self._desk, self._fields[0].text(), Path(path))
            self._office.jobs.run(call, self._on_done, self._on_failed, owner=self, slow=True)

    def _on_done(self, summary: RescueSummary) -> None:
        for field in self._fields:
            field.clear()
        self._banner.say(Tone.GOOD, self.tr("已导出：{0}").format(summary.text))

    def _on_failed(self, error: KnownError) -> None:
        self._go.setEnabled(True)
        self._banner.say(Tone.DANGER, str(error))


def _export(desk: RescueDesk, passphrase: str, path: Path) -> RescueSummary:
    content, summary = desk.export(passphrase)
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_bytes(content)
        part.replace(path)
    except OSError as error:
        message = f"没有写成：{error.strerror}。本机的内容没有变。"
        raise StorageError("storage.broken", message) from error
    return summary
