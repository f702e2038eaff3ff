"""Every step of an order: what is open, and why the rest is closed."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from desktop.domain.actions import kind_of
from desktop.domain.guide import Step
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow_buttons import FlowButtons


class StepCard(Card):
    """Open steps as buttons; closed ones stay visible with their reason.

    Signals:
        step_wanted: The action's class.
    """

    step_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("全部步骤"), parent)
        self.setObjectName("step_card")
        self._steps: dict[str, Step] = {}
        self._holder: QWidget | None = None

    def show_steps(self, steps: tuple[Step, ...]) -> None:
        """Show the steps of an order."""
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._steps = {kind_of(step.action): step for step in steps}
        self._holder = QWidget()
        column = QVBoxLayout(self._holder)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.M)
        column.addWidget(self._open_steps())
        column.addLayout(self._closed_steps())
        self.add(self._holder)

    def _open_steps(self) -> FlowButtons:
        buttons = FlowButtons()
        for kind, step in self._steps.items():
            if step.open:
                button = buttons.add(step.name, f"step_{kind}")
                button.setProperty("kind", kind)
                button.setToolTip(" ".join(caution.message for caution in step.cautions))
                button.setAccessibleDescription(button.toolTip())
                button.clicked.connect(self._on_clicked)
        return buttons

    def _closed_steps(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        closed = [step for step in self._steps.values() if step.refusal]
        for row, step in enumerate(closed):
            name = QLabel(step.name)
            name.setObjectName(f"closed_{kind_of(step.action)}")
            name.setEnabled(False)
            reason = QLabel(step.refusal.message if step.refusal else "")
            reason.setWordWrap(True)
            set_role(reason, "small")
            grid.addWidget(name, row, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(reason, row, 1)
        return grid

    def _on_clicked(self) -> None:
        step = self._steps[str(self.sender().property("kind"))]
        self.step_wanted.emit(step.action)
