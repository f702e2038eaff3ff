"""Holiday calendars that the platform's operator, or the clerk's import, has added."""

import os
from datetime import UTC, date, datetime
from pathlib import Path

from helpers.calendars import holiday_cn, packed
from helpers.central_clerks import open_platform

from central.platform import Platform
from desktop.domain.holiday_cn import read_holiday_cn
from desktop.domain.notices import notice_toml
from desktop.domain.profile import Duty

_INVENTED = notice_toml(read_holiday_cn(packed(holiday_cn()), name="2027.json"))


def _years(platform: Platform) -> list[int]:
    return [file.version for file in platform.rulebook.calendar_files()]


def test_an_added_year_is_counted_with_and_served_at_once(platform: Platform) -> None:
    shipped = list(range(2018, 2027))
    rules = platform.rulebook.rules("xiayang", platform.rulebook.current("xiayang").version)
    assert platform.rulebook.rules("xiayang", rules.profile.version) is rules
    assert _years(platform) == shipped
    before = platform.reference.document("calendar").etag
    folder = platform.database.data / "calendars"
    folder.mkdir()
    (folder / "2027.toml").write_text(_INVENTED, encoding="utf-8")
    assert _years(platform) == [*shipped, 2027]
    assert platform.reference.document("calendar").etag != before
    renewed = platform.rulebook.rules("xiayang", rules.profile.version)
    assert not renewed.calendar.day(date(2027, 2, 8)).working
    assert renewed.profile.clock(Duty.HANDLE, "normal") is not None


def test_a_changed_year_is_noticed_and_a_spoilt_one_left_out(tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    path = folder / "2027.toml"
    path.write_text(_INVENTED, encoding="utf-8")
    platform = Platform(tmp_path / "data", calendars=folder)
    try:
        assert platform.rulebook.calendar.is_published(2027)
        path.write_text("year =", encoding="utf-8")
        later = datetime(2030, 1, 1, tzinfo=UTC).timestamp()
        os.utime(path, (later, later))
        assert not platform.rulebook.calendar.is_published(2027)
        assert platform.rulebook.calendar.is_published(2026)
    finally:
        platform.close()


def test_a_platform_without_added_files_has_the_shipped_years(tmp_path: Path) -> None:
    platform = open_platform(tmp_path)
    try:
        assert _years(platform) == list(range(2018, 2027))
        assert platform.rulebook.calendar is platform.rulebook.calendar
    finally:
        platform.close()
