"""负责人参与情况: when, where, what the head did himself (XY-05)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import RecordHeadPart
from desktop.domain.orders import Order
from desktop.ui.fields.field import Field
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.steps.recorded_rows import RecordedRow
from desktop.ui.steps.row_tab import RowTab
from desktop.ui.wording import moment_text


class HeadPartTab(RowTab):
    """The head's part in re-handling."""

    def __init__(self, now: Callable[[], datetime], parent: QWidget | None = None) -> None:
        super().__init__(RecordHeadPart, "head_part", "登记负责人参与情况", parent)
        self.occurred_at = Moment("head_part_at", self.tr("时间"), now, self)
        self.head = TextLine("head_part_head", self.tr("负责人"), parent=self)
        self.place = TextLine("head_part_place", self.tr("地点"), parent=self)
        self.text = TextArea(
            "head_part_text",
            self.tr("参与情况"),
            self.tr("负责人做了什么：到场、协调、与市民沟通……"),
            4,
            self,
        )
        self.form.add_field(self.occurred_at, required=True)
        self.form.add_field(self.head, required=True)
        self.form.add_field(self.place)
        self.form.add_field(self.text, required=True)
        self.use(self.occurred_at, self.head, self.place, self.text)

    @property
    def is_started(self) -> bool:
        """Whether anything but the time is written."""
        return any(not field.is_empty for field in (self.head, self.place, self.text))

    def recorded(self, order: Order) -> Sequence[RecordedRow]:
        """List the head's parts."""
        return [
            RecordedRow(
                entry_id=part.entry_id,
                when=moment_text(part.occurred_at),
                line="　".join(word for word in (part.head, part.place) if word),
                text=part.text,
                stamp=self.tr("{name} 登记").format(name=part.stamp.name),
                retracted=part.retracted,
            )
            for part in reversed(order.round.head_parts)
        ]

    def problem(self) -> tuple[Field, str] | None:
        """Ask for time, head and part."""
        if self.occurred_at.is_empty:
            return self.occurred_at, self.tr("请填写时间。")
        if self.head.is_empty:
            return self.head, self.tr("请填写负责人姓名。")
        if self.text.is_empty:
            return self.text, self.tr("请填写参与情况。")
        return None

    def action(self) -> RecordHeadPart:
        """Make the action."""
        moment = self.occurred_at.moment()
        if moment is None:
            raise ValueError("a part needs its time")
        return RecordHeadPart(
            entry_id=self.entry.value(),
            occurred_at=moment,
            head=self.head.value().strip(),
            place=self.place.value().strip(),
            text=self.text.value().strip(),
        )
