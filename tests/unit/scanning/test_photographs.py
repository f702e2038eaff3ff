"""Photographs of sheets are laid flat, recognised and judged like scans."""

import io
import random
from pathlib import Path

import numpy as np
import pytest
from helpers.form_sheet import make_form
from helpers.photo_simulator import PhotoFaults, photo, random_photo
from helpers.scan_simulator import ScanFaults, jpeg, printed, scan
from helpers.trial_sheet import make_sheet
from PIL import Image

from desktop.scanning.conversion import convert_page
from desktop.scanning.ink import read_ink
from desktop.scanning.pages import ScannedPage
from desktop.scanning.paper_edge import find_corners, laid_flat, projection
from desktop.scanning.reader import ScanReader
from desktop.scanning.straightening import ARCHIVE_BYTES, levelled

_PHONE = Path(__file__).parents[2] / "reference" / "phone_page.heic"


# 18: the edge of a shadow is taken for that of the sheet, which is stretched; 58: it is sheared
@pytest.mark.parametrize("seed", [0, 3, 18, 25, 58])
def test_photographs_are_recognised_and_no_ink_is_made_up(seed: int) -> None:
    chance = random.Random(seed)
    sheet = make_form(seed) if seed % 2 else make_sheet(seed)
    signed = {box.name for box in sheet.boxes if chance.random() < 0.5}
    faults = random_photo(chance)
    picture = photo(sheet.pdf, sheet.boxes, signed, faults, chance)
    page = convert_page(Image.open(io.BytesIO(jpeg(picture, faults.jpeg_quality))), "p.jpg", 0)
    assert page.mark == sheet.mark
    assert len(page.jpeg) <= ARCHIVE_BYTES
    assert 1.2 < page.height / page.width < 1.6
    found = read_ink(page.jpeg, sheet.pdf, 0, sheet.boxes)
    assert {reading.box for reading in found if reading.ink} == signed
    assert not any(reading.doubtful for reading in found)


def test_the_table_around_the_sheet_is_cut_off() -> None:
    sheet = make_sheet(5)
    faults = PhotoFaults(tilt=0.06, turn_deg=7, desk=50, paper=240, fill=0.8)
    flat = laid_flat(photo(sheet.pdf, sheet.boxes, (), faults, random.Random(2)))
    grey = np.asarray(flat)
    rim = np.concatenate([grey[4], grey[-5], grey[:, 4], grey[:, -5]])
    assert float((rim > 180).mean()) > 0.99
    assert flat.height / flat.width == pytest.approx(2**0.5, abs=0.01)


@pytest.mark.parametrize("shadow", [0.0, 0.25])
def test_a_scan_without_a_rim_is_left_as_it_is(shadow: float) -> None:
    sheet = make_sheet(6)
    faults = ScanFaults(skew_deg=5, stains=2, paper=225, shadow=shadow, noise=8)
    assert find_corners(scan(sheet.pdf, sheet.boxes, (), faults, random.Random(4))) is None


def test_an_empty_or_a_black_picture_shows_no_sheet() -> None:
    for grey in (0, 128, 255):
        assert find_corners(Image.new("L", (900, 1200), grey)) is None
    assert find_corners(Image.new("L", (30, 3), 200)) is None


def test_a_projection_brings_points_where_they_belong() -> None:
    sources = np.array([[0, 0], [100, 0], [100, 150], [0, 150]], dtype=float)
    targets = np.array([[12, 8], [90, 15], [110, 160], [3, 140]], dtype=float)
    moved = np.column_stack([sources, np.ones(4)]) @ projection(sources, targets).T
    assert moved[:, :2] / moved[:, 2:] == pytest.approx(targets)


def test_a_page_without_a_code_is_straightened_by_its_lines() -> None:
    plain = printed(make_sheet(8).pdf).crop((0, 0, 1654, 1900))
    skewed = plain.rotate(5, Image.Resampling.BICUBIC, expand=True, fillcolor=255)
    level = np.asarray(levelled(skewed), dtype=np.float32)
    sharp, slanted = (np.diff(grey.mean(axis=1)).std() for grey in (level, np.asarray(skewed)))
    assert sharp > 3 * slanted
    empty = Image.new("L", (800, 1100), 255)
    assert levelled(empty) is empty


def test_a_straightened_page_is_not_larger_than_its_paper() -> None:
    sheet = make_sheet(5)
    picture = scan(sheet.pdf, sheet.boxes, (), ScanFaults(skew_deg=8), random.Random(1))
    page = convert_page(picture, "scan.jpg", 0)
    assert page.mark == sheet.mark
    assert page.height <= picture.height + 16
    assert page.width <= picture.width + 16


def test_a_heic_photograph_is_read_and_stands_upright() -> None:
    [page] = ScanReader().read([_PHONE])
    assert isinstance(page, ScannedPage)
    assert page.mark == make_sheet(21).mark
    assert page.height > page.width
    assert b"Exif" not in page.jpeg
