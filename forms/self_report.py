"""F14 年度自查报告 (KF-19): the assessment item by item, with own mark and evidence."""

from dataclasses import astuple, dataclass

from forms.document import Field, FormFoot, PeriodHead, Rendered
from forms.fonts import FontSet
from forms.paper import MM
from forms.sheet import Sheet

_BLANK_ROWS = 12
COLUMNS = (
    ("考核项目", 34.0),
    ("标准（条款）", 42.0),
    ("满分", 13.0),
    ("自评", 16.0),
    ("自查情况与依据", 49.0),
)


@dataclass(frozen=True, slots=True)
class SelfReportRow:
    """One item; the fields stand in the order of `COLUMNS`."""

    name: str = ""
    clause: str = ""
    full: str = ""
    mark: str = ""
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class SelfReportForm:
    """Content of F14.

    Attributes:
        head: Unit, title, year and 发文字号.
        foot: Foot of every page.
        training: Print 演练 on every page.
        basis: 依据: the document whose items these are.
        facts: The year in numbers.
        rows: The items; () prints empty lines.
        problems: 存在问题; empty leaves room.
        plans: 整改措施; empty leaves room.
    """

    head: PeriodHead
    foot: FormFoot
    training: bool = False
    basis: str = ""
    facts: tuple[Field, ...] = ()
    rows: tuple[SelfReportRow, ...] = ()
    problems: str = ""
    plans: str = ""


def render(form: SelfReportForm, fonts: FontSet) -> Rendered:
    """Print F14.

    Raises:
        MissingGlyphError: No font has a character of the form.
    """
    sheet = Sheet(form.head, form.foot, fonts, training=form.training)
    sheet.pairs(("发文字号", form.head.number), ("考核依据", form.basis))
    facts = form.facts
    for start in range(0, len(facts) - 1, 2):
        first, second = facts[start], facts[start + 1]
        sheet.pairs((first.label, first.value), (second.label, second.value))
    if len(facts) % 2:
        sheet.field(facts[-1].label, facts[-1].value)
    sheet.table("逐项\n自查自评", COLUMNS, [astuple(row) for row in form.rows], _BLANK_ROWS)
    sheet.field("存在问题", form.problems, 22 * MM, 10 * MM)
    sheet.field("整改措施", form.plans, 22 * MM, 10 * MM)
    sheet.signature("单位负责人\n签字", "head", None)
    sheet.field("单位公章", "", 44 * MM)
    return sheet.finish()
