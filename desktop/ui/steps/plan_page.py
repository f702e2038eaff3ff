"""工作方案 for what cannot be solved soon (XY-19)."""

from datetime import date

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import Action, SavePlan
from desktop.domain.orders import PlanStep, WorkPlan
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.row_editor import Column, RowEditor
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.step_page import StepPage


class PlanPage(StepPage):
    """Steps, dates, responsible persons, and what the citizen was told."""

    draft_form = "plan"

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self.steps = RowEditor(
            "steps",
            self.tr("步骤"),
            (
                Column("text", self.tr("做什么"), 5),
                Column("due", self.tr("何时完成"), 2, self.tr("如 2026-12-31")),
                Column("person", self.tr("责任人"), 2),
            ),
            parent=self,
        )
        self.told = TextArea(
            "told_citizen", self.tr("告知市民"), self.tr("怎样向市民说明的"), 3, self
        )
        card = FormCard(
            self.tr("工作方案"), self.tr("一时难以解决的，写明步骤、时间和责任人。"), self
        )
        card.add_field(self.steps, required=True)
        card.add_field(self.told)
        self.frame.body.addWidget(card)
        self.use_fields(self.steps, self.told)

    def fill(self, card: OrderCard) -> None:
        """Put in what is saved."""
        plan = card.working.order.round.plan
        if plan is None:
            return
        self.steps.set_rows(
            [
                {
                    "text": step.text,
                    "due": step.due.isoformat() if step.due else "",
                    "person": step.person,
                }
                for step in plan.steps
            ]
        )
        self.told.set_value(plan.told_citizen)

    def primary_text(self, card: OrderCard) -> str:
        """Say what is saved."""
        del card
        return self.tr("保存工作方案")

    def do_primary(self) -> None:
        """Save the plan."""
        steps = []
        for row in self.steps.rows():
            due = _day(row["due"])
            if row["due"] and due is None:
                words = self.tr("“{text}”不是日期，请写成 2026-12-31 的样子。")
                self.complain(words.format(text=row["due"]), self.steps)
                return
            steps.append(PlanStep(row["text"], due, row["person"]))
        if not steps:
            self.complain(self.tr("请至少写一个步骤。"), self.steps)
            return
        plan = WorkPlan(steps=tuple(steps), told_citizen=self.told.value().strip())
        self.perform(SavePlan(plan), said=self.tr("工作方案填好了"))


def _day(text: str) -> date | None:
    cleaned = text.strip().replace("/", "-").replace(".", "-").replace("年", "-")
    parts = cleaned.replace("月", "-").replace("日", "").split("-")
    try:
        year, month, day = (int(part) for part in parts)
        return date(year, month, day)
    except ValueError:
        return None
