"""Ink is seen where somebody signed, and never where nobody did."""

import io
import random

import pytest
from helpers.form_sheet import make_form
from helpers.scan_simulator import ScanFaults, jpeg, random_faults, scan
from helpers.trial_sheet import TrialSheet, make_sheet
from PIL import Image, ImageDraw

from desktop.scanning.conversion import convert_page
from desktop.scanning.ink import read_ink
from desktop.scanning.pages import InkReading, SheetBox


def _readings(sheet: TrialSheet, picture: Image.Image) -> dict[str, InkReading]:
    page = convert_page(picture, "scan.jpg", 0)
    assert page.mark == sheet.mark
    return {reading.box: reading for reading in read_ink(page.jpeg, sheet.pdf, 0, sheet.boxes)}


@pytest.mark.parametrize("seed", range(24))
def test_simulated_scans_are_recognised_and_read_right(seed: int) -> None:
    chance = random.Random(seed)
    sheet = make_form(seed) if seed % 2 else make_sheet(seed)
    signed = {box.name for box in sheet.boxes if chance.random() < 0.5}
    faults = random_faults(chance)
    packed = jpeg(scan(sheet.pdf, sheet.boxes, signed, faults, chance), faults.jpeg_quality)
    readings = _readings(sheet, Image.open(io.BytesIO(packed)).convert("L"))
    wrong = [
        reading
        for name, reading in readings.items()
        if not reading.doubtful and reading.ink != (name in signed)
    ]
    assert wrong == []
    assert {name for name, reading in readings.items() if reading.ink} == signed


def test_a_printed_sheet_that_nobody_touched_has_no_ink() -> None:
    for seed in (3, 8):
        sheet = make_sheet(seed)
        picture = scan(sheet.pdf, sheet.boxes, (), ScanFaults(), random.Random(0))
        readings = _readings(sheet, picture)
        assert len(readings) == len(sheet.boxes)
        assert all(
            not reading.ink and not reading.doubtful and reading.ratio < 0.001
            for reading in readings.values()
        )


@pytest.mark.parametrize("slant", [0, 4, -12])
def test_streaks_of_a_scanner_are_no_signature(slant: int) -> None:
    sheet = make_sheet(7)
    picture = scan(sheet.pdf, sheet.boxes, (), ScanFaults(), random.Random(0))
    pen = ImageDraw.Draw(picture)
    for x in range(100, picture.width, 90):
        pen.line((x, 0, x + slant * 10, picture.height), fill=70, width=2)
    assert not any(reading.ink for reading in _readings(sheet, picture).values())


def test_a_single_dash_is_asked_about() -> None:
    sheet = make_sheet(9)
    picture = scan(sheet.pdf, sheet.boxes, (), ScanFaults(), random.Random(0))
    box, scale = sheet.boxes[0], 200 / 72
    middle = 30 + 2339 - (box.y + box.height / 2) * scale
    left = 30 + (box.x + box.width * 0.2) * scale
    ImageDraw.Draw(picture).line((left, middle, left + 120, middle), fill=30, width=5)
    reading = _readings(sheet, picture)[box.name]
    assert not reading.ink
    assert reading.doubtful


def test_a_scan_of_another_sheet_is_doubtful_and_never_signed() -> None:
    sheet, other = make_sheet(11, rows=4), make_sheet(12, rows=9)
    picture = Image.new("L", (1654, 2339), 255)
    ImageDraw.Draw(picture).text((300, 900), "x " * 400, fill=0)
    for image in (
        jpeg(picture, 80),
        jpeg(
            scan(other.pdf, other.boxes, {"step1"}, ScanFaults(), random.Random(1)).crop(
                (0, 0, 1700, 1900)
            ),
            80,
        ),
    ):
        readings = read_ink(image, sheet.pdf, 0, sheet.boxes)
        assert not any(reading.ink for reading in readings)
        assert all(reading.doubtful for reading in readings)


def test_boxes_of_other_pages_are_passed_over() -> None:
    sheet = make_sheet(3)
    box = SheetBox(1, "later", 100, 100, 90, 45)
    image = jpeg(scan(sheet.pdf, sheet.boxes, (), ScanFaults(), random.Random(0)), 80)
    assert read_ink(image, sheet.pdf, 0, [box]) == ()
