"""Which signatures a step waits for: every box of a demanded form, over the present content."""

from msgspec import Struct

from desktop.domain.orders import Order
from desktop.domain.paper_forms import sheet_round
from desktop.domain.profile import FormUse
from desktop.domain.version_code import code_of


class MissingSignature(Struct, frozen=True):
    """The first box of a form that holds no valid signature.

    Attributes:
        form: Form id.
        step: The box.
        differs: It was signed, but over content that has changed since.
    """

    form: str
    step: str
    differs: bool


def missing_signature(order: Order, use: FormUse) -> MissingSignature | None:
    """Find the first box of a form that is not signed over the present content of this round."""
    number = sheet_round(use.form, order)
    signed = [
        row
        for row in order.signatures
        if (row.form, row.round) == (use.form, number) and not row.retracted
    ]
    for step in use.steps:
        of_step = [row for row in signed if row.step == step]
        current = code_of(order, use.form, number, step)
        if all(row.code != current for row in of_step):
            return MissingSignature(use.form, step, differs=bool(of_step))
    return None
