"""Paper goes out: forms are shown, printed and remembered."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from desktop.contract.codec import encode
from desktop.domain.actions import FormPrinted, UnitAction
from desktop.domain.orders import Order
from desktop.domain.paper_forms import sheet_round
from desktop.services.order_desk import OrderDesk, Saved
from desktop.services.paper_ports import (
    BatchLine,
    FormPrinter,
    PrintContext,
    PrintedForm,
)
from desktop.services.ports import AuditEntry, BlobFiles, WallClock
from desktop.services.print_notes import IN_FULL, PAGES, REDACTION
from desktop.services.proposals import told


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
        printer: Renders forms.
        blobs: Photos that are printed.
        clock: Print times.
        identity: Who prints.
    """

    def __init__(
        self,
        desk: OrderDesk,
        printer: FormPrinter,
        blobs: BlobFiles,
        clock: WallClock,
        identity: PaperIdentity,
    ) -> None:
        self._desk = desk
        self._printer = printer
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
        left: frozenset[str] = frozenset(),
        typed: Sequence[UnitAction] = (),
    ) -> PrintedForm:
        """Render a form as the order stands, recording nothing.

        Args:
            order_id: The order.
            form: Id of a form that belongs to an order.
            round_number: 0 for the current round; a form of the whole order has no others.
            copy: For F2, `site` or `archive`.
            in_full: Print the caller's number in full; the print is then audited as such.
            left: Of a 举报 or 保密 order the proposed texts that are not to be hidden.
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
            self._context(order, form, copy, in_full=in_full, left=left),
        )

    def blank(self, form: str) -> bytes:
        """Render the empty form (空白表)."""
        return self._printer.blank(form, self._plain_context())

    def of_unit(self, form: str, content: Mapping[str, object]) -> PrintedForm:
        """Render a form of the unit itself with what was typed (F15, F21).

        Raises:
            PrintError: It is no form of the unit, or has no such field.
        """
        return self._printer.of_unit(form, content, self._plain_context())

    def batch_list(self, lines: Sequence[BatchLine]) -> bytes:
        """Render the separator sheet in front of a batch (打印清单)."""
        return self._printer.batch_list(lines, self._plain_context())

    def record_print(
        self, order_id: str, printed: PrintedForm, *, copies: int = 1, pages: str = ""
    ) -> Saved:
        """Record that a rendered form went to a printer or a file, before it does.

        The print is an action, so that a colleague's PC recognises the scan; which pages of the
        form went out, such as `1-2`, stands in the audit log.
        """
        return self._desk.act(
            order_id,
            self.kept(order_id, printed, copies=copies),
            notes=self.notes(order_id, printed, pages=pages),
        )

    def notes(
        self, order_id: str, printed: PrintedForm, *, pages: str = ""
    ) -> tuple[AuditEntry, ...]:
        """Give what the audit log says of a print, to be written together with its action.

        The caller's number in full is noted on its own, and so is what of a 举报 or 保密 order
        was hidden or left. A print that the life cycle refuses leaves none of it: it never was.
        """
        details: list[tuple[str, Mapping[str, str]]] = []
        if pages:
            details.append((PAGES, {"pages": pages, "of": str(printed.pages)}))
        if printed.in_full:
            details.append((IN_FULL, {}))
        if printed.proposals:
            details.append((REDACTION, told(printed.proposals)))
        return tuple(
            self._desk.audit_entry(order_id, what, {"form": printed.form, **detail})
            for what, detail in details
        )

    def kept(self, order_id: str, printed: PrintedForm, *, copies: int) -> FormPrinted:
        """Keep a sheet here and give the action that tells of it.

        It is kept so that ink is later looked for where the boxes were on *this* sheet, even when
        the content has changed since. The action is saved together with `notes`.
        """
        name = sheet_key(printed.form, [code for _, code in printed.codes])
        self._desk.keep_draft(order_id, name, encode(printed))
        return FormPrinted(
            entry_id=str(uuid.uuid4()),
            form=printed.form,
            form_id=printed.form_id,
            round=printed.round,
            codes=printed.codes,
            pages=printed.pages,
            copies=copies,
        )

    def _context(
        self, order: Order, form: str, copy: str, *, in_full: bool, left: frozenset[str]
    ) -> PrintContext:
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
            left=left,
        )

    def _plain_context(self) -> PrintContext:
        return PrintContext(
            printed_at=self._clock.now(),
            operator=self._identity.operator(),
            unit_name=self._identity.unit_name,
            training=self._identity.training,
        )


_WITH_PHOTOS = frozenset({"F2", "F4"})


def sheet_key(form: str, codes: Sequence[str]) -> str:
    """Name the draft under which a printed sheet is kept."""
    return "/".join(("printed", form, *codes))
