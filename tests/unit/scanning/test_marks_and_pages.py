"""Codes are read from any page and from nothing else."""

import random

import pytest
from helpers.scan_simulator import ScanFaults, printed, scan
from helpers.trial_sheet import make_sheet
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from desktop.scanning.conversion import convert_page
from desktop.scanning.marks import find_marks
from desktop.scanning.pages import QrMark
from desktop.scanning.straightening import ARCHIVE_BYTES, archived

_NAMES = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ23456789abcdef-_.", min_size=1, max_size=40)


@given(_NAMES, st.integers(1, 99), st.integers(0, 99), st.lists(_NAMES, min_size=1, max_size=6))
def test_a_payload_reads_back_as_it_was_written(
    form_id: str, page: int, more: int, codes: list[str]
) -> None:
    mark = QrMark(form_id, page, page + more, tuple(codes))
    assert QrMark.parse(mark.payload) == mark


@pytest.mark.parametrize(
    "text",
    [
        "",
        "https://example.cn/HD1:a:1/1:b",
        "HD1:F1:0/1:abc",
        "HD1:F1:2/1:abc",
        "HD1:F1:1/1:",
        "HD1:F1:1/1:a,,b",
        "HD1:F1:1/1:a,",
        "HD1::1/1:abc",
        "HD2:F1:1/1:abc",
        "HD1:F1:1/1:abc\n",
        "HD1:F1:１/1:abc",
        "HD1:F 1:1/1:abc",
    ],
)
def test_a_foreign_or_damaged_payload_is_no_mark(text: str) -> None:
    assert QrMark.parse(text) is None


@given(st.text())
def test_any_text_is_parsed_or_refused_without_an_error(text: str) -> None:
    mark = QrMark.parse(text)
    assert mark is None or mark.payload == text or text.startswith("HD1:")


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("skew", [-8.0, -2.5, 8.0])
def test_a_turned_page_comes_back_upright_and_level(quarters: int, skew: float) -> None:
    sheet = make_sheet(5)
    faults = ScanFaults(skew_deg=skew, quarters=quarters, noise=6, jpeg_quality=40)
    picture = scan(sheet.pdf, sheet.boxes, (), faults, random.Random(1))
    page = convert_page(picture, "scan.jpg", 3)
    assert (page.mark, page.index, page.source_name, page.note) == (sheet.mark, 3, "scan.jpg", "")
    [again] = find_marks(_opened(page.jpeg))
    assert abs(again.angle_deg) < 1.0
    across, down = again.corners[0]
    assert across > page.width * 0.6
    assert down > page.height * 0.8


def test_an_archived_page_is_small_even_when_it_is_all_noise() -> None:
    chance = random.Random(2)
    noise = Image.frombytes("L", (1654, 2339), chance.randbytes(1654 * 2339))
    packed, width, height = archived(noise)
    assert len(packed) <= ARCHIVE_BYTES
    assert _opened(packed).size == (width, height)


def test_a_page_with_two_different_codes_is_given_to_nobody() -> None:
    both = Image.new("L", (3308, 2339), 255)
    both.paste(printed(make_sheet(1).pdf), (0, 0))
    both.paste(printed(make_sheet(2).pdf), (1654, 0))
    page = convert_page(both, "two.png", 0)
    assert page.mark is None
    assert "不同的二维码" in page.note


def test_an_empty_back_and_a_foreign_sheet_are_told_apart() -> None:
    empty = convert_page(Image.new("L", (1654, 2339), 240), "back.png", 0)
    foreign = printed(make_sheet(4).pdf).crop((0, 0, 1654, 1900))
    page = convert_page(foreign, "foreign.png", 0)
    assert empty.mark is None
    assert empty.note == "空白页。"
    assert page.mark is None
    assert "未找到二维码" in page.note


def _opened(packed: bytes) -> Image.Image:
    import io

    return Image.open(io.BytesIO(packed)).convert("L")
