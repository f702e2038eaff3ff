"""Pictures are decoded small where that is possible, and turn grey the same whatever they are."""

import io

import numpy as np
import pytest
from helpers.attack_files import ATTACKS
from PIL import Image

from desktop.scanning import decoding
from desktop.scanning.refusals import UnreadableError


@pytest.fixture(autouse=True)
def _phones_are_no_bombs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", None)


def _opened(name: str) -> Image.Image:
    return Image.open(io.BytesIO(ATTACKS[name][0]()))


def _colour_jpeg(side: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (side, side), "white").save(out, "JPEG")
    return out.getvalue()


def test_a_jpeg_is_decoded_at_the_size_that_is_needed() -> None:
    with _opened("claims_15000.jpg") as picture:
        decoding.prepare(picture)
        assert picture.size == (3750, 3750)
    with Image.open(io.BytesIO(_colour_jpeg(5100))) as picture:
        decoding.prepare(picture)
        assert (picture.mode, picture.size) == ("L", (2550, 2550))
    with Image.open(io.BytesIO(_colour_jpeg(2400))) as picture:
        decoding.prepare(picture)
        assert (picture.mode, picture.size) == ("L", (2400, 2400))


@pytest.mark.parametrize(
    "name", ["claims_16000.jpg", "claims_14000_twice.jpg", "colour_9200.png", "side_100000.tif"]
)
def test_what_cannot_be_decoded_small_is_refused_before_it_takes_memory(name: str) -> None:
    with _opened(name) as picture, pytest.raises(UnreadableError, match="too_large"):
        decoding.prepare(picture)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGB", "RGBA", "LA", "CMYK", "I;16"])
def test_a_long_picture_turns_grey_and_small_strip_by_strip(mode: str) -> None:
    size = (40, 3 * decoding.LONG_SIDE - 7)
    steps = np.add.outer(np.arange(size[1]) // 900 * 15, np.arange(size[0]) // 10 * 3)
    grey = Image.fromarray(steps.astype(np.uint8))
    if mode == "1":
        grey = grey.point(lambda value: 255 * (value > 120))
    picture = Image.fromarray(steps.astype(np.uint16) * 256) if mode == "I;16" else grey
    picture = picture if mode == "I;16" else picture.convert(mode)
    assert picture.mode == mode
    page = decoding.grey_page(picture)
    expected = grey.reduce(3)
    assert page.size == expected.size
    away = np.abs(np.asarray(page, dtype=int) - np.asarray(expected, dtype=int))
    assert float(np.percentile(away, 99)) <= 1


def test_what_is_clear_is_paper() -> None:
    clear = Image.new("RGBA", (30, 2 * decoding.LONG_SIDE), (0, 0, 0, 0))
    assert decoding.grey_page(clear).getextrema() == (255, 255)
