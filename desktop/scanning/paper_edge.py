"""Finds the sheet on a photograph, and lays it flat as a scanner would have it.

A phone looks at the paper askew: near edges are longer than far ones, a table shows around it and
a hand throws a shadow. Where no darker ground is seen around the paper nothing is changed.
"""

from itertools import combinations
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Grey = NDArray[np.float32]

_SMALL_SIDE: Final = 180
_MIDDLE_SIDE: Final = 1300
_LONG_SIDE: Final = 2600
_HULL_POINTS: Final = 12
_SAMPLES: Final = 60
_STEEP: Final = 0.10
_A4: Final = 2**0.5
_NARROWEST: Final = 1.12
_LONGEST: Final = 1.75


def laid_flat(picture: Image.Image) -> Image.Image:
    """Cut the sheet out of its surroundings and undo the perspective.

    Args:
        picture: Grey page, scan or photograph.

    Returns:
        The sheet alone; the picture itself where it shows nothing but paper.
    """
    corners = find_corners(picture)
    return picture if corners is None else _flattened(picture, corners)


def find_corners(picture: Image.Image) -> Array | None:
    """Find the corners of a sheet that lies on darker ground.

    Args:
        picture: Grey page.

    Returns:
        Upper left, upper right, lower right, lower left as they lie on the picture; None where
        no such sheet is seen.
    """
    factor = max(1, max(picture.size) // _SMALL_SIDE)
    small = picture.reduce(factor)
    grey = np.asarray(small, dtype=np.float32)
    parting = _parting(grey)
    # the second one parts paper in the shadow from the ground, the first took both for dark
    for level in (parting, _parting(grey[grey < parting])):
        sheet = _sheet(grey > level)
        if sheet is not None:
            corners = _in_order(_largest_quad(_outline(sheet)))
            if _is_plausible(grey, sheet, corners):
                return _refined(picture, (corners + 0.5) * factor)
    return None


def _sheet(bright: Mask) -> Mask | None:
    """Take the bright area around the middle of a small picture."""
    high, wide = bright.shape
    reach = np.zeros_like(bright)
    middle = (slice(high * 2 // 5, high * 3 // 5), slice(wide * 2 // 5, wide * 3 // 5))
    reach[middle] = bright[middle]
    count = int(reach.sum())
    if not count:
        return None
    while True:
        reach = _spread(bright.T, _spread(bright, reach).T).T
        grown = int(reach.sum())
        if grown == count:
            return reach
        count = grown


def _spread(mask: Mask, reach: Mask) -> Mask:
    """Fill every run of a row that is reached somewhere."""
    runs = np.cumsum(~mask, axis=1) + np.arange(mask.shape[0])[:, None] * (mask.shape[1] + 1)
    hit = np.bincount(runs[reach & mask], minlength=int(runs.max()) + 1) > 0
    return np.asarray(hit[runs] & mask, dtype=np.bool_)


def _parting(grey: Grey) -> float:
    """Find the brightness that parts paper from ground best (Otsu)."""
    counts, edges = np.histogram(grey, bins=128, range=(0.0, 256.0))
    middles = (edges[:-1] + edges[1:]) / 2
    below = np.cumsum(counts)
    above = below[-1] - below
    sums = np.cumsum(counts * middles)
    with np.errstate(divide="ignore", invalid="ignore"):
        gap = sums / below - (sums[-1] - sums) / above
    between = np.nan_to_num(below * above * gap**2)
    return float(edges[int(between.argmax()) + 1])


def _outline(mask: Mask) -> Array:
    """Give the corners of the convex hull of an area, few of them."""
    rows = np.nonzero(mask.any(axis=1))[0]
    first = mask.argmax(axis=1)[rows]
    last = mask.shape[1] - 1 - mask[:, ::-1].argmax(axis=1)[rows]
    ends = np.concatenate([np.column_stack([first, rows]), np.column_stack([last, rows])])
    points = sorted({(int(x), int(y)) for x, y in ends})
    hull = _half(points)[:-1] + _half(points[::-1])[:-1]
    outline = np.array(hull, dtype=np.float64)
    while len(outline) > _HULL_POINTS:
        before, after = np.roll(outline, 1, axis=0), np.roll(outline, -1, axis=0)
        areas = np.abs(_cross(outline - before, after - before))
        outline = np.delete(outline, int(areas.argmin()), axis=0)
    return outline


def _half(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    for x, y in points:
        while len(chain) >= 2:
            (ax, ay), (bx, by) = chain[-2], chain[-1]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain


def _cross(one: Array, other: Array) -> Array:
    return np.asarray(one[..., 0] * other[..., 1] - one[..., 1] * other[..., 0])


def _largest_quad(outline: Array) -> Array:
    if len(outline) < 4:
        return np.zeros((4, 2))
    chosen = np.array(list(combinations(range(len(outline)), 4)))
    quads = outline[chosen]
    areas = np.abs(_cross(quads[:, 2] - quads[:, 0], quads[:, 3] - quads[:, 1]))
    return np.asarray(quads[int(areas.argmax())])


def _in_order(quad: Array) -> Array:
    """Turn the corners clockwise, beginning at the upper left one."""
    centred = quad - quad.mean(axis=0)
    turned = quad[np.argsort(np.arctan2(centred[:, 1], centred[:, 0]))]
    return np.roll(turned, -int(turned.sum(axis=1).argmin()), axis=0)


def _is_plausible(grey: Grey, sheet: Mask, corners: Array) -> bool:
    """Tell whether this is a sheet on a ground, and not a page that fills its picture."""
    area = float(abs(_cross(corners[2] - corners[0], corners[3] - corners[1]))) / 2
    if not 0.15 * grey.size < area < 0.97 * grey.size or sheet.sum() < 0.7 * area:
        return False
    wide, high = _sides(corners)
    if not _NARROWEST < max(wide, high) / max(min(wide, high), 1.0) < _LONGEST:
        return False
    outside = ~_inside(corners, grey.shape)
    if outside.sum() < 20:
        return False
    return float(np.median(grey[outside])) < 0.85 * float(np.median(grey[sheet]))


def _inside(corners: Array, shape: tuple[int, ...]) -> Mask:
    """Tell which pixels lie inside a clockwise quadrangle, with a pixel to spare."""
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]]
    inside = np.ones(shape, dtype=np.bool_)
    for start, end in zip(corners, np.roll(corners, -1, axis=0), strict=True):
        dx, dy = end - start
        length = max(float(np.hypot(dx, dy)), 1.0)
        inside &= (dx * (y - start[1]) - dy * (x - start[0])) / length > -1.5
    return inside


def _refined(picture: Image.Image, corners: Array) -> Array:
    """Move the sides to where paper turns into ground, and cut them with each other anew."""
    factor = max(1, max(picture.size) // _MIDDLE_SIDE)
    grey = np.asarray(picture.reduce(factor), dtype=np.float32)
    rough = corners / factor
    lines = [
        _side(grey, start, end)
        for start, end in zip(rough, np.roll(rough, -1, axis=0), strict=True)
    ]
    better = np.array([_crossing(lines[n - 1], lines[n]) for n in range(4)])
    slack = 0.04 * max(grey.shape)
    moved = np.linalg.norm(better - rough, axis=1) > slack
    better[moved] = rough[moved]
    return better * factor


def _side(grey: Grey, start: Array, end: Array) -> tuple[Array, Array]:
    """Fit a line to one side: a point and a direction."""
    along = end - start
    length = max(float(np.linalg.norm(along)), 1.0)
    direction = along / length
    outward = np.array([direction[1], -direction[0]])
    reach = max(6, round(0.03 * length))
    steps = np.arange(-reach, reach + 1)
    places = start + np.linspace(0.06, 0.94, _SAMPLES)[:, None] * along
    sampled = places[:, None, :] + steps[None, :, None] * outward
    columns = np.clip(np.rint(sampled[..., 0]).astype(int), 0, grey.shape[1] - 1)
    rows = np.clip(np.rint(sampled[..., 1]).astype(int), 0, grey.shape[0] - 1)
    profile = grey[rows, columns]
    calm = np.cumsum(np.pad(profile, ((0, 0), (1, 0))), axis=1)
    sums = calm[:, 4:] - calm[:, :-4]
    drops = (sums[:, :-4] - sums[:, 4:]) / np.maximum(sums[:, :-4], 1.0)
    best = drops.argmax(axis=1)
    steep = drops[np.arange(_SAMPLES), best] > _STEEP
    if steep.sum() < _SAMPLES // 3:
        return start, direction
    offsets = steps[best + 4][steep] - 0.5
    where = np.linspace(0.06, 0.94, _SAMPLES)[steep]
    slope, base = _fitted(where, offsets.astype(np.float64))
    first, last = start + outward * base, end + outward * (base + slope)
    return first, (last - first) / max(float(np.linalg.norm(last - first)), 1.0)


def _fitted(where: Array, offsets: Array) -> tuple[float, float]:
    """Fit a straight line that a finger over the edge does not bend."""
    weights = 1.0 / (1.0 + (offsets - np.median(offsets)) ** 2 / 16.0)
    slope, base = 0.0, float(np.median(offsets))
    for _ in range(6):
        slope, base = (float(value) for value in np.polyfit(where, offsets, 1, w=weights))
        weights = 1.0 / (1.0 + (offsets - slope * where - base) ** 2 / 2.0)
    return slope, base


def _crossing(one: tuple[Array, Array], other: tuple[Array, Array]) -> Array:
    (point, direction), (target, heading) = one, other
    spread = float(_cross(direction, heading))
    if abs(spread) < 1e-6:
        return target
    return point + direction * float(_cross(target - point, heading)) / spread


def _sides(corners: Array) -> tuple[float, float]:
    """Tell the longer ones of the two breadths and of the two heights."""
    sides = np.linalg.norm(np.roll(corners, -1, axis=0) - corners, axis=1)
    return float(max(sides[0], sides[2])), float(max(sides[1], sides[3]))


def _flattened(picture: Image.Image, corners: Array) -> Image.Image:
    wide, high = _sides(corners)
    short, long = min(wide, high), max(wide, high)
    # sheets are A4; how far they are tilted hides that
    short, long = (long / _A4, long) if long > short * _A4 else (short, short * _A4)
    scale = min(1.0, _LONG_SIDE / long)
    size = (short, long) if high >= wide else (long, short)
    width, height = (max(8, round(side * scale)) for side in size)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float64)
    return picture.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        projection(target, corners).ravel()[:8].tolist(),
        Image.Resampling.BILINEAR,
        fillcolor=255,
    )


def projection(sources: Array, targets: Array) -> Array:
    """Fit the projective transform that brings points to points, at least four of them.

    Args:
        sources: Points (x, y).
        targets: Where they go.

    Returns:
        A 3 × 3 matrix whose last entry is 1.
    """
    rows = []
    for (x, y), (u, v) in zip(sources, targets, strict=True):
        rows.append([x, y, 1, 0, 0, 0, -u * x, -u * y])
        rows.append([0, 0, 0, x, y, 1, -v * x, -v * y])
    solved, *_ = np.linalg.lstsq(np.array(rows), targets.reshape(-1), rcond=None)
    return np.append(solved, 1.0).reshape(3, 3)
