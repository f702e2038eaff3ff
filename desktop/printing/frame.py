"""Head, foot and signatures that all forms of an order share."""

from dataclasses import dataclass

from desktop.domain.clocks import Rules, due_of
from desktop.domain.orders import Order, Round
from desktop.domain.orders import Signature as Stored
from desktop.domain.paper_forms import Scope, form_name, sheet_scope
from desktop.domain.profile import Duty
from desktop.domain.rounds import round_name
from desktop.domain.version_code import codes, form_id
from desktop.printing import words
from desktop.services.paper_ports import InkBox, PrintContext
from forms.document import FormFoot, FormHead, Rendered, Signature


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order on its way to one form.

    Attributes:
        order: The order.
        number: The round under which the sheet is filed.
        form: Form id.
        rules: The order's rules.
        context: Print time, operator and the like.
    """

    order: Order
    number: int
    form: str
    rules: Rules
    context: PrintContext

    @property
    def round(self) -> Round:
        """The round whose content is printed; the present one for a form of the whole order."""
        if sheet_scope(self.form) is Scope.ORDER:
            return self.order.round
        return self.order.rounds[self.number - 1]

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """版本码 of each signed section."""
        return codes(self.order, self.form, self.number)

    @property
    def form_id(self) -> str:
        """Id of the form, as in its QR code."""
        return form_id(self.order, self.form, self.number)

    @property
    def steps(self) -> tuple[str, ...]:
        """Places where this jurisdiction wants a signature."""
        use = self.rules.profile.form(self.form)
        return use.steps if use else ()

    def head(self, duty: Duty | None = None, *, due_text: str | None = None) -> FormHead:
        """Make the head of the form.

        Args:
            duty: The duty whose deadline the head shows; None for the handling of the round.
            due_text: A deadline in words, where it is not that of a duty.
        """
        return FormHead(
            unit_name=self.context.unit_name,
            title=form_name(self.form),
            number=self.order.number,
            round_label=round_name(self.round.number),
            urgency=self.order.urgency or self.kind_name,
            due_text=self.due(duty) if due_text is None else due_text,
        )

    def due(self, duty: Duty | None = None) -> str:
        """Write a deadline; empty where there is none."""
        handling = Duty.REHANDLE if self.round.number > 1 else Duty.HANDLE
        due = due_of(self.order, duty or handling, self.rules)
        text = words.moment(due.due) if due else ""
        return f"{text}（暂定）" if due and not due.certain else text

    def foot(self) -> FormFoot:
        """Make the foot of every page."""
        shown = self.codes
        if len(shown) == 1:
            shown = (("", shown[0][1]),)
        return FormFoot(
            printed_at_text=words.moment(self.context.printed_at),
            operator=self.context.operator,
            version_codes=tuple((_SECTIONS.get(step, step), code) for step, code in shown),
            form_id=self.form_id,
        )

    def signature(self, step: str) -> Signature | None:
        """Find the standing signature of a step whose content is still the present one."""
        current = dict(self.codes).get(step, "")
        for row in reversed(self.order.signatures):
            at_step = (row.form, row.round, row.step) == (self.form, self.number, step)
            if at_step and row.code == current and not row.retracted:
                return Signature(row.signer, words.day(row.signed_on), _means(row))
        return None

    @property
    def kind_name(self) -> str:
        """Name of the order's kind in its jurisdiction."""
        for kind in self.rules.profile.kinds:
            if kind.id == self.order.kind:
                return kind.name
        return self.order.kind


def _means(row: Stored) -> str:
    """Say in which way somebody has signed, so that nobody takes one way for another."""
    if row.is_electronic:
        return f"电子签名，证书由“{row.issuer}”签发"
    return "纸质扫描件" + (f"，{row.remark}" if row.remark else "")


_SECTIONS = {"step1": "①", "step3": "③", "head": "部门", "leader": "领导"}


def ink_boxes(rendered: Rendered) -> tuple[InkBox, ...]:
    """Tell where a form is signed, as the scan desk asks for it."""
    return tuple(
        InkBox(box.page, box.name, box.x, box.y, box.width, box.height) for box in rendered.boxes
    )
