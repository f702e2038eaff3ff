"""Setting up and going back: what is refused before anything is touched, and what is left alone."""

from pathlib import Path

import pytest

from desktop.bootstrap.founding import DeskFounding
from desktop.host.paths import DataFolder
from desktop.host.settings import Settings
from desktop.services.founding import (
    SHORTEST_PASSPHRASE,
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    Standing,
)


def _ignore(_words: str) -> None:
    """Nobody listens."""


@pytest.mark.parametrize("mode", [Mode.REAL, Mode.PRIVATE])
def test_a_short_passphrase_is_refused_before_anything_is_made(mode: Mode, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    founding = DeskFounding(folder)
    choices = FoundingChoices(
        mode=mode,
        profile_id="xiayang",
        key_keeping=KeyKeeping.PASSPHRASE,
        passphrase="x" * (SHORTEST_PASSPHRASE - 1),
    )
    with pytest.raises(FoundingError, match="至少 8 个字符") as refused:
        founding.found(choices, _ignore)
    assert refused.value.field == "passphrase"
    assert not folder.office(training=False).exists()
    assert founding.standing() is Standing.NEW


def test_turning_to_the_other_office_keeps_what_an_open_office_has_written(tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "data")
    founding = DeskFounding(folder)
    founding.turn_to(training=False)
    # the open office has its own reader of the same file
    Settings(folder.settings).put(
        {"server.address": "https://12345.example.gov.cn", "print.copies": 3}
    )
    founding.turn_to(training=True)
    settings = Settings(folder.settings)
    assert settings.text("mode") == Mode.TRAINING
    assert settings.text("server.address") == "https://12345.example.gov.cn"
    assert settings.number("print.copies") == 3


def test_before_the_first_start_no_trouble_says_that_work_is_kept(tmp_path: Path) -> None:
    founding = DeskFounding(DataFolder(tmp_path / "data"))
    with pytest.raises(FoundingError) as refused:
        founding.test_address("https://localhost:1")
    assert refused.value.message == "连不上中心平台。请检查网络。"
