"""Who signed and when, as the clerk reads it on the paper."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from desktop.services.scan_findings import BoxFinding, SignKind
from desktop.services.sheet_filing import Confirmation
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.day import Day
from desktop.ui.fields.text_line import TextLine
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.paper.form_words import step_name
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge

_WIDTH = 460
_KINDS = (
    (SignKind.OWN.value, "本人签"),
    (SignKind.DELEGATED.value, "委托签"),
    (SignKind.LATE.value, "补签"),
)


class SignatureForm(QWidget):
    """Confirms one signature box of a sheet: who signed, when, and in which way (委托签, 补签).

    Args:
        office: Gives the time.
        form: Form id.
        boxes: The boxes of the sheet.
        parent: Owner.
        pages_missing: Whether the clerk has to agree to an incomplete sheet.

    Signals:
        confirmed: File the signature now.
    """

    confirmed = Signal()

    def __init__(
        self,
        office: Office,
        form: str,
        boxes: tuple[BoxFinding, ...],
        parent: QWidget | None = None,
        *,
        pages_missing: bool = False,
    ) -> None:
        super().__init__(parent)
        self._form = form
        self._boxes = {box.step: box for box in boxes}
        self.setFixedWidth(_WIDTH)
        self.step = QComboBox(self)
        self.step.setObjectName("signature_step")
        self.step.setAccessibleName(self.tr("签字处"))
        for box in sorted(boxes, key=_likely):
            self.step.addItem(step_name(form, box.step), box.step)
        self.state = Badge(None, self)
        self.signer = TextLine("signer", self.tr("签字人"), self.tr("纸上签字的人的姓名"), self)
        self.signed_on = Day("signed_on", self.tr("签字日期"), office.workplace.clock.now, self)
        self.kind = Choice("sign_kind", self.tr("签字方式"), _KINDS, self)
        self.kind.set_value(SignKind.OWN)
        self.kind.edited.connect(self._on_kind_picked)
        self.leader = TextLine("leader", self.tr("委托人"), self.tr("应当签字的负责人姓名"), self)
        self.reason = TextLine("reason", self.tr("原因"), self.tr("为什么委托签或补签"), self)
        self.incomplete = QCheckBox(self.tr("缺页也存入"), self)
        self.incomplete.setObjectName("signature_incomplete")
        self.looked = QCheckBox(self.tr("我看过扫描图，确认这一栏已经签字"), self)
        self.looked.setObjectName("signature_looked")
        self.go = QPushButton(self.tr("存入工单"), self)
        self.go.setObjectName("signature_go")
        set_role(self.go, "primary")
        self.go.clicked.connect(self._on_go)
        self._lay_out()
        self.incomplete.setVisible(pages_missing)
        self._on_kind_picked()
        self.step.currentIndexChanged.connect(self._on_step_changed)
        self._on_step_changed()

    @property
    def chosen(self) -> str:
        """The step that is being confirmed; empty when the page has none."""
        return str(self.step.currentData() or "")

    def confirmation(self) -> Confirmation | None:
        """Give what was confirmed; None without a date."""
        day = self.signed_on.day()
        if day is None:
            return None
        return Confirmation(
            signer=self.signer.value().strip(),
            signed_on=day,
            kind=SignKind(self.kind.value()),
            leader=self.leader.value().strip(),
            reason=self.reason.value().strip(),
            ink_seen=self.looked.isChecked(),
            incomplete=self.incomplete.isChecked(),
        )

    def drop_step(self, step: str) -> bool:
        """Take a filed step off the list; False when none with ink is left."""
        self.step.removeItem(self.step.findData(step))
        self._boxes.pop(step, None)
        self.signer.set_value("")
        return any(box.ink or box.doubtful for box in self._boxes.values())

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        self._form_rows = form
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(self.tr("签字处"), self.step)
        form.addRow(self.tr("笔迹"), self.state)
        form.addRow(self.tr("签字人 *"), self.signer)
        form.addRow(self.tr("签字日期 *"), self.signed_on)
        form.addRow(self.tr("签字方式"), self.kind)
        form.addRow(self.tr("委托人 *"), self.leader)
        form.addRow(self.tr("原因 *"), self.reason)
        form.addRow("", self.looked)
        form.addRow("", self.incomplete)
        form.addRow("", self.go)
        self.go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        for row in range(form.rowCount()):
            item = form.itemAt(row, QFormLayout.ItemRole.LabelRole)
            label = item.widget() if item else None
            if isinstance(label, QLabel):
                set_role(label, "fieldlabel")

    def _on_step_changed(self) -> None:
        box = self._boxes.get(self.chosen)
        self.state.set_mark(_ink_mark(box))
        self.looked.setVisible(bool(box and box.doubtful))
        self.looked.setChecked(False)
        self.go.setEnabled(bool(box and (box.ink or box.doubtful)))

    def _on_kind_picked(self) -> None:
        kind = self.kind.value()
        self._form_rows.setRowVisible(self.leader, kind == SignKind.DELEGATED)
        self._form_rows.setRowVisible(self.reason, kind != SignKind.OWN)

    def _on_go(self) -> None:
        if self.signer.is_empty:
            self.signer.show_problem(self.tr("请填写签字人。"))
            self.signer.setFocus()
        elif self.signed_on.is_empty:
            self.signed_on.show_problem(self.tr("请按纸上写的日期填写。"))
            self.signed_on.setFocus()
        elif self.kind.value() == SignKind.DELEGATED and self.leader.is_empty:
            self.leader.show_problem(self.tr("请写明受哪位负责人委托。"))
            self.leader.setFocus()
        elif self.kind.value() != SignKind.OWN and self.reason.is_empty:
            self.reason.show_problem(self.tr("请写明原因，会记入工单的经过。"))
            self.reason.setFocus()
        else:
            self.confirmed.emit()


def _likely(box: BoxFinding) -> int:
    return 0 if box.ink else 1 if box.doubtful else 2


def _ink_mark(box: BoxFinding | None) -> Mark:
    if box is None:
        return Mark("这一页没有签字栏", Tone.NEUTRAL)
    if box.doubtful:
        return Mark("笔迹不清，请看图确认", Tone.WARNING, Shape.DIAMOND)
    if not box.ink:
        return Mark("没有笔迹：还没有签字，不能存入", Tone.DANGER, Shape.TRIANGLE)
    if not box.current:
        return Mark("有笔迹；打印后内容改过", Tone.WARNING, Shape.DIAMOND)
    return Mark("有笔迹", Tone.GOOD, Shape.TICK)
