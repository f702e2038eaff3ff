"""Which page belongs to which step."""

from PySide6.QtWidgets import QWidget

from desktop.domain import actions as act
from desktop.ui.office import Office
from desktop.ui.steps.accept_page import AcceptPage
from desktop.ui.steps.attachment_page import AttachmentPage
from desktop.ui.steps.claim_page import ClaimPage
from desktop.ui.steps.contact_page import ContactPage
from desktop.ui.steps.difficult_page import DifficultPage
from desktop.ui.steps.exclusion_page import ExclusionPage
from desktop.ui.steps.note_page import NotePage
from desktop.ui.steps.plan_page import PlanPage
from desktop.ui.steps.record_page import RecordPage
from desktop.ui.steps.return_page import ReturnPage
from desktop.ui.steps.signoff_page import SignoffPage
from desktop.ui.steps.simple_forms import SimpleForms
from desktop.ui.steps.simple_page import SimplePage
from desktop.ui.steps.step_page import StepPage
from desktop.ui.steps.submit_page import SubmitPage
from desktop.ui.steps.warning_page import WarningPage
from desktop.ui.steps.withdraw_page import WithdrawPage

_PAGES: dict[type[act.Action], type[StepPage]] = {
    act.Accept: AcceptPage,
    act.RecordContact: ContactPage,
    act.SaveReturnForm: ReturnPage,
    act.RequestReturn: ReturnPage,
    act.WithdrawReturn: WithdrawPage,
    act.RecordVisit: RecordPage,
    act.RecordMeasure: RecordPage,
    act.RecordHeadPart: RecordPage,
    act.SaveResult: RecordPage,
    act.SavePlan: PlanPage,
    act.SaveSignoff: SignoffPage,
    act.RequestSignoff: SignoffPage,
    act.Submit: SubmitPage,
    act.ReportDifficult: DifficultPage,
    act.ApplyExclusion: ExclusionPage,
    act.ClaimIrregular: ClaimPage,
    act.RegisterWarning: WarningPage,
    act.AddAttachment: AttachmentPage,
    act.AddNote: NotePage,
    **dict.fromkeys(SimpleForms.makers, SimplePage),
}


def step_page(
    action: type[act.Action], office: Office, order_id: str, parent: QWidget | None = None
) -> StepPage:
    """Open the page of a step; it loads by itself.

    Args:
        action: One of `guide.STEP_NAMES`.
        office: Use cases, sync, workers.
        order_id: The order.
        parent: Owner.

    Raises:
        KeyError: There is no page for this action.
    """
    page = _PAGES[action](action, office, order_id, parent)
    page.load()
    return page
