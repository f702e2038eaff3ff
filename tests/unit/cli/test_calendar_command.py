"""`calendar check|import|show` in one process, over a data folder that has not been founded."""

import json
from pathlib import Path
from typing import Any

import pytest
from helpers.calendars import holiday_cn, packed

from desktop.cli.main import main


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "2027.json"
    path.write_bytes(packed(holiday_cn()))
    return path


class _Desk:
    """Runs commands over one data folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def words(self, *words: str) -> tuple[int, str]:
        status = main([*words, "--data-dir", str(self._folder)])
        return status, self._capsys.readouterr().out

    def json(self, *words: str) -> tuple[int, Any]:
        status, out = self.words(*words, "--json")
        return status, json.loads(out)


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> _Desk:
    return _Desk(tmp_path / "data", capsys)


def _handle(clocks: Any) -> Any:
    return next(clock for clock in clocks if clock["duty"] == "handle")


_CLOCKS = ("clocks", "--profile", "xiayang", "--kind", "一般", "--dispatched")


def test_a_file_is_checked_without_being_imported(desk: _Desk, file: Path) -> None:
    status, found = desk.json("calendar", "check", str(file))
    assert status == 0
    assert (found["year"], found["lost"], found["off"], found["work"]) == (2027, 13, 28, 5)
    assert desk.json("calendar", "show", "2027")[1]["published"] is False


def test_check_lists_the_known_years(desk: _Desk) -> None:
    status, found = desk.json("calendar", "check")
    assert status == 0
    assert [entry["year"] for entry in found["years"]][:9] == list(range(2018, 2027))
    assert {entry["year"]: entry["lost"] for entry in found["years"]}[2020] == 13
    assert found["problems"] == []
    assert "国办发明电〔2025〕7号" in desk.words("calendar", "check")[1]


def test_an_imported_year_makes_deadlines_certain(desk: _Desk, file: Path) -> None:
    before = _handle(desk.json(*_CLOCKS, "2027-02-03T10:00")[1])
    assert (before["due"][:10], before["certain"]) == ("2027-02-10", False)
    assert (before["earliest"][:10], before["latest"][:10]) == ("2027-02-08", "2027-02-22")
    status, done = desk.json("calendar", "import", str(file))
    assert (status, done["changed"], done["moved"]) == (0, True, [])
    after = _handle(desk.json(*_CLOCKS, "2027-02-03T10:00")[1])
    assert (after["due"][:10], after["certain"]) == ("2027-02-18", True)
    assert not {"earliest", "latest"} & set(after)
    status, again = desk.json("calendar", "import", str(file))
    assert (status, again["changed"]) == (0, False)
    assert "没有改动" in desk.words("calendar", "import", str(file))[1]


def test_the_days_of_a_year_are_shown(desk: _Desk, file: Path) -> None:
    status, found = desk.json("calendar", "show", "2026")
    assert (status, found["published"], found["imported"]) == (0, True, False)
    days = {day["date"]: day for day in found["days"]}
    assert days["2026-09-20"] == {
        "date": "2026-09-20",
        "working": True,
        "certain": True,
        "why": "国庆节调休上班",
    }
    unknown = desk.json("calendar", "show", "2027")[1]
    assert (unknown["published"], unknown["document"]) == (False, None)
    assert [day["date"] for day in unknown["days"]][:2] == ["2027-01-01", "2027-05-01"]
    assert "还没有公布" in desk.words("calendar", "show", "2027")[1]
    desk.words("calendar", "import", str(file))
    assert desk.json("calendar", "show", "2027")[1]["imported"] is True
    assert "2027-02-05　周五　休息　春节放假" in desk.words("calendar", "show", "2027")[1]


def test_a_provisional_deadline_says_its_bounds_in_words(desk: _Desk) -> None:
    out = desk.words(*_CLOCKS, "2026-12-30T10:00")[1]
    assert "（暂定：放假安排未公布，最早 1月5日(周二)24:00，最晚 1月7日(周四)24:00）" in out


@pytest.mark.parametrize(
    ("words", "status", "code"),
    [
        (("show", "明年"), 2, "calendar.year"),
        (("show",), 2, "calendar.year"),
        (("import",), 2, "calendar.file"),
        (("import", "nowhere.json"), 1, "calendar.invalid"),
        (("check", "nowhere.json"), 1, "calendar.invalid"),
    ],
)
def test_wrong_use_is_refused(desk: _Desk, words: tuple[str, ...], status: int, code: str) -> None:
    found = desk.json("calendar", *words)
    assert (found[0], found[1]["code"]) == (status, code)


def test_an_unpublished_year_is_refused_and_changes_nothing(desk: _Desk, file: Path) -> None:
    file.write_bytes(packed(holiday_cn(days=[])))
    status, refusal = desk.json("calendar", "import", str(file))
    assert (status, refusal["code"]) == (1, "calendar.unpublished")
    assert "还没有公布" in refusal["message"]
    assert desk.json("calendar", "show", "2027")[1]["published"] is False
