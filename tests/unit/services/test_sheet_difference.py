"""The difference of two prints is what a clerk changed, and nothing of the foot or of the lines."""

from hypothesis import given
from hypothesis import strategies as st

from desktop.services.scan_findings import SheetChange
from desktop.services.sheet_difference import differences

_OLD = (
    "退单理由\n经现场核查，该路段不属于本单位管\n辖范围。\n"
    "打印时间 2026-09-18 09:30  操作员 王某\n版本码 ABCDEFGH23"
)
_CLAUSES = st.lists(
    st.text("经现场核查该路段不属于本单位管辖范围", min_size=1, max_size=9), min_size=1, max_size=12
)


def test_where_lines_break_and_what_the_foot_says_makes_no_difference() -> None:
    now = (
        "退单理由\n经现场核查，该路段\n不属于本单位管辖范围。\n"
        "打印时间 2026-11-02 17:00  操作员 李某\n版本码 ZZZZZZZZ77"
    )
    assert differences(_OLD, now) == ()


def test_a_changed_clause_is_shown_with_what_it_was() -> None:
    now = _OLD.replace("不属于本单位管\n辖范围", "由区建设管理委负责")
    assert differences(_OLD, now) == (
        SheetChange(on_paper="该路段不属于本单位管辖范围。", now="该路段由区建设管理委负责。"),
    )


def test_something_new_stands_beside_nothing() -> None:
    assert differences("已答复。", "已答复。市民满意。") == (
        SheetChange(on_paper="", now="市民满意。"),
    )


def test_a_long_clause_is_cut_to_the_place_that_differs() -> None:
    start, end = "这是一个没有标点的很长的开头", "后面还有一段同样很长的结尾"
    (change,) = differences(f"{start}甲{end}", f"{start}乙丙{end}")
    assert change == SheetChange(
        on_paper=f"…{start[-8:]}甲{end[:8]}…", now=f"…{start[-8:]}乙丙{end[:8]}…"
    )


@given(_CLAUSES)
def test_a_text_does_not_differ_from_itself(clauses: list[str]) -> None:
    text = "，".join(clauses)
    assert differences(text, "\n".join(text[n : n + 5] for n in range(0, len(text), 5))) == ()


@given(_CLAUSES, st.integers(0, 20))
def test_a_new_clause_is_always_noticed(clauses: list[str], place: int) -> None:
    changed = [*clauses[:place], "另行处理", *clauses[place:]]
    found = differences("，".join(clauses) + "。", "，".join(changed) + "。")
    assert any("另行处理" in change.now for change in found)
