"""With what somebody signs: a certificate file with its passphrase, or a UKey with its PIN."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)

from desktop.services.signing_ports import KeyFile, SigningKey, Token, TokenCertificate
from desktop.ui.last_folders import Files
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.file_dialog import FileDialog

FILE, UKEY = "file", "ukey"


class KeyForm(QWidget):
    """Passphrase and PIN stay in their fields and are emptied by `forget`.

    Args:
        module: The UKey's driver as the settings remember it; "" for none.
        parent: Owner.

    Signals:
        changed: Another key, or another way of signing.
        module_chosen: The driver file, to be remembered.
    """

    changed = Signal()
    module_chosen = Signal(str)

    def __init__(self, module: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.kind = QComboBox(self)
        self.kind.setObjectName("key_kind")
        self.kind.addItem(self.tr("证书文件（.p12、.pfx）"), FILE)
        self.kind.addItem(self.tr("UKey"), UKEY)
        self.file, file_row = self._place("key_file", self.tr("证书文件"), self.tr("选择…"))
        self.module, module_row = self._place("key_module", self.tr("驱动文件"), self.tr("更换…"))
        self.module.setText(module)
        self.passphrase = self._secret("key_passphrase", self.tr("证书口令"))
        self.pin = self._secret("key_pin", self.tr("PIN"))
        self.certificate = QComboBox(self)
        self.certificate.setObjectName("key_certificate")
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._form = form
        self._rows: dict[str, list[QWidget]] = {FILE: [], UKEY: []}
        self._add(self.tr("签名方式"), self.kind)
        self._add(self.tr("证书文件"), file_row, FILE)
        self._add(self.tr("证书口令"), self.passphrase, FILE)
        self._add(self.tr("UKey 驱动"), module_row, UKEY)
        self._add(self.tr("PIN"), self.pin, UKEY)
        self._add(self.tr("证书"), self.certificate, UKEY)
        self.kind.currentIndexChanged.connect(self._on_kind_picked)
        self.certificate.currentIndexChanged.connect(self.changed)
        self._on_kind_picked()

    @property
    def is_ukey(self) -> bool:
        """Whether a UKey signs."""
        return bool(self.kind.currentData() == UKEY)

    def key(self) -> SigningKey | None:
        """Give what signs; None while something is missing."""
        if self.is_ukey:
            return self.token()
        if not self.file.text() or not self.passphrase.text():
            return None
        return KeyFile(path=Path(self.file.text()), passphrase=self.passphrase.text())

    def token(self) -> Token | None:
        """Give the UKey with the chosen certificate; None while driver or PIN is missing."""
        if not self.module.text() or not self.pin.text():
            return None
        chosen = str(self.certificate.currentData() or "")
        return Token(module=Path(self.module.text()), pin=self.pin.text(), certificate=chosen)

    def offer(self, found: Sequence[TokenCertificate]) -> None:
        """Show the certificates of a UKey; the first one that is valid longest is chosen."""
        self.certificate.blockSignals(True)
        self.certificate.clear()
        newest = sorted(found, key=lambda entry: entry.certificate.valid_to, reverse=True)
        for entry in newest:
            until = f"{entry.certificate.valid_to:%Y-%m-%d}"
            name = self.tr("{0}（有效至 {1}）").format(entry.certificate.holder, until)
            self.certificate.addItem(name, entry.label)
        self.certificate.blockSignals(False)

    def lead_with(self, text: str, field: QWidget) -> None:
        """Put a field of somebody else first, so that all labels stand in one column."""
        label = QLabel(text, self)
        set_role(label, "fieldlabel")
        self._form.insertRow(0, label, field)

    def forget(self) -> None:
        """Empty the secrets."""
        self.passphrase.clear()
        self.pin.clear()

    def choose_file(self, path: str) -> None:
        """Take a certificate file."""
        self.file.setText(path)
        self.passphrase.setFocus()
        self.changed.emit()

    def choose_module(self, path: str) -> None:
        """Take a UKey's driver, and have it remembered."""
        self.module.setText(path)
        self.certificate.clear()
        self.module_chosen.emit(path)
        self.changed.emit()

    def _place(self, name: str, label: str, button_text: str) -> tuple[QLineEdit, QWidget]:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        line = QLineEdit(row)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setReadOnly(True)
        line.setPlaceholderText(self.tr("还没有选择"))
        button = QPushButton(button_text, row)
        button.setObjectName(f"{name}_pick")
        button.setAccessibleName(button_text + label)
        button.setAutoDefault(False)
        button.clicked.connect(self._on_pick)
        layout.addWidget(line, 1)
        layout.addWidget(button)
        return line, row

    def _secret(self, name: str, label: str) -> QLineEdit:
        line = QLineEdit(self)
        line.setObjectName(name)
        line.setAccessibleName(label)
        line.setEchoMode(QLineEdit.EchoMode.Password)
        line.setInputMethodHints(
            Qt.InputMethodHint.ImhHiddenText | Qt.InputMethodHint.ImhSensitiveData
        )
        line.textEdited.connect(self.changed)
        return line

    def _add(self, text: str, field: QWidget, kind: str = "") -> None:
        label = QLabel(text, self)
        set_role(label, "fieldlabel")
        if not field.accessibleName():
            field.setAccessibleName(text)
        self._form.addRow(label, field)
        if kind:
            self._rows[kind].append(field)

    def _on_kind_picked(self) -> None:
        for kind, fields in self._rows.items():
            for field in fields:
                self._form.setRowVisible(field, kind == self.kind.currentData())
        self.changed.emit()

    def _on_pick(self) -> None:
        is_file = self.sender().objectName() == "key_file_pick"
        title = self.tr("选择证书文件") if is_file else self.tr("选择 UKey 的驱动文件")
        pattern = self.tr("证书 (*.p12 *.pfx)") if is_file else self.tr("驱动 (*.dll *.so *.dylib)")
        every = f"{pattern};;{self.tr('所有文件 (*)')}"
        dialog = FileDialog(Files.KEYS, title, every, parent=self)
        dialog.fileSelected.connect(self.choose_file if is_file else self.choose_module)
        dialog.open()
