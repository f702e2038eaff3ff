"""Renders any form of an order: the one door to `forms`."""

from collections.abc import Callable

from desktop.domain.clocks import Rules
from desktop.domain.orders import Order
from desktop.domain.rounds import round_name
from desktop.printing.frame import Sheet
from desktop.printing.handling_record import blank_handling_record, render_handling_record
from desktop.printing.return_request import blank_return_request, render_return_request
from desktop.printing.signoff_sheet import blank_signoff_sheet, render_signoff_sheet
from desktop.services.ports import InkBox, PrintContext, PrintedForm, PrintError
from forms.document import Rendered
from forms.fonts import FontSet, MissingGlyphError
from forms.photo_row import PhotoError

_FORMS: dict[str, Callable[[Sheet, FontSet], Rendered]] = {
    "F1": render_return_request,
    "F2": render_handling_record,
    "F3": render_signoff_sheet,
}
_BLANKS = {
    "F1": blank_return_request,
    "F2": blank_handling_record,
    "F3": blank_signoff_sheet,
}
_NAMES = {"F1": "退单申请表", "F2": "工单处理记录表", "F3": "工单签批单"}


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
        make = _FORMS.get(form)
        the_round = next((entry for entry in order.rounds if entry.number == round_number), None)
        if make is None or the_round is None:
            raise PrintError(f"没有 {form} 这张表，或工单没有“{round_name(round_number)}”。")
        sheet = Sheet(order, the_round, form, rules, context)
        rendered = _safely(lambda: make(sheet, self._fonts))
        return PrintedForm(
            form=form,
            form_id=sheet.form_id,
            round=round_number,
            codes=sheet.codes,
            pdf=rendered.pdf,
            pages=rendered.pages,
            boxes=tuple(
                InkBox(box.page, box.name, box.x, box.y, box.width, box.height)
                for box in rendered.boxes
            ),
            file_name=f"{_NAMES[form]}-{order.number}-r{round_number}.pdf",
        )

    def blank(self, form: str, context: PrintContext) -> bytes:
        """Render an empty form; see `FormPrinter.blank`."""
        make = _BLANKS.get(form)
        if make is None:
            raise PrintError(f"没有 {form} 这张表。")
        return _safely(lambda: make(context.unit_name, self._fonts, training=context.training)).pdf


def _safely(make: Callable[[], Rendered]) -> Rendered:
    try:
        return make()
    except (MissingGlyphError, PhotoError) as error:
        raise PrintError(str(error)) from error
    except OSError as error:
        raise PrintError(
            "程序自带的字体文件缺失或损坏，请重新安装程序。工单内容没有受影响。"
        ) from error
