"""What only this PC's audit log says about the prints of an order, told with its history."""

from collections.abc import Sequence

from desktop.domain.paper_forms import form_name
from desktop.services.history import Event
from desktop.services.ports import AuditEntry

PAGES = "print_pages"
"""Only some pages of a form were printed."""
REDACTION = "print_redaction"
"""What of a 举报 or 保密 order was hidden on a print, or left."""
IN_FULL = "phone_printed"
"""The caller's number was printed in full."""
REFUSED = "print_refused"
"""A print was recorded, and then the printer or the disk took nothing."""
NOT_OUT = "没有打出"
"""Why a print was taken back that the printer or the disk refused."""
EXPORT_REFUSED = "export_refused"
"""An export was recorded, and then the disk took nothing."""

TOLD = (PAGES, REDACTION, IN_FULL, REFUSED)
"""The lines of the audit log that belong to the history of an order's prints."""


def print_events(noted: Sequence[AuditEntry]) -> tuple[Event, ...]:
    """Tell the lines of the audit log as events, in their order."""
    return tuple(
        Event(at=entry.at, what=_what(entry), who=entry.actor, text=_text(entry)) for entry in noted
    )


def _what(entry: AuditEntry) -> str:
    form = entry.detail.get("form", "")
    name = f"{form} {form_name(form)}".strip()
    return {
        PAGES: f"打印部分页　{name}",
        REDACTION: f"打印时隐去　{name}",
        IN_FULL: f"打印完整号码　{name}",
        REFUSED: f"没有打出　{name}",
    }[entry.what].rstrip("　")


def _text(entry: AuditEntry) -> str:
    detail = entry.detail
    if entry.what == PAGES:
        return f"第 {detail.get('pages', '')} 页，共 {detail.get('of', '')} 页"
    if entry.what == REFUSED:
        return "前面记下的这一次打印或保存没有成功"
    if entry.what == IN_FULL:
        return "诉求人的号码印全了"
    parts = (("隐去", detail.get("hidden", "")), ("照原样印", detail.get("left", "")))
    return "；".join(f"{word} {counts}" for word, counts in parts if counts)
