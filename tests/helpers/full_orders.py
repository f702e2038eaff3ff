"""Orders on which everything has happened that a form can speak of, and rules that know it all."""

from datetime import date, timedelta
from functools import cache
from io import BytesIO

from helpers.orders import DISPATCHED_AT, HANDS_ON, an_order, called_back, contacted, did
from helpers.rulebook import rules_with
from msgspec import structs
from PIL import Image

from desktop.domain import actions as act
from desktop.domain.actions import ACTION_KINDS
from desktop.domain.clocks import Rules
from desktop.domain.orders import (
    Caller,
    Confidentiality,
    ContactOutcome,
    HandlingResult,
    LegalBasis,
    Level,
    Order,
    PlanStep,
    ReturnForm,
    Signoff,
    WorkPlan,
)
from desktop.domain.paper_forms import ORDER_FORMS
from desktop.services.paper_ports import PrintContext

NAME = "欧阳春兰"
PHONE = "13987654321"
OWN_PHONE = "13800001111"
PHOTO = "ef" * 32
_RESULT = HandlingResult(
    cause="雨污管道错接",
    fact="partly",
    fact_note="雨天外溢属实，臭味未发现",
    demand="reasonable",
    outcome="partly",
    outcome_note="管道改造已排期",
    answered_at=HANDS_ON + timedelta(hours=5),
    answer_way="电话",
    answer=f"已向{NAME}（{PHONE}）说明排期",
    feedback="basic",
    lead_person="周建国",
    handlers="陈敏",
)


@cache
def all_rules() -> Rules:
    """夏阳 with every action, every form and every procedure there is."""
    return rules_with(
        actions=list(ACTION_KINDS),
        extension={"before_deadline": True, "unit": "wd", "rule": "GP-02", "clause": "延期"},
        irregular={"preconditions": ["city_redone"], "rule": "LS-10", "clause": "不合规"},
        forms=[
            {
                "form": form.id,
                "demanded_for": [],
                "steps": [step for step, _ in form.steps],
                "rule": "XY-03",
            }
            for form in ORDER_FORMS
        ],
    )


def full_order(
    confidentiality: Confidentiality = Confidentiality.NONE, *, rounds: int = 2
) -> Order:
    """An order with a row for every field of every form; F1 is of the first round only.

    The caller's name and number stand in its texts. Of a confidential order they were typed by
    somebody; the platform has not sent them, but the caller is put back to make the test harder.
    """
    rules = all_rules()
    order = an_order(
        title="雨天污水外溢",
        content=f"来电人{NAME}（电话{PHONE}）反映小区门口雨天污水外溢。",
        caller=Caller(NAME, PHONE),
        category="城市管理/排水",
        channel="12345热线电话",
        address="青安路139弄",
        external_number="SH-1",
        confidentiality=confidentiality,
        level=Level.PROVINCE,
    )
    order = did(order, act.Accept(), rules=rules)
    order = did(order, *_first_round(), rules=rules)
    if rounds == 1:
        return structs.replace(order, caller=Caller(NAME, PHONE))
    order = did(order, act.Submit(), rules=rules)
    order = did(order, structs.replace(called_back(), level=Level.CITY), rules=rules)
    order = did(order, *_second_round(), moment=HANDS_ON + timedelta(hours=8), rules=rules)
    return structs.replace(order, caller=Caller(NAME, PHONE))


def _first_round() -> tuple[act.Action, ...]:
    return (
        contacted(),
        act.RecordVisit(
            entry_id="v-1", occurred_at=HANDS_ON, place="小区门口", findings="井盖外溢"
        ),
        act.SaveResult(_RESULT),
        act.SaveReturnForm(
            ReturnForm(
                reason_class="not_our_duty",
                reason="属于水务站职责",
                basis=(LegalBasis("三定方案", "青编〔2021〕3号", "第五条"),),
                suggested_unit="水务管理站",
                contact_person="陈敏",
                contact_phone=OWN_PHONE,
            )
        ),
        act.RecordPhoneReport(
            entry_id="p-1", occurred_at=HANDS_ON, person="城运中心周倩", text="已电话说明"
        ),
    )


def _second_round() -> tuple[act.Action, ...]:
    at = HANDS_ON + timedelta(hours=6)
    return (
        act.Accept(),
        act.RecordContact(
            entry_id="c-2",
            occurred_at=at,
            way="上门",
            outcome=ContactOutcome.REACHED,
            person=NAME,
            summary=f"{NAME}说晚上方便，回电{PHONE}",
        ),
        act.AddAttachment(
            entry_id="a-1",
            sha256=PHOTO,
            name="井盖.jpg",
            size=9,
            media_type="image/jpeg",
            purpose="photo",
            caption=f"{NAME}家门口",
            taken_at=at,
        ),
        act.RecordVisit(
            entry_id="v-2",
            occurred_at=at,
            place="二号井",
            people="陈敏",
            findings="错接",
            photos=("a-1",),
        ),
        act.RecordMeasure(entry_id="m-1", occurred_at=at, text="吸污车抽排", people="陈敏"),
        act.RecordHeadPart(
            entry_id="h-1", occurred_at=at, head="周建国", place="二号井", text="带队查看"
        ),
        act.SaveResult(structs.replace(_RESULT, rehandle_measures="改接管道")),
        act.SavePlan(
            WorkPlan(
                steps=(PlanStep("改接雨污管道", date(2026, 10, 20), "周建国"),),
                told_citizen=f"当面告知{NAME}",
            )
        ),
        act.SaveSignoff(
            Signoff(section="综合科", opinion="请核实", handling="已核实", review="同意")
        ),
        act.RequestExtension(entry_id="x-1", reason="管道改接要断水", until=date(2026, 9, 30)),
        act.DecideExtension(
            entry_id="x-1d",
            accepted=True,
            opinion="请抓紧",
            new_due=DISPATCHED_AT + timedelta(days=12),
        ),
        act.RequestExtension(entry_id="x-2", reason="业主要表决", until=date(2026, 10, 9)),
        act.ClaimIrregular(
            entry_id="ir-1", reason="明显超出合理范围：要求赔偿五万元", explained="两次上门解释"
        ),
        act.ApplyExclusion(entry_id="ex-1", reason="另有部门在办"),
        act.ReportDifficult(
            entry_id="d-1", measures="已抽排三次", difficulty="管道产权不清", request="请水务站会商"
        ),
        act.AnswerDifficult(entry_id="d-2", text="周五现场会商"),
        act.OpenMatter(entry_id="ma-1", matter="follow_up", text="请一周内办结"),
        act.ReplyMatter(entry_id="ma-1r", text="已排期改接", resolved=False, copied=True),
        act.RegisterMatter(entry_id="ma-2", matter="reminder", received_at=at, text="电话提醒"),
        act.RecordCommitment(
            entry_id="k-1", text="雨天派人值守", due=date(2026, 10, 20), person="陈敏"
        ),
        act.FulfilCommitment(entry_id="k-1f", text="昨夜已值守"),
        act.AssignCo(
            entry_id="co-1", unit_id="juwei-3", unit_name="第三居委会", text="协助断水通知"
        ),
        act.GiveCoOpinion(entry_id="co-2", unit_name="第三居委会", text="可以配合"),
    )


def a_context(**changes: object) -> PrintContext:
    """What a print shows beside the order."""
    picture = BytesIO()
    Image.new("RGB", (40, 30), "steelblue").save(picture, "JPEG")
    plain = PrintContext(
        printed_at=HANDS_ON,
        operator="陈敏",
        unit_name="第一居委会",
        photos={PHOTO: picture.getvalue()},
    )
    fields = {name: getattr(plain, name) for name in PrintContext.__struct_fields__}
    return PrintContext(**{**fields, **changes})
