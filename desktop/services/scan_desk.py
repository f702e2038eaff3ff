"""Paper comes back: whose sheet it is, whether it still holds, and where it is signed."""

import hashlib
import uuid
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import msgspec
from msgspec import structs

from desktop.domain.actions import Sign, UnitAction
from desktop.domain.orders import Order
from desktop.domain.paper_forms import sheet_round
from desktop.domain.signing import late_return_signature, late_return_words
from desktop.domain.version_code import codes as current_codes
from desktop.domain.version_code import form_id
from desktop.services.order_desk import OrderDesk, RefusedError, Saved
from desktop.services.paper_desk import PaperDesk, sheet_key
from desktop.services.paper_ports import (
    PrintedForm,
    ScanProblem,
    SheetPage,
    SheetReader,
)
from desktop.services.ports import UNIT, BlobFiles, FormLocation, NewBlob
from desktop.services.scan_findings import (
    BoxFinding,
    ScanFinding,
    ScannedSheet,
    SheetChange,
    SheetGuess,
    SheetMatch,
    SignKind,
)
from desktop.services.scan_ports import TrayStore
from desktop.services.sheet_difference import differences
from desktop.services.sheet_filing import (
    Confirmation,
    attachments,
    demand_fileable,
    is_last,
    keys,
    steps_filed,
)
from desktop.services.unit_sheets import SignedSheet
from desktop.services.unit_shelf import Inks, UnitShelf

_GUESSES = 3
_COMPARED = 40
_UNIT_COMPARED = 10


class ScanDesk:
    """The use cases around sheets that come back.

    Args:
        desk: Saves what happened to an order.
        store: Finds the order of a form.
        paper: Renders the form as it stands now.
        reader: Reads scans.
        blobs: Keeps scans.
        shelf: Knows and keeps the forms of the unit itself.
    """

    def __init__(
        self,
        desk: OrderDesk,
        store: TrayStore,
        paper: PaperDesk,
        reader: SheetReader,
        blobs: BlobFiles,
        shelf: UnitShelf,
    ) -> None:
        self._desk = desk
        self._store = store
        self._paper = paper
        self._reader = reader
        self._blobs = blobs
        self._shelf = shelf

    def read_scans(
        self, paths: Sequence[Path], *, cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[tuple[ScanFinding, ...], tuple[ScanProblem, ...]]:
        """Recognise scanned pages: whose they are, whether they are current, what is signed.

        Empty backs are left out.
        """
        pages, problems = self._reader.read(paths, cancelled=cancelled)
        return tuple(self.finding(page) for page in pages if not page.blank), tuple(problems)

    def finding(
        self, page: SheetPage, location: FormLocation | None = None, inks: Inks | None = None
    ) -> ScanFinding:
        """Tell what a page is.

        Args:
            page: The page.
            location: Where a clerk says it belongs; else its code decides.
            inks: What was found in its boxes before; None to look now.
        """
        found = location or self._place(page)
        if found is not None and found.is_of_unit:
            return self._shelf.finding(page, found, inks)
        if found is None:
            match = SheetMatch.FOREIGN if page.form_id else SheetMatch.UNREADABLE
            return ScanFinding(page=page, match=match)
        working = self._store.working(found.order_id)
        if working is None:
            return ScanFinding(page=page, match=SheetMatch.FOREIGN)
        return self._located(page, found, working.order, inks)

    def unfiled(self, finding: ScanFinding) -> ScanFinding:
        """Leave out the boxes whose signatures were filed from this very picture before."""
        if finding.location is not None and finding.location.is_of_unit:
            return self._shelf.unfiled(finding)
        working = self._store.working(finding.location.order_id) if finding.location else None
        if working is None:
            return finding
        done = steps_filed(working.order, {hashlib.sha256(finding.page.jpeg).hexdigest()})
        left = tuple(box for box in finding.boxes if box.step not in done)
        return structs.replace(finding, boxes=left)

    def assign(
        self, page: SheetPage, order_id: str, form: str, *, code: str = "", number: int = 0
    ) -> ScanFinding:
        """Assign a page without a readable code by hand.

        Args:
            page: The page.
            order_id: Its order.
            form: Its form.
            code: The 版本码 as the clerk reads it in the foot of the paper; without it the
                content counts as changed.
            number: Which page of the form it is; 0 where nobody knows.

        Raises:
            RefusedError: No sheet of this form has such a 版本码.
        """
        order = self._desk.open(order_id).working.order
        location = FormLocation(order_id=order_id, form=form, round=sheet_round(form, order))
        codes = self._codes_with(order, location, code)
        numbered = structs.replace(page, page=number or page.page, codes=codes)
        return self.finding(numbered, location)

    def assign_by_code(self, page: SheetPage, code: str) -> ScanFinding:
        """Assign a page by the 版本码 that the clerk reads in the foot of the paper.

        Args:
            page: The page.
            code: The 版本码; it says which sheet of which order, or of the unit, it is.

        Raises:
            RefusedError: No sheet that is known here has it.
        """
        wanted = code.strip().upper()
        for codes, identity, location in self._sheets_with(wanted):
            known = structs.replace(page, codes=codes, form_id=identity or page.form_id)
            return self.finding(known, location)
        raise _unknown_code(wanted)

    def accept(self, page: SheetPage, guess: SheetGuess, *, code: str = "") -> ScanFinding:
        """Take a guess: the page is turned upright and compared with the sheet it looks like.

        Without the 版本码 that the clerk reads on the paper its content counts as changed.

        Raises:
            RefusedError: That sheet has another 版本码.
        """
        wanted = code.strip().upper()
        if wanted and wanted not in guess.codes:
            raise _unknown_code(wanted)
        upright = self._reader.turned(page, guess.quarters) if guess.quarters else page
        numbered = structs.replace(upright, page=guess.page, pages=guess.pages, codes=guess.codes)
        if guess.location.is_of_unit:
            # no order says what it is: its identity leads to the print, and so to its day
            numbered = structs.replace(numbered, form_id=guess.form_id)
        found = self.finding(numbered, guess.location)
        if wanted:
            return found
        inks = tuple((box.step, box.ink, box.doubtful) for box in found.boxes)
        return self.finding(structs.replace(numbered, codes=()), guess.location, inks)

    def guesses(self, page: SheetPage) -> tuple[SheetGuess, ...]:
        """Say what a page without a code may be: the sheets printed lately that look like it."""
        kept = list(self._printed_lately())
        alike = self._reader.alike(page, [printed.pdf for *_, printed in kept])
        ranked = sorted(zip(alike, kept, strict=True), key=lambda pair: -pair[0].score)
        guesses = []
        for found, (where, number, title, printed) in ranked[:_GUESSES]:
            guesses.append(
                SheetGuess(
                    location=where,
                    number=number,
                    title=title,
                    codes=tuple(code for _, code in printed.codes),
                    form_id=printed.form_id,
                    page=found.page,
                    pages=printed.pages,
                    quarters=found.quarters,
                    score=found.score,
                )
            )
        return tuple(guesses)

    def difference(self, finding: ScanFinding) -> tuple[SheetChange, ...]:
        """Compare what a changed sheet says with what the office has now.

        Returns:
            The differences; empty where the printed sheet is not kept on this PC.
        """
        location = finding.location
        if location is not None and location.is_of_unit:
            return self._shelf.difference(finding)
        kept = self._kept(finding.page, location) if location else None
        if location is None or kept is None:
            return ()
        now = self._paper.preview(location.order_id, location.form, round_number=location.round)
        return differences(self._reader.text(kept.pdf), self._reader.text(now.pdf))

    def file_signature(
        self, sheet: ScannedSheet | ScanFinding, step: str, confirmed: Confirmation
    ) -> Saved | SignedSheet:
        """File a signed sheet: all its pages, and the signature it carries.

        A sheet of an order goes to its order, a form of the unit itself to the shelf.

        Args:
            sheet: The recognised sheet, or its only page.
            step: The signature box that was signed.
            confirmed: Who signed and when, as the clerk confirms it.

        Raises:
            RefusedError: A foreign sheet, an unsigned box, a missing page, or the life cycle
                refuses it.
        """
        whole = ScannedSheet(pages=(sheet,)) if isinstance(sheet, ScanFinding) else sheet
        location = whole.main.location
        if location is None:
            raise RefusedError("scan.foreign", whole.main.message)
        if location.is_of_unit:
            return self._shelf.file(whole, step, confirmed)
        box = demand_fileable(whole, step, confirmed, self._desk.today())
        order = self._desk.open(location.order_id).working.order
        blobs = {finding.key or str(place): self._picture(finding, location)
                 for place, finding in enumerate(whole.pages)}  # fmt: skip
        signed = next(place for place, finding in enumerate(whole.pages) if box in finding.boxes)
        actions: list[UnitAction] = [*attachments(order, whole, location, list(blobs.values()))]
        actions.append(
            Sign(
                entry_id=str(uuid.uuid4()),
                form=location.form,
                form_id=whole.main.page.form_id or form_id(order, location.form, location.round),
                round=location.round,
                step=step,
                code=box.code,
                signer=confirmed.signer,
                signed_on=confirmed.signed_on,
                sha256=list(blobs.values())[signed].sha256,
                remark=confirmed.remark,
                delegated=confirmed.kind is SignKind.DELEGATED,
                late=confirmed.kind is SignKind.LATE,
            )
        )
        done = {step} | steps_filed(order, {blob.sha256 for blob in blobs.values()})
        scans = [*keys(whole)] if is_last(whole, done) else []
        return self._desk.act(location.order_id, *actions, blobs=blobs.values(), scans=scans)

    def caution(self, filed: Saved | SignedSheet) -> str:
        """Say what is wrong with the date of a return form that was filed; else nothing."""
        if isinstance(filed, SignedSheet):
            return ""
        late = late_return_signature(filed.order, self._desk.rules_of(filed.order))
        return late_return_words(*late) if late and filed.order.signatures[-1] is late[0] else ""

    def _sheets_with(self, code: str) -> Iterator[tuple[tuple[str, ...], str, FormLocation]]:
        """Find the sheets that were printed with a 版本码, here or at a colleague's PC.

        Each with its codes, and a form of the unit with its identity: an order gives its own.
        """
        sheet = self._shelf.printed(code)
        if sheet is not None:
            where = FormLocation(order_id=UNIT, form=sheet.form, round=0)
            yield (code,), sheet.form_id, where
        for order_id in self._store.orders_with_code(code) if code else ():
            working = self._store.working(order_id)
            for row in reversed(working.order.prints) if working else ():
                codes = tuple(found for _, found in row.codes)
                if code in codes:
                    where = FormLocation(order_id=order_id, form=row.form, round=row.round)
                    yield codes, "", where

    def _place(self, page: SheetPage) -> FormLocation | None:
        """Find out by its code what a page belongs to."""
        if not page.form_id:
            return None
        return self._store.form_location(page.form_id) or self._shelf.location(page)

    def _picture(self, finding: ScanFinding, location: FormLocation) -> NewBlob:
        number = f"-p{finding.page.page}" if finding.page.pages > 1 else ""
        name = f"{location.form}-r{location.round}{number}-signed.jpg"
        return self._blobs.put(finding.page.jpeg, name=name, media_type="image/jpeg")

    def _codes_with(self, order: Order, location: FormLocation, code: str) -> tuple[str, ...]:
        """Find the codes of the sheet that carries a typed 版本码, now or as it was printed."""
        wanted = code.strip().upper()
        if not wanted:
            return ()
        now = tuple(found for _, found in current_codes(order, location.form, location.round))
        printed = [
            tuple(found for _, found in row.codes)
            for row in order.prints
            if (row.form, row.round) == (location.form, location.round)
        ]
        for codes in (now, *reversed(printed)):
            if wanted in codes:
                return codes
        raise _unknown_code(wanted)

    def _located(
        self, page: SheetPage, location: FormLocation, order: Order, inks: Inks | None
    ) -> ScanFinding:
        now = current_codes(order, location.form, location.round)
        on_sheet = dict(zip((step for step, _ in now), page.codes, strict=False))
        known = inks if inks is not None else self._inks(page, location, {step for step, _ in now})
        current = dict(now)
        boxes = [
            BoxFinding(
                step=step,
                code=on_sheet.get(step, ""),
                current=on_sheet.get(step) == current[step],
                ink=ink,
                doubtful=doubtful,
            )
            for step, ink, doubtful in known
            if step in current
        ]
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

    def _inks(self, page: SheetPage, location: FormLocation, steps: set[str]) -> Inks:
        kept = self._kept(page, location)
        # on another PC than the one that printed it, the form as it stands now has to do
        rendered = kept or self._paper.preview(
            location.order_id, location.form, round_number=location.round
        )
        if not page.page:
            # which page it is was in the code nobody could read: a person looks at every box
            return tuple((box.name, False, True) for box in rendered.boxes if box.name in steps)
        wanted = [b for b in rendered.boxes if b.page == page.page - 1 and b.name in steps]
        if not wanted:
            return ()
        found = self._reader.ink(page, rendered.pdf, wanted)
        return tuple((ink.box, ink.ink, ink.doubtful) for ink in found)

    def _kept(self, page: SheetPage, location: FormLocation) -> PrintedForm | None:
        """Find the very sheet that was printed."""
        content = self._store.draft(location.order_id, sheet_key(location.form, page.codes))
        return None if content is None else msgspec.json.decode(content, type=PrintedForm)

    def _printed_lately(self) -> Iterator[tuple[FormLocation, str, str, PrintedForm]]:
        """Give the sheets printed last: where each belongs, its order's number and title."""
        for order_id, name in self._store.recent_sheets(_COMPARED):
            content = self._store.draft(order_id, name)
            working = self._store.working(order_id)
            if content is not None and working is not None:
                printed = msgspec.json.decode(content, type=PrintedForm)
                order = working.order
                where = FormLocation(order_id=order_id, form=printed.form, round=printed.round)
                yield where, order.number, order.title, printed
        for title, printed in self._shelf.recent(_UNIT_COMPARED):
            yield FormLocation(order_id=UNIT, form=printed.form, round=0), "", title, printed


def _unknown_code(code: str) -> RefusedError:
    message = f"这种表没有版本码 {code}。请对照纸张下方核对，或留空（按内容不一致存入）。"
    return RefusedError("scan.code_unknown", message)
