"""A new version of the rules holds for new orders; open ones show what would change."""

from helpers.orders import accepted_order, an_order, order_in, warned_order
from helpers.rulebook import rules_of, xiayang_content, xiayang_rules

from desktop.domain.clocks import Rules
from desktop.domain.orders import Stage
from desktop.domain.profile import Duty
from desktop.services.profile_change import profile_change


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
    assert (found.gained, found.lost) == (("request_extension",), ("apply_exclusion",))


def test_closed_orders_and_those_of_another_version_are_passed_over() -> None:
    others = [order_in(Stage.CLOSED), an_order(profile_version=2), an_order(profile="linshu")]
    assert profile_change(others, xiayang_rules(), _newer()).dues == ()


def test_the_same_rules_change_nothing() -> None:
    found = profile_change([accepted_order()], xiayang_rules(), xiayang_rules())
    assert (found.gained, found.lost, found.dues) == ((), (), ())


def test_a_deadline_can_come_or_go() -> None:
    content = xiayang_content()
    content["version"] = 2
    del content["clocks"][2]
    found = profile_change([accepted_order()], xiayang_rules(), rules_of(content))
    assert [(change.duty, change.after) for change in found.dues] == [(Duty.RETURN, None)]
