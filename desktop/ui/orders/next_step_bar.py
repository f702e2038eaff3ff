"""The foot of an order: the next step as one large button, and until when."""

from datetime import datetime

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.actions import Submit
from desktop.domain.clocks import DUTY_NAMES
from desktop.domain.guide import Step
from desktop.domain.orders import STAGE_NAMES, Order, Stage
from desktop.services.demands import signoff_advice
from desktop.services.order_desk import OrderCard
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.due_label import DueLabel
from desktop.ui.wording import moment_text

_WAITING = {
    Stage.RETURN_PENDING: "退单申请正由中心审核；时限照常计算，可以继续办理。",
    Stage.SUBMITTED: "已提交，等待中心回访。",
    Stage.AWAITING_FILES: "已提交，附件还在上传。",
    Stage.CALLBACK: "中心已回访，等待办结。",
    Stage.CLOSED: "工单已办结。",
    Stage.REMOVED: "工单已移走；已填写的内容仍保留。",
}


class NextStepBar(QFrame):
    """Says what must be done next and by when.

    Signals:
        step_wanted: The action's class.
    """

    step_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "actionbar")
        self._step: Step | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.L, Space.S)
        row.setSpacing(Space.M)
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        self._what = QLabel()
        self._what.setObjectName("next_step_words")
        self._what.setWordWrap(True)
        self._due = DueLabel(self)
        first.addWidget(self._what, 1)
        words.addLayout(first)
        self._caution = QLabel()
        self._caution.setObjectName("next_step_caution")
        self._caution.setWordWrap(True)
        set_role(self._caution, "small")
        set_tone(self._caution, Tone.WARNING)
        words.addWidget(self._caution)
        row.addLayout(words, 1)
        row.addWidget(self._due)
        self._button = QPushButton()
        self._button.setObjectName("next_step")
        set_role(self._button, "large")
        self._button.clicked.connect(self._on_clicked)
        row.addWidget(self._button)

    @property
    def button(self) -> QPushButton:
        """The one large button."""
        return self._button

    def show_card(self, card: OrderCard, now: datetime, *, signs_off: bool = False) -> None:
        """Show the next step of an order; `signs_off` as in the order's head."""
        order = card.working.order
        self._step = next((step for step in card.steps if step.primary), None)
        self._button.setVisible(self._step is not None)
        self._what.setText(self._words(order))
        due = self._step.due if self._step else None
        if due:
            self._due.set_due(due.due, now, card.rules, certain=due.certain)
        self._due.setVisible(due is not None)
        if self._step:
            self._button.setText(self.tr("{}(&N)").format(self._step.name))
            self._button.setAccessibleName(self.tr("下一步：{}").format(self._step.name))
        cautions = [caution.message for caution in self._step.cautions] if self._step else []
        if self._step and self._step.action is Submit and signs_off:
            advice = signoff_advice(order, card.rules)
            if advice and not advice.met:
                cautions.append(
                    self.tr("建议先签批《工单签批单》（本单位设置），没有签批也可以提交。")
                )
        self._caution.setText(" ".join(cautions))
        self._caution.setVisible(bool(cautions))

    def _words(self, order: Order) -> str:
        step = self._step
        if step is None:
            stage = STAGE_NAMES[order.stage]
            return _WAITING.get(order.stage, self.tr("工单现在是“{}”。").format(stage))
        if step.due is None:
            return self.tr("下一步")
        duty = DUTY_NAMES[step.due.duty]
        return self.tr("{0}：{1} 前").format(duty, moment_text(step.due.due))

    def _on_clicked(self) -> None:
        if self._step:
            self.step_wanted.emit(self._step.action)
