"""F22 协办意见 (LS-04): what the assisting units contribute to an order that another unit leads."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class AssignedRow:
    """One row of 协办分工: which unit was told to assist, when, with what."""

    unit: str = ""
    at: str = ""
    task: str = ""


@dataclass(frozen=True, slots=True)
class OpinionRow:
    """One row of 协办意见: which unit, who gave it, when, and what it says."""

    unit: str = ""
    given_by: str = ""
    at: str = ""
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class CoOpinionForm:
    """Content of F22; every text is printed as it is. Box: "head" (协办单位负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        main_unit: 主办单位.
        co_unit: 协办单位.
        content: 诉求内容.
        assigned: Rows of 协办分工.
        opinions: Rows of 协办意见.
        signature: 协办单位负责人's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    main_unit: str = ""
    co_unit: str = ""
    content: str = ""
    assigned: tuple[AssignedRow, ...] = ()
    opinions: tuple[OpinionRow, ...] = ()
    signature: Signature | None = None


def render(form: CoOpinionForm, fonts: FontSet) -> Rendered:
    """Print F22.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("主办单位", form.main_unit), ("协办单位", form.co_unit))
    sheet.field("诉求内容", form.content, 22 * MM, 12 * MM)
    sheet.table(
        "协办分工",
        (("协办单位", 40), ("交办时间", 30), ("协办事项", 66)),
        [(row.unit, row.at, row.task) for row in form.assigned],
    )
    sheet.table(
        "协办意见",
        (("单位", 30), ("提出人", 20), ("时间", 30), ("意见", 56)),
        [(row.unit, row.given_by, row.at, row.opinion) for row in form.opinions],
        blank_rows=4,
    )
    sheet.signature("协办单位\n负责人签字", "head", form.signature)
    sheet.field("主办单位\n采纳情况", "", 18 * MM, 10 * MM)
    return sheet.finish()
