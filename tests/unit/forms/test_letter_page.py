"""The page of GB/T 9704-2012, measured on the finished page."""

from typing import Any

import pypdfium2
import pytest
from helpers.archive_rules import archive_faults
from helpers.form_samples import CODE, FONTS, FOOT, LONG
from helpers.pdf_text import page_image, page_texts, squeezed, whole_text

from forms.document import Rendered, Signature
from forms.letter_page import LetterPage

_MM = 72 / 25.4
_CHARACTER = 156 * _MM / 28
_LINE = 225 * _MM / 22
_HAN = "市"


def letter(**changes: Any) -> LetterPage:
    return LetterPage("关于某小区北门外夜间施工噪声扰民诉求办理情况的报告", FOOT, FONTS, **changes)


def places(pdf: bytes, page: int, character: str) -> list[tuple[float, float]]:
    """Left edge and middle of each occurrence of a character."""
    with pypdfium2.PdfDocument(pdf) as document:
        text = document[page].get_textpage()
        found = [text.get_charbox(n, loose=True) for n in range(text.count_chars())
                 if text.get_text_range(n, 1) == character]  # fmt: skip
    return [(box[0], (box[1] + box[3]) / 2) for box in found]


def full() -> Rendered:
    page = letter()
    page.paragraph(_HAN * (28 * 60 - 2))
    return page.finish()


def test_a_page_has_22_lines_of_28_characters() -> None:
    found = places(full().pdf, 1, _HAN)
    assert len(found) == 22 * 28
    lefts = sorted({round(left, 1) for left, _ in found})
    lines = sorted({round(middle, 1) for _, middle in found}, reverse=True)
    assert len(lefts) == 28
    assert len(lines) == 22
    assert lefts[0] == pytest.approx(28 * _MM, abs=0.6)
    assert (lefts[-1] - lefts[0]) / 27 == pytest.approx(_CHARACTER, abs=0.01)
    assert (lines[0] - lines[-1]) / 21 == pytest.approx(_LINE, abs=0.01)
    first_line_middle = (297 - 37) * _MM - _LINE / 2
    assert lines[0] == pytest.approx(first_line_middle, abs=2)


def test_a_paragraph_is_indented_by_two_characters() -> None:
    page = letter()
    page.paragraph(_HAN * 30)
    found = places(page.finish().pdf, 0, _HAN)
    first_line = [left for left, middle in found if middle == max(m for _, m in found)]
    assert min(first_line) == pytest.approx(28 * _MM + 2 * _CHARACTER, abs=0.6)
    assert len(first_line) == 26


def test_page_numbers_stand_outside_and_the_code_is_on_every_page() -> None:
    result = full()
    texts = page_texts(result.pdf)
    for number, text in enumerate(texts, 1):
        assert squeezed(text).count(f"—{number}—") == 1
        assert CODE in text
        (dash, _), *_ = places(result.pdf, number - 1, "—")
        assert (dash > 105 * _MM) == bool(number % 2)
    codes = [box for box in result.boxes if box.name == "qr"]
    assert [box.page for box in codes] == list(range(result.pages))
    assert all(box.x >= (28 + 156) * _MM for box in codes)  # in the margin, beside the body
    assert all(box.width >= 20 * _MM for box in codes)


def test_what_the_head_of_a_letter_to_a_higher_office_holds() -> None:
    page = letter(issuer="夏阳街道办事处", document_number="夏街办〔2026〕12号", approver="赵建平")
    page.addressee("区城市运行管理中心：")
    page.paragraph("现将办理情况报告如下。")
    text = whole_text(page.finish().pdf)
    assert "夏阳街道办事处夏街办〔2026〕12号签发人：赵建平关于某小区" in text
    assert "区城市运行管理中心：现将" in text


@pytest.mark.parametrize("lines", range(1, 45, 3))
def test_the_closing_never_stands_alone(lines: int) -> None:
    page = letter()
    page.paragraph(_HAN * (28 * lines - 2))
    page.closing("夏阳街道办事处", "2026年9月20日")
    page.signature("承办单位领导审核签字", "head")
    result = page.finish()
    last = squeezed(page_texts(result.pdf)[-1])
    assert "夏阳街道办事处2026年9月20日承办单位领导审核签字：" in last
    assert last.count(_HAN) >= min(28 * lines - 2, 28)
    assert [box.page for box in result.boxes if box.name == "head"] == [result.pages - 1]


def test_the_seal_has_room_and_the_signature_box_is_empty() -> None:
    page = letter()
    page.paragraph(_HAN)
    page.closing("夏阳街道办事处", "2026年9月20日")
    page.signature("承办单位领导审核签字", "head")
    result = page.finish()
    (_, body), *_ = places(result.pdf, 0, _HAN)
    (_, name), *_ = [place for place in places(result.pdf, 0, "夏") if place[1] < body]
    assert body - name == pytest.approx(3 * _LINE, abs=1)  # a seal of 42 mm fits over the name
    box = next(box for box in result.boxes if box.name == "head")
    assert box.width >= 28 * _MM
    assert box.height >= 14 * _MM
    image = page_image(result.pdf, 0, 144)
    inside = (box.x * 2, image.height - (box.y + box.height) * 2,
              (box.x + box.width) * 2, image.height - box.y * 2)  # fmt: skip
    assert image.crop(tuple(round(edge) for edge in inside)).getextrema() == (255, 255)


def test_headings_stay_with_what_follows() -> None:
    for filler in range(12, 24):
        page = letter()
        page.paragraph(_HAN * (28 * filler - 2))
        page.heading("一、基本情况")
        page.heading("（一）调查经过", 2)
        page.paragraph(LONG)
        for text in page_texts(page.finish().pdf):
            assert not squeezed(text).split("版本码")[0].endswith(("基本情况", "调查经过"))


def test_attachments_are_numbered_when_there_are_several() -> None:
    page = letter()
    page.attachments(["现场照片"])
    assert "附件：现场照片" in whole_text(page.finish().pdf)
    page = letter()
    page.attachments(["现场照片", "通知（复印件）"])
    assert "附件：1．现场照片2．通知（复印件）" in whole_text(page.finish().pdf)


def test_a_signature_that_exists_is_named_and_the_drill_is_marked() -> None:
    page = letter(training=True)
    page.paragraph(LONG)
    page.signature("审核签字", "head", Signature("赵建平", "2026-09-20", "UKey"))
    result = page.finish()
    assert "审核签字：赵建平2026-09-20（UKey）" in whole_text(result.pdf)
    assert "演练" in whole_text(result.pdf)
    assert {box.name for box in result.boxes} == {"qr"}
    assert archive_faults(result.pdf) == []
