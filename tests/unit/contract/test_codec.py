"""Actions and orders to JSON and back; the fingerprint; checksums."""

from datetime import datetime
from typing import Any

import msgspec
import pytest
from helpers.histories import ALL_KINDS, CENTRE_KINDS, UNIT_KINDS, Move, histories, play, starts
from helpers.orders import HANDS_ON, accepted_order, an_order, valid_action
from helpers.rulebook import xiayang_rules
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import Raw, structs

from desktop.contract import codec
from desktop.contract.messages import Claimed, PushedAction
from desktop.domain import actions as act
from desktop.domain.orders import Caller, Confidentiality, Order


@pytest.mark.parametrize("variant", range(6))
@pytest.mark.parametrize("kind", ALL_KINDS, ids=act.kind_of)
def test_every_action_comes_back_as_it_went(kind: type, variant: int) -> None:
    action = valid_action(kind, accepted_order(), HANDS_ON, variant=variant)
    raw = codec.encode(action)
    assert codec.decode_action(raw) == action
    assert codec.encode(codec.decode_action(raw)) == raw
    assert msgspec.json.decode(raw)["kind"] == codec.kind_of(action)
    assert codec.decode_action(Raw(raw)) == action


@pytest.mark.parametrize("kind", UNIT_KINDS, ids=act.kind_of)
def test_a_units_action_is_read_as_one(kind: type) -> None:
    action = valid_action(kind, accepted_order(), HANDS_ON)
    assert codec.decode_unit_action(codec.encode(action)) == action


@pytest.mark.parametrize("kind", CENTRE_KINDS, ids=act.kind_of)
def test_a_unit_cannot_speak_for_the_centre(kind: type) -> None:
    raw = codec.encode(valid_action(kind, accepted_order(), HANDS_ON))
    with pytest.raises(codec.UnreadableError):
        codec.decode_unit_action(raw)


def test_kinds_have_names_of_their_own() -> None:
    assert len({act.kind_of(kind) for kind in ALL_KINDS}) == len(ALL_KINDS) == 44
    assert set(act.ACTION_KINDS) == {act.kind_of(kind) for kind in ALL_KINDS}


def _contact_json(occurred_at: str, outcome: str) -> bytes:
    row = {"kind": "record_contact", "entry_id": "e", "way": "电话"}
    return codec.encode({**row, "occurred_at": occurred_at, "outcome": outcome})


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b"{}",
        b'{"kind":"dance"}',
        b'{"kind":"add_note"}',
        b'{"kind":"add_note","entry_id":7,"text":"x"}',
        b'{"kind":"add_note","entry_id":"e","text":"\xff"}',
        _contact_json("2026-09-18T10:00:00", "reached"),
        _contact_json("2026-09-18T10:00:00+08:00", "shouted"),
        b'{"kind":"set_due","duty":"handle","due":"2026-09-18T10:00:00"}',
    ],
)
def test_what_is_no_action_is_unreadable(raw: bytes) -> None:
    with pytest.raises(codec.UnreadableError):
        codec.decode_action(raw)
    with pytest.raises(codec.UnreadableError):
        codec.decode_unit_action(raw)


@pytest.mark.parametrize("raw", [b"", b"{}", b'{"order_id":"o"}', b"[1]"])
def test_what_is_no_order_is_unreadable(raw: bytes) -> None:
    with pytest.raises(codec.UnreadableError):
        codec.decode_order(raw)


def test_an_order_without_offset_in_its_times_is_unreadable() -> None:
    fields = msgspec.json.decode(codec.encode(an_order()))
    naive = {**fields, "dispatched_at": datetime(2026, 9, 18).isoformat()}  # noqa: DTZ001
    with pytest.raises(codec.UnreadableError, match="dispatched_at"):
        codec.decode_order(codec.encode(naive))


def test_unknown_fields_of_a_newer_platform_are_passed_over() -> None:
    fields = msgspec.json.decode(codec.encode(an_order()))
    assert codec.decode_order(codec.encode({**fields, "mood": "good"})) == an_order()


@settings(max_examples=60, deadline=None)
@given(starts(), histories())
def test_every_order_comes_back_as_it_went(start: Order, script: list[Move]) -> None:
    order = play(start, script, xiayang_rules())[-1].after
    raw = codec.encode(order)
    assert codec.decode_order(raw) == order
    assert codec.encode(codec.decode_order(raw)) == raw


_PUSHED = PushedAction(
    seq=4,
    op_id="op-4",
    kind="accept",
    order_id="o-1",
    data=Raw(b'{"kind":"accept"}'),
    claimed=Claimed(wall_ms=1, offset_ms=2, error_ms=3, boot_id="b", mono_ms=5),
    round=1,
    base_version=6,
    base_seq=3,
    seen=2,
    supersedes="op-1",
    blobs=("ab",),
)
_OTHERS: dict[str, Any] = {
    "op_id": "op-5",
    "kind": "submit",
    "order_id": "o-2",
    "data": Raw(b'{"kind": "accept"}'),
    "claimed": structs.replace(_PUSHED.claimed, wall_ms=9),
    "schema": 2,
    "round": 2,
    "base_version": 7,
    "base_seq": 1,
    "supersedes": "",
    "blobs": ("ab", "cd"),
}


def test_the_fingerprint_survives_a_renumbering() -> None:
    plain = codec.fingerprint(_PUSHED)
    assert codec.fingerprint(structs.replace(_PUSHED, seq=99, seen=0)) == plain
    assert set(_OTHERS) | {"seq", "seen"} == set(PushedAction.__struct_fields__)


@pytest.mark.parametrize("field", list(_OTHERS))
def test_the_fingerprint_depends_on_everything_else(field: str) -> None:
    changed = structs.replace(_PUSHED, **{field: _OTHERS[field]})
    assert codec.fingerprint(changed) != codec.fingerprint(_PUSHED)


@pytest.mark.parametrize("field", Claimed.__struct_fields__)
def test_the_fingerprint_depends_on_the_claimed_time(field: str) -> None:
    other = "c" if field == "boot_id" else 77
    claimed = structs.replace(_PUSHED.claimed, **{field: other})
    changed = structs.replace(_PUSHED, claimed=claimed)
    assert codec.fingerprint(changed) != codec.fingerprint(_PUSHED)


def test_the_fingerprint_survives_the_wire() -> None:
    received = msgspec.json.decode(codec.encode(_PUSHED), type=PushedAction)
    assert codec.fingerprint(received) == codec.fingerprint(_PUSHED)


def test_the_digest_header_is_that_of_rfc_9530() -> None:
    # the example of RFC 9530, appendix B.1
    body = b'{"hello": "world"}\n'
    digest = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
    assert codec.digest_header(body) == digest


_ROWS = st.lists(
    st.tuples(st.text(max_size=8), st.integers(0, 9999)), unique_by=lambda row: row[0], max_size=8
)


@given(_ROWS, st.randoms())
def test_the_checksum_does_not_depend_on_the_order(rows: list[tuple[str, int]], dice: Any) -> None:
    shuffled = list(rows)
    dice.shuffle(shuffled)
    assert codec.checksum(rows) == codec.checksum(shuffled)
    assert len(codec.checksum(rows)) == 16
    if rows:
        older = [(rows[0][0], rows[0][1] + 1), *rows[1:]]
        assert codec.checksum(older) != codec.checksum(rows)
        assert codec.checksum(rows[1:]) != codec.checksum(rows)


@pytest.mark.parametrize("hidden", [Confidentiality.REPORT, Confidentiality.SECRET])
def test_a_hidden_caller_is_left_out_whoever_sends_one(hidden: Confidentiality) -> None:
    """A platform that is not ours may send what it must not; screens and exports never see it."""
    sent = structs.replace(an_order(), confidentiality=hidden, caller=Caller("赵铁柱", "139"))
    assert codec.decode_order(codec.encode(sent)).caller is None
    known = structs.replace(sent, confidentiality=Confidentiality.NONE)
    assert codec.decode_order(codec.encode(known)) == known


@pytest.mark.parametrize("year", [1, 1899, 2200, 9999])
def test_an_order_no_deadline_can_be_counted_for_is_unreadable(year: int) -> None:
    """Its row could not be made, and the whole page would be fetched again for ever."""
    order = an_order()
    when = order.dispatched_at.replace(year=year)
    late = order.with_round(started_at=when)
    for made in (
        structs.replace(order, dispatched_at=when),
        late,
        structs.replace(order, rounds=()),
    ):
        with pytest.raises(codec.UnreadableError):
            codec.decode_order(codec.encode(made))
