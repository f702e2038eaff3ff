"""处理过程: one step after the other."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import RecordMeasure
from desktop.domain.orders import Order
from desktop.ui.fields.field import Field
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.steps.recorded_rows import RecordedRow
from desktop.ui.steps.row_tab import RowTab
from desktop.ui.wording import moment_text


class MeasureTab(RowTab):
    """What was done."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(RecordMeasure, "measure", "登记一项处理措施", parent)
        self.occurred_at = Moment("measure_at", self.tr("时间"), now, self)
        self.text = TextArea(
            "measure_text", self.tr("措施"), self.tr("做了什么，联系了谁，结果如何"), 4, self
        )
        self.people = TextLine("measure_people", self.tr("人员"), parent=self)
        self.form.add_field(self.occurred_at, required=True)
        self.form.add_field(self.text, required=True)
        self.form.add_field(self.people)
        self.use(self.occurred_at, self.text, self.people)

    @property
    def is_started(self) -> bool:
        """Whether anything but the time is written."""
        return not (self.text.is_empty and self.people.is_empty)

    def recorded(self, order: Order) -> Sequence[RecordedRow]:
        """List the measures."""
        return [
            RecordedRow(
                entry_id=measure.entry_id,
                when=moment_text(measure.occurred_at),
                line=measure.people,
                text=measure.text,
                stamp=self.tr("{name} 登记").format(name=measure.stamp.name),
                retracted=measure.retracted,
            )
            for measure in reversed(order.round.measures)
        ]

    def problem(self) -> tuple[Field, str] | None:
        """Ask for time and measure."""
        if self.occurred_at.is_empty:
            return self.occurred_at, self.tr("请填写时间。")
        if self.text.is_empty:
            return self.text, self.tr("请填写措施。")
        return None

    def action(self) -> RecordMeasure:
        """Make the action."""
        moment = self.occurred_at.moment()
        if moment is None:
            raise ValueError("a measure needs its time")
        return RecordMeasure(
            entry_id=self.entry.value(),
            occurred_at=moment,
            text=self.text.value().strip(),
            people=self.people.value().strip(),
        )
