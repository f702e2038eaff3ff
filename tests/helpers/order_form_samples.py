"""Every form of an order or of the unit, filled in, for tests; everything in them is invented."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import Any

from helpers import form_samples
from helpers.form_samples import FOOT, LONG, RARE, head, photo

from forms import (
    batch_list,
    co_opinion,
    difficult_report,
    exclusion_request,
    extension_request,
    handling_record,
    irregular_claim,
    knowledge_entry,
    matter_reply,
    onsite_supervision,
    preliminary_investigation,
    return_request,
    signoff_sheet,
    staff_report,
    supervision_record,
    work_plan,
)
from forms.document import FormFoot, PeriodHead, Photo, Signature
from forms.handling_record import MeasureRow, VisitRow
from forms.return_request import LegalBasis

_VISIT = VisitRow(
    "2026-09-19 20:30",
    "青安路139弄口",
    f"王海、{RARE}",
    "发现2家商铺跨门经营，油烟净化器未开启。",
    "1、2",
)
_MEASURES = (
    MeasureRow("2026-09-19 21:00", "现场责令停止跨门经营，开具责令改正通知书2份。", "王海、陈晓"),
    MeasureRow("2026-09-22 19:00", "复查：两家商铺均已撤回店内。", "王海"),
)
_ADDRESS = "夏阳街道青安路139弄㳇塘新村12号（近公园路）"
UNIT_FOOT = replace(FOOT, version_codes=(("", "P3X8N6C4WB"),))


def unit_head(title: str, label: str = "期间") -> PeriodHead:
    unit_name, day = "夏阳街道综合行政执法队", "2026年9月20日"
    return PeriodHead(unit_name=unit_name, title=title, period=day, period_label=label)


@lru_cache(maxsize=1)
def onsite_form() -> onsite_supervision.OnsiteSupervisionForm:
    return onsite_supervision.OnsiteSupervisionForm(
        head=head("现场督办情况表"),
        foot=FOOT,
        category="市级重办",
        address=_ADDRESS,
        content=LONG,
        visits=(_VISIT,),
        measures=_MEASURES,
        result="部分解决",
        result_note="占道已整改；油烟管道改造需物业配合，10月15日前完成。",
        filled_by="阿依古丽·买买提",
        photos=(
            Photo(photo(), "照片1　2026-09-19 20:35　青安路139弄口南侧占道摊位"),
            Photo(photo("darkolivegreen", (480, 640)), "照片2　2026-09-19 20:41　油烟净化器"),
            Photo(photo("indianred"), "照片3　2026-09-22 19:10　整改后"),
        ),
    )


@lru_cache(maxsize=1)
def extension_form() -> extension_request.ExtensionRequestForm:
    return extension_request.ExtensionRequestForm(
        head=head("延期申请表"),
        foot=FOOT,
        order_type="一般工单",
        dispatched_at="2026-09-18 09:05",
        summary=LONG,
        old_due="2026-09-25 24:00",
        days="5 个工作日",
        new_due="2026-10-09",
        reason="烟道改造需业主大会表决，物业已于9月22日发出会议通知，最早10月7日可以完成表决。",
        measures=_MEASURES,
        earlier=(
            extension_request.PastExtension(
                "2026-09-20 10:00",
                "2026-09-21 24:00",
                "2026-09-25 24:00",
                "同意延期。请同时告知市民。",
            ),
        ),
        handler="王海",
        asked_at="2026-09-23 15:20",
    )


@lru_cache(maxsize=1)
def irregular_form() -> irregular_claim.IrregularClaimForm:
    return irregular_claim.IrregularClaimForm(
        head=head("不合规诉求申报表"),
        foot=FOOT,
        precondition="市级已重办一次",
        irregular_class="明显超出合理范围",
        content=LONG,
        investigation="2026-09-19 20:30　青安路139弄口：占道已整改。\n部分属实，赔偿要求没有依据。",
        reason="明显超出合理范围：要求商铺一次性赔偿全楼每户精神损失费5万元。",
        explanations=(
            irregular_claim.ExplanationRow(
                "2026-09-20 10:00", "上门", "阿依古丽·买买提", "已联系：说明赔偿须经诉讼途径。"
            ),
            irregular_claim.ExplanationRow(
                "2026-09-22 14:00", "电话", "阿依古丽·买买提", "已联系：再次解释，市民仍不认可。"
            ),
        ),
        explained="两次当面、一次电话说明法律途径，并提供了法律援助中心的联系方式。",
        policies=(LegalBasis("《中华人民共和国民法典》", "主席令第45号", "第一千一百八十三条"),),
        evidence=("1. 沟通记录2份", "2. 现场照片3张"),
        claimed_by="王海",
        claimed_at="2026-09-24 09:30",
    )


@lru_cache(maxsize=1)
def exclusion_form() -> exclusion_request.ExclusionRequestForm:
    return exclusion_request.ExclusionRequestForm(
        head=head("不纳入测评工单审核表"),
        foot=FOOT,
        order_type="一般工单",
        dispatched_at="2026-09-18 09:05",
        content=LONG,
        handling="实际解决。两家商铺已整改；列入每周三次夜间巡查。",
        reason="市民反映的烧烤摊在青安路以西，属盈浦街道；本单位仅协助劝离，不具备处罚权限。",
        attachments=("1. 现场照片2张", "2. 行政区划图复印件1份"),
        handler="王海",
        asked_at="2026-09-24 16:10",
        signature=Signature("赵建平", "2026-09-24", "纸质扫描件"),
        decision="审核通过，请领导签署。",
    )


@lru_cache(maxsize=1)
def difficult_form() -> difficult_report.DifficultReportForm:
    return difficult_report.DifficultReportForm(
        head=head("疑难工单上报表"),
        foot=FOOT,
        order_type="一般工单",
        address=_ADDRESS,
        content=LONG,
        measures="已协调物业、居委会两次，约谈经营者三次，开具责令改正通知书2份。",
        difficulty="公共烟道产权属全体业主，改造须经业主大会表决，物业费收缴率不足三成。",
        request="请房管所指导召开业主大会；请市场监管所核查营业执照经营范围。",
        suggestion="由联勤联动工作站牵头，一周内现场会商。",
        reported_by=f"王海、{RARE}",
        reported_at="2026-09-23 10:00",
    )


@lru_cache(maxsize=1)
def supervision_form() -> supervision_record.SupervisionRecordForm:
    return supervision_record.SupervisionRecordForm(
        head=head("督办记录"),
        foot=FOOT,
        order_type="一般工单",
        dispatched_at="2026-09-18 09:05",
        summary=LONG,
        rows=(
            supervision_record.SupervisionRow(
                "1",
                "电话督办",
                "周倩",
                "2026-09-20 09:00",
                "请于今日内联系市民。\n（2026-09-20 24:00前答复）",
                "当日10:40已联系市民并约定到场时间。\n已办结　2026-09-20 11:02　王海",
            ),
            supervision_record.SupervisionRow(
                "2", "现场协调督办", f"{RARE}", "2026-09-23 14:30", "明确责任主体。", "尚未答复"
            ),
        ),
        recorded_by="李敏",
    )


@lru_cache(maxsize=1)
def knowledge_form() -> knowledge_entry.KnowledgeEntryForm:
    return knowledge_entry.KnowledgeEntryForm(
        head=unit_head("知识库信息报送表", "填报日期"),
        foot=UNIT_FOOT,
        item="设置户外招牌备案",
        change="更新",
        basis="《市容环境卫生管理条例》第二十三条；青府规〔2025〕6号。",
        conditions="在本街道范围内有合法经营场所，招牌设置在经营场所的门楣上方。",
        materials="1. 备案表；2. 营业执照复印件；3. 效果图；4. 产权人同意书（租赁的）。",
        procedure="网上或窗口提交→2个工作日内预审→现场核查→发给备案回执。",
        time_limit="5个工作日",
        fee="不收费",
        place="城运中心一楼综合窗口，工作日9:00—17:30",
        phone="021-5973****",
        valid_from="2026-10-01",
        remark="原2023年条目同时废止。",
        filled_by=f"李敏、{RARE}",
    )


@lru_cache(maxsize=1)
def reply_form() -> matter_reply.MatterReplyForm:
    return matter_reply.MatterReplyForm(
        head=head("提示/警示与督办单回复"),
        foot=FOOT,
        kind="提示短信、提示函",
        received_at="2026-09-21 08:40",
        came_by="平台外收到（已登记）、平台下发",
        reply_due="2026-09-24 24:00",
        demand="该市民一个月内四次来电反映同一问题，请安排专人办理，及时向群众回复。",
        content=LONG,
        reply="已由分管副队长包案；9月22日复查整改到位，当日向市民当面回复。",
        result="已办结",
        copied="热线受理中心",
        person=f"王海、{RARE}",
        replied_at="2026-09-23 17:00",
        earlier=("2026-09-19 09:00　日常工作督办：请尽快联系市民　→　已于当日10:40联系。",),
    )


@lru_cache(maxsize=1)
def investigation_form() -> preliminary_investigation.PreliminaryInvestigationForm:
    return preliminary_investigation.PreliminaryInvestigationForm(
        head=head("预先调查核实意见"),
        foot=FOOT,
        order_type="一般工单",
        dispatched_at="2026-09-18 09:05",
        address=_ADDRESS,
        content=LONG,
        visits=(_VISIT,),
        findings="占道经营点位于青安路西侧人行道，距街道界碑约40米，属盈浦街道辖区。",
        proposal="建议由盈浦街道牵头办理，本单位提供前期照片和笔录。",
        suggested_unit="盈浦街道办事处",
        evidence=("1. 现场照片2张", "2. 界址示意图"),
        investigator=f"王海、{RARE}",
        handed_in_at="2026-09-19 22:10",
    )


@lru_cache(maxsize=1)
def plan_form() -> work_plan.WorkPlanForm:
    return work_plan.WorkPlanForm(
        head=head("工作方案"),
        foot=FOOT,
        address=_ADDRESS,
        content=LONG,
        cause="烟道改造须经业主大会表决，资金由维修基金列支。",
        steps=(
            work_plan.PlanRow("1", "召开业主大会表决改造方案", "2026年10月7日", "周倩"),
            work_plan.PlanRow("2", "施工单位进场，改造公共烟道", "2026年10月25日", f"{RARE}"),
            work_plan.PlanRow("3", "验收并回访", "2026年11月5日", "王海"),
        ),
        told_citizen="9月24日当面说明三步安排，市民表示理解。",
        commitments=(
            work_plan.CommitmentRow(
                "每周五反馈进展", "2026年11月5日", "王海", "2026-09-25 16:00　已电话告知第一次进展"
            ),
        ),
        partners=("房管所", "市场监管所"),
        made_by="赵建平",
    )


@lru_cache(maxsize=1)
def staff_form() -> staff_report.StaffReportForm:
    return staff_report.StaffReportForm(
        head=unit_head("机构人员报备表", "填报日期"),
        foot=UNIT_FOOT,
        office="热线办（综合科）",
        address="公园路300号2楼203室",
        duty_phone="021-5973****",
        change="因机构调整，热线工作由指挥中心划归综合科；专职联络员由陈晓改为王海。",
        staff=(
            staff_report.StaffRow(
                "赵建平", "副队长", "分管领导", "5973****", "139****2210", "不变", "2025-03-01"
            ),
            staff_report.StaffRow(
                "阿依古丽·买买提",
                "科长",
                "科室负责人",
                "5973****",
                "137****0087",
                "新增",
                "2026-09-15",
            ),
            staff_report.StaffRow(
                RARE, "科员", "专职联络员", "5973****", "136****7711", "新增", "2026-09-15"
            ),
        ),
        filled_by="李敏",
        filler_phone="021-5973****",
    )


@lru_cache(maxsize=1)
def co_form() -> co_opinion.CoOpinionForm:
    return co_opinion.CoOpinionForm(
        head=head("协办意见"),
        foot=FOOT,
        main_unit="夏阳街道综合行政执法队",
        co_unit="市场监管所、房管所",
        content=LONG,
        assigned=(
            co_opinion.AssignedRow("市场监管所", "2026-09-19 09:30", "核查营业执照经营范围"),
            co_opinion.AssignedRow("房管所", "2026-09-19 09:30", "核查烟道产权"),
        ),
        opinions=(
            co_opinion.OpinionRow(
                "市场监管所", f"{RARE}", "2026-09-20 16:00", "两家均持照，经营范围含热食类制售。"
            ),
            co_opinion.OpinionRow(
                "房管所", "周倩", "2026-09-21 11:20", "烟道为全体业主共有，改造须经业主大会表决。"
            ),
        ),
    )


def separator_sheet() -> batch_list.BatchListForm:
    """The sheet in front of a batch; it has no number of its own, F0 stands for it."""
    rows = (
        ("QP20260918001", "F2 工单处理记录表", "首次处置"),
        ("QP20260918001", "F3 工单签批单", "首次处置"),
        ("QP20260919007", "F1 退单申请表", "第 1 次再次处置"),
    )
    return batch_list.BatchListForm(
        head=unit_head("打印清单"),
        foot=replace(FOOT, version_codes=(), form_id=""),
        rows=tuple(
            batch_list.BatchRow(str(place), number, form, rounds, "1")
            for place, (number, form, rounds) in enumerate(rows, start=1)
        ),
        summary="2 张工单，3 张表，共 3 份",
    )


SAMPLES: dict[str, tuple[ModuleType, Callable[[], Any]]] = {
    "F1": (return_request, form_samples.return_form),
    "F1 second return": (return_request, form_samples.second_return_form),
    "F2": (handling_record, form_samples.record_form),
    "F2 re-handling": (handling_record, form_samples.rehandled_form),
    "F3": (signoff_sheet, form_samples.signoff_form),
    "F4": (onsite_supervision, onsite_form),
    "F5": (extension_request, extension_form),
    "F6": (irregular_claim, irregular_form),
    "F7": (exclusion_request, exclusion_form),
    "F11": (difficult_report, difficult_form),
    "F12": (supervision_record, supervision_form),
    "F15": (knowledge_entry, knowledge_form),
    "F16": (matter_reply, reply_form),
    "F17": (preliminary_investigation, investigation_form),
    "F18": (work_plan, plan_form),
    "F21": (staff_report, staff_form),
    "F22": (co_opinion, co_form),
}
"""Every form of an order and of the unit: its module, and one filled in."""


def blank_of(name: str) -> Any:
    """The empty form that a clerk fills in by hand."""
    form = SAMPLES[name][1]()
    head = type(form.head)(unit_name=form.head.unit_name, title=form.head.title)
    return type(form)(head=head, foot=FormFoot())
