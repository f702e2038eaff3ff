"""An order's round as F4 现场督办情况表 (LS-11)."""

from desktop.domain.orders import HandlingResult, Level, Stamp
from desktop.domain.paper_content import standing
from desktop.printing import words
from desktop.printing.frame import Sheet
from desktop.printing.rows import measure_rows, photos, visit_rows, whole_demand
from forms.onsite_supervision import CATEGORIES, OnsiteSupervisionForm

_REDONE, _PRIORITY, _INSPECTION = CATEGORIES
_KINDS = {"priority": _PRIORITY, "inspection": _INSPECTION}


def onsite_supervision(sheet: Sheet) -> OnsiteSupervisionForm:
    """Fill F4 from an order's round."""
    order, the_round = sheet.order, sheet.round
    result = the_round.result or HandlingResult()
    return OnsiteSupervisionForm(
        head=sheet.head(),
        foot=sheet.foot(),
        training=sheet.context.training,
        category=_category(sheet),
        address=order.address,
        content=whole_demand(order),
        visits=visit_rows(order, standing(the_round.visits)),
        measures=measure_rows(standing(the_round.measures)),
        result=words.OUTCOMES.get(result.outcome, ""),
        result_note=result.outcome_note,
        filled_by=_last_hand(sheet),
        signature=sheet.signature("reviewer"),
        photos=photos(sheet, of_round=True),
    )


def _category(sheet: Sheet) -> str:
    """Say why the order has this form: sent back by the city, or a kind of its own (LS-11)."""
    if sheet.round.level is Level.CITY:
        return _REDONE
    return _KINDS.get(sheet.order.kind, "")


def _last_hand(sheet: Sheet) -> str:
    """Name who recorded the round's last visit or measure."""
    rows = (*standing(sheet.round.visits), *standing(sheet.round.measures))
    stamps: list[Stamp] = [row.stamp for row in rows]
    return max(stamps, key=lambda stamp: stamp.at).name if stamps else ""
