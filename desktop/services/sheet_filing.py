"""What has to be confirmed before a signed sheet is filed, and what is filed with it."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from desktop.domain.actions import AddAttachment
from desktop.domain.orders import Order
from desktop.services.order_desk import RefusedError
from desktop.services.ports import FormLocation, NewBlob
from desktop.services.scan_findings import BoxFinding, ScannedSheet, SignKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """What the clerk reads on the paper and confirms.

    Attributes:
        signer: Who signed.
        signed_on: The date on the paper.
        kind: Who held the pen.
        leader: For 委托签, the leader on whose behalf it was signed.
        reason: Why it is 委托签 or 补签.
        ink_seen: The clerk looked and says it is signed, where the reading was doubtful.
        incomplete: File the sheet although pages are missing.
    """

    signer: str
    signed_on: date
    kind: SignKind = SignKind.OWN
    leader: str = ""
    reason: str = ""
    ink_seen: bool = False
    incomplete: bool = False

    @property
    def remark(self) -> str:
        """What the order's history says about it."""
        if self.kind is SignKind.DELEGATED and self.leader.strip():
            return f"受{self.leader.strip()}委托，{self.reason.strip()}"
        return self.reason.strip()


def demand_fileable(
    sheet: ScannedSheet, step: str, confirmed: Confirmation, today: date
) -> BoxFinding:
    """Refuse what cannot be filed, of an order or of the unit; else give the box that is signed.

    Raises:
        RefusedError: No ink or doubtful ink, a reason or a leader that is not named, a day that
            has not come, or missing pages that nobody has accepted.
    """
    box = _demand_ink(sheet, step, confirmed=confirmed.ink_seen)
    _demand_kind(confirmed)
    _demand_day(confirmed, today)
    if sheet.missing and not confirmed.incomplete:
        raise RefusedError("scan.pages_missing", sheet.notes[0])
    return box


def _demand_ink(sheet: ScannedSheet, step: str, *, confirmed: bool) -> BoxFinding:
    """Refuse a box without ink, and a doubtful one that nobody has looked at."""
    box = next((box for box in sheet.boxes if box.step == step), None)
    if box is None:
        raise RefusedError("scan.no_box", "这一页上没有要签字的栏。")
    if not box.ink and not box.doubtful:
        raise RefusedError("scan.unsigned", "签字栏里没有笔迹：没有签字的表不能作为已签字存入。")
    if box.doubtful and not confirmed:
        raise RefusedError("scan.doubtful", "签字栏的笔迹不清楚，请看图确认是否已签字。")
    return box


def _demand_day(confirmed: Confirmation, today: date) -> None:
    """Refuse a date that has not come yet: it was read or typed wrongly."""
    if confirmed.signed_on > today:
        raise RefusedError(
            "scan.future", f"签字日期 {confirmed.signed_on} 晚于今天，请对照纸张检查。"
        )


def _demand_kind(confirmed: Confirmation) -> None:
    """Ask for who delegated and why (委托签), or why it is late (补签)."""
    if confirmed.kind is SignKind.DELEGATED and not confirmed.leader.strip():
        raise RefusedError("scan.leader_missing", "委托签要写明受哪位负责人委托。")
    if confirmed.kind is not SignKind.OWN and not confirmed.reason.strip():
        raise RefusedError("scan.reason_missing", "委托签、补签要写明原因。")


def attachments(
    order: Order, sheet: ScannedSheet, location: FormLocation, blobs: Sequence[NewBlob]
) -> Iterator[AddAttachment]:
    """Attach each page that the order does not have yet."""
    there = {entry.sha256 for entry in order.attachments if not entry.retracted}
    for finding, blob in zip(sheet.pages, blobs, strict=True):
        if blob.sha256 not in there:
            many = f" 第 {finding.page.page} 页" if finding.page.pages > 1 else ""
            yield AddAttachment(
                entry_id=str(uuid.uuid4()),
                sha256=blob.sha256,
                name=blob.name,
                size=blob.size,
                media_type=blob.media_type,
                purpose="scan",
                caption=f"{location.form} 签字扫描件{many}",
            )


def keys(sheet: ScannedSheet) -> Iterator[str]:
    """Name all its pages in the tray, those that came twice as well."""
    return (finding.key for finding in (*sheet.pages, *sheet.duplicates) if finding.key)


def steps_filed(order: Order, pictures: set[str]) -> set[str]:
    """Tell which signatures of an order came from these pictures."""
    return {
        signature.step
        for signature in order.signatures
        if signature.sha256 in pictures and not signature.retracted
    }


def is_last(sheet: ScannedSheet, done: set[str]) -> bool:
    """Tell whether nothing else on the sheet is signed that still has to be filed."""
    return not any((box.ink or box.doubtful) and box.step not in done for box in sheet.boxes)
