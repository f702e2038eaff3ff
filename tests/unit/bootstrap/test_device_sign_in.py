"""Signing in again: also as a new device, when the centre has disabled the old one."""

from pathlib import Path

import pytest
from helpers.central_process import PASSWORD
from helpers.centres import UNIT, RealCentre, dispatched
from helpers.memory_sync_store import MemorySyncStore
from helpers.sync_bench import a_clock

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.sign_in import DeviceSignIn
from desktop.domain.actions import AddNote
from desktop.services.founding import FoundingError
from desktop.services.order_desk import ChangeFeed
from desktop.sync.ports import GatewayError, Trouble
from desktop.sync.round import SyncRound


def test_the_work_of_a_disabled_pc_goes_on_with_a_new_code(tmp_path: Path) -> None:
    centre = RealCentre(tmp_path)
    order = dispatched()
    centre.dispatch(order)
    keeper = centre.keeper
    assert keeper.kept is not None
    old = keeper.kept.device_id
    gateway = LazyGateway(lambda: centre.address, keeper)
    desk = DeviceSignIn(gateway.address, keeper, centre.user_id, UNIT, gateway.close)
    store = MemorySyncStore(centre.user_id)
    work = SyncRound(store, gateway, a_clock(), ChangeFeed())
    work.run()
    store.click(order.order_id, AddNote(entry_id="n-1", text="又来电"))
    centre.process.run("revoke", old)
    with pytest.raises(GatewayError) as caught:
        work.run()
    assert caught.value.code == Trouble.REVOKED
    for code, field in (("", ""), ("WRONG-CODE", "enrolment_code")):
        with pytest.raises(FoundingError) as refused:
            desk.sign_in("陈敏", PASSWORD, code)
        assert refused.value.field == field
    centre.process.add_unit("u7", "七居委")
    with pytest.raises(FoundingError) as refused:
        desk.sign_in("陈敏", PASSWORD, centre.process.enrol_code("u7"))
    assert (refused.value.code, keeper.kept.device_id) == ("founding.other_unit", old)
    fresh = centre.process.enrol_code(UNIT)
    with pytest.raises(FoundingError) as refused:
        desk.sign_in("陈敏", "verschrieben", fresh)
    assert refused.value.field == "password"
    fresh_device = keeper.kept.device_id
    assert fresh_device != old
    # the field still holds the code, which is used up: the device is there already
    desk.sign_in("陈敏", PASSWORD, f" {fresh} ")
    assert keeper.kept.device_id == fresh_device
    again = DeviceSignIn(gateway.address, keeper, centre.user_id, UNIT, gateway.close)
    with pytest.raises(FoundingError) as refused:
        again.sign_in("陈敏", PASSWORD, fresh)  # it was not this program that used it
    assert (refused.value.code, refused.value.field) == ("code_used", "enrolment_code")
    assert work.run().applied == 1
    gateway.close()
    centre.close()
