"""Every form is an archival document, and its text is what was printed."""

import re
import struct
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from helpers import form_samples
from helpers.archive_rules import archive_faults
from helpers.form_gallery import Exhibit, gallery, printed
from helpers.form_samples import FONTS, FOOT
from helpers.pdf_text import whole_text

from forms import signoff_sheet
from forms.document import PeriodHead
from forms.list_page import Column, ListPage
from forms.truetype import TrueTypeFile
from resources import typefaces

_TABLE = Path(__file__).parents[2] / "reference" / "tongyong_8105.txt"
every_form = pytest.mark.parametrize("exhibit", gallery(), ids=lambda exhibit: exhibit.id)


@every_form
def test_a_form_filled_and_blank_can_be_archived(exhibit: Exhibit) -> None:
    assert archive_faults(printed(exhibit.module, exhibit.form).pdf) == []
    assert archive_faults(printed(exhibit.module, exhibit.blank).pdf) == []


def _characters() -> list[str]:
    return _TABLE.read_text(encoding="utf-8").split()


def _listed(characters: list[str]) -> bytes:
    """Print characters in rows of forty."""
    page = ListPage(PeriodHead(title="字"), FOOT, FONTS, [Column("字", 1)])
    for start in range(0, len(characters), 40):
        page.row(["".join(characters[start : start + 40])])
    return page.finish().pdf


def test_all_characters_of_the_general_table_copy_out_exactly() -> None:
    characters = _characters()
    assert len(characters) == 8105
    beyond = [character for character in characters if not _in_gbk(character)]
    assert len(beyond) == 276  # characters of names that older programs lose
    text = whole_text(_listed(characters))
    assert _sequence(text, set(characters)).endswith("".join(characters))
    assert "".join(beyond) in whole_text(_listed(beyond))


def _in_gbk(character: str) -> bool:
    try:
        character.encode("gbk")
    except UnicodeEncodeError:
        return False
    return True


def _sequence(text: str, wanted: set[str]) -> str:
    """The characters of the table without heads and feet of the pages."""
    body = re.sub(r"字（续）字|打印时间.*?第\d+页共\d+页", "", text)
    return "".join(character for character in body if character in wanted)


def test_each_character_is_drawn_by_its_own_glyph() -> None:
    """Copied text alone would not notice a character drawn as another one."""
    form = replace(form_samples.signoff_form(), summary="申由甲电àÉ½")
    with pikepdf.open(BytesIO(signoff_sheet.render(form, FONTS).pdf)) as pdf:
        font = next(
            font for font in pdf.pages[0].Resources.Font.values() if "Regular" in str(font.BaseFont)
        )
        program = font.DescendantFonts[0].FontDescriptor.FontFile2.read_bytes()
        unicodes = font.ToUnicode.read_bytes().decode("ascii")
    codes = dict(re.findall(r"<([0-9A-F]{4})> <([0-9A-F]+)>", unicodes))
    points = {int(code, 16): bytes.fromhex(text) for code, text in codes.items()}
    assert {"申".encode("utf-16-be"), "由".encode("utf-16-be")} <= set(points.values())
    whole = typefaces.serif_regular().read_bytes()
    source = TrueTypeFile(typefaces.serif_regular())
    for code, point in points.items():
        drawn = _outline(program, code)
        meant = _outline(whole, source.glyph(ord(point.decode("utf-16-be"))))
        if meant[:1] < b"\x80":  # a composed one names its parts by other numbers
            assert drawn.rstrip(b"\0") == meant.rstrip(b"\0")
        assert drawn[:10] == meant[:10]  # contours and box


def _outline(font: bytes, glyph: int) -> bytes:
    (count,) = struct.unpack_from(">H", font, 4)
    entries = [struct.unpack_from(">4sLLL", font, 12 + 16 * number) for number in range(count)]
    places = {tag: place for tag, _, place, _ in entries}
    long = struct.unpack_from(">h", font, places[b"head"] + 50)[0]
    kind, step, scale = (">2L", 4, 1) if long else (">2H", 2, 2)
    start, end = struct.unpack_from(kind, font, places[b"loca"] + step * glyph)
    return font[places[b"glyf"] + scale * start : places[b"glyf"] + scale * end]


def test_tags_tell_title_labels_and_values_apart() -> None:
    result = signoff_sheet.render(form_samples.signoff_form(), FONTS)
    with pikepdf.open(BytesIO(result.pdf)) as pdf:
        document = pdf.Root.StructTreeRoot.K[0]
        kinds = [str(kid.S) for kid in document.K]
        table = document.K[kinds.index("/Table")]
        cells = {str(cell.S) for row in table.K for cell in row.K}
        marks = sum(len(owners) for owners in _owners(pdf))
        drawn = sum(page.Contents.read_bytes().count(b"/MCID") for page in pdf.pages)
    assert kinds == ["/P", "/H1", "/Table"]  # unit, title, the rows
    assert cells == {"/TH", "/TD"}
    assert marks == drawn


def _owners(pdf: pikepdf.Pdf) -> list[Any]:
    return list(pdf.Root.StructTreeRoot.ParentTree.Nums)[1::2]


def test_an_emoji_in_a_citizens_words_is_printed_and_copies_out() -> None:
    fonts = replace(FONTS, fallbacks=typefaces.paper_fallbacks())
    words = "路灯坏了\U0001f621请修\U0001f64f\u2714{}\u2460\u27a41{}\u20e3"
    form = replace(form_samples.signoff_form(), summary=words.format("\ufe0f", "\ufe0f"))
    pdf = signoff_sheet.render(form, fonts).pdf
    assert words.format("", "") in whole_text(pdf)
    assert archive_faults(pdf) == []
