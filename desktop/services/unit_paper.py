"""Forms of the unit itself: rendered from what was typed, recorded when they go out, kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from msgspec import DecodeError, Struct, json

from desktop.domain.calendar import CST
from desktop.domain.paper_forms import file_title
from desktop.domain.version_code import unit_sheet
from desktop.services.paper_ports import PrintedForm
from desktop.services.print_desk import PrintDesk, write_file
from desktop.services.print_ports import PrintSetup
from desktop.services.workplace import Workplace

UNIT = "unit"
"""Stands where drafts of orders have the order's id."""
_MOST_KEPT = 50

Content = Mapping[str, object]


class EarlierForm(Struct, frozen=True, kw_only=True):
    """A form of the unit that went out.

    Attributes:
        code: Its 版本码.
        by: Who printed it.
        content: What stood on it.
    """

    at: datetime
    code: str
    copies: int
    by: str
    content: dict[str, object]


class UnitPaper:
    """The use cases around F15 and F21. Blocks: called in a worker.

    Args:
        workplace: Renders, prints and keeps.
    """

    def __init__(self, workplace: Workplace) -> None:
        self._workplace = workplace

    def preview(self, form: str, content: Content) -> PrintedForm:
        """Render a form with what is typed.

        Raises:
            PrintError: A character is in no font, or there is no such form.
        """
        pdf = self._workplace.paper.of_unit(form, content)
        identity, code = unit_sheet(form, self._workplace.identity.unit_name, self._day(), content)
        return PrintedForm(
            form=form,
            form_id=identity,
            round=0,
            codes=(("", code),),
            pdf=pdf,
            pages=len(self._workplace.images.sizes(pdf)),
            boxes=(),
            file_name=f"{file_title(form)}-{self._workplace.clock.now():%Y%m%d}.pdf",
        )

    def to_printer(self, printed: PrintedForm, content: Content, setup: PrintSetup) -> str:
        """Print a form, recorded before it goes; gives the id of the job."""
        self._record(printed, content, setup.copies)
        return PrintDesk(self._workplace).deliver(printed.pdf, setup)

    def to_file(self, printed: PrintedForm, content: Content, path: Path) -> None:
        """Save a form as a PDF; recorded as one copy."""
        self._record(printed, content, 1)
        write_file(path, printed.pdf)

    def earlier(self, form: str) -> Sequence[EarlierForm]:
        """List the forms that went out from this PC, the last one first."""
        kept = self._workplace.orders.draft(UNIT, _shelf(form))
        if kept is None:
            return ()
        try:
            return json.decode(kept, type=tuple[EarlierForm, ...])
        except DecodeError:
            return ()

    def _record(self, printed: PrintedForm, content: Content, copies: int) -> None:
        orders = self._workplace.orders
        code = printed.codes[0][1]
        orders.note_access("", f"unit form {printed.form} {code} copies {copies}")
        this = EarlierForm(
            at=self._workplace.clock.now(),
            code=code,
            copies=copies,
            by=self._workplace.identity.actor.name,
            content=dict(content),
        )
        rows = (this, *self.earlier(printed.form))[:_MOST_KEPT]
        orders.keep_draft(UNIT, _shelf(printed.form), json.encode(rows))

    def _day(self) -> str:
        """The day as it is printed: it is part of the form's identity."""
        today = self._workplace.clock.now().astimezone(CST)
        return f"{today.year}年{today.month}月{today.day}日"


def _shelf(form: str) -> str:
    return f"{form}/earlier"
