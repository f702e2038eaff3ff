"""Paper: print a form, take the signed sheet back, decide whether it counts as signed."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

import msgspec

from desktop.contract.codec import encode
from desktop.domain.actions import AddAttachment, FormPrinted, Sign, UnitAction
from desktop.domain.orders import Order
from desktop.domain.paper_forms import sheet_round
from desktop.domain.version_code import codes as current_codes
from desktop.domain.version_code import form_id
from desktop.services.order_desk import OrderDesk, RefusedError, Saved
from desktop.services.ports import (
    BlobFiles,
    BoxInk,
    FormLocation,
    FormPrinter,
    OrderStore,
    PrintContext,
    PrintedForm,
    ScanProblem,
    SheetPage,
    SheetReader,
    WallClock,
)


class SheetMatch(StrEnum):
    """What a scanned page turned out to be."""

    CURRENT = "current"
    """Its content is what the office has now."""
    CHANGED = "changed"
    """Its content has changed since it was printed: filed and marked."""
    FOREIGN = "foreign"
    """A sheet of no order here: refused."""
    UNREADABLE = "unreadable"
    """No QR code could be read: waits to be assigned by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxFinding:
    """One signature box of a scanned page.

    Attributes:
        step: The signature step, such as `head`.
        code: 版本码 on the sheet.
        current: Whether that is the code of the office's present content.
        ink: Whether something was written into the box.
        doubtful: Whether a person should look.
    """

    step: str
    code: str
    current: bool
    ink: bool
    doubtful: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanFinding:
    """What one scanned page is and what is on it."""

    page: SheetPage
    match: SheetMatch
    location: FormLocation | None = None
    number: str = ""
    title: str = ""
    boxes: tuple[BoxFinding, ...] = ()

    @property
    def message(self) -> str:
        """What happened, in a sentence for the clerk."""
        where = f"工单 {self.number}" if self.number else ""
        return {
            SheetMatch.CURRENT: f"已识别：{where}，内容与现在一致。",
            SheetMatch.CHANGED: (
                f"已识别：{where}，但打印后内容已修改，将存档并标注“与现有内容不一致”。"
            ),
            SheetMatch.FOREIGN: "这张表不属于本机的任何工单，没有存入。",
            SheetMatch.UNREADABLE: "没有读到二维码，请手工选择它属于哪张工单。",
        }[self.match]


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperIdentity:
    """Who prints, and for whom.

    Attributes:
        operator: Names the person on the print; asked at every print, because it can be changed.
    """

    unit_name: str
    operator: Callable[[], str]
    training: bool


class PaperDesk:
    """The use cases around printed forms.

    Args:
        desk: Saves what happened to an order.
        store: Finds the order of a form.
        printer: Renders forms.
        reader: Reads scans.
        blobs: Keeps scans.
        clock: Print times.
        identity: Who prints.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: OrderStore,
        printer: FormPrinter,
        reader: SheetReader,
        blobs: BlobFiles,
        clock: WallClock,
        identity: PaperIdentity,
    ) -> None:
        self._desk = desk
        self._store = store
        self._printer = printer
        self._reader = reader
        self._blobs = blobs
        self._clock = clock
        self._identity = identity

    def preview(
        self,
        order_id: str,
        form: str,
        *,
        round_number: int = 0,
        copy: str = "archive",
        in_full: bool = False,
        typed: Sequence[UnitAction] = (),
    ) -> PrintedForm:
        """Render a form as the order stands, recording nothing.

        Args:
            order_id: The order.
            form: Id of a form that belongs to an order.
            round_number: 0 for the current round; a form of the whole order has no others.
            copy: For F2, `site` or `archive`.
            in_full: Print the caller's number in full; the print is then audited as such.
            typed: What is being typed and not saved yet, for a live preview.

        Raises:
            RefusedError: There is no such order, or what is typed would be refused.
            PrintError: A character is in no font.
        """
        card = self._desk.open(order_id)
        order = self._desk.rehearse(order_id, *typed) if typed else card.working.order
        return self._printer.render(
            form,
            order,
            round_number or sheet_round(form, order),
            card.rules,
            self._context(order, form, copy, in_full=in_full),
        )

    def blank(self, form: str) -> bytes:
        """Render the empty form (空白表)."""
        return self._printer.blank(form, self._plain_context())

    def of_unit(self, form: str, content: Mapping[str, object]) -> bytes:
        """Render a form of the unit itself with what was typed (F15, F21).

        Raises:
            PrintError: It is no form of the unit, or has no such field.
        """
        return self._printer.of_unit(form, content, self._plain_context())

    def record_print(self, order_id: str, printed: PrintedForm, *, copies: int = 1) -> Saved:
        """Record that a rendered form went to a printer or a file, before it does.

        The print is an action, so that a colleague's PC recognises the scan. The sheet itself is
        kept here, so that ink is later looked for where the boxes were on *this* paper, even when
        the content has changed since. The caller's number in full is audited on its own.
        """
        if printed.in_full:
            self._desk.note_access(order_id, "phone_printed")
        self._desk.keep_draft(order_id, _sheet_key(printed.form, printed.codes), encode(printed))
        action = FormPrinted(
            entry_id=str(uuid.uuid4()),
            form=printed.form,
            form_id=printed.form_id,
            round=printed.round,
            codes=printed.codes,
            pages=printed.pages,
            copies=copies,
        )
        return self._desk.act(order_id, action)

    def read_scans(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[tuple[ScanFinding, ...], tuple[ScanProblem, ...]]:
        """Recognise scanned pages: whose they are, whether they are current, what is signed."""
        pages, problems = self._reader.read(paths, cancelled=cancelled)
        return tuple(self._finding(page) for page in pages), tuple(problems)

    def assign(self, page: SheetPage, order_id: str, form: str) -> ScanFinding:
        """Assign a page without a readable code by hand; its content counts as changed."""
        order = self._desk.open(order_id).working.order
        location = FormLocation(order_id=order_id, form=form, round=sheet_round(form, order))
        return self._located(page, location, order)

    def file_signature(
        self,
        finding: ScanFinding,
        step: str,
        *,
        signer: str,
        signed_on: date,
        confirmed_ink: bool = False,
        remark: str = "",
    ) -> Saved:
        """File a signed page with its order: the scan, and the signature it carries.

        Args:
            finding: The recognised page.
            step: The signature box that was signed.
            signer: Who signed, as the clerk confirms it.
            signed_on: The date on the paper.
            confirmed_ink: The clerk looked and says it is signed, where the reading was doubtful.
            remark: 委托签 or 补签 and why.

        Raises:
            RefusedError: A foreign sheet, an unsigned box, or the life cycle refuses it.
        """
        location = finding.location
        if location is None:
            raise RefusedError("scan.foreign", finding.message)
        box = next((box for box in finding.boxes if box.step == step), None)
        self._demand_ink(box, confirmed=confirmed_ink)
        blob = self._blobs.put(
            finding.page.jpeg, name=_scan_name(location), media_type="image/jpeg"
        )
        attach = AddAttachment(
            entry_id=str(uuid.uuid4()),
            sha256=blob.sha256,
            name=blob.name,
            size=blob.size,
            media_type=blob.media_type,
            purpose="scan",
            caption=f"{location.form} 签字扫描件",
        )
        sign = Sign(
            entry_id=str(uuid.uuid4()),
            form=location.form,
            form_id=finding.page.form_id or _own_form_id(self._desk, location),
            round=location.round,
            step=step,
            code=box.code if box else "",
            signer=signer,
            signed_on=signed_on,
            sha256=blob.sha256,
            remark=remark,
        )
        return self._desk.act(location.order_id, attach, sign, blobs=[blob])

    def _demand_ink(self, box: BoxFinding | None, *, confirmed: bool) -> None:
        if box is None:
            raise RefusedError("scan.no_box", "这一页上没有要签字的栏。")
        if not box.ink and not box.doubtful:
            raise RefusedError(
                "scan.unsigned", "签字栏里没有笔迹：没有签字的表不能作为已签字存入。"
            )
        if box.doubtful and not confirmed:
            raise RefusedError("scan.doubtful", "签字栏的笔迹不清楚，请看图确认是否已签字。")

    def _finding(self, page: SheetPage) -> ScanFinding:
        if not page.form_id:
            return ScanFinding(page=page, match=SheetMatch.UNREADABLE)
        location = self._store.form_location(page.form_id)
        working = self._store.working(location.order_id) if location else None
        if location is None or working is None:
            return ScanFinding(page=page, match=SheetMatch.FOREIGN)
        return self._located(page, location, working.order)

    def _located(self, page: SheetPage, location: FormLocation, order: Order) -> ScanFinding:
        now = current_codes(order, location.form, location.round)
        on_sheet = dict(zip((step for step, _ in now), page.codes, strict=False))
        boxes = self._boxes(page, location, on_sheet, dict(now))
        signed = [box for box in boxes if box.ink or box.doubtful] or boxes
        is_current = bool(page.codes) and all(box.current for box in signed)
        return ScanFinding(
            page=page,
            match=SheetMatch.CURRENT if is_current else SheetMatch.CHANGED,
            location=location,
            number=order.number,
            title=order.title,
            boxes=tuple(boxes),
        )

    def _boxes(
        self,
        page: SheetPage,
        location: FormLocation,
        on_sheet: dict[str, str],
        now: dict[str, str],
    ) -> list[BoxFinding]:
        rendered = self._sheet_as_printed(page, location)
        if not page.page:
            # which page it is was in the code nobody could read: a person looks at every box
            named = [box.name for box in rendered.boxes if box.name in now]
            return [
                BoxFinding(step=name, code="", current=False, ink=False, doubtful=True)
                for name in named
            ]
        wanted = [box for box in rendered.boxes if box.page == page.page - 1 and box.name in now]
        inks: Sequence[BoxInk] = self._reader.ink(page, rendered.pdf, wanted) if wanted else ()
        return [
            BoxFinding(
                step=ink.box,
                code=on_sheet.get(ink.box, ""),
                current=on_sheet.get(ink.box) == now[ink.box],
                ink=ink.ink,
                doubtful=ink.doubtful,
            )
            for ink in inks
        ]

    def _sheet_as_printed(self, page: SheetPage, location: FormLocation) -> PrintedForm:
        """Find the very sheet that was printed; on another PC, the form as it stands now."""
        steps = [(str(place), code) for place, code in enumerate(page.codes)]
        kept = self._store.draft(location.order_id, _sheet_key(location.form, steps))
        if kept is not None:
            return msgspec.json.decode(kept, type=PrintedForm)
        return self.preview(location.order_id, location.form, round_number=location.round)

    def _context(self, order: Order, form: str, copy: str, *, in_full: bool) -> PrintContext:
        photos = {}
        if form in _WITH_PHOTOS:
            photos = {
                entry.sha256: self._blobs.get(entry.sha256)
                for entry in order.attachments
                if entry.purpose == "photo" and not entry.retracted
            }
        plain = self._plain_context()
        return PrintContext(
            printed_at=plain.printed_at,
            operator=plain.operator,
            unit_name=plain.unit_name,
            copy=copy,
            in_full=in_full,
            photos=photos,
            training=plain.training,
        )

    def _plain_context(self) -> PrintContext:
        return PrintContext(
            printed_at=self._clock.now(),
            operator=self._identity.operator(),
            unit_name=self._identity.unit_name,
            training=self._identity.training,
        )


_WITH_PHOTOS = frozenset({"F2", "F4"})


def _sheet_key(form: str, codes: Sequence[tuple[str, str]]) -> str:
    return "/".join(("printed", form, *(code for _, code in codes)))


def _scan_name(location: FormLocation) -> str:
    return f"{location.form}-r{location.round}-signed.jpg"


def _own_form_id(desk: OrderDesk, location: FormLocation) -> str:
    order = desk.open(location.order_id).working.order
    return form_id(order, location.form, location.round)
