"""Who has to be hidden, and that nothing of the caller is left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from central.importing.confidentiality import HIDDEN, Eraser, confidentiality, nameless


@pytest.mark.parametrize(
    ("report", "secret", "words", "title", "expected"),
    [
        ("", "", (), "", "none"),
        ("否", "否", ("一般", "噪音"), "夜间噪音", "none"),
        ("是", "", (), "", "report"),
        ("", "是", (), "", "secret"),
        ("是", "是", (), "", "report"),
        ("Y", "", (), "", "report"),
        ("", "1", (), "", "secret"),
        ("", "待核", (), "", "secret"),
        ("", "0", (), "", "none"),
        ("", "不保密", (), "", "none"),
        ("", "", ("投诉举报",), "", "report"),
        ("", "", ("保密件",), "", "secret"),
        ("", "", ("非举报", "无需保密", "不需要保密"), "", "none"),
        ("", "", (), "【保密】邻里纠纷", "secret"),
        ("", "", (), "[举报] 群租", "report"),
        ("", "", (), "咨询举报电话是多少", "none"),
    ],
)
def test_signs_of_confidentiality(
    report: str, secret: str, words: tuple[str, ...], title: str, expected: str
) -> None:
    assert confidentiality(report, secret, words, title) == expected


@pytest.mark.parametrize("name", ["匿名", "匿名用户", "不愿透露姓名", "-", "不详"])
def test_names_that_are_none(name: str) -> None:
    assert nameless(name)


@pytest.mark.parametrize("name", ["詹匿", "保罗", "市民中心张三"])
def test_names_that_are_names(name: str) -> None:
    assert not nameless(name)


@pytest.mark.parametrize(
    ("traces", "text", "expected"),
    [
        (["诸葛青"], "诸葛青说，诸葛青家", f"{HIDDEN}说，{HIDDEN}家"),
        (["诸葛青（女）"], "诸葛青来电", f"{HIDDEN}来电"),
        (["诸葛青女士"], "诸葛青来电", f"{HIDDEN}来电"),
        (["王先生"], "王先生和王太太", f"{HIDDEN}和王太太"),
        (["王"], "王家湾路", "王家湾路"),
        (["匿名"], "匿名来电", "匿名来电"),
        (["阿依古丽·买买提"], "阿依古丽•买买提反映", f"{HIDDEN}反映"),
        (["13900001234"], "电话139-0000-1234。", f"电话{HIDDEN}。"),
        (["139 0000 1234"], "１３９００００１２３４", HIDDEN),
        (["+86 13900001234"], "13900001234", HIDDEN),
        (["021-50001234"], "打50001234", f"打{HIDDEN}"),
        (["13900001234/50001234"], "13900001234、50001234", f"{HIDDEN}、{HIDDEN}"),
        (["wx_ab12"], "微信WX_AB12", f"微信{HIDDEN}"),
        ([], "没有来电人", "没有来电人"),
        (["𠅤林"], "𠅤林说", f"{HIDDEN}说"),
    ],
)
def test_erasing(traces: list[str], text: str, expected: str) -> None:
    assert Eraser(traces)(text) == expected


@given(
    digits=st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    gaps=st.lists(st.sampled_from(["", " ", "-", "－"]), min_size=10, max_size=10),
)
def test_a_number_is_found_however_it_is_spaced(digits: str, gaps: list[str]) -> None:
    spaced = digits[0] + "".join(gap + digit for gap, digit in zip(gaps, digits[1:], strict=True))
    assert Eraser([digits])(f"电{spaced}话") == f"电{HIDDEN}话"
    assert Eraser([spaced])(f"电{digits}话") == f"电{HIDDEN}话"
