"""Filled, blank and overlong forms for tests; all people, numbers and places are invented."""

from dataclasses import replace
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageDraw

from forms import handling_record, return_request, signoff_sheet
from forms.document import Field, FormFoot, FormHead, Photo, Signature
from forms.fonts import FontSet
from resources import typefaces

RARE = "㛃䶮𠅤𬱖𫘧𬴂𪩘"
FONTS = FontSet(regular=typefaces.serif_regular(), bold=typefaces.serif_bold())
CODE = "K7M2Q9X4TB"
FOOT = FormFoot(
    printed_at_text="2026-09-20 09:12",
    operator="李敏",
    version_codes=(("", CODE),),
    form_id="F1A2B3C4D5E6",
)
LONG = (
    "市民来电反映：青安路139弄（近公园路口）沿街商铺夜间占道经营，烧烤油烟直接排向居民楼，"
    "自2026-08-01起每晚18:30至次日01:00持续扰民；此前已于2026-08-12、2026-08-20两次来电（编号"
    "QP20260812000317、QP20260820000952），均答复“已责令整改”，但至今未见改善……请尽快核实处理——"
    "并回复市民138****1234。"
)


def head(title: str) -> FormHead:
    return FormHead(
        unit_name="夏阳街道综合行政执法队",
        title=title,
        number="QP202609180001234",
        round_label="首次处置",
        urgency="紧急",
        due_text="2026-09-25 23:59",
    )


def photo(colour: str = "steelblue", size: tuple[int, int] = (640, 480)) -> bytes:
    picture = Image.new("RGB", size, colour)
    ImageDraw.Draw(picture).rectangle((40, 40, size[0] - 40, 160), fill="white")
    stream = BytesIO()
    picture.save(stream, "JPEG")
    return stream.getvalue()


@lru_cache(maxsize=1)
def return_form() -> return_request.ReturnRequestForm:
    return return_request.ReturnRequestForm(
        head=head("退单申请表"),
        foot=FOOT,
        order_type="一般工单",
        dispatched_at="2026-09-18 09:05",
        accepted_at="2026-09-18 10:22",
        return_due="2026-09-21 23:59",
        summary=LONG,
        reason_class="不属于本辖区",
        reason_choices=(
            "不属于本单位职责",
            "不属于本辖区",
            "诉求要素缺失",
            "重复工单",
            "已进入法定程序",
            "需多部门共同办理",
            "其他",
        ),
        reason_text="经现场核实，青安路139弄位于盈浦街道辖区，不在夏阳街道行政区划范围内。",
        reason_fields=(Field("核实地址", "盈浦街道青安路139弄"),),
        legal_basis=(
            return_request.LegalBasis(
                "《上海市青浦区街镇行政区划图》", "青府〔2021〕18号", "青安路以西属盈浦街道管辖。"
            ),
            return_request.LegalBasis(
                "《城市管理行政执法条例》",
                "第21号公告",
                "第十二条 违法行为由发生地的城管执法部门管辖；两个以上部门都有管辖权的，"
                "由先立案的部门管辖。",
            ),
        ),
        suggested_unit="盈浦街道办事处",
        phone_report=return_request.PhoneReport("2026-09-18 11:05", "城运中心 周倩"),
        attachments=("1. 现场照片2张", "2. 行政区划图复印件1份"),
        handler=f"阿依古丽·买买提、{RARE}",
        handler_phone="021-5973****",
    )


@lru_cache(maxsize=1)
def second_return_form() -> return_request.ReturnRequestForm:
    earlier = return_request.EarlierReturns(
        returns=("第1次：2026-09-18 退单，理由“不属于本辖区”，中心审核不同意，重新派回本单位。",),
    )
    return replace(return_form(), earlier=earlier, training=True)


@lru_cache(maxsize=1)
def record_form() -> handling_record.HandlingRecordForm:
    return handling_record.HandlingRecordForm(
        head=head("工单处理记录表"),
        foot=FOOT,
        external_number="SH12345-0918-88213",
        channel="12345热线电话",
        order_type="一般工单",
        category="城市管理／市容环卫／占道经营",
        dispatched_at="2026-09-18 09:05",
        accepted_at="2026-09-18 10:22",
        caller="阿依古丽·买买提",
        caller_phone="138****1234",
        address="夏阳街道青安路139弄㳇塘新村12号（近公园路）",
        content=LONG,
        contacts=(
            handling_record.ContactRow(
                "2026-09-18 10:40", "电话", "阿依古丽·买买提", "未接通", "无人接听，已发短信说明。"
            ),
            handling_record.ContactRow(
                "2026-09-18 14:05",
                "电话",
                "阿依古丽·买买提",
                "已联系",
                "市民补充：烧烤摊位于139弄出口南侧，希望周末夜间到场查看。",
            ),
        ),
        visits=(
            handling_record.VisitRow(
                "2026-09-19 20:30",
                "青安路139弄口",
                f"王海、{RARE}",
                "发现2家商铺跨门经营，油烟净化器未开启。",
                "1、2",
            ),
        ),
        cause="商铺自行改造烟道后未接入公共烟道，夜间执法力量不足，整改后出现反复。",
        measures=(
            handling_record.MeasureRow(
                "2026-09-19 21:00", "现场责令停止跨门经营，开具责令改正通知书2份。", "王海、陈晓"
            ),
            handling_record.MeasureRow(
                "2026-09-22 19:00", "复查：两家商铺均已撤回店内，净化器正常运行。", "王海"
            ),
        ),
        finding="属实",
        finding_note="现场核实情况与市民反映一致。",
        assessment="合理合法",
        result="实际解决",
        result_note="两家商铺已整改；列入每周三次夜间巡查。",
        answer=handling_record.Answer(
            "2026-09-23 10:15", "电话", "告知整改结果及巡查安排，市民表示认可。"
        ),
        feedback="满意",
        lead_person="赵建平",
        handlers="王海、陈晓",
    )


@lru_cache(maxsize=1)
def rehandled_form() -> handling_record.HandlingRecordForm:
    again = handling_record.Rehandling(
        previous_result="实际解决；市民不满意：9月26日夜间再次出现占道烧烤。",
        head_part_at="2026-09-28 20:00",
        head_part_place="青安路139弄口",
        head_part_action="部门负责人赵建平带队夜查，当面向市民说明处置安排并约定复查时间。",
        measures="立案处罚；协调市场监管所联合约谈经营者，安装固定隔离设施。",
    )
    form = record_form()
    return replace(
        form,
        head=replace(form.head, round_label="第1次再次处置"),
        copy="site",
        rehandling=again,
        photos=(
            Photo(photo(), "照片1　2026-09-19 20:35　青安路139弄口南侧占道摊位"),
            Photo(photo("darkolivegreen", (480, 640)), "照片2　2026-09-19 20:41　油烟净化器"),
            Photo(photo("indianred"), "照片3　2026-09-22 19:10　整改后"),
        ),
        training=True,
    )


@lru_cache(maxsize=1)
def signoff_form() -> signoff_sheet.SignoffSheetForm:
    return signoff_sheet.SignoffSheetForm(
        head=head("工单签批单"),
        foot=replace(
            FOOT,
            version_codes=(
                ("①", CODE),
                ("②", "W3R8N5C2ZD"),
                ("③", "H6P4J9V7YA"),
                ("④", "T2G8B3M5QK"),
            ),
        ),
        source="12345热线电话",
        summary=LONG,
        step1_opinion="请综合执法队夜间到场核实，三日内反馈，注意做好市民沟通。",
        step1_signature=Signature("赵建平", "2026-09-18 11:30", "纸质扫描件"),
        forwarded_to="综合行政执法队",
        step2_situation="9月19日夜间现场核实属实，责令2家商铺改正；9月22日复查已整改到位。",
        step2_handler="王海",
        step4_lead="赵建平",
        step4_handlers="王海、陈晓",
        step4_contacted_at="2026-09-23 10:15",
        step4_means="电话",
        step4_answer="已告知整改结果及后续每周三次夜间巡查安排，市民表示认可。",
    )


def blank(title: str) -> FormHead:
    return FormHead(title=title)
