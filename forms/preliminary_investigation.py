"""F17 预先调查核实意见 (LS-15): what was found before an order is assigned, and who should act."""

from dataclasses import dataclass

from forms.document import FormFoot, FormHead, Rendered, Signature
from forms.fonts import FontSet
from forms.handling_record import VisitRow
from forms.paper import MM
from forms.sheet import Sheet


@dataclass(frozen=True, slots=True)
class PreliminaryInvestigationForm:
    """Content of F17; every text is printed as it is. Box: "head" (单位负责人).

    Attributes:
        head: Head of the form.
        foot: Foot of every page.
        training: Print 演练 on every page.
        order_type: 工单类型.
        dispatched_at: 交办时间.
        address: 地址.
        content: 诉求内容.
        visits: Rows of 现场核实.
        findings: 核实情况.
        proposal: 处理建议.
        suggested_unit: 建议承办单位.
        evidence: 附件清单, one line each.
        investigator: 核实人.
        handed_in_at: 提交时间.
        signature: 单位负责人's signature, when the order carries one.
    """

    head: FormHead
    foot: FormFoot
    training: bool = False
    order_type: str = ""
    dispatched_at: str = ""
    address: str = ""
    content: str = ""
    visits: tuple[VisitRow, ...] = ()
    findings: str = ""
    proposal: str = ""
    suggested_unit: str = ""
    evidence: tuple[str, ...] = ()
    investigator: str = ""
    handed_in_at: str = ""
    signature: Signature | None = None


def render(form: PreliminaryInvestigationForm, fonts: FontSet) -> Rendered:
    """Print F17.

    Args:
        form: What stands on it.
        fonts: Fonts to print with.

    Returns:
        The PDF and its boxes.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("工单类型", form.order_type), ("交办时间", form.dispatched_at))
    sheet.field("地址", form.address)
    sheet.field("诉求内容", form.content, 18 * MM, 10 * MM)
    sheet.table(
        "现场核实",
        (("时间", 30), ("地点", 26), ("参加人员", 24), ("情况", 41), ("照片\n编号", 15)),
        [(row.at, row.place, row.participants, row.situation, row.photos) for row in form.visits],
    )
    sheet.field("核实情况", form.findings, 18 * MM, 28 * MM)
    sheet.field("处理建议", form.proposal, 14 * MM, 22 * MM)
    sheet.field("建议承办单位", form.suggested_unit)
    sheet.field("附件清单", "\n".join(form.evidence))
    sheet.pairs(("核实人", form.investigator), ("提交时间", form.handed_in_at))
    sheet.signature("单位负责人\n签字", "head", form.signature)
    sheet.field("受理中心意见", "", 13 * MM, 12 * MM)
    return sheet.finish()
