"""Why an action is refused: a code, and the sentence a clerk reads."""

from msgspec import Struct

MESSAGES: dict[str, str] = {
    "action.unknown_here": "本地区规则中没有这一步。",
    "action.role": "您的角色不能做这一步。",
    "action.other_unit": "这张工单不属于您所在的单位。",
    "action.stage": "工单现在是“{stage}”，不能做这一步。",
    "action.not_accepted": "请先接单，再做这一步（XY-01 先行接单）。",
    "action.removed": "工单已移走，不能再办理；已填写的内容仍保留在“已移走”中。",
    "action.closed": "工单已办结，不能再修改。",
    "action.round_unknown": "工单没有“{round}”。",
    "contact.reason_missing": "没有联系上或无法联系时，请写明原因。",
    "contact.way_missing": "请选择联系方式。",
    "time.future": "时间 {time} 晚于现在，请检查。",
    "time.before_dispatch": "时间 {time} 早于派单时间，请检查。",
    "text.missing": "“{field}”还没有填写。",
    "return.form_missing": "请先填写《退单申请表》。",
    "return.reason_missing": "请填写退单理由{cite}。",
    "return.class_unknown": "没有“{reason_class}”这一类退单理由。",
    "return.field_missing": "这一类退单理由要求填写“{field}”。",
    "return.basis_missing": "请填写退单依据{cite}。",
    "return.phone_missing": "申请退单前要先电话向中心汇报：请登记电话汇报{cite}。",
    "return.suggestion_missing": "请填写建议派单方向{cite}。",
    "return.signature_missing": (
        "退单申请表还没有承办部门负责人签字：请打印、签字，再扫描回来{cite}。"
    ),
    "return.signature_differs": (
        "签字的退单申请表与现在的内容不一致：请重新打印、签字，再扫描回来。"
    ),
    "return.deadline_passed": "退单已于 {due} 截止，逾期不予退单{cite}。",
    "return.pending": "退单申请正在审核，不能再次提出。",
    "return.refused_before": "退单申请已被退回，本单位应继续办理，不能再次退单。",
    "return.rework": "再次处置的工单不能退单。",
    "submit.contact_missing": "还没有先行联系记录：请登记联系情况，无法联系的写明原因{cite}。",
    "submit.result_missing": "还没有填写处理结果{cite}。",
    "submit.head_part_missing": "再次处置要求负责人全程参与，请登记负责人参与情况{cite}。",
    "submit.feedback_missing": "还没有向来电人反馈办理结果：请填写答复时间和内容{cite}。",
    "submit.persons_missing": "回复要注明牵头负责人和具体办理人员（LS-02）。",
    "submit.preliminary": "本单只要求预先调查核实：请报送处理建议，由中心指定承办单位（LS-15）。",
    "submit.co_opinion_missing": "协办工单请先填写协办意见（LS-04）。",
    "submit.return_pending": "退单申请正在审核；要办理并提交，请先撤回退单申请。",
    "signoff.missing": "请先填写《工单签批单》。",
    "sign.form_unknown": "本地区不使用 {form} 这张表。",
    "sign.step_unknown": "{form} 没有“{step}”这一处签字。",
    "sign.signer_missing": "请确认签字人。",
    "sign.foreign": "这张表不属于本工单。",
    "sign.order": "请先完成前一处签字，再登记这一处。",
    "sign.demanded": "{form} 的“{step}”还没有签字：请打印、签字，再扫描回来。",
    "sign.demanded_differs": "{form} 签字后内容改过：请重新打印、签字，再扫描回来。",
    "sign.reason_missing": "委托签、补签要写明原因。",
    "retract.unknown": "没有找到要撤销的记录。",
    "retract.reason_missing": "请写明撤销原因。",
    "retract.not_yours": "这是中心的记录，不能由本单位撤销。",
    "retract.done": "这条记录已经撤销过了。",
    "exclusion.pending": "已经申请不纳入测评，正在等待结果。",
    "decide.nothing_pending": "这张工单没有待审核的退单申请。",
    "decide.unit_missing": "同意退单时要指定重新派单的单位（XY-08）。",
    "decide.leader_missing": "已有两个以上部门退单：要有街道领导批办，登记为签派（XY-09）。",
    "exclusion.not_requested": "这张工单没有不纳入测评的申请。",
    "exclusion.signature_missing": "审核通过的要登记签署的领导（XY-12）。",
    "extension.pending": "已经申请延期，正在等待中心决定。",
    "extension.deadline_passed": "办理时限 {due} 已过，延期要在到期前申请{cite}。",
    "extension.not_requested": "这张工单没有待审核的延期申请。",
    "extension.due_missing": "同意延期时要写明新的截止时间（KF-03）。",
    "extension.due_earlier": "新的截止时间 {new} 不晚于原来的 {old}，请检查。",
    "irregular.pending": "已经上报不合规诉求，正在等待中心审核。",
    "irregular.precondition": (
        "只有省级首次办理的工单，或者市级已重办一次的工单，才可以上报不合规诉求{cite}。"
    ),
    "irregular.unhandled": "要认真办理并填写处理结果以后，才可以上报不合规诉求{cite}。",
    "irregular.not_claimed": "这张工单没有待审核的不合规诉求。",
    "matter.unknown": "本地区规则中没有“{matter}”这一类督办事项。",
    "matter.none": "没有等待答复的督办事项。",
    "matter.target_unknown": "没有找到要答复的督办事项，或者已经答复过。",
    "matter.copy_missing": "这一类事项的办理情况要同时抄送中心：请确认已抄送（{rule}）。",
    "commitment.none": "没有尚未兑现的承诺。",
    "commitment.target_unknown": "没有找到这条承诺，或者已经兑现。",
    "investigation.not_asked": "中心没有要求本单位预先调查核实。",
    "investigation.waiting": "调查核实情况已经报送，正在等待中心指定承办单位。",
    "co.none": "这张工单没有协办单位，本单位也不是协办。",
    "co.unit_missing": "请写明协办单位。",
    "due.duty_unknown": "没有“{duty}”这种时限。",
}


class Refusal(Struct, frozen=True):
    """An action was refused and changed nothing.

    Attributes:
        code: `area.reason`, a key of `MESSAGES`.
        params: Words for the message.
    """

    code: str
    params: tuple[tuple[str, str], ...] = ()

    @property
    def message(self) -> str:
        """The sentence for the clerk, in Chinese."""
        return MESSAGES[self.code].format(**dict(self.params))


def cited(rule: str) -> str:
    """Put a rule's id in brackets behind a sentence; nothing where the place names no rule."""
    return f"（{rule}）" if rule else ""


def refuse(code: str, **params: str) -> Refusal:
    """Make a refusal."""
    return Refusal(code, tuple(params.items()))
