"""Imported calendars beside the shipped ones, and what deadlines in lists are stamped with."""

from datetime import date
from pathlib import Path

import pytest
from helpers.calendars import holiday_cn, packed
from msgspec import structs

from desktop.bootstrap.calendar_import import import_into_folder, read_calendar
from desktop.bootstrap.calendar_shelf import CalendarShelf, KeptRules, shipped_notices
from desktop.bootstrap.rule_book import FileRuleBook
from desktop.contract.messages import RuleFile
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.notices import CalendarError, YearNotice, notice_toml


@pytest.fixture
def invented() -> YearNotice:
    return read_holiday_cn(packed(holiday_cn()), name="2027.json")


def _book(folder: Path) -> FileRuleBook:
    return FileRuleBook(calendars=folder / "calendars")


def test_an_imported_year_is_known_to_every_later_start(
    tmp_path: Path, invented: YearNotice
) -> None:
    book = _book(tmp_path)
    before, rules = book.stamp, book.rules_for("xiayang", 0)
    assert not rules.calendar.is_published(2027)
    assert import_into_folder(book, invented).changed
    assert book.calendar.is_published(2027)
    assert book.rules_for("xiayang", 0).calendar.is_published(2027)
    assert book.stamp != before
    again = _book(tmp_path)
    assert again.calendar.day(date(2027, 2, 8)).why == "春节放假"
    assert again.stamp == book.stamp
    assert again.shelf.is_imported(2027)
    assert not again.shelf.is_imported(2026)


def test_the_same_days_again_change_nothing(tmp_path: Path, invented: YearNotice) -> None:
    book = _book(tmp_path)
    before = book.stamp
    for notice in shipped_notices():
        assert not book.import_calendar(structs.replace(notice, document="另一个标题"))
    assert not (tmp_path / "calendars").exists()
    assert book.stamp == before
    assert book.import_calendar(invented)
    stamp = book.stamp
    assert not book.import_calendar(structs.replace(invented, source="别处"))
    assert book.stamp == stamp


def test_the_stamp_counts_days_and_no_wording(tmp_path: Path, invented: YearNotice) -> None:
    one, other = _book(tmp_path / "one"), _book(tmp_path / "other")
    one.import_calendar(invented)
    renamed = dict.fromkeys(invented.off, "假")
    other.import_calendar(structs.replace(invented, off=renamed, document="国办发明电"))
    assert one.stamp == other.stamp


def test_an_imported_year_wins_over_the_shipped_one(tmp_path: Path) -> None:
    """As the special notices of 2019 and 2020 did after the year had been announced."""
    book = _book(tmp_path)
    shipped = shipped_notices()[-1]
    # 中秋节 of 2026 moved by a week, for the sake of the test
    off = {day: name for day, name in shipped.off.items() if day != date(2026, 9, 25)}
    changed = structs.replace(shipped, off={**off, date(2026, 9, 28): "中秋节"})
    assert book.import_calendar(changed)
    assert book.calendar.day(date(2026, 9, 25)).working
    assert not book.calendar.day(date(2026, 9, 28)).working
    assert len(book.calendar.notices) == len(shipped_notices())


def test_a_spoilt_file_is_left_out_and_named(tmp_path: Path, invented: YearNotice) -> None:
    folder = tmp_path / "calendars"
    folder.mkdir()
    (folder / "2026.toml").write_text("year = 2026\nrubbish", encoding="utf-8")
    (folder / "2027.toml").write_bytes(b"\xff")
    (folder / "2028.toml").write_text(
        notice_toml(invented).replace("2027-10-09\nto = 2027-10-10", "2027-10-09\nto = 2027-10-11"),
        "utf-8",
    )
    shelf = CalendarShelf(folder)
    assert shelf.notices() == shipped_notices()
    problems = shelf.problems()
    assert [problem.split(":")[0] for problem in problems] == [
        "2026.toml",
        "2027.toml",
        "2028.toml",
    ]
    assert "2027-10-11 不在周末" in problems[2]


def test_the_platform_adds_unknown_years_only(tmp_path: Path, invented: YearNotice) -> None:
    book = _book(tmp_path)
    shipped = shipped_notices()[-1]
    moved = structs.replace(shipped, off={**shipped.off, date(2026, 12, 26): "假"})
    files = [
        RuleFile("2026.toml", 2026, notice_toml(moved)),
        RuleFile("2028.toml", 2028, "rubbish ="),
        RuleFile("2029.toml", 2029, notice_toml(shipped)),
        RuleFile("2027.toml", 2027, notice_toml(invented)),
    ]
    assert book.keep_calendars(files) == KeptRules((2027,), whole=False)  # 2028 is rubbish
    assert book.keep_calendars(files) == KeptRules((), whole=False)
    assert book.keep_calendars(files[3:]) == KeptRules((), whole=True)
    assert book.calendar.is_published(2027)
    assert not book.calendar.is_published(2028)
    assert "假" not in book.calendar.day(date(2026, 12, 26)).why


def test_another_process_importing_is_noticed(tmp_path: Path, invented: YearNotice) -> None:
    mine, theirs = _book(tmp_path), _book(tmp_path)
    assert not mine.calendar.is_published(2027)
    assert not mine.reread()
    theirs.import_calendar(invented)
    assert mine.reread()
    assert mine.calendar.is_published(2027)
    assert not mine.reread()
    assert not theirs.reread()


def test_files_are_read_by_their_shape(tmp_path: Path, invented: YearNotice) -> None:
    plain, ours = tmp_path / "2027.json", tmp_path / "2027.TOML"
    plain.write_bytes(packed(holiday_cn()))
    ours.write_text(notice_toml(invented), encoding="utf-8")
    assert read_calendar(plain) == read_calendar(ours) == invented
    ours.write_bytes(b"\xff")
    for path in (ours, tmp_path / "missing.json", tmp_path):
        with pytest.raises(CalendarError):
            read_calendar(path)
