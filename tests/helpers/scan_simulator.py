"""Makes scans of printed sheets the way offices make them: skewed, noisy, stained, signed."""

import io
import math
import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pypdfium2
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from desktop.scanning.pages import SheetBox

_DPI = 200
_MARGIN_PX = 30


@dataclass(frozen=True, slots=True)
class ScanFaults:
    """How a scan differs from the printed sheet."""

    skew_deg: float = 0.0
    quarters: int = 0
    scale: float = 1.0
    noise: float = 0.0
    jpeg_quality: int = 85
    stains: int = 0
    streaks: int = 0
    specks: int = 0
    blur_px: float = 0.0
    paper: int = 255
    shadow: float = 0.0
    stamp: bool = False


def random_faults(chance: random.Random) -> ScanFaults:
    """Draw faults evenly from all that must be survived."""
    return ScanFaults(
        skew_deg=chance.uniform(-8, 8),
        quarters=chance.randrange(4),
        scale=chance.uniform(0.85, 1.15),
        noise=chance.choice((0, 4, 8, 14)),
        jpeg_quality=chance.choice((40, 40, 60, 85)),
        stains=chance.choice((0, 0, 1, 2)),
        streaks=chance.choice((0, 0, 0, 1, 2)),
        specks=chance.choice((0, 20, 80)),
        blur_px=chance.choice((0, 0.5, 1.0)),
        paper=chance.choice((255, 245, 225)),
        shadow=chance.choice((0, 0, 0.25)),
        stamp=chance.random() < 0.15,
    )


def printed(pdf: bytes, page: int = 0) -> Image.Image:
    """Draw a page of a PDF as a printer would, at 200 dpi."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        sheet = document[page]
        drawn: Image.Image = sheet.render(scale=_DPI / 72, grayscale=True).to_pil()
        sheet.close()
        return drawn.convert("L")
    finally:
        document.close()


def scan(
    pdf: bytes,
    boxes: Sequence[SheetBox],
    signed: Collection[str],
    faults: ScanFaults,
    chance: random.Random,
    *,
    page: int = 0,
) -> Image.Image:
    """Scan a sheet after somebody signed some of its boxes."""
    sheet = signed_sheet(pdf, boxes, signed, chance, page=page)
    keep_clear = [_pixels(box, sheet.height) for box in boxes]
    for _ in range(faults.stains):
        sheet = _stained(sheet, chance)
    if faults.stamp:
        sheet = _stamped(sheet, chance, keep_clear)
    return _through_scanner(sheet, faults, chance)


def signed_sheet(
    pdf: bytes,
    boxes: Sequence[SheetBox],
    signed: Collection[str],
    chance: random.Random,
    *,
    page: int = 0,
) -> Image.Image:
    """Print a sheet and sign some of its boxes."""
    sheet = printed(pdf, page)
    for box in boxes:
        if box.name in signed and box.page == page:
            sign(sheet, box, chance)
    return sheet


def jpeg(picture: Image.Image, quality: int) -> bytes:
    """Pack a scan as the scanner would."""
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _pixels(box: SheetBox, high: int) -> tuple[float, float, float, float]:
    scale = _DPI / 72
    top = high - (box.y + box.height) * scale
    return (box.x * scale, top, (box.x + box.width) * scale, top + box.height * scale)


def sign(sheet: Image.Image, box: SheetBox, chance: random.Random) -> None:
    """Scribble a name into a box: two or three characters of curved strokes, pen or ballpoint."""
    left, top, right, foot = _pixels(box, sheet.height)
    area = (round(left) - 60, round(top) - 60, round(right) + 60, round(foot) + 60)
    layer = Image.new("L", (area[2] - area[0], area[3] - area[1]), 255)
    pen = ImageDraw.Draw(layer)
    ink = chance.choice((20, 50, 90, 115))
    width = chance.choice((3, 4, 5, 7))
    count = chance.choice((2, 3))
    height = (foot - top) * chance.uniform(0.45, 0.8)
    each = min((right - left) * chance.uniform(0.6, 0.9) / count, height * 1.2)
    x0 = left + chance.uniform(0.05, 0.3) * ((right - left) - each * count) + 6 - area[0]
    y0 = top + (foot - top - height) * chance.uniform(0.2, 0.8) - area[1]
    for number in range(count):
        for _ in range(chance.randint(3, 7)):
            points = [
                (
                    x0 + number * each + chance.uniform(0, each),
                    y0 + chance.uniform(0, height),
                )
                for _ in range(chance.choice((2, 3, 4)))
            ]
            pen.line(_curve(points), fill=ink, width=width, joint="curve")
    written = layer.filter(ImageFilter.GaussianBlur(0.7))
    sheet.paste(ImageChops.darker(sheet.crop(area), written), area[:2])


def _curve(points: list[tuple[float, float]]) -> list[tuple[float, float]]:
    """Bend a chain of points into a Bezier curve of their degree."""
    degree = len(points) - 1
    bent = []
    for step in range(21):
        t = step / 20
        weights = [math.comb(degree, i) * t**i * (1 - t) ** (degree - i) for i in range(degree + 1)]
        bent.append(
            (
                sum(w * p[0] for w, p in zip(weights, points, strict=True)),
                sum(w * p[1] for w, p in zip(weights, points, strict=True)),
            )
        )
    return bent


def _stained(sheet: Image.Image, chance: random.Random) -> Image.Image:
    """Put a coffee cup on the sheet: a tinted disc with a darker rim."""
    radius = chance.randint(120, 320)
    x, y = chance.randrange(sheet.width), chance.randrange(int(sheet.height * 0.88))
    reach = radius + 20
    layer = Image.new("L", (2 * reach, 2 * reach), 255)
    pen = ImageDraw.Draw(layer)
    shape = (20, 20, 20 + 2 * radius, 20 + 2 * radius)
    pen.ellipse(shape, fill=chance.randint(205, 235))
    pen.ellipse(shape, outline=chance.randint(165, 200), width=chance.randint(8, 20))
    place = (x - reach, y - reach)
    under = sheet.crop((*place, x + reach, y + reach))
    sheet.paste(ImageChops.multiply(under, layer.filter(ImageFilter.GaussianBlur(5))), place)
    return sheet


def _stamped(
    sheet: Image.Image, chance: random.Random, boxes: list[tuple[float, float, float, float]]
) -> Image.Image:
    """Put a round red seal (grey in a grey scan) anywhere but on a box or the code."""
    radius = 160
    layer = Image.new("L", sheet.size, 255)
    pen = ImageDraw.Draw(layer)
    code = (sheet.width * 0.75, sheet.height * 0.86, sheet.width, sheet.height)
    for _ in range(40):
        x = chance.randrange(radius, sheet.width - radius)
        y = chance.randrange(radius, sheet.height - radius)
        area = (x - radius, y - radius, x + radius, y + radius)
        if not any(_overlap(area, box) for box in [*boxes, code]):
            pen.ellipse(area, outline=120, width=8)
            pen.regular_polygon((x, y, 50), 5, fill=120)
            break
    return ImageChops.darker(sheet, layer)


def _overlap(
    one: tuple[float, float, float, float], other: tuple[float, float, float, float]
) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _through_scanner(sheet: Image.Image, faults: ScanFaults, chance: random.Random) -> Image.Image:
    size = (
        round(sheet.width * faults.scale) + 2 * _MARGIN_PX,
        round(sheet.height * faults.scale) + 2 * _MARGIN_PX,
    )
    turn = math.radians(faults.skew_deg)
    across, down = math.cos(turn), math.sin(turn)
    wide = math.ceil(size[0] * across + size[1] * abs(down))
    high = math.ceil(size[0] * abs(down) + size[1] * across)
    across, down = across / faults.scale, down / faults.scale
    matrix = (
        across, -down, sheet.width / 2 - across * wide / 2 + down * high / 2,
        down, across, sheet.height / 2 - down * wide / 2 - across * high / 2,
    )  # fmt: skip
    turned = sheet.transform(
        (wide, high), Image.Transform.AFFINE, matrix, Image.Resampling.BILINEAR, fillcolor=255
    )
    if faults.blur_px:
        turned = turned.filter(ImageFilter.BoxBlur(faults.blur_px))
    picture = _toned(turned, faults, chance)
    if faults.quarters:
        turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
        picture = picture.transpose(turns[faults.quarters - 1])
    return picture


def _toned(picture: Image.Image, faults: ScanFaults, chance: random.Random) -> Image.Image:
    """Add what the glass, the lamp and the sensor do."""
    noise = np.random.default_rng(chance.randrange(2**32))
    grey = np.array(picture, dtype=np.float32)
    light = np.linspace(1.0, 1.0 - faults.shadow, picture.width, dtype=np.float32)
    grey *= light * np.float32(faults.paper / 255)
    if faults.noise:
        grain = noise.standard_normal(grey.shape, dtype=np.float32)
        grain *= np.float32(faults.noise)
        grey += grain
    marked = Image.fromarray(np.clip(grey, 0, 255, out=grey).astype(np.uint8))
    pen = ImageDraw.Draw(marked)
    for _ in range(faults.streaks):
        x = chance.randrange(marked.width)
        pen.line(
            (x, 0, x, marked.height), fill=chance.randint(60, 160), width=chance.choice((1, 2))
        )
    for _ in range(faults.specks):
        x, y = chance.randrange(marked.width), chance.randrange(marked.height)
        pen.ellipse((x, y, x + chance.randint(1, 5), y + chance.randint(1, 5)), fill=60)
    return marked
