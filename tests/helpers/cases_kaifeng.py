"""开封市: what the two documents say, row by row."""

from datetime import date, datetime, timedelta

from helpers.orders import HANDS_ON, RESULT, a_signature, called_back
from helpers.places import Case, Place, days_later, matter, moment_of, opened, reply
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.calendar import CST
from desktop.domain.clocks import clocks_for, extended
from desktop.domain.matters import chases_without_result, is_chased_too_often
from desktop.domain.orders import Confidentiality, Order, PlatformDue, Stage
from desktop.domain.profile import Duty

K = Place("kaifeng")
_ASK = act.RequestExtension(entry_id="ex-1", reason="需协调管网改造", until=date(2026, 10, 10))
_NEW = datetime(2026, 10, 12, 23, 59, 59, tzinfo=CST)
_GRANT = act.DecideExtension(entry_id="dx-1", accepted=True, opinion="同意", new_due=_NEW)
_DENY = act.DecideExtension(entry_id="dx-1", accepted=False, opinion="不同意")
_WRITTEN = ("written", "leader", "express")


def _ready(**changes: object) -> Order:
    return K.accepted(act.SaveResult(RESULT), **changes)


def _asked() -> Order:
    return K.did(K.accepted(), _ASK)


def _granted() -> Order:
    return K.did(_asked(), _GRANT)


def _signed(kind: str) -> Order:
    order = _ready(kind=kind)
    return K.did(order, a_signature(order, "F2", "head"))


def _chased(*replies: bool | None) -> Order:
    """催办 after 催办, each with a reply that has a result, has none, or no reply at all."""
    order = K.accepted()
    for number, resolved in enumerate(replies):
        received = HANDS_ON + timedelta(hours=number)
        moment = received + timedelta(minutes=5)
        chase = matter("chase", f"ch-{number}", received_at=received)
        order = K.did(order, chase, moment=moment)
        if resolved is not None:
            answer = reply(f"re-{number}", matter=f"ch-{number}", resolved=resolved)
            order = K.did(order, answer, moment=moment)
    return order


def _extended(kind: str, days: int) -> str:
    clocks = clocks_for(kind, K.rules, dispatched_at=moment_of("2026-09-18"))
    clock = next(clock for clock in clocks if clock.duty is Duty.HANDLE)
    return str(extended(clock, days, K.rules).date())


CASES = [
    # 10 个工作日, 自接到交办通知起
    *(Case("KF-01", f"{kind}: ten working days from the receipt of the notice",
           lambda kind=kind: K.due("handle", "2026-09-10", kind=kind, receipt="2026-09-18"),
           "2026-10-09") for kind in _WRITTEN),
    *(Case("KF-01", f"{kind}: from dispatch where the receipt is not known",
           lambda kind=kind: K.due("handle", "2026-09-18", kind=kind), "2026-10-09")
      for kind in _WRITTEN),
    Case("KF-01", "the clerk's receipt time rules the order's own clock",
         lambda: K.shown_due(
             K.order(kind="written", received_at=moment_of("2026-09-21")), "handle"),
         "2026-10-12"),
    Case("KF-01", "over 春节",
         lambda: K.due("handle", "2026-02-13", kind="written"), "2026-03-05"),
    Case("KF-02", "five working days", lambda: K.due("handle", "2026-09-18"), "2026-09-24"),
    Case("KF-02", "five working days over 春节",
         lambda: K.due("handle", "2026-02-13"), "2026-02-27"),
    Case("KF-02", "dispatched on a rest day", lambda: K.due("handle", "2026-02-21"), "2026-02-28"),
    Case("KF-02", "over 国庆", lambda: K.due("handle", "2026-09-30"), "2026-10-13"),
    Case("KF-02", "a platform order does not start with a receipt",
         lambda: K.due("handle", "2026-09-18", receipt="2026-09-25"), "2026-09-24"),
    Case("KF-02", "以记录时间为准", lambda: K.profile.record_time, "platform"),
    Case("KF-02", "the platform's own deadline wins",
         lambda: K.shown_due(K.order(platform_due=(
             PlatformDue("handle", moment_of("2026-09-22")),)), "handle"), "2026-09-22"),
    # 延期
    Case("KF-03", "more time can be asked for", lambda: K.refused(K.accepted(), _ASK), ""),
    Case("KF-03", "with a reason",
         lambda: K.refused(K.accepted(), structs.replace(_ASK, reason=" ")), "text.missing"),
    Case("KF-03", "once at a time",
         lambda: K.refused(_asked(), structs.replace(_ASK, entry_id="ex-2")),
         "extension.pending"),
    Case("KF-03", "asking changes no deadline",
         lambda: K.next_due(_asked()), ("handle", "2026-09-24")),
    Case("KF-03", "late it is cautioned and not locked",
         lambda: (K.refused(K.accepted(), _ASK, moment=days_later(9)),
                  "clock.overdue" in K.cautions(
                      K.accepted(), act.RequestExtension, now=days_later(9))), ("", True)),
    Case("KF-03", "granted, the new deadline rules",
         lambda: K.next_due(_granted()), ("handle", "2026-10-12")),
    Case("KF-03", "and the old one is kept",
         lambda: [(str(row.old_due.date()), str(row.new_due.date()))  # type: ignore[union-attr]
                  for row in _granted().extensions], [("2026-09-24", "2026-10-12")]),
    Case("KF-03", "the replaced deadline is listed with the one that took its place",
         lambda: K.earlier(_granted()), [("handle", "2026-09-24", "2026-10-12")]),
    Case("KF-03", "asking and refusing replace none",
         lambda: K.earlier(_asked()) + K.earlier(K.did(_asked(), _DENY)), []),
    Case("KF-03", "refused, the old one stays",
         lambda: K.next_due(K.did(_asked(), _DENY)), ("handle", "2026-09-24")),
    Case("KF-03", "a refused request can be repeated",
         lambda: K.refused(K.did(_asked(), _DENY), structs.replace(_ASK, entry_id="ex-2")), ""),
    Case("KF-03", "the decision names the new deadline",
         lambda: K.refused(_asked(), structs.replace(_GRANT, new_due=None)),
         "extension.due_missing"),
    Case("KF-03", "and not an earlier one",
         lambda: K.refused(_asked(), structs.replace(_GRANT, new_due=days_later(2))),
         "extension.due_earlier"),
    Case("KF-03", "nothing to decide where nothing was asked",
         lambda: K.refused(K.accepted(), _GRANT), "extension.not_requested"),
    Case("KF-03", "a granted extension is not taken back",
         lambda: K.refused(_granted(), act.Retract("ex-1", "不要了")), "retract.not_yours"),
    Case("KF-03", "an undecided one is",
         lambda: K.refused(_asked(), act.Retract("ex-1", "已能按时办结")), ""),
    Case("KF-03", "three more working days after the fifth",
         lambda: _extended("platform", 3), "2026-09-30"),
    Case("KF-03", "two more after the tenth", lambda: _extended("written", 2), "2026-10-12"),
    # 没有的程序
    Case("KF-02", "there is no return", lambda: K.knows(act.RequestReturn), False),
    Case("KF-02", "and no form of one", lambda: K.profile.form("F1"), None),
    Case("KF-02", "and no clock of one", lambda: K.due("return", "2026-09-18"), ""),
    # 反馈由专线办
    Case("KF-20", "the unit need not contact the caller",
         lambda: K.open_on(K.accepted()), ("handle",)),
    Case("KF-20", "nor of a 举报",
         lambda: K.refused(_ready(confidentiality=Confidentiality.REPORT), act.Submit()), ""),
    Case("KF-20", "whose name and phone are not in the order",
         lambda: K.order(confidentiality=Confidentiality.REPORT).caller, None),
    # 领导审核签字
    Case("KF-08", "a platform order needs no signature",
         lambda: K.refused(_ready(), act.Submit()), ""),
    Case("KF-08", "nor a written one of the office",
         lambda: K.refused(_ready(kind="written"), act.Submit()), ""),
    Case("KF-08", "a leader's note is reported with the leader's signature",
         lambda: K.refused(_ready(kind="leader"), act.Submit()), "sign.demanded"),
    Case("KF-08", "直通车 likewise",
         lambda: K.refused(_ready(kind="express"), act.Submit()), "sign.demanded"),
    Case("KF-08", "signed, it goes out",
         lambda: [K.refused(_signed(kind), act.Submit()) for kind in ("leader", "express")],
         ["", ""]),
    Case("KF-08", "a change afterwards asks for another signature",
         lambda: K.refused(
             K.did(_signed("leader"), act.SaveResult(structs.replace(RESULT, cause="另一原因"))),
             act.Submit()), "sign.demanded_differs"),
    Case("KF-08", "the record is the next step",
         lambda: K.next(_ready(kind="leader")), act.SaveResult),
    Case("KF-25", "a final result is demanded",
         lambda: K.refused(K.accepted(), act.Submit()), "submit.result_missing"),
    # 重办
    Case("KF-21", "sent back it is a new round without a number",
         lambda: K.clock_rule("rehandle"), ("KF-21", "责令重新办理，没有具体时限")),
    Case("KF-21", "the office sends it back",
         lambda: K.did(K.submitted(), act.ReturnToUnit(entry_id="rt", text="避重就轻")).stage,
         Stage.WARNED),
    Case("KF-21", "so does a dissatisfied caller",
         lambda: K.did(K.submitted(), called_back()).stage, Stage.WARNED),
    Case("KF-21", "no part of the head is demanded then",
         lambda: K.refused(
             K.did(K.submitted(), called_back(), act.Accept(), act.SaveResult(RESULT)),
             act.Submit()), ""),
    # 催办
    Case("KF-22", "催办 waits for a reply",
         lambda: K.open_on(K.did(K.submitted(), matter("chase"))), ("supervise",)),
    Case("KF-22", "three kinds of 督办",
         lambda: [m.id for m in K.profile.matters if m.id.endswith("supervision")],
         ["phone_supervision", "onsite_supervision", "coordinated_supervision"]),
    Case("KF-22", "all wait for a reply but 处理签", K.waiting,
         ["chase", "phone_supervision", "onsite_supervision", "coordinated_supervision",
          "assignment_sheet"]),
    Case("KF-22", "two by phone are two",
         lambda: len(_chased(None, None).matters), 2),
    Case("KF-22", "one by phone and by platform is one",
         lambda: len(K.did(K.accepted(), matter("chase"), opened("chase")).matters), 1),
    Case("KF-22", "during an extension it goes on",
         lambda: K.refused(_granted(), matter("onsite_supervision")), ""),
    Case("KF-13", "two in a row without result are a penalty",
         lambda: is_chased_too_often(_chased(False, False), K.profile), True),
    Case("KF-13", "one is not",
         lambda: is_chased_too_often(_chased(False), K.profile), False),
    Case("KF-13", "unanswered counts as without result",
         lambda: chases_without_result(_chased(None, None), K.profile), 2),
    Case("KF-13", "a result between them breaks the row",
         lambda: chases_without_result(_chased(False, True, False), K.profile), 1),
    Case("KF-13", "a result at the end clears it",
         lambda: is_chased_too_often(_chased(False, False, True), K.profile), False),
    Case("KF-13", "its cost is said where it is answered",
         lambda: "cost.chased_twice" in K.cautions(_chased(False, None), act.ReplyMatter), True),
    Case("KF-13", "five points each", lambda: K.cost("chased_twice"), ("5", "KF-13")),
    Case("KF-24", "the sheet of 直通车 wants an answer in ten working days",
         lambda: K.next_due(K.did(
             K.submitted(), matter("assignment_sheet", received_at=HANDS_ON))),
         ("supervise", "2026-10-09")),
    Case("KF-24", "its own date wins",
         lambda: K.next_due(K.did(K.submitted(), matter("assignment_sheet", due=days_later(4)))),
         ("supervise", "2026-09-22")),
    Case("KF-24", "处理签 wants none",
         lambda: K.open_on(K.did(K.submitted(), matter("submission_slip"))), ()),
    # 扣分
    Case("KF-04", "each percent below 95 costs one", lambda: K.cost("handle_late"),
         ("1", "KF-04")),
    Case("KF-05", "repeated because of poor work: by proportion", lambda: K.cost("redone"),
         ("0", "KF-05")),
    Case("KF-12", "five for an answer below standard", lambda: K.cost("feedback_poor"),
         ("5", "KF-12")),
    Case("KF-14", "five for delay", lambda: K.cost("delayed"), ("5", "KF-14")),
    Case("KF-15", "ten for a leak", lambda: K.cost("leak"), ("10", "KF-15")),
    Case("KF-16", "ten for the bulletin", lambda: K.cost("bulletin"), ("10", "KF-16")),
    # 报送
    Case("KF-19", "自查报告 at the year's end",
         lambda: K.reports("2026-01-01", "2026-12-31", "self_report"),
         [("2026-12-31", "2026-12-31")]),
    Case("KF-17", "rewards monthly, at the month's end",
         lambda: K.reports("2026-02-01", "2026-03-31", "rewards"),
         [("2026-02-28", "2026-02-28"), ("2026-03-31", "2026-03-31")]),
    Case("KF-07", "monthly statistics", lambda: len(K.reports(
        "2026-01-01", "2026-12-31", "monthly_statistics")), 12),
    Case("KF-07", "yearly statistics", lambda: K.reports(
        "2025-01-01", "2025-12-31", "yearly_statistics"), [("2025-12-31", "2025-12-31")]),
    Case("KF-23", "archive monthly; a Sunday's is remembered on Friday",
         lambda: K.reports("2026-05-01", "2026-05-31", "archive"),
         [("2026-05-31", "2026-05-29")]),
    Case("KF-06", "two studies a year",
         lambda: [day for day, _alarm in K.reports("2026-01-01", "2026-12-31", "study")],
         ["2026-06-30", "2026-12-31"]),
    Case("KF-27", "hot topics as they come", lambda: K.standing("hot_topics"), "as_needed"),
    Case("KF-09", "the leader's own part can be recorded",
         lambda: K.knows(act.RecordHeadPart), True),
    Case("KF-28", "the profile is for 一级网络单位", lambda: K.profile.level, "一级网络单位"),
]  # fmt: skip
