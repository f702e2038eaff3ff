"""夏阳街道: a table over its rules; the details are in tests of their own."""

from helpers.orders import HANDS_ON, RESULT, a_signature, called_back, contacted
from helpers.places import Case, Place, days_later, matter, moment_of, reply, return_form
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.matters import open_commitments
from desktop.domain.orders import ContactOutcome, Flag, Order, PlanStep, Stage, WorkPlan

X = Place("xiayang")
_SPECIAL = ("urgent", "semi_urgent", "city_review")
_HEAD = act.RecordHeadPart(
    entry_id="hp", occurred_at=HANDS_ON, head="周建国", place="现场", text="到场协调"
)
_PROMISE = act.RecordCommitment(entry_id="cm", text="月底前完成")
_ACCEPT = act.DecideReturn(
    entry_id="d", accepted=True, opinion="同意", new_unit_id="juwei-2", new_unit_name="第二居委会"
)


def _signed_return() -> Order:
    order = X.accepted(return_form())
    return X.did(order, a_signature(order, "F1", "head"))


def _warned() -> Order:
    return X.did(X.accepted(contacted(), act.SaveResult(RESULT), act.Submit()), called_back())


def _done(*actions: act.Action) -> Order:
    return X.accepted(contacted(), act.SaveResult(RESULT), *actions)


CASES = [
    Case("XY-01", "先行接单 within one working day", lambda: X.due("accept", "2026-09-18"),
         "2026-09-20"),
    Case("XY-01", "nothing before it",
         lambda: X.refused(X.order(), contacted()), "action.not_accepted"),
    Case("XY-01", "three in a year", lambda: X.profile.late_accepts_to_summons, 3),
    Case("XY-01", "late: listed, no points", lambda: X.cost("accept_late"), ("0", "XY-01")),
    Case("XY-02", "one working day", lambda: X.due("contact", "2026-02-13"), "2026-02-14"),
    Case("XY-02", "one working day over 国庆", lambda: X.due("contact", "2026-09-30"),
         "2026-10-08"),
    Case("XY-02", "nobody is excused", lambda: X.open_on(X.accepted(anonymous=True)),
         ("contact", "handle")),
    Case("XY-02", "a reason fulfils it",
         lambda: X.open_on(X.accepted(structs.replace(
             contacted(), outcome=ContactOutcome.NO_MEANS, summary="匿名"))), ("handle",)),
    Case("XY-02", "late: written explanation", lambda: X.cost("contact_late"), ("0", "XY-02")),
    Case("XY-03", "five working days", lambda: X.due("handle", "2026-09-18"), "2026-09-24"),
    Case("XY-03", "an outcome is demanded",
         lambda: X.refused(X.accepted(contacted()), act.Submit()), "submit.result_missing"),
    Case("XY-03", "no paper is demanded", lambda: X.refused(_done(), act.Submit()), ""),
    Case("XY-03", "late: written explanation", lambda: X.cost("handle_late"), ("0", "XY-03")),
    Case("XY-04", "不满意 warns", lambda: _warned().stage, Stage.WARNED),
    Case("XY-05", "three working days", lambda: X.due("rehandle", "2026-09-18"), "2026-09-22"),
    Case("XY-05", "the head takes part",
         lambda: X.refused(X.did(_warned(), act.Accept(), act.SaveResult(RESULT)), act.Submit()),
         "submit.head_part_missing"),
    Case("XY-05", "and then it goes out",
         lambda: X.refused(
             X.did(_warned(), act.Accept(), act.SaveResult(RESULT), _HEAD), act.Submit()), ""),
    *(Case("XY-05", f"{kind}: its own shorter limit",
           lambda kind=kind: X.due("rehandle", "2026-09-18", kind=kind), "2026-09-21")
      for kind in _SPECIAL),
    Case("XY-05", "随身拍: three natural days where they end first",
         lambda: X.due("rehandle", "2026-11-20", kind="snapshot"), "2026-11-23"),
    Case("XY-05", "随身拍: two working days where they end first",
         lambda: X.due("rehandle", "2026-11-16", kind="snapshot"), "2026-11-18"),
    Case("XY-05", "late: written explanation", lambda: X.cost("rehandle_late"), ("0", "XY-05")),
    Case("XY-06", "疑难 is a mark beside the stage",
         lambda: X.accepted(act.ReportDifficult(
             entry_id="df", measures="", difficulty="产权不清", request="联动")).has(
                 Flag.DIFFICULT), True),
    Case("XY-07", "two working days after dispatch", lambda: X.due("return", "2026-09-18"),
         "2026-09-21"),
    Case("XY-07", "signed and complete it goes out",
         lambda: X.refused(_signed_return(), act.RequestReturn()), ""),
    Case("XY-07", "unsigned it does not",
         lambda: X.refused(X.accepted(return_form()), act.RequestReturn()),
         "return.signature_missing"),
    Case("XY-07", "逾期不予退单",
         lambda: X.refused(_signed_return(), act.RequestReturn(), moment=days_later(9)),
         "return.deadline_passed"),
    Case("XY-07", "no phone call and no basis are demanded",
         lambda: X.profile.return_demands, {"reason", "suggestion", "signature"}),
    Case("XY-08", "dispatched anew, the other unit's clocks start then",
         lambda: X.did(X.did(_signed_return(), act.RequestReturn()), _ACCEPT,
                       moment=moment_of("2026-09-21")).dispatched_at, moment_of("2026-09-21")),
    Case("XY-09", "签派 is a mark and no lock",
         lambda: (X.refused(X.did(_signed_return(), act.AssignDuty(
             entry_id="a", leader="街道主任")), act.RequestReturn()),
             "return.assigned" in X.cautions(X.did(_signed_return(), act.AssignDuty(
                 entry_id="a", leader="街道主任")), act.RequestReturn)), ("", True)),
    Case("XY-10", "four special kinds", lambda: [k.id for k in X.profile.kinds][1:],
         ["urgent", "semi_urgent", "snapshot", "city_review"]),
    *(Case("XY-10", f"{kind}: the street has three working days, for information",
           lambda kind=kind: X.street_due("2026-09-18", kind=kind), "2026-09-22 XY-10")
      for kind in _SPECIAL),
    Case("XY-10", "随身拍: the street has three natural days, for information",
         lambda: X.street_due("2026-11-20", kind="snapshot"), "2026-11-23 XY-10"),
    Case("XY-10", "随身拍: natural days also inside 国庆",
         lambda: X.street_due("2026-09-30", kind="snapshot"), "2026-10-03 XY-10"),
    *(Case("XY-11", f"{kind}: two working days",
           lambda kind=kind: X.due("handle", "2026-11-20", kind=kind), "2026-11-24")
      for kind in _SPECIAL),
    Case("XY-11", "随身拍: three natural days where they end first",
         lambda: X.due("handle", "2026-11-20", kind="snapshot"), "2026-11-23"),
    Case("XY-11", "随身拍: inside 国庆",
         lambda: X.due("handle", "2026-09-30", kind="snapshot"), "2026-10-03"),
    Case("XY-11", "随身拍: two working days where they end first",
         lambda: X.due("handle", "2026-11-16", kind="snapshot"), "2026-11-18"),
    Case("XY-12", "passed only with a leader's signature",
         lambda: X.refused(_done(act.ApplyExclusion(entry_id="x", reason="无法联系")),
                           act.DecideExclusion(entry_id="y", accepted=True, text="同意")),
         "exclusion.signature_missing"),
    Case("XY-13", "5 + 5: a second round after the first",
         lambda: [entry.number for entry in _warned().rounds], [1, 2]),
    Case("XY-13", "the street has ten working days, for information",
         lambda: X.street_due("2026-09-18"), "2026-10-09 XY-13"),
    Case("XY-13", "it stays through the first re-handling",
         lambda: X.informs(_warned()), ["2026-10-09"]),
    Case("XY-13", "and is never asked of the unit",
         lambda: "handle_street" in X.open_on(X.order()) + X.open_on(_warned()), False),
    Case("XY-14", "the station's answer is the centre's note",
         lambda: X.accepted(act.AnswerDifficult(entry_id="ad", text="已派外勤")).notes[0].topic,
         "difficult"),
    Case("XY-15", "the visit can be recorded",
         lambda: X.accepted(act.RecordVisit(
             entry_id="v", occurred_at=HANDS_ON, place="小区门口")).stage, Stage.HANDLING),
    Case("XY-16", "专题协调事项 waits for a reply, without a date",
         lambda: (X.open_on(X.did(_done(act.Submit()), matter("follow_up"))),
                  X.next_due(X.did(_done(act.Submit()), matter("follow_up")))),
         (("supervise",), None)),
    Case("XY-16", "a reply is enough",
         lambda: X.open_on(X.did(_done(act.Submit()), matter("follow_up"), reply())), ()),
    Case("XY-17", "quarterly with the head",
         lambda: [day for day, _alarm in X.reports("2026-01-01", "2026-12-31", "meeting")],
         ["2026-03-31", "2026-06-30", "2026-09-30", "2026-12-31"]),
    Case("XY-17", "提醒 asks for no reply",
         lambda: X.open_on(X.did(_done(act.Submit()), matter("reminder"))), ()),
    Case("XY-18", "every second month; a Sunday's is remembered before",
         lambda: X.reports("2026-01-01", "2026-12-31", "bulletin_part")[:3],
         [("2026-02-28", "2026-02-28"), ("2026-04-30", "2026-04-30"),
          ("2026-06-30", "2026-06-30")]),
    Case("XY-18", "six a year",
         lambda: len(X.reports("2026-01-01", "2026-12-31", "bulletin_part")), 6),
    Case("XY-19", "a plan for what takes longer",
         lambda: X.accepted(act.SavePlan(WorkPlan(steps=(PlanStep("改管"),)))).stage,
         Stage.HANDLING),
    Case("XY-19", "a promise is open until it is kept",
         lambda: (len(open_commitments(X.accepted(_PROMISE))),
                  len(open_commitments(X.accepted(_PROMISE, act.FulfilCommitment(
                      entry_id="fu", text="已完成"))))), (1, 0)),
    Case("XY-19", "nothing to keep without a promise",
         lambda: X.refused(X.accepted(), act.FulfilCommitment(entry_id="fu", text="已完成")),
         "commitment.none"),
    Case("XY-20", "a warning from the group opens the round",
         lambda: X.did(_done(act.Submit()), act.RegisterWarning(
             entry_id="w", received_at=days_later(3), source="微信群", text="不满意"),
             moment=days_later(3)).round.warned_by, ("manual",)),
    Case("XY-07", "no extension, no phone report, no 不合规诉求",
         lambda: [X.knows(kind) for kind in (
             act.RequestExtension, act.RecordPhoneReport, act.ClaimIrregular)],
         [False, False, False]),
]  # fmt: skip
