"""At a centre of one's own the program signs in by itself: nobody knows the password there."""

from pathlib import Path

from desktop.bootstrap.founding import DeskFounding
from desktop.bootstrap.store_safe import StoreSafe
from desktop.host.paths import DataFolder
from desktop.host.secrets_safe import SafeCredentials
from desktop.services.founding import FoundingChoices, KeyKeeping, Mode


def test_lost_tokens_do_not_end_the_work_of_a_unit_without_a_platform(tmp_path: Path) -> None:
    founding = DeskFounding(DataFolder(tmp_path))
    choices = FoundingChoices(
        mode=Mode.PRIVATE,
        profile_id="xiayang",
        key_keeping=KeyKeeping.PASSPHRASE,
        passphrase="长一些的口令-0001",
        unit_name="示范居委会",
        user_name="李想",
    )
    office = founding.found(choices, lambda _said: None)
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
