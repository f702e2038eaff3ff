"""F6 不合规诉求申报表 (LS-10, LS-26): the unit asks to have an irregular demand closed."""

from dataclasses import dataclass

from forms.choice import marked
from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.paper import MM
from forms.return_request import LegalBasis
from forms.sheet import Sheet

PRECONDITIONS = ("省级一次办理", "市级已重办一次")
CLASSES = (
    "超出辖区",
    "法定途径（诉讼、仲裁、复议、信访、纪检监察、政府信息公开）",
    "不符合法律法规政策",
    "涉密、隐私或违反公序良俗",
    "经查不属实",
    "明显超出合理范围",
    "经听证认定不合理",
    "恶意占用资源",
)
_CLASS_LINES = (
    (CLASSES[0], CLASSES[2], CLASSES[4]),
    (CLASSES[1],),
    (CLASSES[3], CLASSES[5]),
    (CLASSES[6], CLASSES[7]),
)
"""The classes as they fill the width: the one with brackets takes a line of its own."""


@dataclass(frozen=True, slots=True)
class ExplanationRow:
    """One row of 与群众沟通解释记录."""

    at: str = ""
    means: str = ""
    person: str = ""
    points: str = ""


@dataclass(frozen=True, slots=True)
class IrregularClaimForm:
    """Content of F6; every text is printed as it is. Box: "head" (单位负责人, with the seal).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        precondition: 申报资格, one of `PRECONDITIONS`.
        irregular_class: 归类, one of `CLASSES`.
        content: 诉求.
        investigation: 调查情况.
        reason: 申报理由.
        explanations: Rows of 与群众沟通解释记录.
        explained: How it was explained, as the claim says it.
        policies: Rows of 政策依据.
        evidence: 证明材料清单, one line each.
        claimed_by: 申报人.
        claimed_at: 申报时间.
        signature: 单位负责人's signature, when the order carries one.
        opinion: 审核意见, "" leaves room for it.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    precondition: str = ""
    irregular_class: str = ""
    content: str = ""
    investigation: str = ""
    reason: str = ""
    explanations: tuple[ExplanationRow, ...] = ()
    explained: str = ""
    policies: tuple[LegalBasis, ...] = ()
    evidence: tuple[str, ...] = ()
    claimed_by: str = ""
    claimed_at: str = ""
    signature: Signature | None = None
    opinion: str = ""


def render(form: IrregularClaimForm, fonts: FontSet) -> Rendered:
    """Print F6.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.field("申报资格", marked(form.precondition, PRECONDITIONS))
    sheet.field("诉求", form.content, 12 * MM, 10 * MM)
    sheet.field("归类", _classes(form.irregular_class))
    sheet.field("申报理由", form.reason, 12 * MM, 10 * MM)
    sheet.field("调查情况", form.investigation, 12 * MM, 12 * MM)
    sheet.table(
        "与群众沟通\n解释记录",
        (("时间", 30), ("方式", 15), ("对象", 23), ("要点", 68)),
        [(row.at, row.means, row.person, row.points) for row in form.explanations],
    )
    sheet.field("解释情况", form.explained, 12 * MM, 6 * MM)
    sheet.table(
        "政策依据",
        (("文件名称", 45), ("文号", 30), ("条款内容", 61)),
        [(row.document, row.number, row.clause) for row in form.policies],
    )
    sheet.field("证明材料\n清单", "\n".join(form.evidence))
    sheet.pairs(("申报人", form.claimed_by), ("申报时间", form.claimed_at))
    sheet.signature("单位负责人\n签字（盖章）", "head", form.signature)
    sheet.field("审核意见", form.opinion, 12 * MM, 10 * MM)
    return sheet.finish()


def _classes(chosen: str) -> str:
    """Print the classes line by line; one that is none of them is printed as it is."""
    if chosen and chosen not in CLASSES:
        return chosen
    return "\n".join(marked(chosen if chosen in line else "", line) for line in _CLASS_LINES)
