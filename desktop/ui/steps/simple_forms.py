"""What the simple steps ask for: one table, so that a new step is an entry and not a page."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from PySide6.QtCore import QObject

from desktop.domain import actions as act
from desktop.domain.matters import open_commitments, open_matters, proofs_of
from desktop.domain.orders import Order
from desktop.domain.proceedings import Matter
from desktop.services.order_desk import OrderCard

Options = Sequence[tuple[str, str]]

_SHOWN_TEXT = 24


class AskKind(StrEnum):
    """How something is entered."""

    LINE = "line"
    AREA = "area"
    DAY = "day"
    NOW = "now"
    """A moment that starts at the present one."""
    MOMENT = "moment"
    CHOICE = "choice"
    YES_NO = "yes_no"
    FILES = "files"
    """Files that are attached together with the entry."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One field.

    Attributes:
        name: Field of the action, and key in the draft.
        options: What can be chosen, for `AskKind.CHOICE`; nothing to choose leaves the field out.
        words: The two words of `AskKind.YES_NO`, with the values `yes` and `no`.
    """

    name: str
    label: str
    kind: AskKind = AskKind.AREA
    required: bool = False
    hint: str = ""
    options: Callable[[OrderCard], Options] | None = None
    words: Options = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SimpleForm:
    """One step.

    Attributes:
        make: The action.
        hint: A sentence below the title.
        said: The sentence when it is done.
    """

    make: Callable[..., act.UnitAction]
    title: str
    hint: str
    said: str
    asks: tuple[Ask, ...]


def _matter_kinds(card: OrderCard) -> Options:
    return [(matter.id, matter.name) for matter in card.rules.profile.matters]


def _open_matters(card: OrderCard) -> Options:
    order = card.working.order
    names = {matter.id: matter.name for matter in card.rules.profile.matters}
    return [
        (row.entry_id, f"{names.get(row.matter, row.matter)}：{row.text[:_SHOWN_TEXT]}{proofs}")
        for row in open_matters(order)
        for proofs in [_proofs(order, row)]
    ]


def _proofs(order: Order, row: Matter) -> str:
    found = len(proofs_of(order, row.evidence))
    return f"（附 {found} 份）" if found else ""


def _open_commitments(card: OrderCard) -> Options:
    rows = open_commitments(card.working.order)
    return [(row.entry_id, row.text[:_SHOWN_TEXT]) for row in rows]


class SimpleForms(QObject):
    """The words of the simple steps; an object, so that they can be translated."""

    def form(self, action: type[act.Action]) -> SimpleForm:
        """Give what a step asks for.

        Raises:
            KeyError: It is none of the simple ones.
        """
        return self.makers[action](self)

    def _record_phone_report(self) -> SimpleForm:
        return SimpleForm(
            make=act.RecordPhoneReport,
            title=self.tr("登记电话汇报"),
            hint=self.tr(
                "不属于本单位职责的，先电话向中心说明，再申请退单；没有电话汇报的退单要扣分。"
            ),
            said=self.tr("电话汇报已登记"),
            asks=(
                Ask(name="occurred_at", label=self.tr("通话时间"), kind=AskKind.NOW, required=True),
                Ask(name="person", label=self.tr("中心接听人"), kind=AskKind.LINE, required=True),
                Ask(
                    name="text",
                    label=self.tr("说明的理由"),
                    hint=self.tr("理由、依据、建议，中心怎么答复"),
                ),
            ),
        )

    def _request_extension(self) -> SimpleForm:
        return SimpleForm(
            make=act.RequestExtension,
            title=self.tr("申请延期"),
            hint=self.tr("由中心视情况决定；批准以前，原时限照常计算。"),
            said=self.tr("延期申请已提出"),
            asks=(
                Ask(
                    name="reason",
                    label=self.tr("延期理由"),
                    required=True,
                    hint=self.tr("为什么不能按时办结"),
                ),
                Ask(name="until", label=self.tr("希望延至"), kind=AskKind.DAY),
            ),
        )

    def _submit_investigation(self) -> SimpleForm:
        return SimpleForm(
            make=act.SubmitInvestigation,
            title=self.tr("报送预先调查核实"),
            hint=self.tr("核实后提出处理建议，由中心指定具体承办单位。"),
            said=self.tr("调查核实情况已报送"),
            asks=(
                Ask(name="findings", label=self.tr("核实情况"), required=True),
                Ask(name="proposal", label=self.tr("处理建议"), required=True),
                Ask(name="suggested_unit", label=self.tr("建议承办单位"), kind=AskKind.LINE),
            ),
        )

    def _give_co_opinion(self) -> SimpleForm:
        return SimpleForm(
            make=act.GiveCoOpinion,
            title=self.tr("填写协办意见"),
            hint=self.tr("协办单位积极配合，由主办单位牵头办理和答复。"),
            said=self.tr("协办意见已登记"),
            asks=(
                Ask(name="text", label=self.tr("协办意见"), required=True),
                Ask(
                    name="unit_name",
                    label=self.tr("协办单位"),
                    kind=AskKind.LINE,
                    hint=self.tr("不填就是本单位；代登记时写对方单位"),
                ),
            ),
        )

    def _reply_matter(self) -> SimpleForm:
        return SimpleForm(
            make=act.ReplyMatter,
            title=self.tr("答复督办"),
            hint=self.tr("写明办理情况；没有结果的如实选择，以后的催办会继续计数。"),
            said=self.tr("督办已答复"),
            asks=(
                Ask(
                    name="matter",
                    label=self.tr("督办事项"),
                    kind=AskKind.CHOICE,
                    required=True,
                    options=_open_matters,
                ),
                Ask(name="text", label=self.tr("答复内容"), required=True),
                Ask(
                    name="resolved",
                    label=self.tr("有无结果"),
                    kind=AskKind.YES_NO,
                    required=True,
                    words=(("yes", self.tr("有结果")), ("no", self.tr("尚无结果"))),
                ),
                Ask(
                    name="copied",
                    label=self.tr("抄送中心"),
                    kind=AskKind.YES_NO,
                    words=(("yes", self.tr("已抄送")), ("no", self.tr("未抄送"))),
                ),
            ),
        )

    def _register_matter(self) -> SimpleForm:
        return SimpleForm(
            make=act.RegisterMatter,
            title=self.tr("登记督办事项"),
            hint=self.tr(
                "从电话、函件、群里收到的督办、催办、提示、书面交办；平台以后发来同一件时自动合并。"
            ),
            said=self.tr("督办事项已登记"),
            asks=(
                Ask(
                    name="matter",
                    label=self.tr("种类"),
                    kind=AskKind.CHOICE,
                    required=True,
                    options=_matter_kinds,
                ),
                Ask(name="received_at", label=self.tr("收到时间"), kind=AskKind.NOW, required=True),
                Ask(
                    name="text",
                    label=self.tr("内容"),
                    required=True,
                    hint=self.tr("照原文摘要，写明来文单位和文号"),
                ),
                Ask(name="due", label=self.tr("要求答复时间"), kind=AskKind.MOMENT),
                Ask(name="evidence", label=self.tr("书面依据"), kind=AskKind.FILES),
            ),
        )

    def _record_commitment(self) -> SimpleForm:
        return SimpleForm(
            make=act.RecordCommitment,
            title=self.tr("登记承诺"),
            hint=self.tr("答应来电人什么、什么时候做到；兑现以后再登记。"),
            said=self.tr("承诺已登记"),
            asks=(
                Ask(name="text", label=self.tr("承诺内容"), required=True),
                Ask(name="due", label=self.tr("承诺期限"), kind=AskKind.DAY),
                Ask(name="person", label=self.tr("责任人"), kind=AskKind.LINE),
            ),
        )

    def _fulfil_commitment(self) -> SimpleForm:
        return SimpleForm(
            make=act.FulfilCommitment,
            title=self.tr("登记承诺兑现"),
            hint="",
            said=self.tr("承诺兑现已登记"),
            asks=(
                Ask(
                    name="commitment",
                    label=self.tr("承诺"),
                    kind=AskKind.CHOICE,
                    required=True,
                    options=_open_commitments,
                ),
                Ask(name="text", label=self.tr("兑现情况"), required=True),
            ),
        )

    makers: ClassVar[dict[type[act.Action], "Callable[[SimpleForms], SimpleForm]"]] = {
        act.RecordPhoneReport: _record_phone_report,
        act.RequestExtension: _request_extension,
        act.SubmitInvestigation: _submit_investigation,
        act.GiveCoOpinion: _give_co_opinion,
        act.ReplyMatter: _reply_matter,
        act.RegisterMatter: _register_matter,
        act.RecordCommitment: _record_commitment,
        act.FulfilCommitment: _fulfil_commitment,
    }
    """The simple steps; a new one is an entry here and not a page."""
