"""What was not accepted is shown in words, can be sent again or noted, and is never lost."""

from typing import get_args

import pytest
from helpers.memory_office import MemoryOffice
from helpers.orders import an_order, contacted, did, submitted_order, valid_action
from msgspec import structs

from desktop.contract.codec import encode, kind_of
from desktop.domain import actions as act
from desktop.domain.orders import (
    HandlingResult,
    LegalBasis,
    Order,
    PlanStep,
    ReturnForm,
    Stage,
    WorkPlan,
)
from desktop.services.action_words import draft_lines, lines_of
from desktop.services.comparisons import Comparison, Difference
from desktop.services.handover import handover_text
from desktop.services.lists import Group, ListFilter
from desktop.services.order_desk import RefusedError
from desktop.services.ports import OutboxState, Resolution, WorkingOrder
from desktop.services.section_merge import Merge, Side
from desktop.services.workplace import Identity

_MINE = act.SaveResult(HandlingResult(cause="我写的原因", outcome="solved"))


def handled(**fields: str) -> Order:
    result = HandlingResult(**{"cause": "同事写的原因", "outcome": "solved", **fields})
    return did(an_order(), act.Accept(), contacted(), act.SaveResult(result))


@pytest.fixture
def clashing(office: MemoryOffice) -> MemoryOffice:
    """The clerk's text clashed with a colleague's, which has not been pulled yet."""
    office.cabinet.put(did(an_order(), act.Accept(), contacted()), version=3)
    office.desk.act("o-1", _MINE)
    office.cabinet.settle(1, OutboxState.ATTENTION, version=8, theirs=handled(answer="已清理完毕"))
    office.told.clear()
    return office


@pytest.fixture
def refused(office: MemoryOffice) -> MemoryOffice:
    office.cabinet.put(did(an_order(), act.Accept()), version=3)
    office.desk.act("o-1", contacted("c-9"))
    office.cabinet.settle(1, OutboxState.ATTENTION)
    office.told.clear()
    return office


def only(office: MemoryOffice) -> str:
    (item,) = office.attention.entries()
    return item.op_id


def texts(row: Comparison) -> tuple[str, ...]:
    return row.label, row.base, row.mine, row.theirs


def attention(office: MemoryOffice) -> int:
    keys = office.store.keys(ListFilter()) or office.store.keys(ListFilter(group=Group.REMOVED))
    return office.store.rows(keys)[0].attention


def test_an_item_says_what_when_and_why(refused: MemoryOffice) -> None:
    (item,) = refused.attention.entries()
    order = an_order()
    assert (item.number, item.title, item.order_id) == (order.number, order.title, "o-1")
    assert (item.what, item.at) == ("先行联系", refused.clock.moment)
    assert (item.code, item.message, item.is_conflict) == ("x.y", "不行", False)
    assert item.is_open


def test_a_refused_row_is_told_field_by_field(refused: MemoryOffice) -> None:
    detail = refused.attention.look_at(only(refused))
    assert detail.comparisons == ()
    assert ("联系结果", "已联系") in [(line.label, line.text) for line in detail.lines]
    assert detail.text.splitlines()[:3] == [
        f"{an_order().number}　{an_order().title}",
        "先行联系　9月18日(周五)11:00",
        "未被接受：不行",
    ]
    assert "联系结果：已联系" in detail.text


def test_a_clash_compares_with_the_centres_order_of_the_reply(clashing: MemoryOffice) -> None:
    detail = clashing.attention.look_at(only(clashing))
    assert [texts(row) for row in detail.comparisons] == [
        ("原因分析", "", "我写的原因", "同事写的原因"),
        ("处理结果", "", "实际解决", "实际解决"),
        ("答复要点", "", "", "已清理完毕"),
    ]
    assert [row.is_text for row in detail.comparisons] == [True, False, True]
    cause = detail.comparisons[0]
    assert (cause.mine_marks, cause.theirs_marks) == (((0, 1),), ((0, 2),))
    assert [row.difference for row in detail.comparisons] == [
        Difference.BOTH,
        Difference.NONE,
        Difference.THEIRS,
    ]
    assert detail.sight is not None
    assert detail.sight.version == 8


def test_a_newer_pull_wins_over_the_order_of_the_reply(clashing: MemoryOffice) -> None:
    clashing.cabinet.put(handled(answer="后来又改了"), version=9)
    detail = clashing.attention.look_at(only(clashing))
    assert texts(detail.comparisons[-1]) == ("答复要点", "", "", "后来又改了")
    assert detail.sight is not None
    assert detail.sight.version == 9


def test_own_later_work_is_not_taken_for_the_centres(clashing: MemoryOffice) -> None:
    clashing.cabinet.put(handled(), version=8)
    clashing.desk.act("o-1", act.SaveResult(HandlingResult(cause="我又写的", outcome="solved")))
    first = clashing.attention.look_at(only(clashing)).comparisons[0]
    assert first.theirs == "同事写的原因"


def test_sending_again_makes_a_new_action_and_keeps_the_old_one(clashing: MemoryOffice) -> None:
    old = only(clashing)
    saved = clashing.attention.send_again(old)
    assert saved.seqs == (2,)
    new, kept = clashing.store.outbox()
    assert (new.supersedes, new.state, new.data) == (old, OutboxState.PENDING, encode(_MINE))
    assert (kept.state, kept.resolution) == (OutboxState.ATTENTION, Resolution.SUPERSEDED)
    assert kept.data == encode(_MINE)
    assert (attention(clashing), clashing.attention.entries()) == (0, ())
    base, _theirs = clashing.store.clash_texts(new.op_id)
    assert base == encode(handled(answer="已清理完毕").round.result)
    assert clashing.told == [frozenset({"o-1"})]


def test_two_versions_put_together_are_a_new_action(clashing: MemoryOffice) -> None:
    op_id = only(clashing)
    merge = Merge(sides={"answer": Side.THEIRS, "outcome": Side.MINE}, texts={"cause": " 两人的 "})
    clashing.attention.keep_merge(op_id, merge)
    detail = clashing.attention.look_at(op_id)
    assert detail.merge == merge
    assert detail.sight is not None
    assert clashing.attention.kept_work("o-1")[1:] == ()
    saved = clashing.attention.send_merged(op_id, merge, detail.sight)
    result = HandlingResult(cause="两人的", outcome="solved", answer="已清理完毕")
    assert saved.order.round.result == result
    new, old = clashing.store.outbox()
    assert (new.supersedes, new.data) == (op_id, encode(act.SaveResult(result)))
    assert old.resolution is Resolution.SUPERSEDED
    assert clashing.store.drafts("o-1") == {}
    base, _theirs = clashing.store.clash_texts(new.op_id)
    assert base == encode(handled(answer="已清理完毕").round.result)


def test_a_merge_that_says_what_the_centre_has_sends_nothing(clashing: MemoryOffice) -> None:
    clashing.cabinet.put(handled(answer="已清理完毕"), version=8)
    op_id = only(clashing)
    fields = dict.fromkeys(("cause", "outcome", "answer"), Side.THEIRS)
    sight = clashing.attention.look_at(op_id).sight
    assert sight is not None
    assert clashing.attention.send_merged(op_id, Merge(sides=fields), sight).seqs == ()
    assert clashing.attention.entries() == ()


def test_only_a_clash_can_be_merged(refused: MemoryOffice) -> None:
    sight = refused.desk.open("o-1").working
    with pytest.raises(RefusedError, match="不能合并"):
        refused.attention.send_merged(only(refused), Merge(), sight)


def test_what_was_put_aside_waits_again_after_undoing(refused: MemoryOffice) -> None:
    op_id = only(refused)
    with pytest.raises(RefusedError, match="不用撤销"):
        refused.attention.undo_dismissal(op_id)
    refused.attention.dismiss(op_id)
    refused.attention.undo_dismissal(op_id)
    assert (only(refused), attention(refused)) == (op_id, 1)
    assert [entry.what for entry in refused.cabinet.audits()][-2:] == [
        "attention.dismiss",
        "attention.undo",
    ]


def test_a_removed_order_is_handed_over_and_let_go(refused: MemoryOffice) -> None:
    desk = refused.attention
    refused.desk.keep_draft("o-1", "note", '{"text":"还没写完"}'.encode())
    with pytest.raises(RefusedError, match="还在本单位"):
        desk.let_go("o-1")
    refused.cabinet.put(did(an_order(), act.Accept(), act.Remove("改派到城管局")), version=9)
    working = desk.working("o-1")
    assert working is not None
    identity = Identity(
        actor=refused.desk.actor,
        unit_name="第一居委会",
        profile="xiayang",
        server="",
        training=True,
    )
    text = handover_text(working, desk.kept_work("o-1"), identity, refused.clock.now())
    for words in ("改派到城管局", "接单", "联系结果：已联系", "内容：还没写完", "第一居委会"):
        assert words in text
    assert an_order().caller.phone not in text
    desk.let_go("o-1")
    assert (desk.entries(), attention(refused)) == ((), 0)
    assert list(refused.store.drafts("o-1")) == ["note"]
    last = refused.cabinet.audits()[-1]
    assert (last.what, dict(last.detail)) == ("attention.let_go", {"actions": "1"})
    assert len(desk.entries(resolved=True)) == 1


def test_what_is_refused_again_by_the_life_cycle_stays_as_it_was(refused: MemoryOffice) -> None:
    refused.cabinet.put(did(submitted_order(), act.Close()), version=9)
    op_id = only(refused)
    with pytest.raises(RefusedError, match="办结"):
        refused.attention.send_again(op_id)
    assert only(refused) == op_id
    assert len(refused.store.outbox()) == 1


def test_what_is_there_already_needs_no_second_action(refused: MemoryOffice) -> None:
    refused.cabinet.put(did(an_order(), act.Accept(), contacted("c-9")), version=9)
    saved = refused.attention.send_again(only(refused))
    assert saved.seqs == ()
    assert refused.attention.entries() == ()
    assert [entry.resolution for entry in refused.store.outbox()] == [Resolution.DISMISSED]


@pytest.mark.parametrize("choice", ["keep_theirs", "dismiss"])
def test_a_noted_failure_counts_no_more_and_stays_in_the_records(
    clashing: MemoryOffice, choice: str
) -> None:
    op_id = only(clashing)
    getattr(clashing.attention, choice)(op_id)
    assert (attention(clashing), clashing.attention.entries()) == (0, ())
    (item,) = clashing.attention.entries(resolved=True)
    assert (item.op_id, item.is_open) == (op_id, False)
    assert "我写的原因" in clashing.attention.look_at(op_id).text
    assert clashing.told == [frozenset({"o-1"})]
    assert clashing.cabinet.audits()[-1].what == f"attention.{choice}"
    working = clashing.desk.open("o-1").working
    assert working.failed_seq == 1


def test_a_choice_is_made_once(clashing: MemoryOffice) -> None:
    op_id = only(clashing)
    clashing.attention.send_again(op_id)
    for again in (clashing.attention.send_again, clashing.attention.dismiss):
        with pytest.raises(RefusedError, match="已经处理过了"):
            again(op_id)
    with pytest.raises(RefusedError, match="已不在"):
        clashing.attention.look_at("unknown")
    assert len(clashing.store.outbox()) == 2


def test_an_action_says_which_failures_the_clerk_had_been_shown(office: MemoryOffice) -> None:
    """One that came while the form was open he has not seen; one dealt with he has."""
    office.cabinet.put(did(an_order(), act.Accept(), contacted()), version=3)
    page = office.desk.open("o-1").working
    for number in (1, 2):
        office.desk.act("o-1", act.AddNote(entry_id=f"n-{number}", text="备注"))
        office.cabinet.settle(number, OutboxState.ATTENTION)
    assert _seen_by(office, page) == 0
    assert _seen_by(office, office.desk.open("o-1").working) == 2
    first = office.attention.entries()[-1]
    office.attention.dismiss(first.op_id)
    assert _seen_by(office, page) == 1


def _seen_by(office: MemoryOffice, sight: WorkingOrder) -> int:
    office.desk.act("o-1", _MINE, sight=sight)
    return office.cabinet.last_seen()


def test_removed_orders_keep_the_work_in_words(office: MemoryOffice) -> None:
    office.cabinet.put(did(an_order(), act.Accept()), version=3)
    office.desk.act("o-1", contacted())
    office.desk.act("o-1", act.AddNote(entry_id="n-1", text="已约周三上门"))
    office.cabinet.settle(1, OutboxState.ATTENTION)
    office.desk.keep_draft("o-1", "record", '{"cause":"写到一半","visit_place":"3号楼"}'.encode())
    contact, note, draft = office.attention.kept_work("o-1")
    assert (contact.what, contact.state) == ("先行联系", "中心未接受")
    assert note.text == "添加备注　9月18日(周五)11:00（待上报）\n内容：已约周三上门"
    assert draft.text == "处理记录（草稿，没有保存）\n原因分析：写到一半\n地点：3号楼"
    assert office.attention.kept_work("unknown") == ()


def test_sending_again_on_a_removed_order_is_refused(refused: MemoryOffice) -> None:
    gone = structs.replace(an_order(), stage=Stage.REMOVED, removed="中心撤回")
    refused.cabinet.put(gone, version=9)
    with pytest.raises(RefusedError, match="移走"):
        refused.attention.send_again(only(refused))


@pytest.mark.parametrize("kind", get_args(act.UnitAction), ids=kind_of)
def test_every_field_that_a_person_fills_in_has_a_name(kind: type[act.UnitAction]) -> None:
    order = did(an_order(), act.Accept(), contacted())
    action = valid_action(kind, order, contacted().occurred_at)
    for line in lines_of(action):
        assert line.label != line.field
        if line.field == "reason_class":
            continue  # named by the profile, see `test_a_reason_is_named_as_in_the_profile`
        assert not line.text.isascii() or any(mark.isdigit() for mark in line.text)


def test_a_reason_is_named_as_in_the_profile(office: MemoryOffice) -> None:
    office.cabinet.put(did(an_order(), act.Accept()), version=3)
    office.desk.act("o-1", act.SaveReturnForm(ReturnForm(reason_class="not_our_duty")))
    office.cabinet.settle(1, OutboxState.ATTENTION)
    (line,) = office.attention.look_at(only(office)).lines
    assert (line.label, line.text) == ("理由类别", "不属于本部门职责范围")


def test_nested_parts_are_written_as_people_write_them() -> None:
    plan = act.SavePlan(WorkPlan(steps=(PlanStep("清运", None, "王工"), PlanStep("复查"))))
    assert [line.text for line in lines_of(plan)] == ["清运（王工）\n复查"]
    form = act.SaveReturnForm(
        ReturnForm(reason="不属于", fields=(("k", "属区管"),), basis=(LegalBasis("条例", "一号"),))
    )
    assert [(line.label, line.text) for line in lines_of(form)] == [
        ("退单理由", "不属于"),
        ("理由说明", "属区管"),
        ("职责或政策依据", "条例 一号"),
    ]


def test_drafts_are_told_without_what_nobody_can_read() -> None:
    draft = '{"fact":"partly","steps":"[{\\"text\\":\\"清运\\",\\"person\\":\\"王工\\"}]","x":"1"}'
    assert [line.text for line in draft_lines(draft.encode())] == ["部分属实", "清运，王工"]
    assert list(draft_lines(b"\xff")) == []
