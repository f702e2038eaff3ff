"""The forms that can be printed: how each is filled from an order or the unit, and rendered."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from desktop.printing.co_opinion import co_opinion
from desktop.printing.difficult_report import difficult_report
from desktop.printing.discretion import Discretion
from desktop.printing.exclusion_request import exclusion_request
from desktop.printing.explanation import explanation
from desktop.printing.extension_request import extension_request
from desktop.printing.frame import Sheet
from desktop.printing.handling_record import handling_record
from desktop.printing.irregular_claim import irregular_claim
from desktop.printing.leader_slip import leader_slip
from desktop.printing.onsite_supervision import onsite_supervision
from desktop.printing.preliminary_investigation import preliminary_investigation
from desktop.printing.result_report import result_report
from desktop.printing.return_request import return_request
from desktop.printing.signoff_sheet import signoff_sheet
from desktop.printing.supervision import matter_reply, supervision_record
from desktop.printing.work_plan import work_plan
from desktop.services.proposals import Proposal
from forms import co_opinion as f22
from forms import difficult_report as f11
from forms import exclusion_request as f7
from forms import explanation as f10
from forms import extension_request as f5
from forms import handling_record as f2
from forms import irregular_claim as f6
from forms import knowledge_entry as f15
from forms import leader_slip as f8
from forms import matter_reply as f16
from forms import onsite_supervision as f4
from forms import preliminary_investigation as f17
from forms import result_report as f9
from forms import return_request as f1
from forms import signoff_sheet as f3
from forms import staff_report as f21
from forms import supervision_record as f12
from forms import work_plan as f18
from forms.document import FormFoot, FormHead, PeriodHead, Rendered
from forms.fonts import FontSet

_Form = TypeVar("_Form")


class Template(Protocol):
    """One form of an order."""

    def filled(self, sheet: Sheet, fonts: FontSet) -> tuple[Rendered, tuple[Proposal, ...]]:
        """Print it with an order's content; tell what may give the caller away."""

    def blank(self, unit_name: str, title: str, fonts: FontSet, *, training: bool) -> Rendered:
        """Print it empty."""


@dataclass(frozen=True, slots=True)
class OrderTemplate(Generic[_Form]):
    """A form that is filled from an order.

    Attributes:
        form: The form's class; it takes head, foot and training.
        fill: Makes its content from an order.
        render: Prints it.
    """

    form: Callable[..., _Form]
    fill: Callable[[Sheet], _Form]
    render: Callable[[_Form, FontSet], Rendered]

    def filled(self, sheet: Sheet, fonts: FontSet) -> tuple[Rendered, tuple[Proposal, ...]]:
        """See `Template.filled`; what may not be printed of the caller is taken out last."""
        context = sheet.context
        site = sheet.form == "F2" and context.copy == "site"
        in_full = context.in_full or site
        discretion = Discretion(sheet.order, in_full=in_full, left=context.left)
        rendered = self.render(discretion.screened(self.fill(sheet)), fonts)
        return rendered, discretion.proposals

    def blank(self, unit_name: str, title: str, fonts: FontSet, *, training: bool) -> Rendered:
        """See `Template.blank`."""
        head = FormHead(unit_name=unit_name, title=title)
        return self.render(self.form(head=head, foot=FormFoot(), training=training), fonts)


def unit_head(unit_name: str, title: str, day: str = "") -> PeriodHead:
    """Make the head of a form of the unit itself, which is for a day."""
    return PeriodHead(unit_name=unit_name, title=title, period=day, period_label="填报日期")


@dataclass(frozen=True, slots=True)
class UnitTemplate(Generic[_Form]):
    """A form of the unit itself, filled from what the unit typed.

    Attributes:
        form: The form's class; it takes a head of a period, foot and training.
        render: Prints it.
        rows: Fields that hold rows, with the class of a row.
    """

    form: Callable[..., _Form]
    render: Callable[[_Form, FontSet], Rendered]
    rows: tuple[tuple[str, Callable[..., object]], ...] = ()

    def filled(
        self,
        head: PeriodHead,
        foot: FormFoot,
        content: Mapping[str, object],
        fonts: FontSet,
        *,
        training: bool,
    ) -> Rendered:
        """Print it with the unit's content.

        Raises:
            TypeError: There is a field that the form does not have.
        """
        kinds = dict(self.rows)
        given: dict[str, object] = {}
        for name, value in content.items():
            if name in kinds and isinstance(value, list | tuple):
                given[name] = tuple(kinds[name](**row) for row in value)
            else:
                given[name] = str(value)
        return self.render(self.form(head=head, foot=foot, training=training, **given), fonts)

    def blank(self, unit_name: str, title: str, fonts: FontSet, *, training: bool) -> Rendered:
        """See `Template.blank`."""
        head = unit_head(unit_name, title)
        return self.render(self.form(head=head, foot=FormFoot(), training=training), fonts)


ORDER_TEMPLATES: Mapping[str, Template] = {
    "F1": OrderTemplate(f1.ReturnRequestForm, return_request, f1.render),
    "F2": OrderTemplate(f2.HandlingRecordForm, handling_record, f2.render),
    "F3": OrderTemplate(f3.SignoffSheetForm, signoff_sheet, f3.render),
    "F4": OrderTemplate(f4.OnsiteSupervisionForm, onsite_supervision, f4.render),
    "F5": OrderTemplate(f5.ExtensionRequestForm, extension_request, f5.render),
    "F6": OrderTemplate(f6.IrregularClaimForm, irregular_claim, f6.render),
    "F7": OrderTemplate(f7.ExclusionRequestForm, exclusion_request, f7.render),
    "F8": OrderTemplate(f8.LeaderSlipForm, leader_slip, f8.render),
    "F9": OrderTemplate(f9.ResultReportForm, result_report, f9.render),
    "F10": OrderTemplate(f10.ExplanationForm, explanation, f10.render),
    "F11": OrderTemplate(f11.DifficultReportForm, difficult_report, f11.render),
    "F12": OrderTemplate(f12.SupervisionRecordForm, supervision_record, f12.render),
    "F16": OrderTemplate(f16.MatterReplyForm, matter_reply, f16.render),
    "F17": OrderTemplate(f17.PreliminaryInvestigationForm, preliminary_investigation, f17.render),
    "F18": OrderTemplate(f18.WorkPlanForm, work_plan, f18.render),
    "F22": OrderTemplate(f22.CoOpinionForm, co_opinion, f22.render),
}
"""The forms of an order, by id; `desktop.domain.paper_forms` names them."""

UNIT_TEMPLATES: Mapping[
    str, "UnitTemplate[f15.KnowledgeEntryForm] | UnitTemplate[f21.StaffReportForm]"
] = {
    "F15": UnitTemplate(f15.KnowledgeEntryForm, f15.render),
    "F21": UnitTemplate(f21.StaffReportForm, f21.render, (("staff", f21.StaffRow),)),
}
"""The forms of the unit, by id."""
