"""连接: the office's own certificate, where a platform or a firewall has one of its own issuer."""

from functools import partial
from pathlib import Path

from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.ui import choices
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.file_dialog import FileDialog


class ConnectionCard(Card):
    """Names the file; says when it is not there. It is read when an office is opened."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("连接"), parent)
        self.setObjectName("connection_card")
        self._office = office
        self.line = QLineEdit(
            choices.text_choice(office.workplace.options, choices.CA_FILE, ""), self
        )
        self.line.setObjectName("settings_ca_file")
        self.line.setAccessibleName(self.tr("单位自建证书文件"))
        self.line.setPlaceholderText(self.tr("一般不用填；网络管理员给了证书（.pem、.crt）再填"))
        self.line.setMaxLength(400)
        self.line.editingFinished.connect(self._on_edited)
        label = QLabel(self.tr("单位自建证书文件(&J)"), self)
        label.setBuddy(self.line)
        set_role(label, "fieldlabel")
        pick = QPushButton(self.tr("选文件…"), self)
        pick.setObjectName("settings_ca_file_pick")
        pick.setAccessibleName(self.tr("选择单位自建证书文件"))
        pick.clicked.connect(self._on_pick)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(label)
        row.addSpacing(Space.M)
        row.addWidget(self.line, 1)
        row.addWidget(pick)
        self.body.addLayout(row)
        self.note = self.add_text("", "small")
        self.note.setObjectName("ca_file_note")
        self._look()

    def keep(self, place: str) -> None:
        """Trust the certificates of a file from the next start; an empty text for none."""
        self.line.setText(place)
        options = self._office.workplace.options
        call = partial(options.set, choices.CA_FILE, place)
        self._office.jobs.run(call, self._on_kept, owner=self)

    def _on_edited(self) -> None:
        self.keep(self.line.text().strip())

    def _on_pick(self) -> None:
        title, pattern = self.tr("选择单位自建证书文件"), self.tr("证书 (*.pem *.crt *.cer)")
        dialog = FileDialog(Files.KEYS, title, pattern, parent=self)
        dialog.fileSelected.connect(self.keep)
        dialog.open()

    def _on_kept(self, nothing: None) -> None:
        del nothing
        self._look()

    def _look(self) -> None:
        call = partial(_is_there, self.line.text().strip())
        self._office.jobs.run(call, self._on_looked, owner=self, slow=True)

    def _on_looked(self, found: bool | None) -> None:
        usual = self.tr(
            "系统认可的证书总是有效，这里填的另外认可；重启程序后生效。连接校验不能关闭。"
        )
        missing = self.tr("没有这个文件，连接平台时会失败：请重新选择，或清空。")
        self.note.setText(missing if found is False else usual)


def _is_there(place: str) -> bool | None:
    """Tell whether the file is there; None where none is named."""
    return Path(place).is_file() if place else None
