"""Which page of the manual explains which step."""

from desktop.domain import actions as act

_PAGES: dict[type[act.Action], str] = {
    act.Accept: "accept",
    act.RecordContact: "contact",
    act.SaveReturnForm: "return",
    act.RequestReturn: "return",
    act.RecordVisit: "record",
    act.RecordMeasure: "record",
    act.RecordHeadPart: "record",
    act.SaveResult: "record",
    act.SaveSignoff: "signoff",
    act.RequestSignoff: "signoff",
    act.Submit: "submit",
}


def help_page_of(action: type[act.Action]) -> str:
    """Name the page of a step; the smaller steps share one."""
    return _PAGES.get(action, "other-steps")
