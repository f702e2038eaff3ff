"""Lists, reports and letters as they come out: text, pages, bytes, boxes."""

from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from helpers.form_samples import FONTS
from helpers.pdf_text import page_texts, squeezed, whole_text
from helpers.report_form_samples import archive_form, blank_forms, filled, overlong

from forms import archive_list, result_report
from forms.fonts import MissingGlyphError
from forms.letter_section import LetterSection

_MM = 72 / 25.4
_LISTS = ("F4", "F13", "F23", "F24")
each = pytest.mark.parametrize("name", filled())


def texts_of(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    if is_dataclass(value):
        kept = {"form_id", "number_label"}
        return [
            text
            for field in fields(value)
            if field.name not in kept
            for text in texts_of(getattr(value, field.name))
        ]
    return []


def unprinted(name: str) -> set[str]:
    """What a letter has in its head for the outline only."""
    kind, form = filled()[name]
    if name in {"F9", "F10"}:
        given = form.head
        return {given.title, given.number, given.round_label, given.urgency, given.due_text,
                form.foot.printed_at_text, form.foot.operator}  # fmt: skip
    del kind
    return set()


@each
def test_every_text_copies_out_exactly(name: str) -> None:
    kind, form = filled()[name]
    printed = whole_text(kind.render(form, FONTS).pdf)
    for text in texts_of(form):
        if text not in unprinted(name):
            assert squeezed(text) in printed, text


@each
def test_equal_data_give_equal_bytes(name: str) -> None:
    kind, form = filled()[name]
    assert kind.render(form, FONTS).pdf == kind.render(form, FONTS).pdf


@pytest.mark.parametrize("name", overlong())
def test_more_than_a_page_goes_on_and_nothing_is_lost(name: str) -> None:
    kind, form, fewest = overlong()[name]
    result = kind.render(form, FONTS)
    assert result.pages >= fewest
    whole = "".join(squeezed(text) for text in page_texts(result.pdf))
    for text in texts_of(form):
        if len(text) <= 100 and text not in unprinted(name):
            assert squeezed(text) in whole, text


def test_each_line_of_a_long_list_is_there_under_the_column_names() -> None:
    result = archive_list.render(archive_form(40), FONTS)
    pages = [squeezed(text) for text in page_texts(result.pdf)]
    for number in range(1, 41):
        assert sum(f"QP2026091800{number:05d}" in page for page in pages) == 1
    for page in pages:
        if "QP2026" in page:
            assert "序号案卷号工单编号" in page


@each
def test_fonts_are_embedded_and_the_document_says_what_it_is(name: str) -> None:
    kind, form = filled()[name]
    with pikepdf.open(BytesIO(kind.render(form, FONTS).pdf)) as pdf:
        assert str(pdf.Root.Lang) == "zh-CN"
        wide = [float(page.mediabox[2]) > float(page.mediabox[3]) for page in pdf.pages]
        assert wide == [name in _LISTS] * len(pdf.pages)
        assert pdf.open_outline().root
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                below = font.get("/DescendantFonts")
                descriptor = (below[0] if below is not None else font).FontDescriptor
                assert "/FontFile2" in descriptor
                assert "/ToUnicode" in font


@each
def test_only_what_is_signed_carries_a_code(name: str) -> None:
    """The register and the list of rest days have no place to sign."""
    kind, form = filled()[name]
    boxes = {box.name for box in kind.render(form, FONTS).boxes}
    assert ("qr" in boxes) == (name not in {"F13", "F23"})


_BOXES = {
    "F4": ["reviewer"],
    "F8": ["head"],
    "F9": ["head"],
    "F10": ["head"],
    "F13": [],
    "F14": ["head"],
    "F19": ["head"],
    "F20": ["head"],
    "F23": [],
    "F24": ["giver", "taker"],
}


@pytest.mark.parametrize("name", _BOXES)
def test_an_empty_form_has_its_boxes_and_fits_two_pages(name: str) -> None:
    kind, form = blank_forms()[name]
    result = kind.render(form, FONTS)
    assert result.pages <= 2
    assert [box.name for box in result.boxes] == _BOXES[name]
    for box in result.boxes:
        assert box.width >= 28 * _MM
        assert box.height >= 14 * _MM
    assert "HD1" not in whole_text(result.pdf)


def test_an_empty_letter_has_lines_to_write_on() -> None:
    kind, form = blank_forms()["F9"]
    printed = whole_text(kind.render(form, FONTS).pdf)
    assert printed.count("＿") >= 3 * 3 * 26


def test_a_given_signature_is_named_instead_of_a_box() -> None:
    kind, form = filled()["F8"]
    result = kind.render(form, FONTS)
    assert "head" not in {box.name for box in result.boxes}
    assert "已签字：赵建平2026年9月24日（纸质扫描件）" in whole_text(result.pdf)


def test_a_slip_without_an_assignment_leaves_its_fields_out() -> None:
    kind, form = filled()["F8"]
    printed = whole_text(kind.render(replace(form, assignment=None), FONTS).pdf)
    assert "责任领导" not in printed
    assert "拟办意见" in printed


def test_a_training_print_says_so_on_every_page() -> None:
    for name, (kind, form) in filled().items():
        pdf = kind.render(replace(form, training=True), FONTS).pdf
        assert all("演练" in squeezed(text) for text in page_texts(pdf)), name


def test_a_character_that_no_font_has_is_named_with_its_field() -> None:
    _, form = filled()["F9"]
    broken = replace(form, sections=(LetterSection("办理情况", "好\U0001f600"),))
    with pytest.raises(MissingGlyphError) as caught:
        result_report.render(broken, FONTS)
    assert caught.value.field == "办理情况"
    wide = archive_list.ArchiveRow(title="\U0001f600")
    with pytest.raises(MissingGlyphError) as caught:
        archive_list.render(replace(archive_form(), rows=(wide,)), FONTS)
    assert caught.value.field == "标题"
