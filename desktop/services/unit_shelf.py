"""The shelf of the unit's own forms: what went out, and what comes back signed.

F15 and F21 belong to no order, so nothing of them travels in the sync contract, whose actions are
all about orders: the hotline gets the paper. The signed sheet stays here, in the database and its
backup.
"""

import hashlib
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from msgspec import structs

from desktop.domain.calendar import CST
from desktop.domain.paper_forms import PAPER_FORMS, UNIT_FORMS, file_title, steps_of
from desktop.domain.version_code import unit_content, unit_form_id
from desktop.services.order_desk import OrderDesk, RefusedError
from desktop.services.paper_desk import PaperDesk
from desktop.services.paper_ports import InkBox, PrintedForm, SheetPage, SheetReader
from desktop.services.ports import UNIT, BlobFiles, FormLocation, NewBlob, WallClock
from desktop.services.print_desk import write_file
from desktop.services.report_names import SHEET_FORMS
from desktop.services.reports import PaperReport, Report, signed_content
from desktop.services.scan_findings import (
    BoxFinding,
    ScanFinding,
    ScannedSheet,
    SheetChange,
    SheetMatch,
    SignKind,
)
from desktop.services.sheet_difference import differences
from desktop.services.sheet_filing import (
    Confirmation,
    demand_fileable,
    is_last,
    keys,
)
from desktop.services.unit_sheets import (
    ShelfStore,
    ShelfTransaction,
    SignedSheet,
    UnitSheet,
    day_words,
)

Inks = tuple[tuple[str, bool, bool], ...]
"""What was found in the boxes of a page: step, ink, doubtful."""

_DAYS = 1100
"""How old a sheet may be that a colleague's PC printed and that is still known for the unit's."""


class UnitShelf:
    """The use cases around signed forms of the unit. Blocks: called in a worker.

    Args:
        desk: Says who works here, for the audit log.
        store: Keeps the shelf.
        paper: Renders a form whose print is not kept.
        reader: Looks for ink, and reads the text of printed forms.
        blobs: Keeps scans.
        clock: When something is filed.
        unit_name: The unit, which is part of a form's identity.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: ShelfStore,
        paper: PaperDesk,
        reader: SheetReader,
        blobs: BlobFiles,
        clock: WallClock,
        unit_name: str,
    ) -> None:
        self._desk = desk
        self._store = store
        self._paper = paper
        self._reader = reader
        self._blobs = blobs
        self._clock = clock
        self._unit_name = unit_name

    def record(
        self, printed: PrintedForm, content: Mapping[str, object], *, copies: int, pages: str = ""
    ) -> None:
        """Record that a form goes out, before it does: its scan is recognised by this.

        Args:
            printed: The form.
            content: What was typed into it.
            copies: How often it is printed.
            pages: Which pages, such as `1-2`; empty for all.

        Raises:
            StorageError: It could not be recorded; nothing may go out.
        """
        sheet = UnitSheet(
            form=printed.form,
            form_id=printed.form_id,
            at=self._clock.now(),
            code=printed.codes[0][1],
            copies=copies,
            by=self._desk.actor.name,
            content=dict(content),
            pages=pages,
        )
        detail = {"form": sheet.form, "code": sheet.code, "copies": str(copies)}
        if pages:
            detail["pages"] = pages
        with self._store.shelf_writing() as transaction:
            transaction.audit(self._desk.audit_entry("", "unit_form_printed", detail))
            transaction.put_unit_sheet(sheet, printed)

    def record_report(
        self, report: Report, paper: PaperReport, *, copies: int, pages: str = ""
    ) -> None:
        """Record that a list or report goes out, before it does; one that nobody signs is not kept.

        Raises:
            StorageError: It could not be recorded; nothing may go out.
        """
        if not paper.code:
            return
        form = SHEET_FORMS[report.form]
        printed = PrintedForm(
            form=form,
            form_id=paper.form_id,
            round=0,
            codes=(("", paper.code),),
            pdf=paper.pdf,
            pages=paper.pages,
            boxes=paper.boxes,
            file_name=f"{file_title(form)}-{report.period.text}.pdf",
        )
        self.record(printed, signed_content(report), copies=copies, pages=pages)

    def earlier(self, form: str) -> Sequence[UnitSheet]:
        """List the forms that went out from this PC, the last one first."""
        return self._store.unit_sheets(form=form)

    def signed(self, form: str = "") -> Sequence[SignedSheet]:
        """List the signed forms, the last one filed first; of all kinds when none is named."""
        return self._store.signed_sheets(form)

    def location(self, page: SheetPage) -> FormLocation | None:
        """Tell which form of the unit a page is; None for any other sheet."""
        for code in page.codes:
            for sheet in self._store.unit_sheets_with(code):
                return _location(sheet.form)
        form = self._form_of(page.form_id)
        return _location(form) if form else None

    def finding(
        self, page: SheetPage, location: FormLocation, inks: Inks | None = None
    ) -> ScanFinding:
        """Tell what a page of a form of the unit is, and what is signed on it."""
        code = page.codes[0] if page.codes else ""
        alike = () if code else self._alike(location.form, page.form_id)
        sheet = next(iter(alike), None) or self.printed(code)
        match = SheetMatch.UNCOMPARED if alike else self.match(sheet)
        found = inks if inks is not None else self._inks(page, location, sheet)
        return ScanFinding(
            page=page,
            match=match,
            location=location,
            title=_title(alike) if alike else sheet.title if sheet else "",
            boxes=tuple(
                BoxFinding(
                    step=step,
                    code=code,
                    current=match is SheetMatch.CURRENT,
                    ink=ink,
                    doubtful=doubtful,
                )
                for step, ink, doubtful in found
            ),
        )

    def printed(self, code: str) -> UnitSheet | None:
        """Find the last print with a 版本码."""
        return next(iter(self._store.unit_sheets_with(code)), None) if code else None

    def prints_with(self, code: str) -> Sequence[UnitSheet]:
        """List every print with a 版本码."""
        return self._store.unit_sheets_with(code)

    def match(self, sheet: UnitSheet | None) -> SheetMatch:
        """Hold a sheet against what the unit printed last about the same."""
        if sheet is None:
            return SheetMatch.ELSEWHERE
        now = self._latest(sheet)
        same = unit_content(now.content) == unit_content(sheet.content)
        return SheetMatch.CURRENT if same else SheetMatch.CHANGED

    def difference(self, finding: ScanFinding) -> tuple[SheetChange, ...]:
        """Compare what a sheet says with what the unit printed last about the same."""
        sheet = self.printed(next(iter(finding.page.codes), ""))
        if sheet is None or self.match(sheet) is not SheetMatch.CHANGED:
            return ()
        old, new = self._form(sheet), self._form(self._latest(sheet))
        if old is None or new is None:
            return ()
        return differences(self._reader.text(old.pdf), self._reader.text(new.pdf))

    def unfiled(self, finding: ScanFinding) -> ScanFinding:
        """Leave out the boxes whose signatures were filed from this very picture before."""
        form = finding.location.form if finding.location else ""
        done = self._steps_filed(form, {hashlib.sha256(finding.page.jpeg).hexdigest()})
        return structs.replace(finding, boxes=tuple(b for b in finding.boxes if b.step not in done))

    def recent(self, limit: int) -> Iterator[tuple[str, PrintedForm]]:
        """Give the sheets printed last, each with its title, for a page whose code is lost."""
        for sheet in self._store.unit_sheets(limit=limit):
            form = self._form(sheet)
            if form is not None:
                yield sheet.title, form

    def file(self, sheet: ScannedSheet, step: str, confirmed: Confirmation) -> SignedSheet:
        """File a signed form of the unit, all its pages.

        Args:
            sheet: The recognised sheet.
            step: The signature box that was signed.
            confirmed: Who signed and when, as the clerk confirms it.

        Raises:
            RefusedError: An unsigned box, or a missing page.
            StorageError: It could not be saved; the pages wait in the tray.
        """
        main = sheet.main
        location = main.location
        box = demand_fileable(sheet, step, confirmed, self._desk.today())
        assert location is not None  # noqa: S101 - a sheet with a box was recognised
        pictures = [self._picture(finding, location) for finding in sheet.pages]
        filed = SignedSheet(
            entry_id=str(uuid.uuid4()),
            form=location.form,
            form_id=main.page.form_id,
            code=box.code,
            title=main.title,
            step=step,
            signer=confirmed.signer,
            signed_on=confirmed.signed_on,
            remark=confirmed.remark,
            delegated=confirmed.kind is SignKind.DELEGATED,
            late=confirmed.kind is SignKind.LATE,
            filed_at=self._clock.now(),
            filed_by=self._desk.actor.name,
            match=main.match,
            pictures=tuple(blob.sha256 for blob in pictures),
            changes=self.difference(main),
            missing=sheet.missing,
        )
        done = {step} | self._steps_filed(location.form, set(filed.pictures))
        with self._store.shelf_writing() as transaction:
            for blob in pictures:
                transaction.keep_on_shelf(blob)
            transaction.put_signed_sheet(filed)
            if is_last(sheet, done):
                transaction.settle_pages([*keys(sheet)], at=filed.filed_at, filed=True)
            self._audit(transaction, "unit_form_signed", filed)
        return filed

    def take_back(self, filed: SignedSheet, reason: str) -> SignedSheet:
        """Take a filing back; its pages and the reason stay visible.

        Raises:
            RefusedError: No reason was given, or it was taken back before, in another window.
        """
        if not reason.strip():
            raise RefusedError("shelf.reason_missing", "请写明为什么撤销，撤销后仍然看得到这一条。")
        with self._store.shelf_writing() as transaction:
            now = transaction.signed_sheet(filed.entry_id) or filed
            if now.taken_back:
                raise RefusedError(
                    "shelf.taken_back",
                    f"这一条已经撤销过了，原因是“{now.taken_back}”。这次没有再改。",
                )
            changed = structs.replace(now, taken_back=reason.strip())
            transaction.put_signed_sheet(changed)
            self._audit(transaction, "unit_form_taken_back", changed)
        return changed

    def pictures(self, filed: SignedSheet) -> tuple[bytes, ...]:
        """Load the pages of a signed form."""
        return tuple(self._blobs.get(sha256) for sha256 in filed.pictures)

    def export(self, filed: SignedSheet, folder: Path) -> tuple[Path, ...]:
        """Write the pages of a signed form into a folder, as pictures; noted in the audit log.

        Raises:
            StorageError: It could not be noted, or the folder takes nothing.
        """
        with self._store.shelf_writing() as transaction:
            self._audit(transaction, "unit_form_exported", filed)
        paths = []
        for number, picture in enumerate(self.pictures(filed), start=1):
            path = folder / f"{filed.file_stem}-{number}.jpg".replace("/", "与")
            write_file(path, picture)
            paths.append(path)
        return tuple(paths)

    def _audit(self, transaction: ShelfTransaction, what: str, filed: SignedSheet) -> None:
        detail = {"form": filed.form, "code": filed.code, "step": filed.step}
        transaction.audit(self._desk.audit_entry("", what, detail))

    def _latest(self, sheet: UnitSheet) -> UnitSheet:
        """Find what the unit printed last about the same; the sheet itself where nothing is."""
        return self._store.latest_unit_sheet(sheet.form, sheet.subject) or sheet

    def _alike(self, form: str, form_id: str) -> Sequence[UnitSheet]:
        return self._store.unit_sheets_of(form, form_id) if form_id else ()

    def _form(self, sheet: UnitSheet) -> PrintedForm | None:
        """Give a sheet as it was printed; a form that is not kept as it would be now."""
        kept = self._store.printed_unit_sheet(sheet.code)
        if kept is None and sheet.form in PAPER_FORMS:
            return self._paper.of_unit(sheet.form, sheet.content)
        return kept

    def _steps_filed(self, form: str, pictures: set[str]) -> set[str]:
        """Tell which signatures of a form came from these pictures."""
        return {
            filed.step
            for filed in self._store.signed_sheets_with(form, pictures)
            if not filed.taken_back
        }

    def _inks(self, page: SheetPage, location: FormLocation, sheet: UnitSheet | None) -> Inks:
        steps = steps_of(location.form)
        rendered = self._form(sheet) if sheet else None
        if rendered is None or not page.page:
            # nobody knows what stood where: a person looks at every box
            return tuple((step, False, True) for step in steps)
        boxes = [box for box in rendered.boxes if _is_on(box, page) and box.name in steps]
        found = self._reader.ink(page, rendered.pdf, boxes) if boxes else ()
        return tuple((ink.box, ink.ink, ink.doubtful) for ink in found)

    def _form_of(self, form_id: str) -> str:
        """Recognise the form of any day lately, also one that a colleague's PC printed."""
        today, unit_name = self._clock.now().astimezone(CST).date(), self._unit_name
        for back in range(_DAYS) if form_id else ():
            day = day_words(today - timedelta(days=back))
            for form in UNIT_FORMS:
                if unit_form_id(form.id, unit_name, day) == form_id:
                    return form.id
        return ""

    def _picture(self, finding: ScanFinding, location: FormLocation) -> NewBlob:
        number = f"-p{finding.page.page}" if finding.page.pages > 1 else ""
        name = f"{location.form}{number}-signed.jpg"
        return self._blobs.put(finding.page.jpeg, name=name, media_type="image/jpeg")


def _title(alike: Sequence[UnitSheet]) -> str:
    """Say what a sheet without its 版本码 is about, as far as all prints of its day agree."""
    titles = {sheet.title for sheet in alike}
    return titles.pop() if len(titles) == 1 else day_words(alike[0].at.astimezone(CST))


def _is_on(box: InkBox, page: SheetPage) -> bool:
    return box.page == page.page - 1


def _location(form: str) -> FormLocation:
    return FormLocation(order_id=UNIT, form=form, round=0)
