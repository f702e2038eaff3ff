"""A page without a code is known again by where its ink lies."""

import io
import random

import pytest
from helpers.scan_simulator import jpeg, signed_sheet
from helpers.trial_sheet import make_sheet
from PIL import Image, ImageDraw, ImageFilter

from desktop.scanning.likeness import likeness, turned
from desktop.scanning.sheet_reader import ProcessSheetReader
from desktop.services.paper_ports import SheetPage


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
def test_a_torn_page_is_most_like_its_own_print(quarters: int) -> None:
    sheets = [make_sheet(seed) for seed in (40, 41, 42)]
    page = signed_sheet(sheets[1].pdf, sheets[1].boxes, {"step1"}, random.Random(1))
    ImageDraw.Draw(page).rectangle((1200, 2050, 1654, 2339), fill=255)
    scan = page.filter(ImageFilter.GaussianBlur(1)).rotate(90 * quarters, expand=True)
    found = likeness(jpeg(scan, 60), [sheet.pdf for sheet in sheets])
    assert max(range(3), key=lambda place: found[place].score) == 1
    assert found[1].score > 0.8
    assert (found[1].page, (found[1].quarters + quarters) % 4) == (0, 0)


def test_an_empty_page_is_like_nothing() -> None:
    empty = jpeg(Image.new("L", (800, 1130), 255), 60)
    (found,) = likeness(empty, [make_sheet(40).pdf])
    assert found.score < 0.2
    assert likeness(empty, []) == []


def test_a_page_is_turned_anticlockwise() -> None:
    page = Image.new("L", (200, 100), 255)
    page.paste(0, (0, 0, 40, 40))
    reader = ProcessSheetReader()
    given = SheetPage(
        source="a", index=0, form_id="", page=0, pages=0, codes=(), jpeg=jpeg(page, 90)
    )
    after = reader.turned(given, 1)
    assert after.jpeg == turned(given.jpeg, 1)
    with Image.open(io.BytesIO(after.jpeg)) as picture:
        assert picture.size == (100, 200)
        assert picture.getpixel((10, 190)) < 60
        assert picture.getpixel((10, 10)) > 200


def test_the_text_of_a_form_is_read() -> None:
    assert "负责人签字" in ProcessSheetReader().text(make_sheet(40).pdf)
