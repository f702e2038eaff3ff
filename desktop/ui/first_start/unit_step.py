"""Second question without a platform: which unit, and who works here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QWidget

from desktop.ui.style import Space, Tone, set_role, set_tone

_LONGEST = 60


class UnitStep(QWidget):
    """Name of the unit and of the person.

    Signals:
        changed: Something was typed.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        form = QFormLayout(self)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.M)
        form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.fields = {
            "unit_name": self._field(form, self.tr("单位名称(&U)"), "unit_name"),
            "user_name": self._field(form, self.tr("您的姓名(&M)"), "user_name"),
        }
        self.fields["unit_name"].setPlaceholderText(self.tr("与导出文件中的承办单位一致"))
        self.fields["user_name"].setPlaceholderText(self.tr("记入办理经过和打印件"))
        hint = QLabel(
            self.tr(
                "打开后，在“工单”里按“导入工单…”，选平台导出的文件。"
                "办理结果不会自动回到平台，要照常在平台上填报。"
            )
        )
        hint.setWordWrap(True)
        set_role(hint, "muted")
        form.addRow(hint)
        self.setFocusProxy(self.fields["unit_name"])

    @property
    def is_complete(self) -> bool:
        """Whether both are filled in."""
        return all(self.values().values())

    def values(self) -> dict[str, str]:
        """Give all answers by their names."""
        return {name: field.text().strip() for name, field in self.fields.items()}

    def point_at(self, name: str) -> None:
        """Mark the field that is wrong and go there."""
        for key, field in self.fields.items():
            set_tone(field, Tone.DANGER if key == name else Tone.NEUTRAL)
        if name in self.fields:
            self.fields[name].setFocus(Qt.FocusReason.OtherFocusReason)

    def _field(self, form: QFormLayout, text: str, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setObjectName(f"founding_own_{name}")
        field.setAccessibleName(text.partition("(")[0])
        field.setMaxLength(_LONGEST)
        field.textChanged.connect(self._on_changed)
        label = QLabel(text)
        label.setBuddy(field)
        set_role(label, "fieldlabel")
        form.addRow(label, field)
        return field

    def _on_changed(self) -> None:
        self.point_at("")
        self.changed.emit()
