"""Lays a scanned page over the page as it was printed.

The code in the foot gives a first guess of place, scale and angle. Over 20 mm that guess is good
to about half a degree, which is a centimetre at the far end of the sheet; so small patches of the
print are looked for around where they should be, first near the code, then further and further
away, and the transform is fitted anew each time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.scanning.marks import Point

Array = NDArray[np.float64]
Shade = NDArray[np.float32]

_PATCH: Final = 64
_GRID: Final = 40
_PATCHES: Final = 60
_MATCH: Final = 0.45
_AFFINE_FROM: Final = 8
_PROJECTIVE_FROM: Final = 14
# distance from the code in pixels of the reference at 100 dpi, search radius, kind of fit
_ROUNDS: Final = (
    (320.0, 24, "similarity"),
    (650.0, 24, "similarity"),
    (9999.0, 24, "affine"),
    (9999.0, 8, "projective"),
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where points of the printed page are on the scan.

    Attributes:
        matrix: 3 × 3 projective matrix from pixels of the print to pixels of the scan; its last
            row is 0, 0, 1 unless a camera looked at the page askew.
        matched: Number of patches of the print that were found where the matrix puts them.
        error_px: Their median distance from it, in pixels of the print at 100 dpi.
    """

    matrix: Array
    matched: int
    error_px: float

    @property
    def trusted(self) -> bool:
        """Whether the placement is good enough to judge a box by."""
        return self.matched >= 4 and self.error_px <= 2.5


def warped(scan: Image.Image, matrix: Array, origin: Point, size: tuple[int, int]) -> Image.Image:
    """Cut a window out of a scan as it looks on the printed page.

    Args:
        scan: The scan.
        matrix: From pixels of the print to pixels of the scan.
        origin: Upper left corner of the window in pixels of the print.
        size: Width and height of the window.
    """
    moved = matrix @ np.array([[1.0, 0.0, origin[0]], [0.0, 1.0, origin[1]], [0.0, 0.0, 1.0]])
    terms = (moved / moved[2, 2]).ravel()[:8].tolist()
    if abs(terms[6]) + abs(terms[7]) < 1e-12:
        return scan.transform(size, Image.Transform.AFFINE, terms[:6], Image.Resampling.BILINEAR)
    return scan.transform(size, Image.Transform.PERSPECTIVE, terms, Image.Resampling.BILINEAR)


def similarity(sources: Array, targets: Array, weights: Array) -> Array:
    """Fit shift, scale and angle that bring points to points; weighted least squares."""
    start = sources[:, 0] + 1j * sources[:, 1]
    end = targets[:, 0] + 1j * targets[:, 1]
    total = weights.sum()
    start_mid, end_mid = (weights * start).sum() / total, (weights * end).sum() / total
    spread = (weights * np.abs(start - start_mid) ** 2).sum()
    turn = (weights * np.conj(start - start_mid) * (end - end_mid)).sum() / max(spread, 1e-9)
    shift = end_mid - turn * start_mid
    return np.array(
        [[turn.real, -turn.imag, shift.real], [turn.imag, turn.real, shift.imag], [0.0, 0.0, 1.0]]
    )


def affine(sources: Array, targets: Array, weights: Array) -> Array:
    """Fit any affine transform that brings points to points; weighted least squares."""
    root = np.sqrt(weights)[:, None]
    terms = np.column_stack([sources, np.ones(len(sources))])
    solved, *_ = np.linalg.lstsq(terms * root, targets * root, rcond=None)
    return np.vstack([solved.T, [0.0, 0.0, 1.0]])


def projective(sources: Array, targets: Array, weights: Array) -> Array:
    """Fit any projective transform that brings points to points; weighted least squares."""
    root = np.repeat(np.sqrt(weights), 2)
    x, y = sources.T
    nought, one = np.zeros(len(sources)), np.ones(len(sources))
    u, v = targets.T
    across = np.column_stack([x, y, one, nought, nought, nought, -u * x, -u * y])
    down = np.column_stack([nought, nought, nought, x, y, one, -v * x, -v * y])
    terms = np.stack([across, down], axis=1).reshape(-1, 8)
    # far entries are thousands of times the near ones: in equal measure the fit is exact
    scale = np.maximum(np.abs(terms).max(axis=0), 1e-9)
    solved, *_ = np.linalg.lstsq(
        terms / scale * root[:, None], targets.reshape(-1) * root, rcond=None
    )
    return np.append(solved / scale, 1.0).reshape(3, 3)


def place(blank: Image.Image, scan: Image.Image, start: Array, anchor: Point) -> Placement:
    """Find out exactly where the print is on the scan.

    Args:
        blank: Shade of the printed page at 100 dpi.
        scan: Shade of the scan.
        start: First guess of the matrix.
        anchor: Point of the print at which the guess is best.

    Returns:
        The placement; ask it whether it can be trusted.
    """
    reference = np.asarray(blank, dtype=np.float32)
    centres = _landmarks(reference)
    placement = Placement(start, 0, float("inf"))
    for distance, radius, kind in _ROUNDS:
        near = np.hypot(centres[:, 0] - anchor[0], centres[:, 1] - anchor[1]) <= distance
        chosen = centres[near]
        if len(chosen) >= 3:
            view = np.asarray(
                warped(scan, placement.matrix, (0.0, 0.0), blank.size), dtype=np.float32
            )
            shifts, scores = _displacements(reference, view, chosen, radius)
            placement = _refitted(placement, chosen, shifts, scores, kind)
    return placement


def _landmarks(reference: Shade) -> Array:
    """Choose patches of the print that can be told from their neighbours in both directions."""
    gradients: list[Shade] = list(np.gradient(reference))
    gy, gx = gradients
    found: list[tuple[float, int, int]] = []
    half = _PATCH // 2
    high, wide = reference.shape
    for y in range(half, high - half, _GRID):
        for x in range(half, wide - half, _GRID):
            window = (slice(y - half, y + half), slice(x - half, x + half))
            xx, yy = float((gx[window] ** 2).sum()), float((gy[window] ** 2).sum())
            xy = float((gx[window] * gy[window]).sum())
            weaker = (xx + yy) / 2 - (((xx - yy) / 2) ** 2 + xy**2) ** 0.5
            found.append((weaker, x, y))
    floor = max(weaker for weaker, _, _ in found) * 0.02
    found = [entry for entry in found if entry[0] > max(floor, 1.0)]
    # every third-best would do as well; an even spread matters more than strength
    step = max(1, -(-len(found) // _PATCHES))
    return np.array([(x, y) for _, x, y in found[::step]], dtype=np.float64).reshape(-1, 2)


def _displacements(
    reference: Shade, view: Shade, centres: Array, radius: int
) -> tuple[Array, Array]:
    """Look for each patch of the print within a radius; shift and likeness (0–1) of each."""
    half = _PATCH // 2
    padded = np.pad(view, radius)
    side = _PATCH + 2 * radius
    patches = np.stack(
        [reference[y - half : y + half, x - half : x + half] for x, y in centres.astype(int)]
    )
    windows = np.stack(
        [
            padded[y - half : y - half + side, x - half : x - half + side]
            for x, y in centres.astype(int)
        ]
    )
    return best_shifts(patches, windows)


def best_shifts(patches: Shade, windows: Shade) -> tuple[Array, Array]:
    """Find each patch in its larger window by normalised cross-correlation.

    Args:
        patches: n patches.
        windows: n windows, larger by the same margin on all sides.

    Returns:
        n shifts (x, y) of the patch from the middle of its window; n correlations.
    """
    count, high, wide = patches.shape
    tall, broad = windows.shape[1:]
    centred = patches - patches.mean(axis=(1, 2), keepdims=True)
    spectrum = np.fft.rfft2(windows) * np.conj(np.fft.rfft2(centred, s=(tall, broad)))
    products = np.fft.irfft2(spectrum, s=(tall, broad))[:, : tall - high + 1, : broad - wide + 1]
    sums, squares = _window_sums(windows, high, wide), _window_sums(windows**2, high, wide)
    variance = np.maximum(squares - sums**2 / (high * wide), 1.0)
    energy = np.maximum((centred**2).sum(axis=(1, 2)), 1.0)
    likeness = products / np.sqrt(variance * energy[:, None, None])
    flat = likeness.reshape(count, -1)
    peaks = flat.argmax(axis=1)
    rows, columns = np.divmod(peaks, likeness.shape[2])
    middle = ((broad - wide) / 2, (tall - high) / 2)
    shifts = np.column_stack([columns - middle[0], rows - middle[1]]).astype(np.float64)
    return shifts, flat[np.arange(count), peaks].astype(np.float64)


def _window_sums(windows: Shade, high: int, wide: int) -> Array:
    """Sum every high × wide part of each window."""
    total = np.pad(windows.astype(np.float64), ((0, 0), (1, 0), (1, 0))).cumsum(1).cumsum(2)
    return np.asarray(
        total[:, high:, wide:]
        - total[:, :-high, wide:]
        - total[:, high:, :-wide]
        + total[:, :-high, :-wide],
        dtype=np.float64,
    )


def _refitted(
    before: Placement, centres: Array, shifts: Array, scores: Array, kind: str
) -> Placement:
    """Fit the matrix to the patches that were found, step by step without the outliers."""
    usable = scores >= _MATCH
    if usable.sum() < 3:
        return before
    sources, moves = centres[usable], shifts[usable]
    targets = _applied(before.matrix, sources + moves)
    pixel = float(np.sqrt(abs(np.linalg.det(before.matrix[:2, :2]))))
    weights = scores[usable] ** 2
    fit = _fit(kind, int(usable.sum()))
    matrix = before.matrix
    # the median shift is a start that a third of wrong patches cannot spoil
    errors = np.linalg.norm(moves - np.median(moves, axis=0), axis=1)
    for _ in range(6):
        kept = weights / (1.0 + (errors / 2.0) ** 2) ** 2
        matrix = fit(sources, targets, kept)
        errors = np.linalg.norm(_applied(matrix, sources) - targets, axis=1) / pixel
    good = errors <= 2.5
    middle = float(np.median(errors[good])) if good.any() else float("inf")
    return Placement(matrix, int(good.sum()), middle)


def _fit(kind: str, found: int) -> Callable[[Array, Array, Array], Array]:
    """Choose the freest fit that so many patches bear."""
    if kind == "projective" and found >= _PROJECTIVE_FROM:
        return projective
    if kind != "similarity" and found >= _AFFINE_FROM:
        return affine
    return similarity


def _applied(matrix: Array, points: Array) -> Array:
    """Bring points of the print to the scan."""
    moved = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(moved[:, :2] / moved[:, 2:], dtype=np.float64)
