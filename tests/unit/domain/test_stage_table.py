"""Who may do what in which stage: the whole table, written out apart from the program's own."""

import pytest
from helpers.histories import ALL_KINDS
from helpers.orders import (
    CENTRE,
    CLERK,
    HANDS_ON,
    HEAD,
    RESULT,
    RETURN_FORM,
    STRANGER,
    SYSTEM,
    UNIT,
    VIEWER,
    a_signature,
    actor_for,
    an_order,
    contacted,
    did,
    order_in,
    refusal_of,
    valid_action,
    warned_order,
)
from helpers.rulebook import full_rules, rules_with, xiayang_content
from msgspec import structs

from desktop.domain import actions as act
from desktop.domain.lifecycle import apply
from desktop.domain.orders import (
    STAGE_NAMES,
    Actor,
    Flag,
    HeadPart,
    Level,
    Order,
    Part,
    Role,
    Round,
    Signoff,
    Stage,
    Stamp,
)
from desktop.domain.proceedings import Commitment, Extension, IrregularClaim, Matter
from desktop.domain.refusals import Refusal

_STAGES = (
    Stage.DISPATCHED, Stage.ACCEPTED, Stage.RETURN_PENDING, Stage.RETURN_REFUSED, Stage.HANDLING,
    Stage.AWAITING_SIGNOFF, Stage.AWAITING_FILES, Stage.SUBMITTED, Stage.CALLBACK, Stage.WARNED,
    Stage.REWORK, Stage.CLOSED, Stage.REMOVED,
)  # fmt: skip

# One column a stage, in the order above: dispatched, accepted, return pending, return refused,
# handling, sign-off, files | submitted, callback, warned, rework | closed, removed.
# "+" done, "=" nothing left to do (the very same order comes back), "." refused.
_TABLE: dict[type, str] = {
    act.Accept:          "+====== ==+= =.",
    act.RecordContact:   ".++++++ ++++ ..",
    act.RecordVisit:     ".+++++. ..++ ..",
    act.RecordMeasure:   ".+++++. ..++ ..",
    act.RecordHeadPart:  ".....+. ..++ ..",
    act.SaveResult:      ".+.+++. ..++ ..",
    act.SavePlan:        ".+.+++. ..++ ..",
    act.SaveReturnForm:  ".+..++. .... ..",
    act.RequestReturn:   ".+..++. .... ..",
    act.WithdrawReturn:  "..+.... .... ..",
    act.SaveSignoff:     ".+.+++. ..++ ..",
    act.RequestSignoff:  ".+.++.. ..++ ..",
    act.AddAttachment:   "+++++++ ++++ ..",
    act.Sign:            ".++++++ ++++ ..",
    act.FormPrinted:     "+++++++ ++++ +.",
    act.AddNote:         "+++++++ ++++ ..",
    act.Retract:         "+++++++ ++++ ..",
    act.RegisterWarning: "......+ ++++ ..",
    act.ReportDifficult: ".+.+++. ..++ ..",
    act.ApplyExclusion:  ".++++++ ++++ ..",
    act.RecordPhoneReport:   ".+..++. .... ..",
    act.RequestExtension:    ".+.+++. ..++ ..",
    act.ClaimIrregular:      ".+.++++ ++++ ..",
    act.RegisterMatter:      "+++++++ ++++ ..",
    act.ReplyMatter:         ".++++++ ++++ ..",
    act.RecordCommitment:    ".+.+++. ..++ ..",
    act.FulfilCommitment:    ".++++++ ++++ ..",
    act.SubmitInvestigation: ".+.+++. ..++ ..",
    act.GiveCoOpinion:       ".++++++ ++++ ..",
    act.Submit:          ".+.+++. ..++ ..",
    act.DecideReturn:    "..+.... .... ..",
    act.RecordCallback:  "....... ++++ ..",
    act.AnswerDifficult: ".++++++ ++++ ..",
    act.DecideExclusion: ".++++++ ++++ +.",
    act.AssignDuty:      "+++++++ ++++ ..",
    act.DecideExtension: ".++++++ ++++ ..",
    act.DecideIrregular: ".++++++ ++++ ..",
    act.OpenMatter:      "+++++++ ++++ ..",
    act.AssignCo:        "+++++++ ++++ ..",
    act.ReturnToUnit:    "....... ++++ ..",
    act.SetDue:          "+++++++ ++++ ..",
    act.Close:           "....... ++.. ..",
    act.Remove:          "+++++++ ++++ ..",
    act.FilesArrived:    "......+ .... ..",
}  # fmt: skip

_UNIT_ROLES = {Role.CLERK, Role.HEAD}
_ROLES: dict[type, set[Role]] = {
    act.AddNote: _UNIT_ROLES | {Role.CENTRE},
    act.DecideReturn: {Role.CENTRE},
    act.RecordCallback: {Role.CENTRE},
    act.AnswerDifficult: {Role.CENTRE},
    act.DecideExclusion: {Role.CENTRE},
    act.AssignDuty: {Role.CENTRE},
    act.DecideExtension: {Role.CENTRE},
    act.DecideIrregular: {Role.CENTRE},
    act.OpenMatter: {Role.CENTRE},
    act.AssignCo: {Role.CENTRE},
    act.ReturnToUnit: {Role.CENTRE},
    act.SetDue: {Role.CENTRE},
    act.Close: {Role.CENTRE},
    act.Remove: {Role.CENTRE},
    act.FilesArrived: {Role.CENTRE, Role.SYSTEM},
}
"""Everything else is for the unit's clerk and head."""


def _ready(order: Order, kind: type) -> Order:
    """Lay the groundwork, so that only the stage can stand in the way."""
    head_part = HeadPart(
        entry_id="hp",
        stamp=Stamp(HANDS_ON, CLERK.user_id, CLERK.name),
        occurred_at=HANDS_ON,
        head="周建国",
        place="现场",
        text="到场协调",
    )
    fields = structs.asdict(contacted("c-ready"))
    contact = did(an_order(), act.Accept(), contacted("c-ready")).round.contacts[0]
    assert fields["entry_id"] == contact.entry_id
    order = order.with_round(
        contacts=(contact,), result=RESULT, head_parts=(head_part,), signoff=Signoff(opinion="办")
    )
    if kind is act.DecideExclusion:
        order = structs.replace(order, flags=(Flag.EXCLUSION_REQUESTED,))
    if kind is act.RequestReturn:
        order = order.with_round(return_form=RETURN_FORM)
        sign = a_signature(order, "F1", "head")
        row = did(structs.replace(order, stage=Stage.HANDLING), sign).signatures[-1]
        order = structs.replace(order, signatures=(row,))
    return structs.replace(order, **_beside(order, kind))


def _beside(order: Order, kind: type) -> dict[str, object]:
    """What an action around the handling is about."""
    stamp = Stamp(HANDS_ON, CLERK.user_id, CLERK.name)
    number = order.round.number
    asked = Extension(entry_id="x", stamp=stamp, duty="handle", round=number, reason="停工")
    matter = Matter(
        entry_id="x",
        stamp=stamp,
        matter="follow_up",
        received_at=HANDS_ON,
        sources=("platform",),
        text="督办",
    )
    claim = IrregularClaim(entry_id="x", stamp=stamp, reason="无依据", explained="已解释")
    promise = Commitment(entry_id="x", stamp=stamp, text="月底完成")
    ways: dict[type, dict[str, object]] = {
        act.ClaimIrregular: {"level": Level.PROVINCE, "rounds": _redone_by_city(order)},
        act.ReplyMatter: {"matters": (matter,)},
        act.FulfilCommitment: {"commitments": (promise,)},
        act.SubmitInvestigation: {"preliminary": True},
        act.GiveCoOpinion: {"part": Part.CO},
        act.DecideExtension: {"extensions": (asked,)},
        act.DecideIrregular: {"irregular_claims": (claim,)},
    }
    return ways.get(kind, {})


def _redone_by_city(order: Order) -> tuple[Round, ...]:
    level = Level.CITY if order.round.number > 1 else None
    return order.with_round(level=level).rounds


def test_the_table_is_complete() -> None:
    assert set(_TABLE) == set(ALL_KINDS)
    assert len(_STAGES) == len(set(Stage)) == len(STAGE_NAMES)
    assert all(len(row.replace(" ", "")) == len(_STAGES) for row in _TABLE.values())


@pytest.mark.parametrize("stage", _STAGES)
@pytest.mark.parametrize("kind", list(_TABLE), ids=act.kind_of)
def test_every_action_in_every_stage(kind: type, stage: Stage) -> None:
    order = _ready(order_in(stage), kind)
    action = valid_action(kind, order, HANDS_ON)
    outcome = apply(order, action, full_rules(), HANDS_ON, actor_for(kind))
    found = "." if isinstance(outcome, Refusal) else "=" if outcome is order else "+"
    expected = _TABLE[kind].replace(" ", "")[_STAGES.index(stage)]
    assert found == expected, outcome


@pytest.mark.parametrize("stage", _STAGES)
@pytest.mark.parametrize("kind", list(_TABLE), ids=act.kind_of)
def test_a_refusal_changes_nothing_and_says_why(kind: type, stage: Stage) -> None:
    order = _ready(order_in(stage), kind)
    before = structs.replace(order)
    outcome = apply(order, valid_action(kind, order, HANDS_ON), full_rules(), HANDS_ON, VIEWER)
    assert order == before
    if isinstance(outcome, Refusal):
        assert len(outcome.message) > 5
        assert "{" not in outcome.message


_WHY = {
    Stage.DISPATCHED: "action.not_accepted",
    Stage.CLOSED: "action.closed",
    Stage.REMOVED: "action.removed",
    Stage.SUBMITTED: "action.stage",
}


@pytest.mark.parametrize("stage", list(_WHY))
def test_the_reason_fits_the_stage(stage: Stage) -> None:
    assert refusal_of(order_in(stage), act.SaveResult(RESULT)) == _WHY[stage]


def test_special_reasons_for_the_stage() -> None:
    assert refusal_of(order_in(Stage.RETURN_PENDING), act.Submit()) == "submit.return_pending"
    decision = valid_action(act.DecideReturn, an_order(), HANDS_ON)
    assert refusal_of(order_in(Stage.ACCEPTED), decision) == "decide.nothing_pending"


def _open_stage(kind: type) -> Stage:
    return _STAGES[_TABLE[kind].replace(" ", "").index("+")]


_PEOPLE = {
    Role.CLERK: CLERK,
    Role.HEAD: HEAD,
    Role.VIEWER: VIEWER,
    Role.CENTRE: CENTRE,
    Role.SYSTEM: SYSTEM,
}


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("kind", list(_TABLE), ids=act.kind_of)
def test_every_action_by_every_role(kind: type, role: Role) -> None:
    order = _ready(order_in(_open_stage(kind)), kind)
    action = valid_action(kind, order, HANDS_ON)
    allowed = role in _ROLES.get(kind, _UNIT_ROLES)
    expected = "" if allowed else "action.role"
    assert refusal_of(order, action, rules=full_rules(), actor=_PEOPLE[role]) == expected


@pytest.mark.parametrize("kind", [k for k in _TABLE if _ROLES.get(k, _UNIT_ROLES) & _UNIT_ROLES])
def test_another_unit_is_refused(kind: type) -> None:
    order = _ready(order_in(_open_stage(kind)), kind)
    action = valid_action(kind, order, HANDS_ON)
    assert refusal_of(order, action, rules=full_rules(), actor=STRANGER) == "action.other_unit"
    head_elsewhere = Actor("h2", "顾平", UNIT + "x", Role.HEAD)
    assert (
        refusal_of(order, action, rules=full_rules(), actor=head_elsewhere) == "action.other_unit"
    )


@pytest.mark.parametrize("kind", list(_TABLE), ids=act.kind_of)
def test_what_a_place_does_not_know_is_refused(kind: type) -> None:
    actions = [name for name in xiayang_content()["actions"] if name != act.kind_of(kind)]
    order = _ready(order_in(_open_stage(kind)), kind)
    action = valid_action(kind, order, HANDS_ON)
    code = refusal_of(order, action, rules=rules_with(actions=actions))
    assert code == "action.unknown_here"


@pytest.mark.parametrize(
    "kind", [kind for kind in _TABLE if issubclass(kind, act.Appending)], ids=act.kind_of
)
def test_a_row_is_appended_once(kind: type) -> None:
    order = _ready(order_in(_open_stage(kind)), kind)
    action = valid_action(kind, order, HANDS_ON, entry="same")
    done = did(order, action, rules=full_rules())
    assert done is not order
    assert apply(done, action, full_rules(), HANDS_ON, actor_for(kind)) is done


def test_a_callback_during_the_sign_off_of_a_rehandling_is_taken() -> None:
    order = did(warned_order(), act.Accept(), act.SaveSignoff(Signoff(opinion="办")))
    order = did(order, act.RequestSignoff())
    callback = valid_action(act.RecordCallback, order, HANDS_ON)
    assert order.stage is Stage.AWAITING_SIGNOFF
    after = did(order, callback)
    assert (after.stage, after.round.number) == (Stage.AWAITING_SIGNOFF, 2)
