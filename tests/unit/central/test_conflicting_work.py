from helpers.central_clerks import Clerk, add_orders, contact, make_order, note, result

from central.platform import Platform
from desktop.contract import codec
from desktop.contract.messages import ResultStatus
from desktop.domain.actions import Accept, SavePlan, Submit
from desktop.domain.orders import Order, Stage, WorkPlan


def accepted(platform: Platform, order: Order) -> tuple[Clerk, Clerk, int]:
    one, two = Clerk(platform, name="张三"), Clerk(platform, name="李四")
    version = one.do(order, Accept()).version
    one.do(order, contact())
    return one, two, version


def test_the_second_accept_is_told_who_was_first(platform: Platform, order: Order) -> None:
    _one, two, _version = accepted(platform, order)
    told = two.do(order, Accept())
    assert (told.status, told.code) == (ResultStatus.NOOP, "accept.already")
    assert told.message.startswith("已由张三于")


def test_a_later_writer_on_an_older_base_gets_the_servers_order(
    platform: Platform, order: Order
) -> None:
    one, two, version = accepted(platform, order)
    one.do(order, result(cause="甲写的"), base_version=version)
    told = two.do(order, result(cause="乙写的"), base_version=version)
    assert (told.status, told.section) == (ResultStatus.CONFLICT, "result")
    server = codec.decode_order(told.order)
    assert server.round.result is not None
    assert server.round.result.cause == "甲写的"
    assert two.order(order) == server


def test_sections_clash_one_by_one(platform: Platform, order: Order) -> None:
    one, two, version = accepted(platform, order)
    one.do(order, result(), base_version=version)
    told = two.do(order, SavePlan(WorkPlan(told_citizen="已告知")), base_version=version)
    assert told.status is ResultStatus.APPLIED


def test_who_has_seen_the_others_text_may_replace_it(platform: Platform, order: Order) -> None:
    one, two, version = accepted(platform, order)
    seen = one.do(order, result(cause="甲写的"), base_version=version).version
    told = two.do(order, result(cause="乙写的"), base_version=seen)
    assert told.status is ResultStatus.APPLIED


def test_one_client_never_conflicts_with_itself(platform: Platform, order: Order) -> None:
    one, _two, version = accepted(platform, order)
    batch = [
        one.made(order, result(cause=f"第{n}稿"), base_version=version, base_seq=n)
        for n in range(1, 6)
    ]
    assert {told.status for told in one.push(*batch).results} == {ResultStatus.APPLIED}


def test_what_builds_on_an_unseen_failure_is_blocked_but_rows_are_not(
    platform: Platform, order: Order
) -> None:
    one, two, version = accepted(platform, order)
    one.do(order, result(cause="甲写的"), base_version=version)
    reply = two.push(
        two.made(order, result(cause="乙写的"), base_version=version),
        two.made(order, contact()),
        two.made(order, Submit()),
    )
    assert [told.status for told in reply.results] == [
        ResultStatus.CONFLICT,
        ResultStatus.APPLIED,
        ResultStatus.BLOCKED,
    ]
    assert two.order(order).stage is not Stage.SUBMITTED


def test_a_choice_supersedes_the_conflict_and_the_blocked_follow(
    platform: Platform, order: Order
) -> None:
    one, two, version = accepted(platform, order)
    one.do(order, result(cause="甲写的"), base_version=version)
    mine = two.made(order, result(cause="乙写的"), base_version=version)
    submit = two.made(order, Submit())
    failed = two.push(mine, submit).results
    chosen = two.do(
        order, result(cause="乙写的"), base_version=failed[0].version, supersedes=mine.op_id
    )
    assert chosen.status is ResultStatus.APPLIED
    assert two.do(order, Submit()).status is ResultStatus.BLOCKED
    assert two.do(order, Submit(), seen=3, supersedes="").status is ResultStatus.BLOCKED
    assert two.do(order, Submit(), seen=5).status is ResultStatus.APPLIED


def test_a_superseding_action_passes_its_own_failure_and_ends_it(
    platform: Platform, order: Order
) -> None:
    one, _two, _version = accepted(platform, order)
    early = one.made(order, Submit())
    assert one.push(early).results[0].code == "submit.result_missing"
    assert one.do(order, result()).status is ResultStatus.BLOCKED
    assert one.do(order, result(), seen=4).status is ResultStatus.APPLIED
    again = one.do(order, Submit(), supersedes=early.op_id)
    assert again.status is ResultStatus.APPLIED


def test_a_failure_on_one_order_blocks_no_other(platform: Platform, order: Order) -> None:
    other = make_order("A-2")
    add_orders(platform, other)
    clerk = Clerk(platform)
    reply = clerk.push(clerk.made(order, Submit()), clerk.made(other, Accept()))
    assert [told.status for told in reply.results] == [
        ResultStatus.REFUSED,
        ResultStatus.APPLIED,
    ]


def test_a_text_for_an_older_round_is_a_conflict(platform: Platform, order: Order) -> None:
    one, _two, version = accepted(platform, order)
    told = one.do(order, result(), base_version=version, round=2)
    assert told.status is ResultStatus.CONFLICT


def test_a_row_that_is_there_already_changes_nothing(platform: Platform, order: Order) -> None:
    one, two, _version = accepted(platform, order)
    row = note("同一条")
    one.do(order, row)
    told = two.do(order, row)
    assert (told.status, told.code) == (ResultStatus.NOOP, "entry.already")
    assert len(one.order(order).notes) == 1
