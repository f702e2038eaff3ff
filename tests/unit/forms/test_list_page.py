"""Landscape lists: names of the columns on every page, whole lines, totals, heads of periods."""

import pytest
from helpers.archive_rules import archive_faults
from helpers.form_samples import CODE, FONTS, FOOT, LONG
from helpers.pdf_text import page_texts, squeezed, whole_text

from forms.document import PeriodHead, Rendered
from forms.list_page import Column, ListPage
from forms.sheet import Sheet

_MM = 72 / 25.4
_HEAD = PeriodHead("夏阳街道办事处", "工单归档目录", "2026 年 9 月", "〔2026〕12 号", "案卷号")
_COLUMNS = [Column("序号", 1, "center"), Column("标题", 8), Column("页数", 1, "right")]


def listed(titles: list[str], *, sections: bool = False) -> Rendered:
    page = ListPage(_HEAD, FOOT, FONTS, _COLUMNS)
    for number, title in enumerate(titles, 1):
        if sections:
            page.section(f"第{number}节")
        page.row([f"#{number}#", title, "12"])
    page.totals(["合计", f"{len(titles)} 件", "365"])
    page.field("说明", "以上各件均已归档")
    page.signature("部门负责人\n签字", "head")
    return page.finish()


def test_every_page_repeats_the_columns_and_has_its_foot() -> None:
    result = listed([f"关于第{number}个小区噪声的诉求" for number in range(60)])
    texts = [squeezed(text) for text in page_texts(result.pdf)]
    assert len(texts) == result.pages > 2
    assert "期间：2026年9月案卷号：〔2026〕12号" in texts[0]
    for number, text in enumerate(texts, 1):
        assert f"第{number}页共{result.pages}页" in text
        assert "打印时间：" in text
        assert CODE in text
        assert "标题" in text or "#" not in text
    assert all("期间2026年9月" in text for text in texts[1:])
    printed = whole_text(result.pdf)
    assert [printed.count(f"#{number}#") for number in range(1, 61)] == [1] * 60
    assert "合计60件365" in printed
    boxes = [box for box in result.boxes if box.name == "head"]
    assert [box.page for box in boxes] == [result.pages - 1]
    assert archive_faults(result.pdf) == []


@pytest.mark.parametrize("times", [1, 2, 3, 4])
def test_a_line_that_fits_on_a_page_is_never_parted(times: int) -> None:
    result = listed([f"{LONG * times}完{number}" for number in range(1, 9)])
    for text in page_texts(result.pdf):
        page = squeezed(text)
        for number in range(1, 9):
            assert (f"#{number}#" in page) == (f"完{number}" in page)


def test_a_line_higher_than_a_page_goes_on_with_its_first_cell_repeated() -> None:
    result = listed(["短", LONG * 30, "短"])
    texts = [squeezed(text) for text in page_texts(result.pdf)]
    parts = [text for text in texts if "市民来电" in text]
    assert len(parts) > 1
    assert all("#2#" in text for text in parts)
    assert all("#2#（续）" in text for text in parts[1:])
    assert whole_text(result.pdf).count("并回复市民138****1234。") >= 29


def test_a_heading_inside_the_list_never_ends_a_page() -> None:
    result = listed([LONG for _ in range(12)], sections=True)
    for text in page_texts(result.pdf):
        body = squeezed(text).split("打印时间")[0]
        assert not body.endswith(tuple(f"第{number}节" for number in range(1, 13)))


def test_an_empty_list_still_has_a_line_to_write_in() -> None:
    page = ListPage(PeriodHead(title="交接班清单"), FOOT, FONTS, _COLUMNS)
    page.blank_rows(3)
    assert page.finish().pages == 1
    assert ListPage(PeriodHead(title="空"), FOOT, FONTS, _COLUMNS).finish().pages == 1


def test_a_sheet_can_belong_to_a_period() -> None:
    sheet = Sheet(_HEAD, FOOT, FONTS, training=False)
    sheet.field("事项", LONG * 12)
    text = whole_text(sheet.finish().pdf)
    assert "填报单位夏阳街道办事处期间2026年9月" in text
    assert "工单编号" not in text
    assert "工单归档目录（续）期间2026年9月" in text
