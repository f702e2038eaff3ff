"""A new version of the rules holds for new orders; open ones show what would change."""

import pytest
from helpers.orders import accepted_order, an_order, did, order_in, submitted_order, warned_order
from helpers.profile_mutants import PLACES, mutants_of
from helpers.rulebook import profile_rules, rules_of, xiayang_content, xiayang_rules

from desktop.domain import actions as act
from desktop.domain.clocks import Rules
from desktop.domain.orders import HandlingResult, Order, Stage
from desktop.domain.profile import Duty, ProfileError, parse_profile
from desktop.services.profile_change import changed_rules, is_outdated, profile_change
from desktop.services.profile_difference import rule_differences


def _newer() -> Rules:
    content = xiayang_content()
    content["version"] = 2
    content["clocks"][2]["limits"][0]["count"] = 1
    content["clocks"][6]["limits"][0]["count"] = 2
    content["actions"].remove("apply_exclusion")
    content["actions"].append("request_extension")
    return rules_of(content)


def test_what_would_change_is_listed_by_order_and_duty() -> None:
    found = profile_change([accepted_order(), warned_order()], xiayang_rules(), _newer())
    assert [(change.duty, str(change.before)[:10], str(change.after)[:10]) for change in found.dues]
    assert {change.duty for change in found.dues} == {Duty.RETURN, Duty.REHANDLE}
    back = next(change for change in found.dues if change.duty is Duty.RETURN)
    assert (str(back.before)[:10], str(back.after)[:10]) == ("2026-09-21", "2026-09-20")
    said = {line.what: (line.before, line.after) for line in found.rules}
    assert said["步骤“申请延期”"] == ("无", "有")
    assert said["步骤“申请不纳入测评”"] == ("有", "无")
    assert said["退单申请"] == ("派单起 2 个工作日", "派单起 1 个工作日")


def test_closed_orders_and_those_of_another_version_are_passed_over() -> None:
    others = [order_in(Stage.CLOSED), an_order(profile_version=2), an_order(profile="linshu")]
    assert profile_change(others, xiayang_rules(), _newer()).dues == ()


def test_the_same_rules_change_nothing() -> None:
    found = profile_change([accepted_order()], xiayang_rules(), xiayang_rules())
    assert (found.rules, found.dues) == ((), ())
    assert "规则内容没有不同" in found.text


def test_the_text_can_be_handed_on() -> None:
    text = profile_change([accepted_order()], xiayang_rules(), _newer()).text
    assert text.startswith("上海市青浦区夏阳街道 第 1 版 → 上海市青浦区夏阳街道 第 2 版\n")
    assert "退单申请：派单起 2 个工作日 → 派单起 1 个工作日（XY-07，" in text
    assert "工单 QP20260918001 退单申请：9月21日(周一)24:00 → 9月20日(周日)24:00" in text


def test_kinds_that_change_alike_share_a_line() -> None:
    content = xiayang_content()
    content["clocks"][4]["limits"][0]["count"] = 3
    changed = content["clocks"][4]
    found = rule_differences(xiayang_rules().profile, rules_of(content).profile)
    assert [line.what for line in found] == ["首次处置并提交（紧急、次紧急、市级复核单）"], changed


def test_a_duty_that_only_the_new_rules_know_is_listed() -> None:
    content = xiayang_content()
    told = {"duty": "feedback", "start": "dispatch", "rule": "LS-09", "clause": "附件 三(一)2(1)"}
    content["clocks"].append({**told, "no_number": "办理完成后"})
    order = did(accepted_order(), act.SaveResult(HandlingResult(outcome="solved")))
    found = profile_change([order], xiayang_rules(), rules_of(content))
    assert [(due.duty, due.before) for due in found.dues] == [(Duty.FEEDBACK, None)]


_MUTANTS = [mutant for place in PLACES for mutant in mutants_of(place)]


def test_every_change_of_a_number_anywhere_is_said() -> None:
    unsaid = []
    for mutant in _MUTANTS:
        try:
            new = parse_profile(mutant.content, name="mutant")
        except ProfileError:
            continue
        if mutant.where.split(".")[0] in {"version", "valid_from", "valid_to"}:
            continue
        lines = rule_differences(profile_rules(mutant.place).profile, new)
        if not lines or any(line.before == line.after for line in lines):
            unsaid.append(mutant.name)
    assert unsaid == []


@pytest.mark.parametrize("place", PLACES)
def test_every_place_can_be_compared_with_every_other(place: str) -> None:
    old = profile_rules(place).profile
    assert rule_differences(old, old) == ()
    for other in PLACES:
        new = profile_rules(other).profile
        forth, back = rule_differences(old, new), rule_differences(new, old)
        # the two name kinds of order differently, what they say about them is the same
        assert {(line.before, line.after) for line in forth} == {
            (line.after, line.before) for line in back
        }


def test_an_order_under_the_present_rules_has_nothing_to_tell() -> None:
    order = accepted_order()
    assert changed_rules(order, xiayang_rules(), xiayang_rules()) is None
    assert changed_rules(order_in(Stage.CLOSED), xiayang_rules(), _newer()) is None
    # its own version never came here: there is nothing to compare
    assert changed_rules(order, _newer(), _newer()) is None
    found = changed_rules(order, xiayang_rules(), _newer())
    assert found is not None
    assert found.dues


@pytest.mark.parametrize(
    ("order", "outdated"),
    [
        (accepted_order(), True),
        (accepted_order(profile_version=2), False),
        (accepted_order(profile_version=3), False),
        (accepted_order(profile="linshu", profile_version=9), True),
        (order_in(Stage.CLOSED), False),
        (submitted_order(), True),
    ],
)
def test_which_orders_keep_older_rules(order: Order, outdated: bool) -> None:
    assert is_outdated(order, _newer().profile) is outdated


def test_a_deadline_can_come_or_go() -> None:
    content = xiayang_content()
    content["version"] = 2
    del content["clocks"][2]
    found = profile_change([accepted_order()], xiayang_rules(), rules_of(content))
    assert [(change.duty, change.after) for change in found.dues] == [(Duty.RETURN, None)]
