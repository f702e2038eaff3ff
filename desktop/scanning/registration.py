"""Lays a scanned page over the page as it was printed.

The code in the foot gives a first guess of place, scale and angle. Over 20 mm that guess is good
to about half a degree, which is a centimetre at the far end of the sheet, and it knows nothing of
the perspective of a camera; so small patches of the print are looked for around where they should
be, first near the code, then further and further away, and the transform is fitted anew each
time. That is done at 50 dpi, which is coarse and cheap; a last round at 100 dpi makes it exact.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from desktop.scanning.marks import Point

Array = NDArray[np.float64]
Shade = NDArray[np.float32]

_COARSE: Final = 2
"""How many pixels at 100 dpi make one of the coarse rounds."""
_CELL: Final = 4
_PATCH_CELLS: Final = 8
_GRID_CELLS: Final = 5
_PATCH: Final = _CELL * _PATCH_CELLS
_PATCHES: Final = 60
_MATCH: Final = 0.45
_AFFINE_FROM: Final = 8
_PROJECTIVE_FROM: Final = 14
_RADIUS: Final = 12
_FAR_RADIUS: Final = 20
_FINE_RADIUS: Final = 8
_PLAIN_SHARE: Final = 0.7
_LEAST_MATCHED: Final = 12
# so many patches, the nearest to the code first, and the kind of fit
_PLAIN: Final = ((12, "similarity"), (999, "affine"))
_OUTWARDS: Final = (
    (6, "similarity"),
    (9, "affine"),
    (13, "affine"),
    (18, "projective"),
    (26, "projective"),
    (38, "projective"),
    (999, "projective"),
    (999, "projective"),
)


@dataclass(frozen=True, slots=True)
class Placement:
    """Where points of the printed page are on the scan.

    Attributes:
        matrix: 3 × 3 projective matrix from pixels of the print to pixels of the scan; its last
            row is 0, 0, 1 unless a camera looked at the page askew.
        matched: Number of patches of the print that were found where the matrix puts them.
        error_px: Their median distance from it, in pixels of the print at 100 dpi.
        sought: Number of patches that should have been found.
    """

    matrix: Array
    matched: int = 0
    error_px: float = float("inf")
    sought: int = 0

    @property
    def trusted(self) -> bool:
        """Whether the placement is good enough to judge a box by.

        Of its own print nearly every patch is found, on a twentieth of a pixel. Of another sheet
        of the same form up to two thirds are, where their texts happen to be alike.
        """
        if self.matched < _LEAST_MATCHED:
            return False
        share, error = self.matched / self.sought, self.error_px
        return (share >= 0.7 and error <= 1.0) or (share >= 0.5 and error <= 0.2)


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
        scan: Shade of the scan at about as much.
        start: First guess of the matrix.
        anchor: Point of the print at which the guess is best.

    Returns:
        The placement; ask it whether it can be trusted.
    """
    prints, scans = blank.reduce(_COARSE), scan.reduce(_COARSE)
    centres = _landmarks(np.asarray(prints, dtype=np.float32))
    distances = np.hypot(*(centres - np.array(anchor) / _COARSE).T)
    centres = centres[np.argsort(distances, kind="stable")]
    found = _rounds(_Search(prints, scans, _PATCH, _RADIUS), centres, start, _PLAIN)
    if found.matched < _PLAIN_SHARE * found.sought or found.matched < _LEAST_MATCHED:
        # a camera's page: what is far away is not where the code lets expect it
        found = _rounds(_Search(prints, scans, _PATCH, _FAR_RADIUS), centres, start, _OUTWARDS)
    fine = _Search(blank, scan, _PATCH * _COARSE, _FINE_RADIUS)
    # what the coarse rounds found proves nothing
    return fine.refined(Placement(found.matrix), centres * _COARSE, "projective")


def _rounds(
    search: "_Search", centres: Array, start: Array, rounds: Sequence[tuple[int, str]]
) -> Placement:
    """Look for more and more patches; matrices are for the finer pictures."""
    finer = np.diag([_COARSE, _COARSE, 1.0])
    coarser = np.linalg.inv(finer)
    found = Placement(coarser @ start @ finer)
    for count, kind in rounds:
        found = search.refined(found, centres[:count], kind)
    error_px = found.error_px * _COARSE
    return Placement(finer @ found.matrix @ coarser, found.matched, error_px, found.sought)


class _Search:
    """Looks for patches of a print on a scan of about the same resolution.

    Args:
        blank: Shade of the print.
        scan: Shade of the scan.
        patch: Side of a patch.
        radius: How far from its place a patch is looked for.
    """

    def __init__(self, blank: Image.Image, scan: Image.Image, patch: int, radius: int) -> None:
        self.reference: Shade = np.asarray(blank, dtype=np.float32)
        self._scan = scan
        self._half = patch // 2
        self._radius = radius

    def refined(self, before: Placement, centres: Array, kind: str) -> Placement:
        """Look for patches where a placement says that they are, and fit it anew."""
        # of a page that was cut off only the rest can be found
        places = _applied(before.matrix, centres)
        centres = centres[((places > 0) & (places < self._scan.size)).all(axis=1)]
        if len(centres) < 3:
            return before
        high, wide = self.reference.shape
        view = warped(self._scan, before.matrix, (0.0, 0.0), (wide, high))
        padded = np.pad(np.asarray(view, dtype=np.float32), self._radius)
        corners = centres.astype(int) - self._half
        side = 2 * self._half
        patches = np.stack([self.reference[y : y + side, x : x + side] for x, y in corners])
        side += 2 * self._radius
        windows = np.stack([padded[y : y + side, x : x + side] for x, y in corners])
        shifts, scores = best_shifts(patches, windows)
        return _refitted(before, centres, shifts, scores, kind)


def _landmarks(reference: Shade) -> Array:
    """Choose patches of the print that can be told from their neighbours in both directions."""
    gradients: list[Shade] = list(np.gradient(reference))
    gy, gx = gradients
    xx, yy, xy = (_patch_sums(part) for part in (gx * gx, gy * gy, gx * gy))
    weaker = (xx + yy) / 2 - np.sqrt(((xx - yy) / 2) ** 2 + xy**2)
    rows, columns = np.nonzero(weaker > max(float(weaker.max(initial=0.0)) * 0.02, 1.0))
    # every third-best would do as well; an even spread matters more than strength
    step = max(1, -(-len(rows) // _PATCHES))
    places = np.column_stack([columns, rows])[::step]
    return np.asarray(places * (_CELL * _GRID_CELLS) + _PATCH // 2, dtype=np.float64)


def _patch_sums(values: Shade) -> Array:
    """Sum up the values of each patch of the grid."""
    high, wide = values.shape[0] // _CELL, values.shape[1] // _CELL
    cells = values[: high * _CELL, : wide * _CELL].reshape(high, _CELL, wide, _CELL)
    sums = _window_sums(cells.sum(axis=(1, 3))[None], _PATCH_CELLS, _PATCH_CELLS)[0]
    return np.asarray(sums[::_GRID_CELLS, ::_GRID_CELLS], dtype=np.float64)


def best_shifts(patches: Shade, windows: Shade) -> tuple[Array, Array]:
    """Find each patch in its larger window by normalised cross-correlation.

    Args:
        patches: n patches.
        windows: n windows, larger by the same margin on all sides.

    Returns:
        n shifts (x, y) of the patch from the middle of its window, exact to parts of a pixel;
        n correlations.
    """
    count, high, wide = patches.shape
    tall, broad = windows.shape[1:]
    centred = patches - patches.mean(axis=(1, 2), keepdims=True)
    spectrum = np.fft.rfft2(windows)
    spectrum *= np.conj(np.fft.rfft2(centred, s=(tall, broad)))
    products = np.fft.irfft2(spectrum, s=(tall, broad))[:, : tall - high + 1, : broad - wide + 1]
    sums, squares = _window_sums(windows, high, wide), _window_sums(windows**2, high, wide)
    variance = np.maximum(squares - sums**2 / (high * wide), 1.0)
    energy = np.maximum((centred**2).sum(axis=(1, 2)), 1.0)
    likeness = products / np.sqrt(variance * energy[:, None, None])
    peaks = likeness.reshape(count, -1).argmax(axis=1)
    rows, columns = np.divmod(peaks, likeness.shape[2])
    middle = ((broad - wide) / 2, (tall - high) / 2)
    each = np.arange(count)
    across = columns - middle[0] + _between(likeness[each, rows], columns)
    down = rows - middle[1] + _between(likeness[each, :, columns], rows)
    shifts = np.column_stack([across, down]).astype(np.float64)
    return shifts, likeness[each, rows, columns].astype(np.float64)


def _between(profiles: Shade, peaks: NDArray[np.intp]) -> Array:
    """Tell how far the top of a curve lies from its highest value, by its two neighbours."""
    each = np.arange(len(peaks))
    inner = np.clip(peaks, 1, profiles.shape[1] - 2)
    before, top, after = (profiles[each, inner + step] for step in (-1, 0, 1))
    bend = np.minimum(before - 2 * top + after, -1e-6)
    offset = (before - after) / (2 * bend)
    # at the rim there is no neighbour to judge by
    return np.asarray(np.where(inner == peaks, np.clip(offset, -0.5, 0.5), 0.0), dtype=np.float64)


def _window_sums(windows: Shade, high: int, wide: int) -> Shade:
    """Sum every high × wide part of each window."""
    across = np.pad(windows, ((0, 0), (0, 0), (1, 0))).cumsum(axis=2, dtype=np.float64)
    rows = across[:, :, wide:] - across[:, :, :-wide]
    down = np.pad(rows, ((0, 0), (1, 0), (0, 0))).cumsum(axis=1)
    return np.asarray(down[:, high:] - down[:, :-high], dtype=np.float32)


def _refitted(
    before: Placement, centres: Array, shifts: Array, scores: Array, kind: str
) -> Placement:
    """Fit the matrix to the patches that were found, step by step without the outliers."""
    usable = scores >= _MATCH
    if usable.sum() < 3:
        return before
    sources, moves = centres[usable], shifts[usable]
    targets = _applied(before.matrix, sources + moves)
    expected = _applied(before.matrix, sources)
    pixel = float(np.sqrt(abs(np.linalg.det(before.matrix[:2, :2]))))
    weights = scores[usable] ** 2
    fit = _fit(kind, int(usable.sum()))
    matrix = before.matrix
    # the median shift is a start that a third of wrong patches cannot spoil
    errors = np.linalg.norm(moves - np.median(moves, axis=0), axis=1)
    for _ in range(6):
        kept = weights / (1.0 + (errors / 2.0) ** 2) ** 2
        # what is fitted is a correction: what it leaves alone stays as it was
        matrix = fit(expected, targets, kept) @ before.matrix
        errors = np.linalg.norm(_applied(matrix, sources) - targets, axis=1) / pixel
    good = errors <= 2.5
    middle = float(np.median(errors[good])) if good.any() else float("inf")
    return Placement(matrix, int(good.sum()), middle, len(centres))


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
