"""What happened around the handling stands in the history, with who decided what."""

from helpers.memory_store import MemoryStore
from helpers.orders import HANDS_ON
from helpers.places import PHONED, Place, matter, opened, reply
from helpers.rule_samples import OneRuleBook

from desktop.domain import actions as act
from desktop.domain.orders import Level, Order
from desktop.services.history import Weight, history

_CLAIM = act.ClaimIrregular(entry_id="ir", reason="无政策依据", explained="已解释")


def _told(place: Place, order: Order) -> dict[str, tuple[str, Weight]]:
    store = MemoryStore(OneRuleBook(place.rules))
    store.put(order)
    working = store.working("o-1")
    assert working is not None
    return {event.what: (event.text, event.weight) for event in history(working)}


def test_reports_matters_promises_and_assisting_units() -> None:
    place = Place("linshu")
    order = place.accepted(
        PHONED,
        matter("hint"),
        reply(copied=True),
        act.RecordCommitment(entry_id="k", text="月底完成"),
        act.FulfilCommitment(entry_id="f", text="已完成"),
        act.AssignCo(entry_id="co", unit_id="u", unit_name="综合执法局", text="请配合"),
        act.GiveCoOpinion(entry_id="op", text="已清理", unit_name="综合执法局"),
    )
    told = _told(place, order)
    assert told["电话汇报"][0] == "县中心值班员　属水务站"
    assert told["督办事项"][0] == "请尽快答复"
    assert told["答复督办"][0] == "已办结"
    assert told["承诺"][0] == "月底完成"
    assert told["承诺兑现"][0] == "已完成"
    assert told["协办单位"][0] == "综合执法局　请配合"
    assert told["协办意见"][0] == "综合执法局　已清理"


def test_decisions_say_how_they_went() -> None:
    kaifeng = Place("kaifeng")
    asked = act.RequestExtension(entry_id="ex", reason="管网改造")
    denied = act.DecideExtension(entry_id="dx", accepted=False, opinion="应按时办结")
    told = _told(kaifeng, kaifeng.accepted(asked, denied))
    assert told["申请延期"][0] == "管网改造"
    assert told["延期：不同意"] == ("应按时办结", Weight.BAD)
    linshu = Place("linshu")
    claimed = linshu.handled(_CLAIM, level=Level.PROVINCE)
    accepted = act.DecideIrregular(entry_id="di", accepted=True, opinion="同意办结")
    told = _told(linshu, linshu.did(claimed, accepted))
    assert told["上报不合规诉求"][0] == "无政策依据"
    assert told["不合规诉求：同意"] == ("同意办结", Weight.GOOD)


def test_an_investigation_and_a_merged_matter() -> None:
    place = Place("linshu")
    found = act.SubmitInvestigation(entry_id="iv", findings="雨水井堵塞", proposal="水务局承办")
    order = place.accepted(found, matter("daily"), opened("daily"), preliminary=True)
    told = _told(place, order)
    assert told["预先调查核实"][0] == "雨水井堵塞　建议：水务局承办"
    assert len(order.matters) == 1
    assert order.matters[0].received_at == HANDS_ON
