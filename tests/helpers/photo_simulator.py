"""Photographs of printed sheets as phones take them: on a table, askew, in a shadow."""

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from helpers.scan_simulator import signed_sheet
from PIL import Image, ImageChops, ImageDraw, ImageFilter

from desktop.scanning.pages import SheetBox
from desktop.scanning.paper_edge import projection


@dataclass(frozen=True, slots=True)
class PhotoFaults:
    """How a photograph differs from the sheet.

    Attributes:
        tilt: How far the corners stray, as a part of the sheet's width.
        turn_deg: How far the phone is turned.
        quarters: Quarter turns on top of that.
        fill: Part of the picture that the sheet takes.
        desk: Brightness of the table.
        shadow: How much of the light a hand or phone takes.
        edge: How soft the edge of the shadow is, in pixels.
    """

    tilt: float = 0.0
    turn_deg: float = 0.0
    quarters: int = 0
    fill: float = 0.85
    desk: int = 90
    paper: int = 235
    shadow: float = 0.0
    edge: int = 30
    blur_px: float = 0.0
    noise: float = 0.0
    jpeg_quality: int = 80


def random_photo(chance: random.Random) -> PhotoFaults:
    """Draw faults evenly from all that must be survived."""
    return PhotoFaults(
        tilt=chance.uniform(0.0, 0.10),
        turn_deg=chance.uniform(-15, 15),
        quarters=chance.randrange(4),
        fill=chance.uniform(0.75, 0.93),
        desk=chance.choice((40, 70, 100, 130)),
        paper=chance.choice((205, 225, 245)),
        shadow=chance.choice((0.0, 0.15, 0.3, 0.4)),
        edge=chance.choice((10, 40, 120)),
        blur_px=chance.choice((0, 0.5, 1.0)),
        noise=chance.choice((0, 3, 6)),
        jpeg_quality=chance.choice((60, 75, 90)),
    )


def photo(
    pdf: bytes,
    boxes: Sequence[SheetBox],
    signed: Collection[str],
    faults: PhotoFaults,
    chance: random.Random,
) -> Image.Image:
    """Photograph a sheet after somebody signed some of its boxes."""
    sheet = signed_sheet(pdf, boxes, signed, chance)
    size = (2250, 3000)
    noise = np.random.default_rng(chance.randrange(2**32))
    desk = _desk(size, faults.desk, noise)
    lit = sheet.point(lambda value: round(value * faults.paper / 255))
    corners = _corners(size, faults, chance)
    source = np.array(
        [[0, 0], [sheet.width, 0], [sheet.width, sheet.height], [0, sheet.height]], dtype=float
    )
    matrix = projection(corners, source).ravel()[:8].tolist()
    way = Image.Transform.PERSPECTIVE
    seen = lit.transform(size, way, matrix, Image.Resampling.BILINEAR)
    there = Image.new("L", size, 0)
    ImageDraw.Draw(there).polygon([(x, y) for x, y in corners.tolist()], fill=255)
    desk.paste(seen, (0, 0), there)
    picture = _lit(desk, faults, chance, noise)
    if faults.quarters:
        turns = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
        picture = picture.transpose(turns[faults.quarters - 1])
    return picture


def _desk(size: tuple[int, int], brightness: int, noise: np.random.Generator) -> Image.Image:
    """Lay a wooden table: grain along its length."""
    wide, high = size[0] // 6, size[1] // 6
    grain = noise.normal(0, 10, (1, wide)) + noise.normal(0, 4, (high, wide))
    wood = np.clip(brightness + grain, 0, 255).astype(np.uint8)
    return Image.fromarray(wood).resize(size, Image.Resampling.BILINEAR)


def _corners(
    size: tuple[int, int], faults: PhotoFaults, chance: random.Random
) -> np.ndarray[tuple[int, ...], np.dtype[np.float64]]:
    """Place the sheet: turned, tilted, and scaled so that it stays inside the picture."""
    stray = np.array([[chance.uniform(-1, 1), chance.uniform(-1, 1)] for _ in range(4)])
    half = np.array([[-1, -(2**0.5)], [1, -(2**0.5)], [1, 2**0.5], [-1, 2**0.5]])
    turn = np.radians(faults.turn_deg)
    turned = np.array([[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]])
    placed = (half + stray * faults.tilt * 2) @ turned.T
    reach = (placed.max(axis=0) - placed.min(axis=0)) / np.array(size)
    scaled = placed * faults.fill / reach.max()
    middle = (scaled.max(axis=0) + scaled.min(axis=0)) / 2
    return np.asarray(scaled - middle + np.array(size) / 2)


def _lit(
    picture: Image.Image,
    faults: PhotoFaults,
    chance: random.Random,
    noise: np.random.Generator,
) -> Image.Image:
    """Throw a shadow over a part, blur, and add what the sensor adds."""
    high, wide = picture.height, picture.width
    light = Image.new("L", (wide // 4, high // 4), 255)
    if faults.shadow:
        x = chance.randrange(light.width)
        points = [
            (x, 0),
            (x + chance.randint(-150, 150), light.height),
            (light.width * chance.choice((-1, 2)), light.height // 2),
        ]
        ImageDraw.Draw(light).polygon(points, fill=round(255 * (1 - faults.shadow)))
        light = light.filter(ImageFilter.GaussianBlur(faults.edge / 4))
    calm = picture.filter(ImageFilter.BoxBlur(faults.blur_px)) if faults.blur_px else picture
    fallen = ImageChops.multiply(calm, light.resize((wide, high), Image.Resampling.BILINEAR))
    if not faults.noise:
        return fallen
    grey = noise.standard_normal((high, wide), dtype=np.float32)
    grey *= np.float32(faults.noise)
    grey += np.asarray(fallen)
    return Image.fromarray(np.clip(grey, 0, 255, out=grey).astype(np.uint8))
