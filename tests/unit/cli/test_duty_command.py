"""`duties` as people call it: without a database for a place, with one for the office."""

import json
from pathlib import Path
from typing import Any

import pytest

from desktop.cli.main import main


def _run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, Any]:
    status = main(["duties", *words])
    said = capsys.readouterr()
    shown = said.out or said.err
    return status, shown, json.loads(shown) if shown.startswith("{") else None


def test_a_place_needs_no_database(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    status, _words, found = _run(
        capsys, "--data-dir", str(tmp_path), "--profile", "linshu", "--on", "2026-11-10", "--json"
    )
    assert status == 0
    [report] = found["reports"]
    assert (report["duty"], report["due"], report["alarm_on"]) == (
        "onsite_sheet", "2026-11-15", "2026-11-13",
    )  # fmt: skip
    assert (report["rule"], report["standing"], report["handed_in"]) == ("LS-11", "soon", None)
    assert "不顺延" in report["how"]
    assert [duty["rule"] for duty in found["as_needed"]] == ["LS-12", "LS-18", "LS-16"]
    assert list(tmp_path.iterdir()) == []


def test_what_is_past_is_not_known_to_be_missed(capsys: pytest.CaptureFixture[str]) -> None:
    _status, words, _found = _run(capsys, "--profile", "linshu", "--on", "2026-11-16")
    assert words.startswith("2026-11-16 定期报送\n2026-12-15")
    assert "已过期限" not in words
    assert "依据：附件 三(二)4 每月15日之前报送县热线中心" in words


@pytest.mark.parametrize("place", ["xiayang", "kaifeng", "xshi", "generic", "guizhou", "zizhiqu"])
def test_every_place_lists_its_own(capsys: pytest.CaptureFixture[str], place: str) -> None:
    status, _words, found = _run(capsys, "--profile", place, "--json")
    assert status == 0
    assert found["reports"] or found["as_needed"]


def test_a_place_without_any_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(capsys, "--profile", "platform")[1] == "这套规则没有定期报送。\n"


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("--profile", "nowhere"), "rules.unknown"),
        (("--profile", "linshu", "--on", "15.11.2026"), "time.unreadable"),
    ],
)
def test_wrong_words_are_explained(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: str
) -> None:
    status, _said, found = _run(capsys, *words, "--json")
    assert (status, found["code"]) == (2, code)


def test_without_an_office_the_own_duties_are_not_there(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, _said, found = _run(capsys, "--data-dir", str(tmp_path), "--json")
    assert (status, found["code"]) == (1, "data.none")


@pytest.mark.parametrize(
    "words",
    [
        ("--profile", "linshu", "--done", "onsite_sheet"),
        ("--profile", "linshu", "--undo", "onsite_sheet"),
        ("--undo", "onsite_sheet", "--on", "2026-11-10"),
    ],
)
def test_only_an_office_notes_what_it_reported(
    capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    status, _said, found = _run(capsys, *words, "--json")
    assert (status, found["code"]) == (2, "arguments.clash")
