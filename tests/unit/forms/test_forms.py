"""Every form of an order or the unit as it comes out: text, boxes, QR codes, pages, bytes."""

from collections import Counter
from dataclasses import fields, is_dataclass, replace
from io import BytesIO
from itertools import combinations
from pathlib import Path
from types import ModuleType
from typing import Any

import pikepdf
import pytest
import zxingcpp
from helpers import form_samples
from helpers.form_samples import FONTS, FOOT, LONG, RARE
from helpers.form_variants import long, rare
from helpers.order_form_samples import SAMPLES, blank_of
from helpers.pdf_text import page_image, page_texts, squeezed, whole_text
from PIL import Image

from forms import handling_record, return_request, signoff_sheet
from forms.document import Box, FormFoot, FormHead, Photo, Rendered, Signature
from forms.fonts import FontSet, MissingGlyphError
from forms.photo_row import PhotoError
from resources import typefaces

_MM = 72 / 25.4
_FILLED = {name: (kind, make()) for name, (kind, make) in SAMPLES.items()}
_BLANK = {name: (SAMPLES[name][0], blank_of(name)) for name in SAMPLES if " " not in name}
_BOXES = {
    "F1": ["head"],
    "F1 second return": ["head", "deputy", "chief"],
    "F2": ["head"],
    "F2 re-handling": ["head"],
    "F3": ["step3"],
    "F4": ["reviewer"],
    "F5": ["head"],
    "F6": ["head"],
    "F7": ["leader"],
    "F11": ["head"],
    "F12": [],
    "F15": ["reviewer"],
    "F16": ["head"],
    "F17": ["head"],
    "F18": ["head"],
    "F21": ["head"],
    "F22": ["head"],
}
_BLANK_BOXES = {"F3": ["step1", "step3"], "F7": ["head", "leader"]}
filled = pytest.mark.parametrize(("kind", "form"), _FILLED.values(), ids=_FILLED)


_UNPRINTED = frozenset({"copy", "form_id", "number_label"})


def rendered(kind: ModuleType, form: Any) -> Rendered:
    result = kind.render(form, FONTS)
    assert isinstance(result, Rendered)
    return result


def texts_of(value: Any) -> list[str]:
    """All texts of a form, also those of its rows; not what decides how it is printed."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, tuple):
        return [text for item in value for text in texts_of(item)]
    if is_dataclass(value):
        names = [field.name for field in fields(value) if field.name not in _UNPRINTED]
        return [text for name in names for text in texts_of(getattr(value, name))]
    return []


def lost(form: Any, printed: str) -> Counter[str]:
    """Characters of the form that are on paper less often than in its texts.

    Where a text goes on over a page, foot and repeated labels stand between its parts: they only
    add characters. A class that is ticked stands among its choices.
    """
    if getattr(form, "reason_class", "") in getattr(form, "reason_choices", ()):
        form = replace(form, reason_class="")
    return Counter(squeezed("".join(texts_of(form)))) - Counter(printed)


@filled
def test_every_text_of_the_form_copies_out_exactly(kind: ModuleType, form: Any) -> None:
    printed = whole_text(rendered(kind, form).pdf)
    for text in texts_of(form):
        assert squeezed(text) in printed


@filled
def test_rare_characters_in_every_field_copy_out_exactly(kind: ModuleType, form: Any) -> None:
    hard = rare(form)
    printed = whole_text(rendered(kind, hard).pdf)
    assert not lost(hard, printed)
    assert printed.count(RARE) >= sum(RARE in text for text in texts_of(hard)) - 2


@filled
def test_long_texts_lose_nothing_and_every_page_is_filled(kind: ModuleType, form: Any) -> None:
    much = long(form)
    result = rendered(kind, much)
    assert not lost(much, whole_text(result.pdf))
    pages = [squeezed(text) for text in page_texts(result.pdf)]
    assert all(f"{form.head.title}（续）" in page for page in pages[1:])
    assert all(len(page) > 100 for page in pages)


@filled
def test_boxes_lie_inside_the_page_and_do_not_meet(kind: ModuleType, form: Any) -> None:
    boxes = rendered(kind, form).boxes
    for box in boxes:
        assert box.x >= 28 * _MM
        assert box.x + box.width <= 190 * _MM + 0.1
        assert box.y >= 9 * _MM
        assert box.y + box.height <= 272 * _MM
    for one, other in combinations([box for box in boxes if box.page == 0], 2):
        apart = one.y >= other.y + other.height or other.y >= one.y + one.height
        assert apart


@pytest.mark.parametrize("times", range(10, 40, 3))
def test_a_signature_never_stands_alone_on_a_page(times: int) -> None:
    form = replace(form_samples.record_form(), feedback_note="认可。" * times)
    result = rendered(handling_record, form)
    box = next(box for box in result.boxes if box.name == "head")
    assert "牵头负责人" in squeezed(page_texts(result.pdf)[box.page])


def test_rare_characters_and_marks_copy_out_exactly() -> None:
    hard = f"{RARE}阿依古丽·买买提①②③④㎡℃％“”‘’〔2021〕—…·～￥々Ａ１!\"#$%&'()*+,/:;<=>?@[]^_{{|}}~"
    form = replace(form_samples.return_form(), reason_text=hard, summary=RARE * 40)
    printed = whole_text(rendered(return_request, form).pdf)
    assert squeezed(hard) in printed
    assert RARE * 40 in printed


def test_characters_of_more_than_one_subset_copy_out_exactly() -> None:
    many = "".join(chr(code) for code in range(0x4E00, 0x4E00 + 400))
    form = replace(form_samples.signoff_form(), summary=many)
    assert many in whole_text(rendered(signoff_sheet, form).pdf)


@filled
def test_the_same_form_gives_the_same_bytes(kind: ModuleType, form: Any) -> None:
    assert rendered(kind, form).pdf == rendered(kind, form).pdf


def test_the_bytes_do_not_depend_on_where_the_fonts_lie(tmp_path: Path) -> None:
    moved = FontSet(*(_copied(path, tmp_path) for path in (FONTS.regular, FONTS.bold)))
    form = form_samples.signoff_form()
    assert signoff_sheet.render(form, moved).pdf == signoff_sheet.render(form, FONTS).pdf


def _copied(path: Path, folder: Path) -> Path:
    copy = folder / path.name
    copy.write_bytes(path.read_bytes())
    return copy


@filled
def test_all_fonts_are_embedded_and_the_document_says_what_it_is(
    kind: ModuleType, form: Any
) -> None:
    with pikepdf.open(BytesIO(rendered(kind, form).pdf)) as pdf:
        assert not pdf.is_encrypted
        assert str(pdf.Root.Lang) == "zh-CN"
        assert str(pdf.docinfo["/Title"]) == f"{form.head.title} {form.head.about}"
        outline = pdf.open_outline()
        assert outline.root[0].title == form.head.title
        assert len(outline.root[0].children) >= 3
        for page in pdf.pages:
            fonts = page.Resources.Font
            assert fonts
            for font in fonts.values():
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor
                assert "/ToUnicode" in font


@filled
def test_each_page_has_a_qr_code_that_reads(kind: ModuleType, form: Any) -> None:
    result = rendered(kind, form)
    codes = [box for box in result.boxes if box.name == "qr"]
    assert [box.page for box in codes] == list(range(result.pages))
    for box in codes:
        assert min(box.width, box.height) >= 20 * _MM
        read = zxingcpp.read_barcodes(page_image(result.pdf, box.page, 150))
        assert [code.text for code in read] == [form.foot.qr_payload(box.page + 1, result.pages)]


def test_what_the_qr_code_holds() -> None:
    foot = replace(FOOT, version_codes=(("①", "AAAAABBBBB"), ("③", "CCCCCDDDDD")))
    assert foot.qr_payload(2, 3) == "HD1:F1A2B3C4D5E6:2/3:AAAAABBBBB,CCCCCDDDDD"


@pytest.mark.parametrize("form_id", ["short", "TOO-LONG-BY-1", "F1A2B3:4D5E6", "F1A2B3,4D5E6"])
def test_an_id_that_the_scanner_would_refuse_is_refused(form_id: str) -> None:
    with pytest.raises(ValueError, match="form_id"):
        FormFoot(form_id=form_id)


@filled
def test_the_foot_is_on_every_page(kind: ModuleType, form: Any) -> None:
    result = rendered(kind, form)
    pages = page_texts(result.pdf)
    assert len(pages) == result.pages
    for number, text in enumerate(pages, 1):
        page = squeezed(text)
        assert f"第{number}页共{result.pages}页" in page
        assert squeezed(f"打印时间：{FOOT.printed_at_text}操作员：{FOOT.operator}版本码：") in page
        assert all(code in page for _, code in form.foot.version_codes)
        assert ("演练" in page) == form.training


@pytest.mark.parametrize(
    ("kind", "form", "names"),
    [
        *((*_FILLED[name], boxes) for name, boxes in _BOXES.items()),
        *((*_BLANK[name], _BLANK_BOXES.get(name, _BOXES[name])) for name in _BLANK),
    ],
)
def test_signature_boxes_are_large_and_empty(kind: ModuleType, form: Any, names: list[str]) -> None:
    result = rendered(kind, form)
    boxes = [box for box in result.boxes if box.name != "qr"]
    assert [box.name for box in boxes] == names
    for box in boxes:
        assert box.width >= 28 * _MM
        assert box.height >= 14 * _MM
        assert _inks(result, box) == (255, 255)


def _inks(result: Rendered, box: Box) -> tuple[int, int]:
    dpi = 144
    image = page_image(result.pdf, box.page, dpi)
    scale = dpi / 72
    top = image.height - (box.y + box.height) * scale
    area = (box.x * scale, top, (box.x + box.width) * scale, image.height - box.y * scale)
    extrema = image.crop(tuple(round(edge) for edge in area)).getextrema()
    return int(extrema[0]), int(extrema[1])


@pytest.mark.parametrize(("kind", "form"), _BLANK.values(), ids=_BLANK)
def test_a_blank_form_has_no_code_and_fits_its_pages(kind: ModuleType, form: Any) -> None:
    result = rendered(kind, form)
    assert result.pages <= 2
    assert "qr" not in {box.name for box in result.boxes}
    assert "HD1" not in whole_text(result.pdf)


def test_a_blank_form_offers_its_choices() -> None:
    printed = whole_text(rendered(*_BLANK["F2"]).pdf)
    assert "□属实□部分属实□不属实" in printed
    assert "■" not in printed


def test_a_chosen_answer_is_ticked_and_an_unknown_one_is_printed_as_it_is() -> None:
    form = replace(form_samples.record_form(), finding="部分属实", result="移交其他单位")
    printed = whole_text(rendered(handling_record, form).pdf)
    assert "□属实■部分属实□不属实" in printed
    assert "□实际解决" not in printed
    assert "移交其他单位" in printed


@pytest.mark.parametrize("times", [1, 3, 8, 40])
def test_a_long_text_goes_on_over_pages_whole_and_with_its_label(times: int) -> None:
    form = replace(form_samples.record_form(), content=LONG * times)
    result = rendered(handling_record, form)
    pages = [squeezed(text) for text in page_texts(result.pdf)]
    # what stands between the parts is the foot and the head of a page
    parts = [page.split("打印时间：")[0].split("诉求内容")[-1] for page in pages]
    joined = "".join(part.removeprefix("（续）") for part in parts)
    assert squeezed(LONG * times) in joined
    for page in pages[1:]:
        assert "工单处理记录表（续）" in page
    assert sum("诉求内容（续）" in page for page in pages) == {1: 0, 3: 0}.get(
        times, sum("市民来电反映" in page for page in pages) - 1
    )


def test_a_long_opinion_keeps_its_last_lines_with_the_signature() -> None:
    form = replace(form_samples.signoff_form(), step1_signature=None, step1_opinion=LONG * 9)
    result = rendered(signoff_sheet, form)
    box = next(box for box in result.boxes if box.name == "step1")
    page = squeezed(page_texts(result.pdf)[box.page])
    assert page.index("①主要负责人签批意见（续）") < page.index("签字：")
    assert "138****1234。" in page.split("签字：")[0]


def test_a_given_signature_is_named_instead_of_a_box() -> None:
    signature = Signature("赵建平", "2026-09-19 08:30", "UKey")
    result = rendered(return_request, replace(form_samples.return_form(), signature=signature))
    assert "head" not in {box.name for box in result.boxes}
    assert "已签字：赵建平2026-09-1908:30（UKey）" in whole_text(result.pdf)


def test_steps_that_are_not_demanded_are_left_out() -> None:
    form = replace(form_samples.signoff_form(), demanded=(2, 4))
    result = rendered(signoff_sheet, form)
    printed = whole_text(result.pdf)
    assert {box.name for box in result.boxes} == {"qr"}
    assert "签批意见" not in printed
    assert "②业务科室办理情况" in printed


def test_an_enquiry_has_no_investigation() -> None:
    form = replace(form_samples.record_form(), with_investigation=False)
    printed = whole_text(rendered(handling_record, form).pdf)
    assert "事实认定" not in printed
    assert "现场核实" not in printed.replace("现场核实情况", "")


def test_the_copies_say_which_they_are() -> None:
    form = form_samples.record_form()
    assert "存档联" in whole_text(rendered(handling_record, form).pdf)
    assert "现场联" in whole_text(rendered(handling_record, replace(form, copy="site")).pdf)


@pytest.mark.parametrize(
    ("form", "field"),
    [
        (replace(form_samples.return_form(), reason_text="好\U0001f600"), "退单理由"),
        (replace(form_samples.return_form(), head=FormHead(number="\U0001f600")), "工单编号"),
        (
            replace(
                form_samples.return_form(),
                legal_basis=(return_request.LegalBasis(clause="\U0001f600"),),
            ),
            "职责/政策依据·条款内容",
        ),
    ],
)
def test_a_character_that_no_font_has_stops_the_printing(form: Any, field: str) -> None:
    with pytest.raises(MissingGlyphError, match=r"U\+1F600") as caught:
        return_request.render(form, FONTS)
    assert caught.value.character == "\U0001f600"
    assert caught.value.field == field
    assert f"“{field}”" in str(caught.value)


def test_a_fallback_font_helps_out() -> None:
    only_serif = "\u9ff0"
    alone = FontSet(regular=typefaces.sans_regular(), bold=typefaces.sans_bold())
    form = replace(form_samples.return_form(), reason_text=f"移交{only_serif}中心")
    with pytest.raises(MissingGlyphError, match=r"U\+9FF0"):
        return_request.render(form, alone)
    helped = replace(alone, fallbacks=(typefaces.serif_regular(),))
    assert f"移交{only_serif}中心" in whole_text(return_request.render(form, helped).pdf)


def test_a_font_file_that_is_missing_is_named(tmp_path: Path) -> None:
    fonts = FontSet(regular=tmp_path / "none.ttf", bold=typefaces.serif_bold())
    with pytest.raises(FileNotFoundError, match=r"none\.ttf"):
        fonts.register()


def test_characters_without_ink_and_odd_spaces_are_cleaned() -> None:
    form = replace(
        form_samples.return_form(), reason_text="甲\u200b乙\ufeff\u00a0丙\r\n丁\x0b戊\t己"
    )
    assert "甲乙丙丁戊己" in whole_text(rendered(return_request, form).pdf)


@pytest.mark.parametrize(
    "unseen", ["\0", "\x1b", "\x7f", "\u202e", "\u2066", "\u2069", "\ufe0f", "\U000e0100"]
)
def test_no_unseen_character_in_a_citizens_words_stops_a_return(unseen: str) -> None:
    """The words are the platform's: a clerk could not take the character out."""
    form = replace(form_samples.return_form(), reason_text=f"甲{unseen}乙")
    assert "甲乙" in whole_text(rendered(return_request, form).pdf)


def test_photos_lose_their_hidden_data_and_stand_upright() -> None:
    stream = BytesIO()
    picture = Image.new("RGB", (400, 200), "white")
    picture.paste("black", (0, 0, 200, 200))
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "CAMERA-OF-A-CLERK"
    picture.save(stream, "JPEG", exif=exif)
    form = replace(form_samples.record_form(), photos=(Photo(stream.getvalue(), "照片1"),))
    with pikepdf.open(BytesIO(rendered(handling_record, form).pdf)) as pdf:
        image = next(iter(pdf.pages[-1].Resources.XObject.values()))
        raw = image.read_raw_bytes()
        assert (int(image.Width), int(image.Height)) == (200, 400)
    assert b"CAMERA" not in raw


def test_a_photo_that_cannot_be_read_is_named() -> None:
    form = replace(form_samples.record_form(), photos=(Photo(b"\xff\xd8broken", "照片7"),))
    with pytest.raises(PhotoError, match="照片7"):
        handling_record.render(form, FONTS)
