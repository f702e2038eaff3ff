"""Signing in again: also as a new device, when the centre has disabled the old one."""

from pathlib import Path

import msgspec
import pytest
from helpers.central_process import PASSWORD
from helpers.centres import UNIT, RealCentre, dispatched
from helpers.memory_sync_store import MemorySyncStore
from helpers.sync_bench import a_clock

from desktop.bootstrap.centre_gateway import LazyGateway
from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.sign_in import DeviceSignIn
from desktop.domain.actions import AddNote
from desktop.host.paths import DataFolder
from desktop.services.founding import (
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    Standing,
)
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


def test_a_login_for_another_unit_is_refused_and_changes_nothing(tmp_path: Path) -> None:
    """Whoever works for the centre acts for it on every device: here it would be in its name."""
    centre = RealCentre(tmp_path / "centre")
    centre.process.add_unit("chengyun", "城运中心")
    user = centre.process.add_user("城运值班", "chengyun", "centre")
    kept = centre.keeper.kept
    assert kept is not None
    assert kept.unit_id == UNIT
    signed_in: list[str] = []
    desk = DeviceSignIn(
        lambda: centre.address, centre.keeper, user, UNIT, lambda: signed_in.append("in")
    )
    with pytest.raises(FoundingError) as refused:
        desk.sign_in("城运值班", PASSWORD)
    assert (refused.value.code, refused.value.field) == (
        "founding.login_of_other_unit",
        "user_name",
    )
    assert "另一个单位的身份" in refused.value.message
    assert "本机内容没有改动" in refused.value.message
    assert (centre.keeper.kept, signed_in) == (kept, [])
    founding = DeskFounding(DataFolder(tmp_path / "data"))
    for password, code, field in (
        (PASSWORD, "founding.login_of_other_unit", "user_name"),
        ("verschrieben", "unauthorised", "password"),
    ):
        with pytest.raises(FoundingError) as refused:
            founding.found(
                FoundingChoices(
                    mode=Mode.REAL,
                    profile_id="xiayang",
                    address=centre.process.url,
                    enrolment_code=centre.process.enrol_code(UNIT),
                    user_name="城运值班",
                    password=password,
                    key_keeping=KeyKeeping.PASSPHRASE,
                    passphrase="桂花开在三月-12",
                ),
                _ignore,
            )
        assert (refused.value.code, refused.value.field) == (code, field)
        # the PC was enrolled before the login was refused
        assert "登记码已用掉，请向中心另要一个" in refused.value.message
        assert founding.standing() is Standing.NEW
    # a platform that turns a signed-in clerk to another unit signs him out
    centre.keeper.kept = msgspec.structs.replace(kept, unit_id="u7")
    gateway = LazyGateway(lambda: centre.address, centre.keeper)
    with pytest.raises(GatewayError) as caught:
        gateway.hello()
    assert caught.value.code == Trouble.SIGNED_OUT
    gateway.close()
    centre.close()


def _ignore(_words: str) -> None:
    """Nobody listens."""
