"""Rules that are not shipped: a platform takes them up, dispatches under them, keeps versions."""

from pathlib import Path

import pytest
from helpers.export_files import HEADINGS, plain_row, write_xlsx
from helpers.own_profiles import own_file

from central import __main__ as command
from central import identity, intake
from central.platform import Platform
from desktop.bootstrap.profile_shelf import read_own_profile
from desktop.domain.profile import ProfileError
from desktop.domain.rule_toml import rule_toml


def _whole(folder: Path, *, version: int = 1, hours: int = 4) -> str:
    return rule_toml(read_own_profile(own_file(folder, version=version, hours=hours))[1])


def test_new_orders_come_under_adopted_rules_and_old_ones_keep_theirs(
    platform: Platform, tmp_path: Path
) -> None:
    identity.add_unit(platform.database, "own", "示范局", "")
    found = []
    for number, version in (("G-1", 1), ("G-2", 2)):
        platform.rulebook.adopt(_whole(tmp_path, version=version, hours=version), name="a.toml")
        platform.follow("my_bureau")
        rows = [HEADINGS, plain_row(number)]
        intake.take_file(platform, write_xlsx(tmp_path / f"{number}.xlsx", rows), "own")
        found.append(platform.rulebook.current("my_bureau").version)
    assert found == [1, 2]
    for version in (1, 2):
        rules = platform.rulebook.rules("my_bureau", version)
        assert rules.profile.accept_reminder_hours == version
    served = {(file.name, file.version) for file in platform.rulebook.profile_files()}
    assert {("my_bureau", 1), ("my_bureau", 2), ("xiayang", 1)} <= served


def test_a_version_never_changes(platform: Platform, tmp_path: Path) -> None:
    text = _whole(tmp_path)
    platform.rulebook.adopt(text, name="a.toml")
    assert platform.rulebook.adopt(text, name="a.toml").version == 1
    with pytest.raises(ProfileError, match="第 1 版已有，内容不同"):
        platform.rulebook.adopt(_whole(tmp_path, hours=5), name="a.toml")
    with pytest.raises(ProfileError, match="随程序的规则"):
        platform.rulebook.adopt(text.replace('"my_bureau"', '"xiayang"'), name="a.toml")
    with pytest.raises(ProfileError, match="不是 TOML 文件"):
        platform.rulebook.adopt("id =", name="a.toml")


def test_unknown_rules_are_not_followed(platform: Platform) -> None:
    before = platform.profile
    with pytest.raises(KeyError):
        platform.follow("nowhere")
    assert platform.profile == before


def test_the_command(
    platform: Platform, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "other"
    file = tmp_path / "whole.toml"
    file.write_text(_whole(tmp_path), encoding="utf-8")
    words = ["profile", "--data", str(data)]
    assert command.main([*words, "nowhere"]) == 1
    assert "没有“nowhere”这套规则" in capsys.readouterr().err
    assert command.main([*words, "kaifeng", "--file", str(file)]) == 1
    assert "是“my_bureau”的规则" in capsys.readouterr().err
    assert command.main([*words, "my_bureau", "--file", str(file)]) == 0
    file.write_text("id =", encoding="utf-8")
    assert command.main([*words, "my_bureau", "--file", str(file)]) == 1
    opened = Platform(data)
    try:
        assert opened.profile == "my_bureau"
    finally:
        opened.close()
