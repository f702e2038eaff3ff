"""现场核实: where, when, who, what was found, photos (XY-15)."""

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtWidgets import QWidget

from desktop.domain.actions import RecordVisit
from desktop.domain.orders import Order
from desktop.ui.fields.field import Field
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.photo_field import PhotoField
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.steps.recorded_rows import RecordedRow
from desktop.ui.steps.row_tab import RowTab
from desktop.ui.wording import moment_text


class VisitTab(RowTab):
    """Checks on site."""

    def __init__(
        self,
        office: Office,
        order_id: str,
        now: Callable[[], datetime],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(RecordVisit, "visit", "登记一次现场核实", parent)
        self.occurred_at = Moment("visit_at", self.tr("时间"), now, self)
        self.place = TextLine("visit_place", self.tr("地点"), parent=self)
        self.people = TextLine("visit_people", self.tr("参加人员"), parent=self)
        self.findings = TextArea(
            "visit_findings",
            self.tr("情况"),
            self.tr("现场看到什么，问题产生的原因是什么"),
            4,
            self,
        )
        self.photos = PhotoField("visit_photos", self.tr("照片"), office, order_id, self)
        self.form.add_field(self.occurred_at, required=True)
        self.form.add_field(self.place, required=True)
        self.form.add_field(self.people)
        self.form.add_field(self.findings)
        self.form.add_field(self.photos)
        self.use(self.occurred_at, self.place, self.people, self.findings, self.photos)

    @property
    def is_started(self) -> bool:
        """Whether anything but the time is written."""
        written = (self.place, self.people, self.findings, self.photos)
        return any(not field.is_empty for field in written)

    def show_order(self, order: Order) -> None:
        """Show rows and the pictures of photos."""
        super().show_order(order)
        self.photos.show_order(order)

    def recorded(self, order: Order) -> Sequence[RecordedRow]:
        """List the visits."""
        return [
            RecordedRow(
                entry_id=visit.entry_id,
                when=moment_text(visit.occurred_at),
                line="　".join(part for part in (visit.place, visit.people) if part),
                text=visit.findings,
                stamp=self._foot(len(visit.photos), visit.stamp.name),
                retracted=visit.retracted,
            )
            for visit in reversed(order.round.visits)
        ]

    def problem(self) -> tuple[Field, str] | None:
        """Ask for time and place."""
        if self.occurred_at.is_empty:
            return self.occurred_at, self.tr("请填写核实的时间。")
        if self.place.is_empty:
            return self.place, self.tr("请填写地点。")
        return None

    def action(self) -> RecordVisit:
        """Make the action."""
        moment = self.occurred_at.moment()
        if moment is None:
            raise ValueError("a visit needs its time")
        return RecordVisit(
            entry_id=self.entry.value(),
            occurred_at=moment,
            place=self.place.value().strip(),
            people=self.people.value().strip(),
            findings=self.findings.value().strip(),
            photos=self.photos.entries(),
        )

    def _foot(self, photos: int, name: str) -> str:
        words = self.tr("{name} 登记").format(name=name)
        return words + (self.tr("　照片 {n} 张").format(n=photos) if photos else "")
