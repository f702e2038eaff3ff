"""Dates in every shape that platforms and people write."""

from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.importing.cells import CellRefused
from central.importing.moments import moment
from desktop.domain.calendar import CST

FULL = datetime(2026, 9, 18, 14, 5, 33, tzinfo=CST)
MINUTE = FULL.replace(second=0)
DAY = datetime(2026, 9, 18, tzinfo=CST)

SHAPES = {
    "dashes": "{0:%Y-%m-%d %H:%M:%S}",
    "slashes": "{0.year}/{0.month}/{0.day} {0.hour}:{0.minute:02d}:{0.second:02d}",
    "dots": "{0.year}.{0.month}.{0.day} {0.hour}:{0.minute}:{0.second}",
    "chinese": "{0.year}年{0.month}月{0.day}日{0.hour}时{0.minute:02d}分{0.second:02d}秒",
    "chinese, blanks": "{0.year} 年 {0.month} 月 {0.day} 日 {0.hour} 点 {0.minute} 分 {0.second}",
    "iso": "{0:%Y-%m-%dT%H:%M:%S}",
    "iso zone": "{0:%Y-%m-%dT%H:%M:%S}+08:00",
    "iso fraction": "{0:%Y-%m-%d %H:%M:%S}.000",
    "compact": "{0:%Y%m%d%H%M%S}",
    "compact, blank": "{0:%Y%m%d %H:%M:%S}",
    "weekday": "{0:%Y-%m-%d} 星期五 {0:%H:%M:%S}",
    "weekday in brackets": "{0.year}年{0.month}月{0.day}日（周五）{0:%H:%M:%S}",
    "dirt": "\ufeff {0.year}-{0.month}-{0.day}\u00a0\u200b{0:%H:%M:%S}\t",
}
MOMENTS = st.datetimes(
    min_value=datetime(2000, 1, 1),  # noqa: DTZ001 - hypothesis wants naive bounds
    max_value=datetime(2099, 12, 31, 23, 59, 59),  # noqa: DTZ001
).map(lambda at: at.replace(microsecond=0, tzinfo=CST))


@pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())
@given(at=MOMENTS)
def test_every_shape_gives_the_moment_back(shape: str, at: datetime) -> None:
    read = moment(shape.format(at))
    assert read == at
    assert read is not None
    assert read.utcoffset() == timedelta(hours=8)


@given(at=MOMENTS, shape=st.sampled_from(sorted(SHAPES.values())))
def test_full_width_digits_read_alike(at: datetime, shape: str) -> None:
    wide = shape.format(at).translate({c: c + 0xFEE0 for c in range(0x21, 0x7F)})
    assert moment(wide) == at


@given(at=MOMENTS)
def test_spreadsheet_serials_read_to_the_second(at: datetime) -> None:
    serial = (at - datetime(1899, 12, 30, tzinfo=CST)) / timedelta(days=1)
    assert moment(serial) == at
    assert moment(repr(serial)) == at


@given(at=MOMENTS)
def test_half_day_words(at: datetime) -> None:
    part = "凌晨" if at.hour < 6 else "上午" if at.hour < 12 else "下午"
    hour = at.hour if at.hour <= 12 else at.hour - 12
    assert moment(f"{at.year}.{at.month}.{at.day} {part}{hour}:{at:%M:%S}") == at


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026.9.18 下午2:05", MINUTE),
        ("2026/9/18 2:05 PM", MINUTE),
        ("2026/9/18 2:05:33PM", FULL),
        ("2026年9月18日14时05分", MINUTE),
        ("2026年9月18日14点半", DAY.replace(hour=14, minute=30)),
        ("2026年9月18日14时", DAY.replace(hour=14)),
        ("2026年9月18号 晚上8点", DAY.replace(hour=20)),
        ("2026-9-18 中午12:30", DAY.replace(hour=12, minute=30)),
        ("2026-9-18 中午1点", DAY.replace(hour=13)),
        ("2026-9-18 凌晨12:30", DAY.replace(minute=30)),
        ("2026-09-18 24:00", DAY + timedelta(days=1)),
        ("2026-09-18T06:05:33Z", FULL),
        ("2026-09-18 06:05:33+0000", FULL),
        ("202609181405", MINUTE),
        ("20260918", DAY),
        ("2026—9—18", DAY),
        ("'2026-09-18", DAY),
    ],
)
def test_shapes_people_type(text: str, expected: datetime) -> None:
    assert moment(text) == expected


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (datetime(2026, 9, 18, 14, 5, 32, 999_700), FULL),  # noqa: DTZ001 - as cells come
        (date(2026, 9, 18), DAY),
        (20260918.0, DAY),
        (20260918140533.0, FULL),
        (46283.0, DAY),
        (46283, DAY),
    ],
)
def test_cells_that_are_no_text(cell: float | date, expected: datetime) -> None:
    assert moment(cell) == expected


@pytest.mark.parametrize(
    "cell", [date(2026, 9, 18), 46283.0, "46283", "2026-9-18", "20260918", 20260918]
)
def test_a_deadline_without_time_is_the_end_of_the_day(cell: str | float | date) -> None:
    assert moment(cell, end_of_day=True) == DAY.replace(hour=23, minute=59, second=59)


@pytest.mark.parametrize("cell", ["2026-9-18 14:05:33", "20260918140533"])
def test_a_deadline_with_time_keeps_it(cell: str) -> None:
    assert moment(cell, end_of_day=True) == FULL


@pytest.mark.parametrize("cell", ["", "  ", "\u200b", "\u3000"])
def test_empty_is_no_moment(cell: str) -> None:
    assert moment(cell) is None


@pytest.mark.parametrize(
    ("cell", "word"),
    [
        ("9-18", "没有年份"),
        ("9月18日 14:05", "没有年份"),
        ("9.18", "没有年份"),
        ("26-9-18", "四位"),
        ("9/18/2026", "四位"),
        ("26年9月18日", "四位"),
        ("2026-02-30", "真实的日期"),
        ("20261318", "真实的日期"),
        ("2026-09-18 25:00", "真实的时间"),
        ("2026-09-18 12:60", "真实的时间"),
        ("2026-09-18 晚上12点", "24 小时制"),
        ("2026-09-18 左右", "看不懂"),
        ("昨天下午", "看不懂"),
        ("2026-09", "看不懂"),
        ("#N/A", "看不懂"),
        ("13900001234", "看不懂"),
        ("1026-09-18", "2000"),
        ("9999-12-31T23:59:59Z", "2000"),
        ("0001-01-01 00:00:00+08:00", "2000"),
        ("2099-12-31T23:59:59Z", "2000"),
        ("2026-09-18 14:05+99:00", "时区"),
        (datetime.max.replace(tzinfo=CST), "2000"),
        (1.5, "看不懂"),
        (13900001234.0, "看不懂"),
        (float("nan"), "看不懂"),
        (float("inf"), "看不懂"),
        (time(3, 4), "没有日期"),
        (timedelta(hours=3), "没有日期"),
        (True, "没有日期"),
    ],
)
def test_what_cannot_be_a_moment_says_why(cell: str | float | time, word: str) -> None:
    with pytest.raises(CellRefused) as refusal:
        moment(cell)
    assert word in refusal.value.reason
    assert "1390000" not in refusal.value.reason


@given(st.one_of(st.text(max_size=30), st.from_regex(r"[0-9年月日/:. T+Z-]{1,25}"), st.floats()))
def test_any_cell_is_a_moment_nothing_or_refused(cell: str | float) -> None:
    try:
        read = moment(cell)
    except CellRefused:
        return
    assert read is None or (2000 <= read.year <= 2100 and read.utcoffset() is not None)
