"""Importing a calendar over a founded office: what moves, in the list and at the private centre."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from helpers.desk_process import ROOT, DeskCommands

from desktop.bootstrap.calendar_shelf import shipped_notices
from desktop.domain.calendar import CST, Calendar

pytestmark = pytest.mark.slow

_EXPORT = ROOT / "resources" / "samples" / "export.xlsx"


def _moved_year(due: datetime) -> dict[str, Any]:
    """The due day's year with that day made a holiday, and another weekday given back."""
    notice = next(entry for entry in shipped_notices() if entry.year == due.year)
    given_back = next(
        day
        for day in sorted(notice.off)
        if day.weekday() < 5 and day.month in {2, 10} and day.day not in {1, 2, 3}
    )
    off = {day: name for day, name in notice.off.items() if day != given_back}
    days = [(day, name, True) for day, name in (off | {due.date(): "加放"}).items()]
    days += [(day, name, False) for day, name in notice.work.items()]
    entries = [{"name": name, "date": str(day), "isOffDay": is_off} for day, name, is_off in days]
    return {"year": due.year, "papers": ["https://www.gov.cn/invented"], "days": entries}


@pytest.fixture
def desk(tmp_path: Path) -> DeskCommands:
    commands = DeskCommands(tmp_path / "data", tmp_path / "transcript.txt")
    report = commands.run("import", str(_EXPORT), "--json")
    assert report.status == 0, report.err
    return commands


def _handle(desk: DeskCommands, number: str) -> Any:
    shown = desk.run("show", number, "--json").json
    return next(clock for clock in shown["clocks"] if clock["duty"] == "handle")


def _one_of_ours(desk: DeskCommands) -> tuple[str, datetime]:
    """An order whose handling deadline is computed here, not sent by the platform."""
    calendar = Calendar(shipped_notices())
    for row in desk.run("orders", "--json").json:
        clock = _handle(desk, row["number"])
        due = datetime.fromisoformat(clock["due"]).astimezone(CST)
        if clock["rule"] != "platform" and due.weekday() < 5 and calendar.day(due.date()).certain:
            return row["number"], due
    raise AssertionError("no sample has a deadline of ours")


def test_open_deadlines_move_and_are_listed(desk: DeskCommands, tmp_path: Path) -> None:
    number, before = _one_of_ours(desk)
    file = tmp_path / "year.json"
    file.write_text(json.dumps(_moved_year(before)), encoding="utf-8")
    done = desk.run("calendar", "import", str(file), "--json")
    assert done.status == 0, done.err
    assert done.json["changed"]
    moved = {(entry["number"], entry["duty"]): entry for entry in done.json["moved"]}
    entry = moved[number, "handle"]
    assert datetime.fromisoformat(entry["from"]) == before
    assert datetime.fromisoformat(entry["to"]) >= before + timedelta(days=1)
    assert _handle(desk, number)["due"] == entry["to"]
    again = desk.run("calendar", "import", str(file), "--json").json
    assert (again["changed"], again["moved"]) == (False, [])
