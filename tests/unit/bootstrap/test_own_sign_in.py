"""At a centre of one's own the program signs in by itself: nobody knows the password there."""

from pathlib import Path

import msgspec
import pytest

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.office import Badge, OpenOffice
from desktop.bootstrap.store_safe import StoreSafe
from desktop.host.paths import DataFolder
from desktop.host.secrets_safe import SafeCredentials
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode
from desktop.sync.ports import GatewayError, Trouble

_PASSPHRASE = "长一些的口令-0001"


def _founded(founding: DeskFounding) -> OpenOffice:
    choices = FoundingChoices(
        mode=Mode.PRIVATE,
        profile_id="xiayang",
        key_keeping=KeyKeeping.PASSPHRASE,
        passphrase=_PASSPHRASE,
        unit_name="示范居委会",
        user_name="李想",
    )
    return founding.found(choices, lambda _said: None)


def test_lost_tokens_do_not_end_the_work_of_a_unit_without_a_platform(tmp_path: Path) -> None:
    office = _founded(DeskFounding(DataFolder(tmp_path)))
    try:
        keeper = SafeCredentials(StoreSafe(office.store))
        kept = keeper.load()
        assert kept is not None
        keeper.keep(type(kept)(device_id=kept.device_id, device_secret=kept.device_secret))
        assert office.sync_once() is not None
        renewed = keeper.load()
        assert renewed is not None
        assert renewed.user_id == kept.user_id
        assert renewed.refresh_token
    finally:
        office.close()


def test_credentials_of_an_older_program_are_of_the_unit_whose_database_it_is(
    tmp_path: Path,
) -> None:
    """It kept no unit: the platform could have given the user to another one meanwhile."""
    founding = DeskFounding(DataFolder(tmp_path))
    office = _founded(founding)
    try:
        store = office.store
        keeper = SafeCredentials(StoreSafe(store))
        kept = keeper.load()
        badge = msgspec.json.decode(store.recall("badge"), type=Badge)
        assert kept is not None
        keeper.keep(msgspec.structs.replace(kept, unit_id=""))
        # for the platform he belongs to the unit of before; the orders here are of another
        moved = msgspec.structs.replace(badge, unit_id="u-elsewhere")
        store.remember("badge", msgspec.json.encode(moved).decode())
    finally:
        office.close()
    office = founding.unlock(_PASSPHRASE)
    try:
        with pytest.raises(GatewayError) as caught:
            office.gateway.hello()
        assert caught.value.code == Trouble.SIGNED_OUT
    finally:
        office.close()
