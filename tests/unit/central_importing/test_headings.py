"""Finding the heading row and the columns, wherever they are and whatever they are called."""

import pytest
from helpers.export_files import HEADINGS, Value, plain_row, write_csv
from hypothesis import given
from hypothesis import strategies as st

from central.importing.headings import ALIASES, SEARCHED_ROWS, find_header
from central.importing.reader import read_export

ALIAS = {name: st.sampled_from(aliases) for name, aliases in ALIASES.items()}
DRESS = st.sampled_from(
    ["{}", " {} ", "*{}", "{}：", "{}（必填）", "\ufeff{}", "{}\u00a0", "【{}】"]
)
PROSE = st.sampled_from(["示范街道工单导出", "导出时间：2026-09-18", "", "统计口径见说明", "12"])


@given(
    names=st.sets(st.sampled_from(sorted(ALIASES))).map(
        lambda s: sorted(s | {"number", "content"})
    ),
    above=st.lists(st.lists(PROSE, max_size=4), max_size=SEARCHED_ROWS - 1),
    data=st.data(),
)
def test_the_heading_row_is_found(
    names: list[str], above: list[list[str]], data: st.DataObject
) -> None:
    shuffled = data.draw(st.permutations(names))
    headings = [data.draw(DRESS).format(data.draw(ALIAS[name])) for name in shuffled]
    header = find_header([*above, headings, ["x"] * len(headings)])
    assert header is not None
    assert header.row == len(above) + 1
    assert header.fields == {name: column for column, name in enumerate(shuffled)}


def test_no_alias_means_two_things() -> None:
    every = [alias for aliases in ALIASES.values() for alias in aliases]
    assert len(every) == len(set(every))


def test_a_heading_row_below_the_searched_rows_is_not_found() -> None:
    rows = [[""]] * SEARCHED_ROWS + [list(HEADINGS)]
    assert find_header(rows) is None
    assert find_header(rows[1:]) is not None


@pytest.mark.parametrize(
    ("headings", "field", "column"),
    [
        (["受理编号", "工单编号", "标题"], "number", 1),
        (["工单编号", "标题", "类型", "工单类型"], "kind", 3),
        (["工单编号", "标题", "受理时间", "派单时间"], "dispatched_at", 3),
        (["工单编号", "标题", "派单时间", "受理时间"], "dispatched_at", 2),
    ],
)
def test_the_more_exact_heading_wins(headings: list[str], field: str, column: int) -> None:
    header = find_header([headings])
    assert header is not None
    assert header.fields[field] == column


def test_headings_of_two_storeys() -> None:
    header = find_header(
        [
            ["工单编号", "标题", "诉求人信息", "", "派单时间"],
            ["", "", "姓名", "联系电话", ""],
            ["A1", "路灯", "周敏之", "13900001001", "2026-09-18"],
        ]
    )
    assert header is not None
    assert header.row == 2
    assert header.fields == {
        "number": 0,
        "title": 1,
        "caller_name": 2,
        "caller_phone": 3,
        "dispatched_at": 4,
    }


GOOD, EMPTY, NO_NUMBER, BAD_DATE = "good", "empty", "no number", "bad date"
KIND = st.tuples(st.sampled_from([GOOD, EMPTY, NO_NUMBER, BAD_DATE]), st.integers(1, 6))


def _row(kind: str, number: int) -> list[Value]:
    return {
        GOOD: plain_row(f"A{number}"),
        EMPTY: ["", " ", "\u200b", "", "", ""],
        NO_NUMBER: plain_row(""),
        BAD_DATE: plain_row(f"A{number}", 派单时间="9-18"),
    }[kind]


@given(kinds=st.lists(KIND, max_size=30), above=st.integers(0, SEARCHED_ROWS - 1))
def test_every_data_row_is_accounted_for_once(
    kinds: list[tuple[str, int]], above: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    rows: list[list[Value]] = [["示范街道"]] * above + [list(HEADINGS)]
    rows += [_row(kind, number) for kind, number in kinds] + [["合计", len(kinds)]]
    report = read_export(write_csv(tmp_path_factory.getbasetemp() / "counted.csv", rows))
    counted = len(report.orders) + len(report.refused) + len(report.duplicates)
    assert counted == sum(kind != EMPTY for kind, _ in kinds)
    good = [f"A{number}" for kind, number in kinds if kind == GOOD]
    assert [order.number for order in report.orders] == list(dict.fromkeys(good))
    assert report.header_row == above + 1
