"""Signing in again, in place: the platform has ended the clerk's session."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.founding import FoundingError
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tasks import KnownError

_NARROWEST = 140
_WIDEST = 240


class SignInForm(QFrame):
    """User name and password, for a disabled PC a new code; what went wrong is said beneath them.

    Args:
        office: Workers, and whose session it is.
        parent: Owner.

    Signals:
        signed_in: It worked; sync goes on.
    """

    signed_in = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sign_in_form")
        self._office = office
        self.fields = {
            "user_name": QLineEdit(office.identity.actor.name),
            "password": QLineEdit(),
            "enrolment_code": QLineEdit(),
        }
        self._labels: dict[str, QLabel] = {}
        self.fields["password"].setEchoMode(QLineEdit.EchoMode.Password)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        self._add(row, self.tr("用户名(&M)"), "user_name")
        self._add(row, self.tr("密码(&W)"), "password")
        code = QHBoxLayout()
        code.setSpacing(Space.S)
        self._add(code, self.tr("新登记码(&N)"), "enrolment_code")
        code.addStretch(3)
        self.fields["enrolment_code"].setPlaceholderText(self.tr("电脑被停用时填写"))
        self.ask_for_code(asked=False)
        self._said = QLabel()
        self._said.setObjectName("sign_in_said")
        self._said.setWordWrap(True)
        self._said.hide()
        self._go = QPushButton(self.tr("重新登录(&L)"))
        self._go.setObjectName("sign_in_go")
        self._go.setAccessibleName(self.tr("重新登录"))
        set_role(self._go, "primary")
        self._go.clicked.connect(self._on_go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, Space.S, 0, Space.S)
        column.setSpacing(Space.S)
        row.addWidget(self._go)
        row.addStretch(1)
        column.addLayout(row)
        column.addLayout(code)
        column.addWidget(self._said)
        self._on_changed()

    def ask_for_code(self, *, asked: bool) -> None:
        """Show the field for a new enrolment code, where the centre may have disabled this PC."""
        self.fields["enrolment_code"].setVisible(asked)
        self._labels["enrolment_code"].setVisible(asked)

    def start(self) -> None:
        """Take the keyboard."""
        empty = [field for field in self._needed() if not field.text()]
        (empty or [self.fields["password"]])[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter signs in."""
        if event.key() in {Qt.Key.Key_Return, Qt.Key.Key_Enter} and self._go.isEnabled():
            self._on_go()
        else:
            super().keyPressEvent(event)

    def _add(self, row: QHBoxLayout, text: str, name: str) -> None:
        field = self.fields[name]
        field.setObjectName(f"sign_in_{name}")
        field.setAccessibleName(text.partition("(")[0])
        field.setMinimumWidth(_NARROWEST)
        field.setMaximumWidth(_WIDEST)
        field.textChanged.connect(self._on_changed)
        label = QLabel(text)
        label.setBuddy(field)
        self._labels[name] = label
        set_role(label, "fieldlabel")
        row.addWidget(label)
        row.addWidget(field, 2)
        row.addSpacing(Space.S)

    def _on_changed(self) -> None:
        self._mark("")
        self._said.hide()
        self._go.setEnabled(all(field.text().strip() for field in self._needed()))

    def _needed(self) -> tuple[QLineEdit, QLineEdit]:
        return self.fields["user_name"], self.fields["password"]

    def _on_go(self) -> None:
        door = self._office.workplace.sign_in
        if door is None:
            return
        self._set_busy(busy=True)
        self._say(Tone.NEUTRAL, self.tr("正在登录…"))
        name, code = (self.fields[key].text().strip() for key in ("user_name", "enrolment_code"))
        call = partial(door.sign_in, name, self._password(), code)
        self._office.jobs.run(call, self._on_signed_in, self._on_failed, owner=self, slow=True)

    def _password(self) -> str:
        return self.fields["password"].text()

    def _on_signed_in(self, nothing: None) -> None:
        self._set_busy(busy=False)
        self.fields["password"].clear()
        self.fields["enrolment_code"].clear()
        self._say(Tone.GOOD, self.tr("已登录，继续同步。"))
        self.signed_in.emit()

    def _on_failed(self, error: KnownError) -> None:
        self._set_busy(busy=False)
        self._say(Tone.DANGER, str(error))
        name = error.field if isinstance(error, FoundingError) else ""
        self._mark(name)
        if name in self.fields:
            self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)
            self.fields[name].selectAll()

    def _set_busy(self, *, busy: bool) -> None:
        for field in self.fields.values():
            field.setEnabled(not busy)
        self._go.setEnabled(not busy)

    def _say(self, tone: Tone, words: str) -> None:
        set_tone(self._said, tone)
        self._said.setText(words)
        self._said.show()

    def _mark(self, name: str) -> None:
        for key, field in self.fields.items():
            set_tone(field, Tone.DANGER if key == name else Tone.NEUTRAL)
