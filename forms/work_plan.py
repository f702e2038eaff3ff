"""F18 工作方案 (XY-19): how what cannot be solved soon will be solved, step by step."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One step: what, by when, who."""

    number: str = ""
    text: str = ""
    due: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class CommitmentRow:
    """One row of 对市民的承诺: what was promised, by when, by whom, and how it was kept."""

    text: str = ""
    due: str = ""
    person: str = ""
    kept: str = ""


@dataclass(frozen=True, slots=True)
class WorkPlanForm:
    """Content of F18; every text is printed as it is. Box: "head" (承办部门负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        address: 地址.
        content: 诉求内容.
        cause: 一时难以解决的原因.
        steps: Rows of 工作步骤.
        told_citizen: 告知市民情况.
        commitments: Rows of 对市民的承诺.
        partners: 需要协调的部门, one line each.
        made_by: 制定人.
        signature: 承办部门负责人's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    address: str = ""
    content: str = ""
    cause: str = ""
    steps: tuple[PlanRow, ...] = ()
    told_citizen: str = ""
    commitments: tuple[CommitmentRow, ...] = ()
    partners: tuple[str, ...] = ()
    made_by: str = ""
    signature: Signature | None = None


def render(form: WorkPlanForm, fonts: FontSet) -> Rendered:
    """Print F18.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("地址", form.address)
    sheet.field("诉求内容", form.content, 18 * MM, 10 * MM)
    sheet.field("一时难以解决\n的原因", form.cause, 16 * MM, 10 * MM)
    sheet.table(
        "工作步骤",
        (("序号", 12), ("事项", 64), ("完成时间", 35), ("责任人", 25)),
        [(row.number, row.text, row.due, row.person) for row in form.steps],
        blank_rows=5,
    )
    sheet.field("需要协调的\n部门", "\n".join(form.partners), 12 * MM, 6 * MM)
    sheet.field("告知市民情况", form.told_citizen, 16 * MM, 10 * MM)
    sheet.table(
        "对市民的承诺",
        (("承诺事项", 42), ("期限", 35), ("责任人", 23), ("兑现情况", 36)),
        [(row.text, row.due, row.person, row.kept) for row in form.commitments],
    )
    sheet.field("制定人", form.made_by)
    sheet.signature("承办部门\n负责人签字", "head", form.signature)
    return sheet.finish()
