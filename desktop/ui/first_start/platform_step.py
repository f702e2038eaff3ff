"""Second question in 正式: which platform, and as whom."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone


class PlatformStep(QWidget):
    """Address, enrolment code, user name, password; and a test of the address.

    Signals:
        changed: Something was typed.
        test_wanted: Try the address.
    """

    changed = Signal()
    test_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.M)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fields = {
            "address": _field("address", "https://12345.example.gov.cn"),
            "enrolment_code": _field("enrolment_code", self.tr("由中心发给本单位，只能用一次")),
            "user_name": _field("user_name", ""),
            "password": _field("password", ""),
        }
        self.fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
        self._test = QPushButton(self.tr("测试连接(&E)"))
        self._test.setObjectName("address_test")
        self._test.setAccessibleName(self.tr("测试连接"))
        self._test.setAutoDefault(False)
        self._test.clicked.connect(self._on_test)
        line = QHBoxLayout()
        line.setSpacing(Space.S)
        line.addWidget(self.fields["address"], 1)
        line.addWidget(self._test)
        self._add(form, self.tr("平台地址(&A)"), "address", line)
        self._said = QLabel()
        self._said.setObjectName("address_said")
        self._said.setWordWrap(True)
        self._said.hide()
        form.addRow("", self._said)
        self._add(form, self.tr("登记码(&M)"), "enrolment_code")
        self._add(form, self.tr("用户名(&U)"), "user_name")
        self._add(form, self.tr("密码(&P)"), "password")
        self.setFocusProxy(self.fields["address"])

    @property
    def is_complete(self) -> bool:
        """Whether everything is filled in."""
        return all(self.value(name) for name in self.fields)

    def value(self, name: str) -> str:
        """Give what was typed; a password as it is."""
        text = self.fields[name].text()
        return text if name == "password" else text.strip()

    def values(self) -> dict[str, str]:
        """Give all answers by their names."""
        return {name: self.value(name) for name in self.fields}

    def say(self, text: str, tone: Tone) -> None:
        """Say what the address answered."""
        set_tone(self._said, tone)
        self._said.setText(text)
        self._said.show()
        self._test.setEnabled(True)

    def point_at(self, name: str) -> None:
        """Mark the field that is wrong and go there."""
        for key, field in self.fields.items():
            set_tone(field, Tone.DANGER if key == name else Tone.NEUTRAL)
        if name in self.fields:
            self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(
        self, form: QFormLayout, text: str, name: str, line: QHBoxLayout | None = None
    ) -> None:
        label = QLabel(text)
        field = self.fields[name]
        field.setAccessibleName(text.partition("(")[0])
        label.setBuddy(field)
        set_role(label, "fieldlabel")
        field.textChanged.connect(self._on_changed)
        if line is None:
            form.addRow(label, field)
        else:
            form.addRow(label, line)

    def _on_changed(self) -> None:
        self.point_at("")
        self.changed.emit()

    def _on_test(self) -> None:
        if self.value("address"):
            self._test.setEnabled(False)
            self.test_wanted.emit()


def _field(name: str, hint: str) -> QLineEdit:
    field = QLineEdit()
    field.setObjectName(f"founding_{name}")
    field.setPlaceholderText(hint)
    return field
