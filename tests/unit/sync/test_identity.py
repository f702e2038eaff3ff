"""Who this PC is to a real platform: codes, lost renewals, revocation; the outbox survives all."""

import hashlib
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.centres import UNIT, MemoryKeeper, RealCentre, dispatched
from helpers.memory_sync_store import MemorySyncStore
from helpers.raw_server import RawServer
from helpers.sync_bench import a_clock

from desktop.contract.client_versions import user_agent
from desktop.domain.actions import AddNote
from desktop.remote.address import parse_address
from desktop.remote.enrolment import Enrolment
from desktop.remote.gateway import RequestsGateway
from desktop.services.order_desk import ChangeFeed
from desktop.sync.ports import Gateway, GatewayError, Trouble
from desktop.sync.round import SyncRound
from desktop.sync.status import SyncPhase
from desktop.sync.trouble import phase_of


@pytest.fixture(scope="module")
def centre(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealCentre]:
    opened = RealCentre(tmp_path_factory.mktemp("centre"))
    yield opened
    opened.close()


class _LosesRenewals:
    """Forwards every call; the platform's first answers to `/v1/token` never arrive."""

    def __init__(self, port: int, losses: int) -> None:
        self._port = port
        self.losses = losses
        self.renewals = 0

    def __call__(self, connection: socket.socket, request: bytes) -> None:
        with socket.create_connection(("127.0.0.1", self._port), 10) as platform:
            platform.sendall(request.replace(b"onnection: keep-alive", b"onnection: close"))
            reply = b""
            while more := platform.recv(65536):
                reply += more
        if b"POST /v1/token" in request:
            self.renewals += 1
            if self.renewals <= self.losses:
                raise OSError("the line breaks instead of the reply")
        connection.sendall(reply)
        raise OSError("one call a connection")


def _push_round(store: MemorySyncStore, gateway: Gateway) -> SyncRound:
    return SyncRound(store, gateway, a_clock(), ChangeFeed())


def _refused(work: SyncRound) -> GatewayError:
    with pytest.raises(GatewayError) as caught:
        work.run()
    return caught.value


def test_a_code_is_good_for_one_device(centre: RealCentre) -> None:
    code = centre.process.enrol_code(UNIT)
    door = Enrolment(centre.address)
    door.enrol(f" {code} ", "窗口二")
    found = []
    for again in (code, "WRONG-CODE"):
        with pytest.raises(GatewayError) as caught:
            door.enrol(again, "窗口三")
        found.append(caught.value)
    door.close()
    assert [error.code for error in found] == ["code_used", "code_unknown"]
    assert "再要一个" in found[0].message


def test_renewals_whose_replies_are_lost_sign_nobody_out(centre: RealCentre) -> None:
    keeper = centre.signed_in()
    first = keeper.kept
    lossy = _LosesRenewals(centre.process.port, losses=3)
    with RawServer(lossy) as server:
        gateway = RequestsGateway(parse_address(server.url), keeper)
        for _ in range(3):
            with pytest.raises(GatewayError) as caught:
                gateway.hello()
            assert caught.value.code == Trouble.OFFLINE
            assert keeper.kept == first
        assert gateway.hello().user_name == "陈敏"
        gateway.close()
    assert keeper.kept != first
    assert lossy.renewals == 4


def test_a_revoked_device_says_so_and_keeps_its_outbox(centre: RealCentre) -> None:
    order = dispatched()
    centre.dispatch(order)
    keeper = centre.signed_in()
    assert keeper.kept is not None
    gateway = RequestsGateway(centre.address, keeper)
    store = MemorySyncStore(keeper.kept.user_id)
    work = _push_round(store, gateway)
    work.run()
    store.click(order.order_id, AddNote(entry_id="n-1", text="又来电"))
    before = list(store.data.outbox)
    centre.process.run("revoke", keeper.kept.device_id)
    for _ in range(2):
        error = _refused(work)
        assert (error.code, phase_of(error)) == (Trouble.REVOKED, SyncPhase.SIGNED_OUT)
        assert "都还在本机" in error.message
    assert store.data.outbox == before
    assert store.state().top > store.state().acked
    gateway.close()


def test_a_disabled_user_goes_on_where_he_stopped_when_enabled_and_signed_in(
    centre: RealCentre,
) -> None:
    order = dispatched()
    centre.dispatch(order)
    keeper = centre.signed_in()
    assert keeper.kept is not None
    user_id = keeper.kept.user_id
    store = MemorySyncStore(user_id)
    gateway = RequestsGateway(centre.address, keeper)
    work = _push_round(store, gateway)
    work.run()
    store.click(order.order_id, AddNote(entry_id="n-2", text="又来电"))
    centre.process.run("user", "disable", user_id)
    assert _refused(work).code == Trouble.REVOKED
    centre.process.run("user", "enable", user_id)
    again: MemoryKeeper = centre.signed_in()
    fresh = RequestsGateway(centre.address, again)
    assert _push_round(store, fresh).run().applied == 1
    for each in (gateway, fresh):
        each.close()


def test_an_older_program_still_sends_what_it_has_saved_and_is_told_what_to_do(
    tmp_path: Path,
) -> None:
    """Also its files, and also after the platform was restored: it has no other way out."""
    centre = RealCentre(tmp_path)
    order = dispatched()
    centre.dispatch(order)
    assert centre.keeper.kept is not None
    store = MemorySyncStore(centre.keeper.kept.user_id)
    _push_round(store, centre.gateway()).run()
    photo = b"\xff\xd8" + bytes(300)
    sha256 = hashlib.sha256(photo).hexdigest()
    store.click(order.order_id, AddNote(entry_id="n-3", text="又来电"))
    store.add_blob(sha256, photo)
    old = RequestsGateway(centre.address, centre.keeper, client=user_agent("0.0.9"))
    error = _refused(_push_round(store, old))
    assert (error.code, phase_of(error)) == (Trouble.OUTDATED, SyncPhase.TROUBLE)
    assert error.message == (
        "本程序的版本太旧，中心平台不再发来新工单和办理结果。"
        "已保存的内容和附件照常上报。请升级程序到 0.1.0 版或更新的版本。"
    )
    assert [row.state for row in store.data.outbox] == ["done"]
    assert not store.pending_blobs()
    centre.process.run("restored")
    store.click(order.order_id, AddNote(entry_id="n-4", text="补充"))
    assert _refused(_push_round(store, old)).code == Trouble.OUTDATED
    assert [row.state for row in store.data.outbox] == ["done", "done"]
    old.close()
    centre.close()
