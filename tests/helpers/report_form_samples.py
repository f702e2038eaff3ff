"""The lists, reports and letters filled in, for tests; everything in them is invented."""

from dataclasses import replace
from functools import lru_cache
from types import ModuleType
from typing import Any

from helpers.form_samples import FOOT, LONG, RARE, head

from forms import (
    archive_list,
    explanation,
    handover_list,
    leader_slip,
    onsite_list,
    rest_day_list,
    result_report,
    reward_report,
    self_report,
    topic_report,
)
from forms.document import Field, FormFoot, FormHead, PeriodHead, Signature
from forms.letter_section import LetterSection

LIST_FOOT = FormFoot(printed_at_text="2026年11月2日 09:12", operator="李敏")
SIGNED_FOOT = replace(LIST_FOOT, version_codes=(("", "P3X8N6C4WB"),), form_id="R4PT8KQ2M7ZD")
UNIT = "夏阳街道综合行政执法队"
_NUMBER = "QP202609180001234"


def period_head(title: str) -> PeriodHead:
    return PeriodHead(unit_name=UNIT, title=title, period="2026年10月")


def archive_form(rows: int = 3) -> archive_list.ArchiveListForm:
    return archive_list.ArchiveListForm(
        head=period_head("归档目录与台账"),
        foot=LIST_FOOT,
        rows=tuple(
            archive_list.ArchiveRow(
                place=str(number),
                file_number=f"2026-10-办{number:03d}",
                number=f"QP2026091800{number:05d}",
                title=f"青安路139弄口占道烧烤{RARE}",
                kind="一般工单",
                dispatched_on="2026-10-03",
                approved_on="2026-10-04",
                closed_on="2026-10-12",
                result="实际解决",
                satisfaction="基本满意",
                pages="4／12",
                retention="10年",
            )
            for number in range(1, rows + 1)
        ),
        totals=archive_list.ArchiveRow(title="合计", dispatched_on="派单 3", closed_on="办结 3"),
        summary="本期派单 3 件；办结归档 3 件（其中领导批办 1 件）。",
        filed_by="沈丽 2026-11-02",
    )


def onsite_form(rows: int = 2) -> onsite_list.OnsiteListForm:
    return onsite_list.OnsiteListForm(
        head=period_head("现场督办情况月报清单"),
        foot=SIGNED_FOOT,
        rows=tuple(
            onsite_list.OnsiteRow(
                place=str(number),
                number=_NUMBER,
                category="上级交办重点",
                title="青安路139弄口占道烧烤",
                at="2026-10-19 20:30",
                where="青安路139弄口㳇塘新村",
                people=f"王海、{RARE}",
                findings="发现2家商铺跨门经营，油烟净化器未开启。",
                measures="现场责令停止跨门经营。\n复查：均已撤回店内。",
                result="部分解决",
                photos="12",
            )
            for number in range(1, rows + 1)
        ),
        due="2026年11月15日",
        summary="共 1 件工单，现场 2 次（上级交办重点 2 次），照片 24 张。",
    )


def rest_day_form(rows: int = 2) -> rest_day_list.RestDayListForm:
    return rest_day_list.RestDayListForm(
        head=period_head("节假日值班工单清单"),
        foot=LIST_FOOT,
        days=(
            rest_day_list.RestDay(
                "2026年10月3日　周六　国庆节放假",
                tuple(
                    rest_day_list.RestDayRow(
                        place=str(number),
                        person="王海、陈晓",
                        due="2026-10-03 24:00（暂定）",
                        number=_NUMBER,
                        title=f"【随身拍】共享单车堵住盲道{RARE}",
                        duty="首次处置并提交",
                        where="夏阳街道青安路139弄㳇塘新村12号",
                        stage="已接单",
                    )
                    for number in range(1, rows + 1)
                ),
            ),
        ),
        summary="共 2 项，分布在 1 个休息日。期限不因休息日顺延。",
    )


def handover_form(rows: int = 2) -> handover_list.HandoverListForm:
    return handover_list.HandoverListForm(
        head=period_head("交接班清单"),
        foot=SIGNED_FOOT,
        parts=(
            handover_list.HandoverPart(
                "一、未完成的期限事项",
                tuple(
                    handover_list.HandoverRow(
                        place=str(number),
                        number=_NUMBER,
                        title="大树倒伏压住两辆轿车，电线拉断",
                        what="首次处置并提交",
                        at="2026-10-17 24:00",
                        person=RARE,
                        state="办理中",
                    )
                    for number in range(1, rows + 1)
                ),
            ),
            handover_list.HandoverPart("二、草稿"),
        ),
        remarks="10月4日上午9点与物业碰头。",
    )


def self_report_form(rows: int = 3) -> self_report.SelfReportForm:
    return self_report.SelfReportForm(
        head=PeriodHead(UNIT, "年度自查报告", "2026年", "夏街办〔2026〕12号", "发文字号"),
        foot=SIGNED_FOOT,
        basis="市长专线电话（市企业投诉中心）工作考评",
        facts=(
            Field("全年派单", "1206 件（领导批办 3 件）"),
            Field("已办结", "1180 件"),
            Field("按期提交", "1170／1180（99.2%）"),
        ),
        rows=tuple(
            self_report.SelfReportRow(
                f"3.{number}　按期办结率",
                "第四条(三)1 达不到95%的，每低于1%扣1分",
                "30",
                "29.1",
                f"应办结1180，按期1170；工单：{_NUMBER}、{RARE}",
            )
            for number in range(1, rows + 1)
        ),
        problems="夜间执法力量不足。",
        plans="每周三次夜间巡查。",
    )


def reward_form(rows: int = 2) -> reward_report.RewardReportForm:
    row = reward_report.RewardRow(
        _NUMBER, f"占道烧烤{RARE}", "2026-10-17", "计入按期办结率：每低于1%扣1分", "-1"
    )
    return reward_report.RewardReportForm(
        head=period_head("奖惩情况月报"),
        foot=SIGNED_FOOT,
        gains=(row,),
        losses=(row,) * rows,
        summary="本期转办 96 件。按工单记录，加分情形 1 项、扣分情形 2 项。",
    )


def topic_form(rows: int = 3) -> topic_report.TopicReportForm:
    count = topic_report.CountRow(
        f"市容环卫／占道{RARE}", "1206", "45.5%", "980", "+23.1%", "1010", "+19.4%"
    )
    return topic_report.TopicReportForm(
        head=period_head("热点问题与综合分析报告"),
        foot=SIGNED_FOOT,
        overview="2026年10月共受理 1206 件，上期 980 件（+23.1%）。",
        tables=(topic_report.CountTable("诉求类别", (count,) * rows),),
        hot=(
            topic_report.HotRow(
                "占道经营",
                "12",
                "新增",
                "青安路139弄（8 件）；公园路（4 件）",
                f"{_NUMBER}\n等 12 件",
            ),
        ),
        repeated=f"经过再次处置 1 件：{_NUMBER}。",
        causes="夜间执法力量不足。",
        advice="安装固定隔离设施。",
    )


def slip_form(times: int = 1) -> leader_slip.LeaderSlipForm:
    return leader_slip.LeaderSlipForm(
        head=head("呈批件处理签"),
        foot=FOOT,
        caller=f"阿依古丽·买买提{RARE}",
        caller_phone="138****1234",
        called_at="2026年9月18日 09:05",
        received_at="2026年9月18日 10:30",
        summary=LONG * times,
        proposal="建议由综合执法队牵头，十日内报结果。",
        instruction="请认真办理。",
        assignment=leader_slip.Assignment(
            "赵建平", UNIT, "2026年9月30日 24:00", "限期办结，报告结果。"
        ),
        answer="两家商铺已整改；列入每周三次夜间巡查。",
        answered_at="2026年9月24日 16:00",
        signature=Signature("赵建平", "2026年9月24日", "纸质扫描件"),
    )


def report_letter(times: int = 1) -> result_report.ResultReportForm:
    return result_report.ResultReportForm(
        head=head("办理结果报告"),
        foot=FOOT,
        title="关于“青安路139弄口占道烧烤”诉求办理情况的报告",
        addressee="市长专线电话办公室",
        document_number="夏街办〔2026〕12号",
        approver="赵建平",
        opening="2026年9月18日，我单位收到转办的工单（一般工单），编号QP202609180001234。",
        sections=(
            LetterSection("反映事项", LONG * times),
            LetterSection("调查核实情况", f"经核实，反映情况属实。参加人员：{RARE}。"),
            LetterSection("办理情况", "责令改正通知书2份。\n复查：均已撤回店内。"),
        ),
        attachments=("现场照片2张", "责令改正通知书"),
        date="2026年9月24日",
    )


def explanation_letter(times: int = 1) -> explanation.ExplanationForm:
    return explanation.ExplanationForm(
        head=head("情况说明"),
        foot=FOOT,
        title="关于“占道烧烤”工单未按时先行联系的情况说明",
        opening="我单位承办的工单QP202609180001234未按时限办理，现将情况说明如下：",
        sections=(
            LetterSection("基本情况", "工单类型：一般工单。2026年9月18日 09:05派单。"),
            LetterSection(
                "未按时限办理的事项",
                "先行联系：应于2026年9月21日 24:00前完成，实际完成时间：2026年9月22日 10:40。",
            ),
            LetterSection("原因", LONG * times),
            LetterSection("整改措施", f"值班表上墙，责任人{RARE}。"),
        ),
        date="2026年9月24日",
        signature=Signature("赵建平", "2026年9月24日", "纸质扫描件"),
    )


@lru_cache(maxsize=1)
def filled() -> dict[str, tuple[ModuleType, Any]]:
    """Every form with content, by id."""
    return {
        "F4": (onsite_list, onsite_form()),
        "F8": (leader_slip, slip_form()),
        "F9": (result_report, report_letter()),
        "F10": (explanation, explanation_letter()),
        "F13": (archive_list, archive_form()),
        "F14": (self_report, self_report_form()),
        "F19": (reward_report, reward_form()),
        "F20": (topic_report, topic_form()),
        "F23": (rest_day_list, rest_day_form()),
        "F24": (handover_list, handover_form()),
    }


@lru_cache(maxsize=1)
def overlong() -> dict[str, tuple[ModuleType, Any, int]]:
    """Every form with more than fits, by id, with the fewest pages it must take."""
    return {
        "F4": (onsite_list, onsite_form(20), 3),
        "F8": (leader_slip, slip_form(12), 2),
        "F9": (result_report, report_letter(9), 3),
        "F10": (explanation, explanation_letter(9), 3),
        "F13": (archive_list, archive_form(40), 4),
        "F14": (self_report, self_report_form(30), 3),
        "F19": (reward_report, reward_form(30), 3),
        "F20": (topic_report, replace(topic_form(60), hot=()), 3),
        "F23": (rest_day_list, rest_day_form(40), 4),
        "F24": (handover_list, handover_form(40), 3),
    }


def blank_forms() -> dict[str, tuple[ModuleType, Any]]:
    """Every form empty, by id."""
    order, period = FormHead(unit_name=UNIT, title="空白"), PeriodHead(UNIT, "空白")
    nothing = FormFoot()
    return {
        "F4": (onsite_list, onsite_list.OnsiteListForm(period, nothing)),
        "F8": (leader_slip, leader_slip.LeaderSlipForm(order, nothing)),
        "F9": (result_report, result_report.ResultReportForm(order, nothing)),
        "F10": (explanation, explanation.ExplanationForm(order, nothing)),
        "F13": (archive_list, archive_list.ArchiveListForm(period, nothing)),
        "F14": (self_report, self_report.SelfReportForm(period, nothing)),
        "F19": (reward_report, reward_report.RewardReportForm(period, nothing)),
        "F20": (
            topic_report,
            topic_report.TopicReportForm(
                period, nothing, tables=(topic_report.CountTable("诉求类别"),)
            ),
        ),
        "F23": (rest_day_list, rest_day_list.RestDayListForm(period, nothing)),
        "F24": (
            handover_list,
            handover_list.HandoverListForm(
                period, nothing, parts=(handover_list.HandoverPart("一、草稿"),), blank=True
            ),
        ),
    }
