"""What lists and the search show of an order."""

import pytest
from helpers.orders import (
    RESULT,
    accepted_order,
    an_order,
    contacted,
    did,
    order_in,
    warned_order,
)
from helpers.rulebook import xiayang_rules
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.orders import (
    Caller,
    Confidentiality,
    Contact,
    Flag,
    HandlingResult,
    Part,
    Stage,
)
from desktop.domain.profile import Duty
from desktop.services.lists import GROUP_NAMES, Group, group_of, search_text, summarise


@pytest.mark.parametrize(
    ("stage", "group"),
    [
        (Stage.DISPATCHED, Group.TO_ACCEPT),
        (Stage.ACCEPTED, Group.TO_CONTACT),
        (Stage.RETURN_PENDING, Group.TO_CONTACT),
        (Stage.RETURN_REFUSED, Group.TO_CONTACT),
        (Stage.HANDLING, Group.TO_CONTACT),
        (Stage.AWAITING_SIGNOFF, Group.TO_SIGN),
        (Stage.AWAITING_FILES, Group.SUBMITTED),
        (Stage.SUBMITTED, Group.SUBMITTED),
        (Stage.CALLBACK, Group.SUBMITTED),
        (Stage.WARNED, Group.WARNED),
        (Stage.REWORK, Group.WARNED),
        (Stage.CLOSED, Group.CLOSED),
        (Stage.REMOVED, Group.REMOVED),
    ],
)
def test_every_stage_has_its_group(stage: Stage, group: Group) -> None:
    assert group_of(order_in(stage)) is group
    assert GROUP_NAMES[group]


def test_whoever_waits_for_a_return_is_called_all_the_same() -> None:
    """After the call it waits among the returns; where nobody is called it does so at once."""
    order = order_in(Stage.RETURN_PENDING)
    assert group_of(order) is Group.TO_CONTACT
    called = order.with_round(contacts=did(accepted_order(), contacted()).round.contacts)
    assert group_of(called) is Group.RETURNING
    excused = structs.replace(order, part=Part.CO)
    assert group_of(excused, xiayang_rules().profile) is Group.RETURNING


def test_an_accepted_order_goes_from_contact_to_submission() -> None:
    order = did(accepted_order(), contacted())
    assert group_of(order) is Group.HANDLING
    assert group_of(did(order, act.SaveResult(HandlingResult(cause="查")))) is Group.HANDLING
    assert group_of(did(order, act.SaveResult(RESULT))) is Group.TO_SUBMIT


def test_a_row_says_what_is_due() -> None:
    row = summarise(an_order(urgency="紧急"), xiayang_rules(), unsent=2, attention=1)
    assert (row.due_duty, row.due_certain) == (Duty.ACCEPT, True)
    assert row.due is not None
    assert row.due.date().isoformat() == "2026-09-20"
    assert (row.unsent, row.attention, row.round, row.urgency) == (2, 1, 1, "紧急")
    closed = summarise(order_in(Stage.CLOSED), xiayang_rules())
    assert (closed.due, closed.due_duty, closed.due_certain) == (None, None, True)
    assert summarise(warned_order(), xiayang_rules()).round == 2


def test_flags_are_named() -> None:
    order = structs.replace(an_order(), flags=(Flag.ASSIGNED, Flag.DIFFICULT))
    assert summarise(order, xiayang_rules()).flags == "assigned,difficult"


@pytest.mark.parametrize("kind", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_no_caller_of_a_confidential_order_is_in_row_or_search(kind: Confidentiality) -> None:
    leaked = structs.replace(an_order(confidentiality=kind), caller=Caller("王桂香", "13900001234"))
    for secret in ("王桂香", "13900001234"):
        assert secret not in search_text(leaked)
        assert secret not in repr(summarise(leaked, xiayang_rules()))
        assert secret in search_text(an_order())


def test_an_order_is_found_by_everything_that_was_written() -> None:
    order = did(
        an_order(external_number="EXT9", address="夏阳湖路1号", category="市容"),
        act.Accept(),
        structs.replace(contacted(), summary="要点甲"),
        act.RecordVisit(
            entry_id="v", occurred_at=contacted().occurred_at, place="p", findings="所见乙"
        ),
        act.RecordMeasure(entry_id="m", occurred_at=contacted().occurred_at, text="措施丙"),
        act.SaveResult(structs.replace(RESULT, cause="原因丁", answer="答复戊")),
        act.AddNote(entry_id="n", text="备注己"),
    )
    lines = search_text(order).split("\n")
    for text in (
        "QP20260918001", "EXT9", "污水外溢", "夏阳湖路1号", "市容", "要点甲", "所见乙", "措施丙",
        "原因丁", "答复戊", "备注己", "小区门口污水外溢三天。",
    ):  # fmt: skip
        assert text in lines
    assert "" not in lines
    assert "污水又冒出来了" in search_text(warned_order())
    assert Contact.__struct_fields__
