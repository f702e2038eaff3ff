"""The settings file."""

from pathlib import Path

import pytest

from desktop.host.settings import TABLE, SettingError, Settings


def test_defaults_hold_until_something_is_chosen(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    assert settings.text("profile") == "xiayang"
    settings.put({"server.address": "https://desk.example.cn", "print.copies": 2})
    again = Settings(tmp_path / "settings.json")
    assert again.text("server.address") == "https://desk.example.cn"
    assert again.number("print.copies") == 2
    assert again.flag("sync.paused") is False


@pytest.mark.parametrize(
    "chosen",
    [
        {"no.such": "x"},
        {"print.copies": "two"},
        {"print.copies": True},
        {"mode": "somewhere"},
        {"sync.paused": 1},
    ],
)
def test_a_wrong_choice_stores_nothing(chosen: dict[str, object], tmp_path: Path) -> None:
    settings = Settings(tmp_path / "settings.json")
    with pytest.raises(SettingError):
        settings.put({"profile": "other", **chosen})  # type: ignore[dict-item]
    assert not (tmp_path / "settings.json").exists()
    assert settings.text("profile") == "xiayang"


@pytest.mark.parametrize("content", ["", "{half", "[]", "\x00"])
def test_a_damaged_file_is_no_reason_not_to_start(content: str, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text(content, encoding="utf-8")
    settings = Settings(path)
    assert settings.text("profile") == "xiayang"
    settings.put({"profile": "other"})
    assert Settings(path).text("profile") == "other"


def test_what_a_newer_program_wrote_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"future.option": 5, "print.copies": "many"}', encoding="utf-8")
    settings = Settings(path)
    assert settings.number("print.copies") == 1
    settings.put({"profile": "other"})
    assert '"future.option": 5' in path.read_text(encoding="utf-8")


def test_every_default_is_an_allowed_value() -> None:
    assert all(setting.accepts(setting.default) for setting in TABLE)
    assert len({setting.name for setting in TABLE}) == len(TABLE)
