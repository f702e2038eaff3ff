"""临沭县: what the document says, row by row."""

from datetime import timedelta

from helpers.orders import HANDS_ON, RESULT, a_signature, called_back, contacted
from helpers.places import (
    FULL_RESULT,
    PHONED,
    Case,
    Place,
    days_later,
    matter,
    opened,
    reply,
    return_form,
)
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import (
    CallbackResult,
    Confidentiality,
    Flag,
    HandlingResult,
    Level,
    Order,
    Part,
    PlatformDue,
    Signoff,
    Stage,
)
from desktop.domain.rounds import redo_count

L = Place("linshu")
_REFUSE = act.DecideReturn(entry_id="d-1", accepted=False, opinion="承担部分职能，由你单位牵头")
_ACCEPT = act.DecideReturn(
    entry_id="d-1", accepted=True, opinion="同意", new_unit_id="juwei-2", new_unit_name="水务局"
)
_CITY = act.ReturnToUnit(entry_id="rt-1", text="市中心回访不满意", level=Level.CITY)
_COUNTY = act.ReturnToUnit(entry_id="rt-2", text="县中心回访不满意", level=Level.COUNTY)
_CLAIM = act.ClaimIrregular(entry_id="ir-1", reason="无政策依据", explained="已上门解释两次")
_FINDINGS = act.SubmitInvestigation(entry_id="iv-1", findings="积水来自雨水井", proposal="水务局")
_CO = act.AssignCo(entry_id="co-1", unit_id="juwei-3", unit_name="综合执法局")


def _with_form(**changes: object) -> Order:
    return L.accepted(return_form(**changes))


def _pending() -> Order:
    return L.did(_with_form(), PHONED, act.RequestReturn())


def _redone(*returns: act.ReturnToUnit) -> Order:
    order = L.submitted()
    for number, sent_back in enumerate(returns, start=1):
        moment = HANDS_ON + timedelta(days=number)
        order = L.did(order, structs.replace(sent_back, entry_id=f"rt-{number}"), moment=moment)
        order = L.did(order, act.Accept(), act.SaveResult(FULL_RESULT), moment=moment)
        order = L.did(L.signed(order), act.Submit(), moment=moment)
    return order


def _redoing(result: HandlingResult) -> Order:
    """Sent back by the city, worked on again."""
    return L.did(L.did(L.submitted(), _CITY, act.Accept()), act.SaveResult(result))


def _owed() -> Order:
    """A result that the caller has not heard, with the platform's deadline for the handling."""
    order = L.accepted(platform_due=(PlatformDue("handle", days_later(7)),))
    return L.did(order, contacted(), act.SaveResult(RESULT))


def _claimable() -> Order:
    order = L.did(L.submitted(), _CITY, act.Accept())
    return L.did(order, act.SaveResult(FULL_RESULT))


def _second_signed_first() -> str:
    order = L.did(L.handled(), act.SaveSignoff(Signoff(opinion="请办理")))
    return L.refused(order, a_signature(order, "F3", "step3"))


def _signed_then_changed() -> str:
    order = L.signed(L.handled())
    changed = L.did(order, act.SaveSignoff(Signoff(opinion="改由执法科办理")))
    return L.refused(changed, act.Submit())


def _half_signed() -> Order:
    order = L.did(L.handled(), act.SaveSignoff(Signoff(opinion="请办理")))
    return L.did(order, a_signature(order, "F3", "step1"))


def _delegated(remark: str) -> str:
    order = L.did(L.handled(), act.SaveSignoff(Signoff(opinion="请办理")))
    sign = a_signature(order, "F3", "step1", delegated=True, remark=remark)
    return L.refused(order, sign)


def _decided(accepted: bool) -> Order:
    decision = act.DecideIrregular(entry_id="di-1", accepted=accepted, opinion="审核意见")
    return L.did(L.did(_claimable(), _CLAIM), decision)


def _merged_hint() -> tuple[int, tuple[str, ...]]:
    order = L.did(L.accepted(), matter("hint"), opened("hint"))
    return len(order.matters), order.matters[0].sources


def _replied(**changes: object) -> str:
    return L.refused(L.did(L.accepted(), matter("hint")), reply(**changes))


def _investigated() -> Order:
    return L.did(L.accepted(preliminary=True), _FINDINGS)


CASES = [
    # 二(一) 预先调查核实
    Case("LS-15", "investigation is only for those asked",
         lambda: L.refused(L.accepted(), _FINDINGS), "investigation.not_asked"),
    Case("LS-15", "before it is assigned nothing is submitted",
         lambda: L.refused(L.handled(preliminary=True), act.Submit()), "submit.preliminary"),
    Case("LS-15", "the investigation is the next step",
         lambda: L.next(L.did(L.accepted(preliminary=True), contacted())),
         act.SubmitInvestigation),
    Case("LS-15", "it is handed in once",
         lambda: L.refused(_investigated(), structs.replace(_FINDINGS, entry_id="iv-2")),
         "investigation.waiting"),
    Case("LS-15", "the centre then assigns the duty and the order goes its way",
         lambda: L.did(_investigated(), act.AssignDuty(entry_id="a", leader="主任")).preliminary,
         False),
    # 二(二) 签批
    Case("LS-02", "no submission without the sign-off sheet",
         lambda: L.refused(L.handled(), act.Submit()), "sign.demanded"),
    Case("LS-02", "the main leader's signature alone is not enough",
         lambda: L.refused(_half_signed(), act.Submit()), "sign.demanded"),
    Case("LS-02", "the section's leader cannot sign first", _second_signed_first, "sign.order"),
    Case("LS-02", "both signatures in their order open the submission",
         lambda: L.refused(L.signed(L.handled()), act.Submit()), ""),
    Case("LS-02", "a change after the signatures asks for new ones",
         _signed_then_changed, "sign.demanded_differs"),
    Case("LS-02", "委托签 names its reason", lambda: _delegated(" "), "sign.reason_missing"),
    Case("LS-02", "委托签 with its reason is filed", lambda: _delegated("主任出差"), ""),
    Case("LS-02", "the answer names the responsible persons",
         lambda: L.refused(
             L.accepted(contacted(), act.SaveResult(structs.replace(FULL_RESULT, handlers=""))),
             act.Submit()),
         "submit.persons_missing"),
    Case("LS-02", "every round is signed again",
         lambda: L.refused(_claimable(), act.Submit()), "sign.demanded"),
    Case("LS-02", "the sheet is the next step",
         lambda: L.next(L.handled()), act.SaveSignoff),
    # 二(三) 首办负责, 退单
    Case("LS-03", "one working day, a make-up Sunday",
         lambda: L.due("return", "2026-09-18"), "2026-09-20"),
    Case("LS-03", "one working day over 五一",
         lambda: L.due("return", "2026-04-30"), "2026-05-06"),
    Case("LS-03", "one working day over 国庆",
         lambda: L.due("return", "2026-09-30"), "2026-10-08"),
    Case("LS-03", "a return says why",
         lambda: L.refused(L.did(_with_form(reason=" "), PHONED), act.RequestReturn()),
         "return.reason_missing"),
    Case("LS-03", "and on what it rests",
         lambda: L.refused(L.did(_with_form(basis=()), PHONED), act.RequestReturn()),
         "return.basis_missing"),
    Case("LS-03", "and whose duty it is",
         lambda: L.refused(L.did(_with_form(suggested_unit=""), PHONED), act.RequestReturn()),
         "return.suggestion_missing"),
    Case("LS-03", "no signature is asked for",
         lambda: L.refused(L.did(_with_form(), PHONED), act.RequestReturn()), ""),
    Case("LS-03", "only one reason is known",
         lambda: [reason.name for reason in L.profile.return_reasons], ["不属于本单位职能范围"]),
    Case("LS-03", "及时响应 has no number", lambda: L.due("accept", "2026-09-18"), ""),
    Case("LS-04", "a refused return is handled here",
         lambda: L.did(_pending(), _REFUSE).stage, Stage.RETURN_REFUSED),
    Case("LS-04", "and not asked for again",
         lambda: L.refused(L.did(_pending(), _REFUSE), act.RequestReturn()),
         "return.refused_before"),
    Case("LS-04", "others assist: their opinion is recorded",
         lambda: L.refused(L.did(L.accepted(), _CO), act.GiveCoOpinion(
             entry_id="x", text="已清理", unit_name="综合执法局")), ""),
    Case("LS-04", "without an assisting unit there is no opinion",
         lambda: L.refused(L.accepted(), act.GiveCoOpinion(entry_id="x", text="已清理")),
         "co.none"),
    Case("LS-04", "an assisting unit hands in its opinion",
         lambda: L.refused(L.accepted(part=Part.CO), act.Submit()), "submit.co_opinion_missing"),
    Case("LS-04", "and owes the caller no contact",
         lambda: L.open_on(L.accepted(part=Part.CO)), ("handle",)),
    Case("LS-04", "an accepted return goes on to another unit without our reports",
         lambda: L.did(_pending(), _ACCEPT).phone_reports, ()),
    # 考核 2(2)
    Case("LS-21", "without the phone call there is no return",
         lambda: L.refused(_with_form(), act.RequestReturn()), "return.phone_missing"),
    Case("LS-21", "a call taken back does not count",
         lambda: L.refused(
             L.did(_with_form(), PHONED, act.Retract("ph-1", "打错了")), act.RequestReturn()),
         "return.phone_missing"),
    Case("LS-21", "a late return is not locked",
         lambda: L.refused(
             L.did(_with_form(), PHONED), act.RequestReturn(), moment=days_later(9)), ""),
    Case("LS-21", "but its cost is said",
         lambda: "return.perhaps_late" in L.cautions(
             L.did(_with_form(), PHONED), act.RequestReturn, now=days_later(9)), True),
    Case("LS-21", "a wrong return costs half a point, said beforehand",
         lambda: {"cost.wrong_return"} <= L.cautions(L.accepted(), act.SaveReturnForm), True),
    Case("LS-21", "late return 0.2", lambda: L.cost("return_late"), ("0.2", "LS-21")),
    Case("LS-21", "return without phone 0.2",
         lambda: L.cost("return_without_phone"), ("0.2", "LS-21")),
    Case("LS-21", "insisting 0.2", lambda: L.cost("return_insisted"), ("0.2", "LS-21")),
    Case("LS-21", "own duty returned 0.5", lambda: L.cost("wrong_return"), ("0.5", "LS-21")),
    Case("LS-21", "late answer 0.2", lambda: L.cost("handle_late"), ("0.2", "LS-21")),
    Case("LS-21", "late answer to a redo 0.2", lambda: L.cost("rehandle_late"), ("0.2", "LS-21")),
    Case("LS-21", "the handling limit is the platform's", lambda: L.due("handle", "2026-09-18"),
         ""),
    Case("LS-21", "and what it sends counts",
         lambda: L.shown_due(
             L.did(L.accepted(), act.SetDue("handle", days_later(5))), "handle"), "2026-09-23"),
    Case("LS-21", "there is no extension", lambda: L.knows(act.RequestExtension), False),
    Case("LS-21", "there is no 不纳入测评", lambda: L.knows(act.ApplyExclusion), False),
    # 二(四)、二(五)
    Case("LS-05", "约谈 asks for no reply",
         lambda: L.open_on(L.did(L.submitted(), matter("consultation"))), ()),
    Case("LS-06", "提示函 waits for a reply",
         lambda: L.open_on(L.did(L.submitted(), matter("hint"))), ("supervise",)),
    Case("LS-17", "the reply is copied to the county centre", _replied, "matter.copy_missing"),
    Case("LS-17", "a copied reply is taken", lambda: _replied(copied=True), ""),
    Case("LS-17", "警示函 likewise",
         lambda: L.refused(L.did(L.accepted(), matter("warning")), reply()),
         "matter.copy_missing"),
    Case("LS-17", "by phone and by platform it is one", _merged_hint, (1, ("manual", "platform"))),
    Case("LS-16", "sorting out one's own orders has no date",
         lambda: L.standing("review_of_orders"), "as_needed"),
    # 三 督办
    Case("LS-08", "six kinds", lambda: [m.id for m in L.profile.matters if m.rule == "LS-08"],
         ["daily", "onsite", "media", "meeting", "joint_meeting", "leaders_note"]),
    Case("LS-08", "the notice sets the limit",
         lambda: L.next_due(
             L.did(L.submitted(), matter("daily", due=HANDS_ON + timedelta(days=2)))),
         ("supervise", "2026-09-20")),
    Case("LS-08", "联席会议督办 has none",
         lambda: L.next_due(L.did(L.submitted(), matter("joint_meeting"))), None),
    Case("LS-08", "an unknown kind is refused",
         lambda: L.refused(L.accepted(), matter("nonsense")), "matter.unknown"),
    Case("LS-08", "all six wait for a reply, 约谈 does not", L.waiting,
         ["daily", "onsite", "media", "meeting", "joint_meeting", "leaders_note", "hint",
          "warning"]),
    Case("LS-08", "a replied one is done",
         lambda: L.open_on(L.did(L.submitted(), matter("daily"), reply())), ()),
    Case("LS-08", "the reply is the next step after submission",
         lambda: L.next(L.did(L.submitted(), opened("daily"))), act.ReplyMatter),
    # 服务过程
    Case("LS-09", "an anonymous caller need not be contacted",
         lambda: L.open_on(L.accepted(anonymous=True)), ("handle",)),
    Case("LS-09", "everybody else is",
         lambda: L.refused(
             L.accepted(act.SaveResult(FULL_RESULT)), act.Submit()), "submit.contact_missing"),
    Case("LS-09", "a confidential caller likewise: a row says why not",
         lambda: L.open_on(L.accepted(confidentiality=Confidentiality.REPORT)),
         ("contact", "handle")),
    Case("LS-09", "第一时间 has no number",
         lambda: L.clock_rule("contact"), ("LS-09", "第一时间，没有具体时限")),
    Case("LS-09", "the caller hears the result",
         lambda: L.refused(
             L.accepted(contacted(), act.SaveResult(structs.replace(
                 RESULT, handlers="陈敏"))), act.Submit()),
         "submit.feedback_missing"),
    Case("LS-09", "but not an anonymous one",
         lambda: L.refused(
             L.accepted(act.SaveResult(structs.replace(
                 RESULT, handlers="陈敏")), anonymous=True), act.Submit()),
         "sign.demanded"),
    Case("LS-09", "the result once found, the caller is owed it",
         lambda: L.open_on(L.accepted(contacted(), act.SaveResult(RESULT))),
         ("feedback", "handle")),
    Case("LS-09", "not before there is a result",
         lambda: L.open_on(L.accepted(contacted())), ("handle",)),
    Case("LS-09", "and no longer once it has been told", lambda: L.open_on(L.handled()),
         ("handle",)),
    Case("LS-09", "an anonymous caller is owed nothing",
         lambda: L.open_on(L.accepted(act.SaveResult(RESULT), anonymous=True)), ("handle",)),
    Case("LS-09", "telling it is the next step",
         lambda: L.next(L.accepted(contacted(), act.SaveResult(RESULT))), act.SaveResult),
    Case("LS-09", "each round has a result to tell",
         lambda: L.open_on(_redoing(RESULT)), ("feedback", "rehandle")),
    Case("LS-09", "in each round it ends with the telling",
         lambda: L.open_on(_redoing(FULL_RESULT)), ("rehandle",)),
    Case("LS-09", "without a number of its own: by the handling's deadline",
         lambda: L.next_due(_owed()), ("feedback", "2026-09-25")),
    Case("LS-09", "the clock says so", lambda: L.shown_due(_owed(), "feedback"), "2026-09-25"),
    Case("LS-09", "the platform's own deadline for it wins",
         lambda: L.next_due(structs.replace(_owed(), platform_due=(
             PlatformDue("handle", days_later(7)), PlatformDue("feedback", days_later(3))))),
         ("feedback", "2026-09-21")),
    Case("LS-09", "办理完成后 has no number", lambda: L.clock_rule("feedback"),
         ("LS-09", "办理完成后，没有具体时限，最晚在提交办理结果以前")),
    # 疑难诉求
    Case("LS-10", "not for an ordinary order",
         lambda: L.refused(L.handled(), _CLAIM), "irregular.precondition"),
    Case("LS-10", "a county redo is not enough",
         lambda: L.refused(
             L.did(L.submitted(), _COUNTY, act.Accept(), act.SaveResult(FULL_RESULT)), _CLAIM),
         "irregular.precondition"),
    Case("LS-10", "a provincial order in its first handling",
         lambda: L.refused(L.handled(level=Level.PROVINCE), _CLAIM), ""),
    Case("LS-10", "a provincial order that was never redone by the city, in round two",
         lambda: L.refused(
             L.did(L.submitted(level=Level.PROVINCE), _COUNTY, act.Accept(),
                   act.SaveResult(FULL_RESULT)), _CLAIM),
         "irregular.precondition"),
    Case("LS-10", "an order that the city has sent back once",
         lambda: L.refused(_claimable(), _CLAIM), ""),
    Case("LS-10", "after serious handling only",
         lambda: L.refused(L.did(L.submitted(), _CITY, act.Accept()), _CLAIM),
         "irregular.unhandled"),
    Case("LS-10", "once at a time",
         lambda: L.refused(
             L.did(_claimable(), _CLAIM), structs.replace(_CLAIM, entry_id="ir-2")),
         "irregular.pending"),
    Case("LS-10", "accepted, it is closed", lambda: _decided(True).stage, Stage.CLOSED),
    Case("LS-10", "refused, the work goes on", lambda: _decided(False).stage, Stage.REWORK),
    Case("LS-26", "shallow material 0.5", lambda: L.cost("irregular_shallow"), ("0.5", "LS-26")),
    Case("LS-26", "false material 1", lambda: L.cost("irregular_false"), ("1", "LS-26")),
    Case("LS-26", "said before the claim",
         lambda: {"cost.irregular_shallow", "cost.irregular_false"} <= L.cautions(
             _claimable(), act.ClaimIrregular), True),
    # 重办率
    Case("LS-25", "redone twice by the city",
         lambda: redo_count(_redone(_CITY, _CITY), Level.CITY), 2),
    Case("LS-25", "county and city are counted apart",
         lambda: redo_count(_redone(_COUNTY, _CITY, _COUNTY), Level.COUNTY), 2),
    Case("LS-25", "a dissatisfied call-back of the county is its redo",
         lambda: redo_count(L.did(L.submitted(), structs.replace(
             called_back(), level=Level.COUNTY)), Level.COUNTY), 1),
    Case("LS-25", "the same round from both counts for the city",
         lambda: redo_count(L.did(L.submitted(), _COUNTY, _CITY), Level.CITY), 1),
    Case("LS-25", "a satisfied caller is no redo",
         lambda: len(L.did(L.submitted(), called_back(CallbackResult.SATISFIED)).rounds), 1),
    Case("LS-25", "its limit is the platform's", lambda: L.due("rehandle", "2026-09-18"), ""),
    # 督查督办
    Case("LS-27", "督查账户 0.2", lambda: L.cost("supervised_account"), ("0.2", "LS-27")),
    Case("LS-27", "书面办理 0.5", lambda: L.cost("supervised_in_writing"), ("0.5", "LS-27")),
    Case("LS-27", "政务督查 1", lambda: L.cost("supervised_by_government"), ("1", "LS-27")),
    Case("LS-27", "媒体、问责 5", lambda: L.cost("supervised_by_media"), ("5", "LS-27")),
    # 报送
    Case("LS-11", "the 15th counts; February's lies in 春节",
         lambda: L.reports("2026-02-01", "2026-02-28", "onsite_sheet"),
         [("2026-02-15", "2026-02-14")]),
    Case("LS-11", "March, August and November: the alarm is on the Friday before",
         lambda: [L.reports(f"2026-{m}-01", f"2026-{m}-28", "onsite_sheet")[0]
                  for m in ("03", "08", "11")],
         [("2026-03-15", "2026-03-13"), ("2026-08-15", "2026-08-14"),
          ("2026-11-15", "2026-11-13")]),
    Case("LS-11", "on a working day the alarm is on the day",
         lambda: L.reports("2026-09-01", "2026-09-30", "onsite_sheet"),
         [("2026-09-15", "2026-09-15")]),
    Case("LS-11", "twelve a year",
         lambda: len(L.reports("2026-01-01", "2026-12-31", "onsite_sheet")), 12),
    Case("LS-12", "knowledge as asked", lambda: L.standing("knowledge"), "as_needed"),
    Case("LS-18", "changes at once", lambda: L.standing("staff_changes"), "as_needed"),
    Case("LS-21", "record time is the platform's", lambda: L.profile.record_time, "platform"),
    Case("LS-02", "who signs in which order",
         lambda: L.profile.form("F3").steps, ("step1", "step3")),  # type: ignore[union-attr]
    Case("LS-15", "an assigned order carries the mark",
         lambda: L.did(_investigated(), act.AssignDuty(entry_id="a", leader="主任")).has(
             Flag.ASSIGNED), True),
    Case("LS-04", "the centre's assignment is not ours to take back",
         lambda: L.refused(L.did(L.accepted(), _CO), act.Retract("co-1", "不要")),
         "retract.not_yours"),
]  # fmt: skip
