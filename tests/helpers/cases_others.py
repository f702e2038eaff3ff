"""自治区, x市, 贵州, the generic plans, and the platform alone: row by row."""

from datetime import date, timedelta

from helpers.orders import HANDS_ON, RESULT, called_back, contacted
from helpers.places import (
    BASIS,
    FULL_RESULT,
    Case,
    Place,
    days_later,
    matter,
    moment_of,
    opened,
    reply,
    return_form,
)
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.clocks import clocks_for
from desktop.domain.orders import Order, Part, PlatformDue, Stage

Z, S, Y, G, P = (Place(name) for name in ("zizhiqu", "xshi", "guizhou", "generic", "platform"))
_ASK = act.RequestExtension(entry_id="ex", reason="材料未到", until=date(2026, 10, 9))
_NO_RETURN = (act.SaveReturnForm, act.RequestReturn, act.DecideReturn)


def _numberless(place: Place) -> list[str]:
    """Every duty of every kind that has a number of days."""
    start = moment_of("2026-09-18")
    return [
        clock.duty.value
        for kind in place.profile.kinds
        for clock in clocks_for(kind.id, place.rules, dispatched_at=start, rehandle_at=start)
    ]


def _form(reason: str = "not_in_scope", **changes: object) -> act.SaveReturnForm:
    return return_form(reason_class=reason, **changes)


def _ready(place: Place) -> Order:
    return place.accepted(act.SaveResult(RESULT))


def _platform_due(place: Place) -> str:
    due = (PlatformDue("handle", moment_of("2026-09-22")),)
    return place.shown_due(place.order(platform_due=due), "handle")


def _asked(place: Place) -> Order:
    return place.did(place.accepted(), _ASK)


_ZIZHIQU = [
    Case("ZZ-01", "signed within one working day", lambda: Z.due("accept", "2026-09-18"),
         "2026-09-20"),
    Case("ZZ-01", "over 五一", lambda: Z.due("accept", "2026-04-30"), "2026-05-06"),
    Case("ZZ-01", "late is cautioned",
         lambda: "clock.overdue" in Z.cautions(Z.order(), act.Accept, now=days_later(5)), True),
    Case("ZZ-01", "the rest is the platform's",
         lambda: Z.clock_rule("handle"), ("ZZ-01", "认真处理并及时反馈，时限由平台下发")),
    Case("ZZ-01", "and what it sends counts", lambda: _platform_due(Z), "2026-09-22"),
    Case("ZZ-01", "no contact is asked for", lambda: Z.refused(_ready(Z), act.Submit()), ""),
    Case("ZZ-01", "the platform's record counts", lambda: Z.profile.record_time, "platform"),
    Case("ZZ-01", "a matter waits for a reply",
         lambda: Z.open_on(Z.did(Z.submitted(), opened("supervision"))), ("supervise",)),
    Case("ZZ-02", "returned within three working days", lambda: Z.due("return", "2026-09-18"),
         "2026-09-22"),
    Case("ZZ-02", "over 国庆", lambda: Z.due("return", "2026-09-30"), "2026-10-10"),
    Case("ZZ-02", "two reasons", lambda: [r.id for r in Z.profile.return_reasons],
         ["not_in_scope", "not_our_service"]),
    Case("ZZ-02", "with its reason",
         lambda: Z.refused(Z.accepted(return_form(
             reason_class="not_in_scope", reason=" ")), act.RequestReturn()),
         "return.reason_missing"),
    Case("ZZ-02", "with its basis",
         lambda: Z.refused(Z.accepted(_form(basis=())), act.RequestReturn()),
         "return.basis_missing"),
    Case("ZZ-02", "and nothing else",
         lambda: Z.refused(Z.accepted(_form(suggested_unit="")), act.RequestReturn()), ""),
    Case("ZZ-02", "a reason of another place is unknown",
         lambda: Z.refused(Z.accepted(), return_form()), "return.class_unknown"),
    Case("ZZ-02", "late it is not locked",
         lambda: Z.refused(Z.accepted(_form()), act.RequestReturn(), moment=days_later(20)), ""),
    Case("ZZ-03", "lower units are supervised, without a date",
         lambda: Z.standing("sub_units"), "as_needed"),
    Case("ZZ-04", "knowledge is kept up to date", lambda: Z.standing("knowledge"), "as_needed"),
    Case("ZZ-02", "there is no extension", lambda: Z.knows(act.RequestExtension), False),
]  # fmt: skip

_XSHI = [
    Case("ZZ-05", "the caller is contacted, without a number",
         lambda: S.clock_rule("contact"), ("ZZ-05", "及时联系，没有具体时限")),
    Case("ZZ-05", "without contact nothing is submitted",
         lambda: S.refused(S.accepted(act.SaveResult(FULL_RESULT)), act.Submit()),
         "submit.contact_missing"),
    Case("ZZ-05", "the caller hears way, process and result",
         lambda: S.refused(S.accepted(contacted(), act.SaveResult(RESULT)), act.Submit()),
         "submit.feedback_missing"),
    Case("ZZ-05", "until then it is an open duty",
         lambda: S.open_on(S.accepted(contacted(), act.SaveResult(RESULT))),
         ("feedback", "handle")),
    Case("ZZ-05", "which the telling ends", lambda: S.open_on(S.handled()), ("handle",)),
    Case("ZZ-05", "told, it goes out", lambda: S.refused(S.handled(), act.Submit()), ""),
    Case("ZZ-05", "an anonymous caller is not excused",
         lambda: S.open_on(S.accepted(anonymous=True)), ("contact", "handle")),
    Case("ZZ-06", "urgent: in time, without a number",
         lambda: S.clock_rule("handle", kind="urgent"),
         ("ZZ-06", "紧急事项必须及时办结，没有具体时限")),
    Case("ZZ-07", "三方通话 wants an answer",
         lambda: S.open_on(S.did(S.submitted(), matter("three_way_call"))), ("supervise",)),
    Case("ZZ-08", "呈批 is internal and no barrier",
         lambda: S.profile.form("F3").demanded_for, ()),  # type: ignore[union-attr]
    Case("ZZ-09", "own information base", lambda: S.standing("information_base"), "as_needed"),
    Case("ZZ-10", "督查通知 sets the date",
         lambda: S.next_due(S.did(S.submitted(), matter(
             "inspection_notice", due=HANDS_ON + timedelta(days=3)))),
         ("supervise", "2026-09-21")),
    Case("ZZ-10", "二次重办 is said to cost", lambda: S.cost("redone_twice"), ("0", "ZZ-10")),
    Case("ZZ-11", "跟踪督办 waits for a reply",
         lambda: S.open_on(S.did(S.submitted(), matter("supervision"), reply())), ()),
    Case("ZZ-12", "six kinds and the transfer of 110",
         lambda: [kind.id for kind in S.profile.kinds[:7]],
         ["consult", "help", "opinion", "suggestion", "complaint", "praise", "police_transfer"]),
    Case("ZZ-13", "statistics upward", lambda: S.standing("centre_statistics"), "as_needed"),
    Case("ZZ-13", "archive of a 分中心", lambda: S.standing("centre_archive"), "as_needed"),
    Case("ZZ-14", "限时办结: the platform's number",
         lambda: (_numberless(S), _platform_due(S)), ([], "2026-09-22")),
    Case("ZZ-14", "供水供电供暖: emergency",
         lambda: S.clock_rule("handle", kind="utility")[0], "ZZ-14"),
    Case("ZZ-12", "there is no return", lambda: [S.knows(kind) for kind in _NO_RETURN],
         [False] * 3),
    Case("ZZ-12", "and no extension", lambda: S.knows(act.RequestExtension), False),
]  # fmt: skip

_GUIZHOU = [
    Case("GZ-01", "no number at all", lambda: _numberless(Y), []),
    Case("GZ-01", "the platform's deadline is the deadline", lambda: _platform_due(Y),
         "2026-09-22"),
    Case("GZ-01", "and the next one",
         lambda: Y.next_due(Y.accepted(platform_due=(
             PlatformDue("handle", moment_of("2026-09-22")),))), ("handle", "2026-09-22")),
    Case("GZ-01", "without one nothing is overdue", lambda: Y.next_due(Y.accepted()), None),
    Case("GZ-01", "and nothing is cautioned",
         lambda: Y.cautions(_ready(Y), act.Submit, now=days_later(90)), set()),
    Case("GZ-01", "the duty stands all the same", lambda: Y.open_on(Y.accepted()), ("handle",)),
    Case("GZ-01", "what stands for the number",
         lambda: Y.clock_rule("handle"), ("GZ-01", "时限由平台下发")),
    Case("GZ-01", "the submission is the next step",
         lambda: Y.next(_ready(Y)), act.Submit),
    Case("GZ-01", "no contact is asked for", lambda: Y.refused(_ready(Y), act.Submit()), ""),
    Case("GZ-01", "a dissatisfied caller opens a round",
         lambda: Y.did(Y.submitted(), called_back()).round.number, 2),
    Case("GZ-02", "four ways to press",
         lambda: [m.id for m in Y.profile.matters],
         ["supervision_sheet", "coordination", "summons", "inspection"]),
    Case("GZ-02", "督办单 waits for a reply",
         lambda: Y.open_on(Y.did(Y.submitted(), opened("supervision_sheet"))), ("supervise",)),
    Case("GZ-02", "what waits for a reply", Y.waiting,
         ["supervision_sheet", "coordination", "inspection"]),
    Case("GZ-02", "约谈提醒 does not",
         lambda: Y.open_on(Y.did(Y.submitted(), opened("summons"))), ()),
    Case("GZ-02", "blame without points", lambda: Y.cost("blame"), ("0", "GZ-02")),
    Case("GZ-03", "knowledge is shared", lambda: Y.standing("knowledge"), "as_needed"),
    Case("GZ-02", "there is no return", lambda: [Y.knows(kind) for kind in _NO_RETURN],
         [False] * 3),
    Case("GZ-02", "and no extension", lambda: Y.knows(act.RequestExtension), False),
]  # fmt: skip

_GENERIC = [
    Case("GP-01", "general: five working days", lambda: G.due("handle", "2026-09-18"),
         "2026-09-24"),
    Case("GP-01", "complex: ten",
         lambda: G.due("handle", "2026-09-18", kind="complex"), "2026-10-09"),
    Case("GP-01", "general over 春节", lambda: G.due("handle", "2026-02-13"), "2026-02-27"),
    Case("GP-01", "complex over 五一",
         lambda: G.due("handle", "2026-04-30", kind="complex"), "2026-05-18"),
    Case("GP-02", "asked for before the deadline", lambda: G.refused(G.accepted(), _ASK), ""),
    Case("GP-02", "on its last day as well",
         lambda: G.refused(G.accepted(), _ASK, moment=days_later(6)), ""),
    Case("GP-02", "afterwards it is too late",
         lambda: G.refused(G.accepted(), _ASK, moment=days_later(7)),
         "extension.deadline_passed"),
    Case("GP-02", "without a deadline it never is",
         lambda: G.refused(G.accepted(kind="urgent"), _ASK, moment=days_later(90)), ""),
    Case("GP-02", "with the reason",
         lambda: G.refused(G.accepted(), structs.replace(_ASK, reason="")), "text.missing"),
    Case("GP-02", "granted it rules",
         lambda: G.next_due(G.did(_asked(G), act.DecideExtension(
             entry_id="dx", accepted=True, new_due=days_later(20)))), ("handle", "2026-10-08")),
    Case("GP-02", "asked for in the old round it is over with the round",
         lambda: G.refused(
             G.did(_asked(G), act.SaveResult(RESULT), act.Submit(), called_back()),
             act.DecideExtension(entry_id="dx", accepted=False)), "extension.not_requested"),
    Case("GP-03", "handled again until satisfied",
         lambda: G.clock_rule("rehandle"), ("GP-03", "重新处理，直至满意，没有具体时限")),
    Case("GP-03", "a third time as well",
         lambda: G.did(G.did(G.submitted(), called_back(), act.Accept(), act.SaveResult(RESULT),
                             act.Submit()), called_back(entry="cb-2"),
                       moment=days_later(2)).round.number, 3),
    Case("GP-04", "urgent: at once, without a number",
         lambda: G.clock_rule("handle", kind="urgent"),
         ("GP-04", "立即启动应急处理机制，没有具体时限")),
    Case("GP-05", "nothing leaks", lambda: G.cost("leak"), ("0", "GP-05")),
    Case("GP-07", "statistics and cases as they come", lambda: G.standing("cases"), "as_needed"),
    Case("GP-07", "supervision waits for a reply",
         lambda: G.open_on(G.did(G.submitted(), opened("supervision"))), ("supervise",)),
    Case("GP-02", "there is no return", lambda: [G.knows(kind) for kind in _NO_RETURN],
         [False] * 3),
]  # fmt: skip

_PLATFORM = [
    Case("platform", "no clock of its own", lambda: _numberless(P), []),
    Case("platform", "the platform's deadlines count", lambda: _platform_due(P), "2026-09-22"),
    Case("platform", "of any duty",
         lambda: [P.shown_due(P.order(platform_due=(
             PlatformDue(duty, moment_of("2026-09-22")),)), duty)
             for duty in ("accept", "contact", "return", "handle", "feedback")],
         ["2026-09-22"] * 5),
    Case("platform", "a redo's as well",
         lambda: P.shown_due(P.did(P.submitted(), called_back(), act.SetDue(
             "rehandle", days_later(9))), "rehandle"), "2026-09-27"),
    Case("platform", "not of a matter",
         lambda: P.refused(P.accepted(), act.SetDue("supervise", days_later(2))),
         "due.duty_unknown"),
    Case("platform", "a result is all that is demanded",
         lambda: P.refused(_ready(P), act.Submit()), ""),
    Case("platform", "without it there is none",
         lambda: P.refused(P.accepted(), act.Submit()), "submit.result_missing"),
    Case("platform", "a return says why",
         lambda: P.refused(P.accepted(return_form(reason="", basis=())), act.RequestReturn()),
         "return.reason_missing"),
    Case("platform", "and no more",
         lambda: P.refused(P.accepted(return_form(basis=(), suggested_unit="")),
                           act.RequestReturn()), ""),
    Case("platform", "it is never locked by us",
         lambda: P.refused(P.accepted(return_form()), act.RequestReturn(),
                           moment=days_later(90)), ""),
    Case("platform", "more time can be asked for at any time",
         lambda: P.refused(P.accepted(), _ASK, moment=days_later(90)), ""),
    Case("platform", "督办 and 催办 can be entered",
         lambda: [P.refused(P.accepted(), matter(kind)) for kind in ("supervision", "chase")],
         ["", ""]),
    Case("platform", "both wait for a reply", P.waiting, ["supervision", "chase"]),
    Case("platform", "an assisting unit gives its opinion",
         lambda: P.refused(P.accepted(part=Part.CO), act.GiveCoOpinion(entry_id="x", text="已办")),
         ""),
    Case("platform", "不纳入测评 can be asked for",
         lambda: P.refused(P.accepted(), act.ApplyExclusion(entry_id="x", reason="无法联系")), ""),
    Case("platform", "the warned order is worked on",
         lambda: P.did(P.submitted(), called_back(), act.Accept()).stage, Stage.REWORK),
    Case("platform", "no report is due", lambda: P.profile.reporting_duties, ()),
    Case("platform", "the basis is read where it is given",
         lambda: P.accepted(return_form()).round.return_form.basis,  # type: ignore[union-attr]
         BASIS),
    Case("platform", "extensions are counted in working days",
         lambda: P.profile.extension.unit, "wd"),  # type: ignore[union-attr]
]  # fmt: skip

TABLES: dict[str, list[Case]] = {
    "zizhiqu": _ZIZHIQU,
    "xshi": _XSHI,
    "guizhou": _GUIZHOU,
    "generic": _GENERIC,
    "platform": _PLATFORM,
}
