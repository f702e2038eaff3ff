"""The platform under the rules of other places: what arrives, and what its staff decide."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from helpers.orders import DISPATCHED_AT, HANDS_ON, an_order
from helpers.places import Place
from helpers.rulebook import profile_rules

from central import dispatching
from central.importing.rows import ImportedOrder
from central.intake import Destination, order_of
from central.orderbook import OrderBook
from central.platform import Platform
from desktop.contract.messages import ResultStatus
from desktop.domain import actions as act
from desktop.domain.orders import Level, Order, Stage

_ROW = ImportedOrder(
    number="LS1", external_number="", title="污水外溢", content="污水外溢三天", category="投诉",
    channel="电话", kind="", urgency="", caller_name="", caller_phone="", address="",
    unit_name="", dispatched_at=DISPATCHED_AT, due_at=None, confidentiality="none",
    anonymous=False, extra=(), row=2,
)  # fmt: skip


def _imported(place: str, **changes: object) -> Order:
    profile = profile_rules(place).profile
    row = replace(_ROW, **changes)  # type: ignore[arg-type]
    return order_of(row, Destination("u", "本单位", profile, {}), HANDS_ON)


@pytest.mark.parametrize(
    ("changes", "level"),
    [
        ({"level": "省级"}, Level.PROVINCE),
        ({"level": "市级"}, Level.CITY),
        ({"level": "县级"}, Level.COUNTY),
        ({"level": "区级"}, Level.COUNTY),
        ({"level": "街道"}, Level.STREET),
        ({"channel": "省级热线"}, Level.PROVINCE),
        ({"channel": "市民服务热线"}, None),
        ({"level": "其他"}, None),
    ],
)
def test_whose_order_it_is(changes: dict[str, object], level: Level | None) -> None:
    assert _imported("linshu", **changes).level is level


def test_when_a_written_notice_was_received() -> None:
    received = DISPATCHED_AT + timedelta(days=2)
    order = _imported("kaifeng", kind="书面交办", received_at=received)
    assert (order.kind, order.received_at) == ("written", received)
    assert Place("kaifeng").shown_due(order, "handle") == "2026-10-10"


def test_a_kind_is_known_by_its_category_where_the_place_has_such_kinds() -> None:
    assert _imported("xshi").kind == "complaint"
    assert _imported("linshu").kind == "normal"


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = Platform(tmp_path)
    yield opened
    opened.close()


def _do(
    platform: Platform, action: act.Action, *, at: datetime | None = None
) -> tuple[ResultStatus, str]:
    found = dispatching.act(platform.database, platform.rulebook, "o-1", action, at=at or HANDS_ON)
    return found.status, found.code


def _order(platform: Platform) -> Order:
    with platform.database.write() as transaction:
        book = OrderBook(transaction, platform.database.epoch)
        book.hold(["o-1"])
        held = book.get("o-1")
    assert held is not None
    return held.order


def test_every_profile_is_archived(platform: Platform) -> None:
    names = {file.name for file in platform.rulebook.profile_files()}
    assert {"xiayang", "linshu", "kaifeng", "platform"} <= names


def test_an_extension_is_decided_and_stored(platform: Platform) -> None:
    place = Place("kaifeng")
    asked = act.RequestExtension(entry_id="ex", reason="管网改造")
    dispatching.dispatch(platform.database, [place.accepted(asked)])
    new_due = DISPATCHED_AT + timedelta(days=24)
    granted = act.DecideExtension(entry_id="dx", accepted=True, new_due=new_due)
    assert _do(platform, granted) == (ResultStatus.APPLIED, "")
    stored = _order(platform)
    assert stored.extensions[0].new_due == new_due
    assert place.next_due(stored) == ("handle", "2026-10-12")
    assert _do(platform, act.DecideExtension(entry_id="dy", accepted=True)) == (
        ResultStatus.REFUSED,
        "extension.not_requested",
    )


def test_the_centre_supervises_sends_back_and_assigns(platform: Platform) -> None:
    order = Place("linshu").submitted()
    dispatching.dispatch(platform.database, [order])
    opened = act.OpenMatter(entry_id="om", matter="daily", text="请答复")
    back = act.ReturnToUnit(entry_id="rt", text="市民不满意", level=Level.CITY)
    assigned = act.AssignCo(entry_id="co", unit_id="u-2", unit_name="综合执法局")
    later = HANDS_ON + timedelta(days=1)
    for action in (opened, back, assigned):
        assert _do(platform, action, at=later) == (ResultStatus.APPLIED, "")
        # the same again, as after a lost answer, changes nothing
        assert _do(platform, action, at=later)[0] is ResultStatus.NOOP
    stored = _order(platform)
    assert (stored.stage, stored.round.level) == (Stage.WARNED, Level.CITY)
    assert [row.unit_name for row in stored.co_units] == ["综合执法局"]
    assert [row.matter for row in stored.matters] == ["daily"]


def test_what_a_place_does_not_know_is_refused_here_as_well(platform: Platform) -> None:
    dispatching.dispatch(platform.database, [an_order()])
    assert _do(platform, act.ReturnToUnit(entry_id="rt", text="x"))[1] == "action.unknown_here"


@pytest.mark.parametrize(
    ("place", "channel", "category", "kind"),
    [
        ("xshi", "110转办", "噪音", "police_transfer"),
        ("xshi", "110", "", "police_transfer"),
        ("xshi", "110转办", "投诉", "complaint"),
        ("xshi", "电话", "噪音", "consult"),
        ("linshu", "110转办", "噪音", "standard"),
    ],
)
def test_what_110_hands_over_is_a_kind_of_its_own_where_the_place_has_one(
    place: str, channel: str, category: str, kind: str
) -> None:
    first = profile_rules(place).profile.kinds[0].id
    found = _imported(place, channel=channel, category=category).kind
    assert found == (first if kind in {"consult", "standard"} else kind)
