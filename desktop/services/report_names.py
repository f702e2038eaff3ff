"""The lists and regular reports by id, for commands and screens that load nothing else."""

from enum import StrEnum

from desktop.domain.paper_forms import form_name


class ReportForm(StrEnum):
    """The lists and regular reports."""

    ONSITE = "F4"
    """现场督办情况表, its monthly list (LS-11)."""
    ARCHIVE = "F13"
    """归档目录与台账 (KF-23, KF-07)."""
    SELF_REPORT = "F14"
    """年度自查报告 (KF-19)."""
    REWARDS = "F19"
    """奖惩情况月报 (KF-17)."""
    TOPICS = "F20"
    """热点问题与综合分析报告 (KF-27)."""
    REST_DAYS = "F23"
    """节假日值班工单清单."""
    HANDOVER = "F24"
    """交接班清单."""


SHEET_FORMS: dict[ReportForm, str] = {form: form.value for form in ReportForm} | {
    ReportForm.ONSITE: "F4M"
}
"""The id of each as a sheet of paper: F4 itself is the form of one order."""

REPORT_NAMES: dict[ReportForm, str] = {form: form_name(SHEET_FORMS[form]) for form in ReportForm}
