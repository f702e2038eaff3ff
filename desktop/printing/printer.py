"""Renders any form of an order or of the unit: the one door to `forms`."""

from collections.abc import Mapping, Sequence

from desktop.domain.calendar import CST
from desktop.domain.clocks import Rules
from desktop.domain.orders import Confidentiality, Order
from desktop.domain.paper_forms import PAPER_FORMS, Scope, file_title, form_name, sheet_scope
from desktop.domain.rounds import round_name
from desktop.domain.version_code import unit_sheet
from desktop.printing import words
from desktop.printing.batch_list import batch_list
from desktop.printing.failures import safely
from desktop.printing.frame import Sheet, ink_boxes
from desktop.printing.templates import ORDER_TEMPLATES, UNIT_TEMPLATES, unit_head
from desktop.services.paper_ports import (
    BatchLine,
    InkBox,
    PrintContext,
    PrintedForm,
    PrintError,
)
from forms import signature_stamp
from forms.batch_list import render as render_batch_list
from forms.document import FormFoot
from forms.fonts import FontSet


class PdfPrinter:
    """Renders forms with a set of fonts; safe to call from any thread.

    Args:
        fonts: The fonts to print with.
    """

    def __init__(self, fonts: FontSet) -> None:
        self._fonts = fonts

    def render(
        self, form: str, order: Order, round_number: int, rules: Rules, context: PrintContext
    ) -> PrintedForm:
        """Render a form of an order; see `FormPrinter.render`."""
        template = ORDER_TEMPLATES.get(form)
        if template is None or not 1 <= round_number <= len(order.rounds):
            raise PrintError(f"没有 {form} 这张表，或工单没有“{round_name(round_number)}”。")
        if rules.profile.form(form) is None:
            raise PrintError(
                f"{rules.profile.name}的规则里没有《{form_name(form)}》（{form}），只能打印空白表。"
            )
        sheet = Sheet(order, round_number, form, rules, context)
        rendered, proposals = safely(lambda: template.filled(sheet, self._fonts))
        return PrintedForm(
            form=form,
            form_id=sheet.form_id,
            round=round_number,
            codes=sheet.codes,
            pdf=rendered.pdf,
            pages=rendered.pages,
            boxes=ink_boxes(rendered),
            file_name=_file_name(form, order.number, round_number),
            in_full=_shows_number(form, order, context),
            proposals=proposals,
        )

    def blank(self, form: str, context: PrintContext) -> bytes:
        """Render an empty form; see `FormPrinter.blank`."""
        template = ORDER_TEMPLATES.get(form) or UNIT_TEMPLATES.get(form)
        if template is None:
            raise PrintError(f"没有 {form} 这张表。")
        title = form_name(form)
        return safely(
            lambda: template.blank(context.unit_name, title, self._fonts, training=context.training)
        ).pdf

    def stamp(self, name: str, notes: tuple[str, ...], box: InkBox) -> bytes:
        """Draw what an electronic signature looks like; see `FormPrinter.stamp`."""
        return safely(
            lambda: signature_stamp.render(name, notes, box.width, box.height, self._fonts)
        )

    def of_unit(
        self, form: str, content: Mapping[str, object], context: PrintContext
    ) -> PrintedForm:
        """Render a form of the unit itself; see `FormPrinter.of_unit`."""
        template = UNIT_TEMPLATES.get(form)
        if template is None:
            names = "、".join(f.id for f in PAPER_FORMS.values() if f.scope is Scope.UNIT)
            raise PrintError(f"{form} 不是本单位自己的表，只有：{names}。")
        day = words.day(context.printed_at.astimezone(CST))
        head = unit_head(context.unit_name, form_name(form), day)
        identity, code = unit_sheet(form, context.unit_name, day, content)
        foot = FormFoot(
            printed_at_text=words.moment(context.printed_at),
            operator=context.operator,
            version_codes=(("", code),),
            form_id=identity,
        )
        try:
            rendered = safely(
                lambda: template.filled(head, foot, content, self._fonts, training=context.training)
            )
        except TypeError as error:
            raise PrintError(f"《{form_name(form)}》没有这一栏：{error}") from error
        return PrintedForm(
            form=form,
            form_id=identity,
            round=0,
            codes=(("", code),),
            pdf=rendered.pdf,
            pages=rendered.pages,
            boxes=ink_boxes(rendered),
            file_name=f"{file_title(form)}-{context.printed_at.astimezone(CST):%Y%m%d}.pdf",
        )

    def batch_list(self, lines: Sequence[BatchLine], context: PrintContext) -> bytes:
        """Render the separator sheet of a batch; see `FormPrinter.batch_list`."""
        return safely(lambda: render_batch_list(batch_list(lines, context), self._fonts)).pdf


def _file_name(form: str, number: str, round_number: int) -> str:
    name = file_title(form)
    if sheet_scope(form) is Scope.ORDER:
        return f"{name}-{number}.pdf"
    return f"{name}-{number}-r{round_number}.pdf"


def _shows_number(form: str, order: Order, context: PrintContext) -> bool:
    """Tell whether the caller's number stands on the paper in full."""
    known = order.caller is not None and bool(order.caller.phone)
    asked = context.in_full or (form == "F2" and context.copy == "site")
    return asked and known and order.confidentiality is Confidentiality.NONE
