"""Head, foot and signatures that all forms of an order share."""

from dataclasses import dataclass

from desktop.domain.clocks import Rules, due_of
from desktop.domain.orders import Order, Round
from desktop.domain.profile import Duty
from desktop.domain.rounds import round_name
from desktop.domain.version_code import codes, form_id
from desktop.printing import words
from desktop.services.ports import PrintContext
from forms.document import FormFoot, FormHead, Signature


@dataclass(frozen=True, slots=True)
class Sheet:
    """An order on its way to one form.

    Attributes:
        order: The order.
        round: The round that the form is for.
        form: Form id.
        rules: The order's rules.
        context: Print time, operator and the like.
    """

    order: Order
    round: Round
    form: str
    rules: Rules
    context: PrintContext

    @property
    def codes(self) -> tuple[tuple[str, str], ...]:
        """版本码 of each signed section."""
        return codes(self.order, self.form, self.round.number)

    @property
    def form_id(self) -> str:
        """Id of the form, as in its QR code."""
        return form_id(self.order, self.form, self.round.number)

    def head(self, title: str, duty: Duty | None = None) -> FormHead:
        """Make the head of the form.

        Args:
            title: Title of the form.
            duty: The duty whose deadline the head shows; None for the handling of the round.
        """
        handling = Duty.REHANDLE if self.round.number > 1 else Duty.HANDLE
        due = due_of(self.order, duty or handling, self.rules)
        text = words.moment(due.due) if due else ""
        if due and not due.certain:
            text += "（暂定）"
        return FormHead(
            unit_name=self.context.unit_name,
            title=title,
            number=self.order.number,
            round_label=round_name(self.round.number),
            urgency=self.order.urgency or self.kind_name,
            due_text=text,
        )

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
            at_step = (row.form, row.round, row.step) == (self.form, self.round.number, step)
            if at_step and row.code == current and not row.retracted:
                means = "纸质扫描件" + (f"，{row.remark}" if row.remark else "")
                return Signature(row.signer, words.day(row.signed_on), means)
        return None

    @property
    def kind_name(self) -> str:
        """Name of the order's kind in its jurisdiction."""
        for kind in self.rules.profile.kinds:
            if kind.id == self.order.kind:
                return kind.name
        return self.order.kind


_SECTIONS = {"step1": "①", "step3": "③"}
