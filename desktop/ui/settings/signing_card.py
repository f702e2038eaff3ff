"""电子签名: whose certificates the office trusts, the time-stamp server, and the UKey's driver."""

from collections.abc import Callable
from functools import partial

from PySide6.QtWidgets import (
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop.ui import choices
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.file_dialog import FileDialog


class SigningCard(Card):
    """Every change is kept at once; what is missing for a signature is said below."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("电子签名"), parent)
        self.setObjectName("signing_card")
        self._office = office
        self._form = QFormLayout()
        self._form.setHorizontalSpacing(Space.L)
        self._form.setVerticalSpacing(Space.S)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.body.addLayout(self._form)
        self.issuers = self._line(self.tr("签名证书颁发机构"), choices.SIGN_ISSUERS)
        self.issuers.setPlaceholderText(self.tr("根证书文件，或放这些文件的文件夹"))
        self._add_buttons(
            self.issuers,
            (self.tr("选文件…"), "signing_issuers_file", self._on_pick_issuer_file),
            (self.tr("选文件夹…"), "signing_issuers_folder", self._on_pick_issuer_folder),
        )
        self.stamp = self._line(self.tr("时间戳服务器"), choices.SIGN_STAMP)
        self.stamp.setPlaceholderText(self.tr("可以不填；如 http://tsa.example.cn"))
        self._form.addRow(self._label(self.stamp), self.stamp)
        self.module = self._line(self.tr("UKey 的驱动文件"), choices.SIGN_MODULE)
        self.module.setPlaceholderText(self.tr("发证机构提供的 PKCS#11 驱动；不用 UKey 不必填"))
        self._add_buttons(
            self.module, (self.tr("选文件…"), "signing_module_file", self._on_pick_module)
        )
        self.missing = self.add_text("", "small")
        self.missing.setObjectName("signing_missing")
        self._look()

    def keep_issuers(self, place: str) -> None:
        """Trust the certificates of a file or folder."""
        self.issuers.setText(place)
        self._keep(choices.SIGN_ISSUERS, place)

    def keep_module(self, place: str) -> None:
        """Remember the driver of the UKey."""
        self.module.setText(place)
        self._keep(choices.SIGN_MODULE, place)

    def _line(self, label: str, name: str) -> QLineEdit:
        line = QLineEdit(choices.text_choice(self._office.workplace.options, name, ""), self)
        line.setObjectName(name.replace(".", "_"))
        line.setProperty("option", name)
        line.setAccessibleName(label)
        line.setMaxLength(400)
        line.editingFinished.connect(self._on_edited)
        return line

    def _label(self, line: QLineEdit) -> QLabel:
        label = QLabel(line.accessibleName(), self)
        label.setBuddy(line)
        set_role(label, "fieldlabel")
        return label

    def _add_buttons(self, line: QLineEdit, *buttons: tuple[str, str, Callable[[], None]]) -> None:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(line, 1)
        for text, name, slot in buttons:
            button = QPushButton(text, self)
            button.setObjectName(name)
            button.setAccessibleName(text + line.accessibleName())
            button.clicked.connect(slot)
            row.addWidget(button)
        self._form.addRow(self._label(line), row)

    def _on_edited(self) -> None:
        line = self.sender()
        assert isinstance(line, QLineEdit)  # noqa: S101 - only lines are connected here
        self._keep(str(line.property("option")), line.text().strip())

    def _on_pick_issuer_file(self) -> None:
        dialog = self._dialog(self.tr("选择颁发机构的根证书"))
        dialog.fileSelected.connect(self.keep_issuers)
        dialog.open()

    def _on_pick_issuer_folder(self) -> None:
        dialog = self._dialog(self.tr("选择放根证书的文件夹"))
        dialog.ask_for_folder()
        dialog.fileSelected.connect(self.keep_issuers)
        dialog.open()

    def _on_pick_module(self) -> None:
        dialog = self._dialog(self.tr("选择 UKey 的驱动文件"))
        dialog.fileSelected.connect(self.keep_module)
        dialog.open()

    def _dialog(self, title: str) -> FileDialog:
        return FileDialog(Files.KEYS, title, parent=self)

    def _keep(self, name: str, value: str) -> None:
        """Write an option; the file is synced to disk, so not in this thread."""
        options = self._office.workplace.options
        self._office.jobs.run(partial(options.set, name, value), self._on_kept, owner=self)

    def _on_kept(self, nothing: None) -> None:
        del nothing
        self._look()

    def _look(self) -> None:
        call = self._office.workplace.signing.what_is_missing
        self._office.jobs.run(call, self._on_looked, owner=self, slow=True)

    def _on_looked(self, missing: str) -> None:
        ready = self.tr("已认出颁发机构的证书，可以电子签名。口令和 PIN 每次签名时输入，不会保存。")
        self.missing.setText(missing or ready)
