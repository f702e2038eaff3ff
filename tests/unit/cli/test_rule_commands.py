"""`clocks` and `profiles` for every place, as people call them."""

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.own_profiles import own_file

from desktop.cli.main import main
from resources import rule_files

_AT = ("--dispatched", "2026-09-18T10:00:00+08:00")


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, Any]:
    status = main([*words, "--json"])
    said = capsys.readouterr()
    return status, json.loads(said.out or said.err)


def _clocks(
    capsys: pytest.CaptureFixture[str], place: str, kind: str, *more: str
) -> dict[str, Any]:
    status, found = _run(capsys, "clocks", "--profile", place, "--kind", kind, *_AT, *more)
    assert status == 0, found
    return {clock["duty"]: clock for clock in found}


def test_profiles_lists_every_place_with_its_sources(capsys: pytest.CaptureFixture[str]) -> None:
    status, found = _run(capsys, "profiles")
    assert status == 0
    assert {entry["id"] for entry in found} == set(rule_files.profile_ids())
    by_id = {entry["id"]: entry for entry in found}
    assert by_id["kaifeng"]["extension"] is True
    assert by_id["kaifeng"]["return"] is False
    assert by_id["linshu"]["irregular"] is True
    assert by_id["linshu"]["sources"][0].startswith("沭政字〔2020〕10号")
    assert main(["profiles"]) == 0
    words = capsys.readouterr().out
    assert "退单申请：2 个工作日（XY-07）" in words
    assert "时限由平台下发（GZ-01）" in words


@pytest.mark.parametrize("place", rule_files.profile_ids())
def test_clocks_of_every_place_and_kind(capsys: pytest.CaptureFixture[str], place: str) -> None:
    for kind in rule_files.profile_content(place)["kinds"]:  # type: ignore[attr-defined]
        found = _clocks(capsys, place, kind["id"])
        assert all(clock["due"] or clock["no_number"] for clock in found.values())


def test_a_receipt_starts_the_written_clock(capsys: pytest.CaptureFixture[str]) -> None:
    plain = _clocks(capsys, "kaifeng", "书面交办")
    later = _clocks(capsys, "kaifeng", "书面交办", "--event", "receipt=2026-09-21T09:00")
    assert plain["handle"]["due"].startswith("2026-10-09")
    assert later["handle"]["due"].startswith("2026-10-12")


def test_an_extension_moves_the_deadline_and_keeps_the_old_one(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = _clocks(capsys, "kaifeng", "platform", "--event", "extension=3")
    assert found["handle"]["due"].startswith("2026-09-24")
    assert found["handle"]["extended_due"].startswith("2026-09-30")


def test_a_redo_starts_its_own_clock_by_either_option(capsys: pytest.CaptureFixture[str]) -> None:
    one = _clocks(capsys, "xiayang", "一般", "--rehandle", "2026-09-25T09:00")
    other = _clocks(capsys, "xiayang", "一般", "--event", "rehandle=2026-09-25T09:00")
    assert one == other
    assert one["rehandle"]["due"].startswith("2026-09-30")


@pytest.mark.parametrize(
    ("accepted", "in_time"), [("2026-09-20T23:59:59", True), ("2026-09-21T00:00:00", False)]
)
@pytest.mark.parametrize(("who", "decides"), [("platform", "platform"), ("local", "claimed")])
def test_an_acceptance_is_judged(
    capsys: pytest.CaptureFixture[str], accepted: str, in_time: bool, who: str, decides: str
) -> None:
    found = _clocks(
        capsys, "zizhiqu", "normal", "--event", f"accept={accepted}", "--closed-by", who
    )
    assert found["accept"]["in_time"] is in_time
    assert found["accept"]["decided_by"] == decides


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("--profile", "xiayang", "--event", "extension=3"), 1, "extension.unknown_here"),
        (("--profile", "kaifeng", "--event", "extension=soon"), 2, "event.unknown"),
        (("--profile", "kaifeng", "--event", "extension=0"), 2, "event.unknown"),
        (("--profile", "kaifeng", "--event", "birth=2026-09-18"), 2, "event.unknown"),
        (("--profile", "kaifeng", "--event", "receipt"), 2, "event.unknown"),
        (("--profile", "kaifeng", "--event", "receipt=soon"), 2, "time.unreadable"),
        (("--profile", "nowhere"), 2, "rules.unknown"),
        (("--profile", "nowhere.toml"), 2, "rules.unknown"),
    ],
)
def test_wrong_words_are_explained(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], status: int, code: str
) -> None:
    kind = "一般" if "xiayang" in words else "platform"
    found = _run(capsys, "clocks", *words, "--kind", kind, *_AT)
    assert (found[0], found[1]["code"]) == (status, code)


def test_a_units_own_file_can_extend_a_place(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text(
        'extends = "platform"\nid = "own"\nversion = 1\nname = "本单位"\n'
        '[[clocks]]\nduty = "handle"\nstart = "dispatch"\nrule = "OWN-1"\nclause = "内部规定"\n'
        'limits = [{ count = 2, unit = "wd" }]\n',
        encoding="utf-8",
    )
    found = _clocks(capsys, str(own), "normal")
    assert (found["handle"]["due"][:10], found["handle"]["rule"]) == ("2026-09-21", "OWN-1")
    own.write_text('extends = "nowhere"\nid = "own"\n', encoding="utf-8")
    status, said = _run(capsys, "clocks", "--profile", str(own), "--kind", "normal", *_AT)
    assert (status, said["code"]) == (2, "rules.unknown")
    assert "own.toml.extends" in said["message"]


def test_the_words_name_what_has_no_number(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["clocks", "--profile", "linshu", "--kind", "一般工单", *_AT]) == 0
    words = capsys.readouterr().out
    assert "规定办理期限由平台随工单下发　LS-21" in words
    assert "以平台记录时间为准" in words
    options = ("--closed-by", "local", "--event", "accept=2026-09-20T10:00")
    assert main(["clocks", "--profile", "xiayang", "--kind", "一般", *_AT, *options]) == 0
    words = capsys.readouterr().out
    assert "已于 9月20日(周日)10:00 完成，按时" in words
    assert "以登记时间为准" in words


def test_a_units_own_rules_are_imported_and_listed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    folder = ("--data-dir", str(tmp_path / "data"))
    file = str(own_file(tmp_path))
    status, found = _run(capsys, "profiles", "import", file, *folder)
    assert (status, found["id"], found["version"], found["own"]) == (0, "my_bureau", 1, True)
    _status, listed = _run(capsys, "profiles", *folder)
    assert [entry["name"] for entry in listed if entry["id"] == "my_bureau"] == ["示范局"]
    clocks = _clocks(capsys, "my_bureau", "书面交办", *folder)
    assert clocks["handle"]["due"].startswith("2026-10-09")
    bad = str(own_file(tmp_path, version=2, more="fine = 1\n"))
    status, found = _run(capsys, "profiles", "import", bad, *folder)
    assert status == 1
    assert found["code"] == "rules.unusable"
    assert "示范局-2.toml.fine：不认识的键" in found["message"]
    status, found = _run(capsys, "profiles", "import", *folder)
    assert (status, found["code"]) == (2, "rules.missing")
    status, found = _run(capsys, "profiles", "use", "my_bureau", *folder)
    assert (status, found["code"]) == (1, "data.none")
