"""Turns pictures of any colour model and size into grey pages, within the memory of the reader.

Phones make pictures of up to 200 megapixels; no code and no signature needs so many. A JPEG is
decoded at a half, a quarter or an eighth of its size straight away. What can only be decoded as a
whole is let in as far as it fits, and then shrunk strip by strip.
"""

from typing import Final

from PIL import Image, JpegImagePlugin

from desktop.scanning.refusals import UnreadableError

LONG_SIDE: Final = 5000
"""No page that is handed on is longer, in pixels."""
MOST_PIXELS: Final = 250_000_000
"""No picture may have more, however little of it is decoded."""
_MEGABYTE: Final = 1024 * 1024
# a TIFF may come in one strip that is held as well, a HEIC in planes that are put together
_DECODED_BYTES: Final = {"TIFF": 200 * _MEGABYTE, "HEIF": 200 * _MEGABYTE}
_MOST_DECODED_BYTES: Final = 310 * _MEGABYTE
_COEFFICIENT_BYTES: Final = 330 * _MEGABYTE
_ONE_BYTE: Final = frozenset({"1", "L", "P"})
_TWO_BYTES: Final = frozenset({"I;16", "I;16L", "I;16B"})
_WHITE: Final = 255
_STRIP: Final = 64


def prepare(picture: Image.Image) -> None:
    """Let a picture be decoded as small as will do.

    Args:
        picture: Opened, not yet decoded.

    Raises:
        UnreadableError: It does not fit into the memory even so.
    """
    if picture.width * picture.height > MOST_PIXELS:
        raise UnreadableError("scan.too_large")
    if isinstance(picture, JpegImagePlugin.JpegImageFile):
        if _held_bytes(picture) > _COEFFICIENT_BYTES:
            raise UnreadableError("scan.too_large")
        # grey straight away, and at half the size or less where that is still enough
        picture.draft("L", (LONG_SIDE // 2, LONG_SIDE // 2))
    if _decoded_bytes(picture) > _DECODED_BYTES.get(str(picture.format), _MOST_DECODED_BYTES):
        raise UnreadableError("scan.too_large")


def _decoded_bytes(picture: Image.Image) -> int:
    each = 1 if picture.mode in _ONE_BYTE else 2 if picture.mode in _TWO_BYTES else 4
    return picture.width * picture.height * each


def _held_bytes(picture: JpegImagePlugin.JpegImageFile) -> int:
    """Tell what the decoder holds besides the picture: of a progressive one all coefficients."""
    if not picture.info.get("progressive"):
        return 0
    across = max(layer[1] for layer in picture.layer)
    down = max(layer[2] for layer in picture.layer)
    samples = sum(layer[1] * layer[2] for layer in picture.layer) / (across * down)
    return int(2 * samples * picture.width * picture.height)


def grey_page(picture: Image.Image) -> Image.Image:
    """Turn a picture into a grey page on white paper, no larger than any code needs.

    Args:
        picture: Of any colour model.

    Raises:
        UnreadableError: Its values have no known meaning.
    """
    factor = -(-max(picture.size) // LONG_SIDE)
    if factor == 1:
        return _grey(picture)
    if picture.mode == "L":
        return picture.reduce(factor)
    page = Image.new("L", (-(-picture.width // factor), -(-picture.height // factor)))
    step = _STRIP * factor
    for top in range(0, picture.height, step):
        strip = picture.crop((0, top, picture.width, min(top + step, picture.height)))
        page.paste(_grey(strip).reduce(factor), (0, top // factor))
    return page


def _grey(picture: Image.Image) -> Image.Image:
    """Turn any colour model into 8-bit grey on white paper."""
    if picture.mode in {*_TWO_BYTES, "I"}:
        return picture.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if picture.mode == "F":
        raise UnreadableError("scan.type")
    if picture.mode in {"LA", "RGBA", "PA"} or "transparency" in picture.info:
        layer = picture if picture.mode in {"LA", "RGBA"} else picture.convert("RGBA")
        grey = layer.convert("L")
        grey.paste(_WHITE, mask=layer.getchannel("A").point(lambda value: _WHITE - value))
        return grey
    if picture.mode == "CMYK":
        return picture.convert("RGB").convert("L")
    return picture.convert("L")
