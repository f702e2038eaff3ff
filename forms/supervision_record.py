"""F12 督办记录 (KF-22): every 督办, 催办 and notice of one order, and what was done about it."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class SupervisionRow:
    """One 督办.

    Attributes:
        number: 序号.
        means: 督办方式.
        supervisor: 督办人.
        at: 时间.
        demand: 要求, with the date that it sets.
        handling: 办理情况.
    """

    number: str = ""
    means: str = ""
    supervisor: str = ""
    at: str = ""
    demand: str = ""
    handling: str = ""


@dataclass(frozen=True, slots=True)
class SupervisionRecordForm:
    """Content of F12; every text is printed as it is. Nobody signs it.

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        dispatched_at: 派单时间.
        summary: 诉求摘要.
        rows: The 督办, the oldest first.
        recorded_by: 记录人.
        checked: 备注, "" leaves room for it.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    dispatched_at: str = ""
    summary: str = ""
    rows: tuple[SupervisionRow, ...] = ()
    recorded_by: str = ""
    checked: str = ""


def render(form: SupervisionRecordForm, fonts: FontSet) -> Rendered:
    """Print F12.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF; it has no signature box.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("工单类型", form.order_type), ("派单时间", form.dispatched_at))
    sheet.field("诉求摘要", form.summary, 18 * MM, 8 * MM)
    sheet.table(
        "督办记录",
        (("序\n号", 9), ("时间", 30), ("督办方式\n督办人", 22), ("要求", 36), ("办理情况", 39)),
        [
            (
                row.number,
                row.at,
                "\n".join(filter(None, (row.means, row.supervisor))),
                row.demand,
                row.handling,
            )
            for row in form.rows
        ],
        blank_rows=6,
    )
    sheet.field("记录人", form.recorded_by)
    sheet.field("备注", form.checked, 14 * MM, 8 * MM)
    return sheet.finish()
