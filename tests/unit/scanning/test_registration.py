"""A placement is trusted where most of the print was found, and found to a part of a pixel."""

import numpy as np
import pytest
from helpers.scan_simulator import printed
from helpers.trial_sheet import make_sheet
from PIL import Image, ImageChops

from desktop.scanning.paper_edge import projection
from desktop.scanning.registration import Array, Placement, best_shifts, place, warped


@pytest.fixture(scope="module")
def blank() -> Image.Image:
    return ImageChops.invert(printed(make_sheet(3).pdf)).reduce(2)


def _seen(blank: Image.Image, corners: list[tuple[float, float]]) -> tuple[Image.Image, Array]:
    """Look at a print so that its corners come to lie somewhere else; tell the true matrix."""
    wide, high = blank.size
    own = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], dtype=float)
    matrix = projection(own, np.array(corners, dtype=float))
    back = np.asarray(np.linalg.inv(matrix), dtype=np.float64)
    return warped(blank, back, (0.0, 0.0), (900, 1250)), matrix


def test_a_print_in_perspective_is_found_outwards_from_its_code(blank: Image.Image) -> None:
    scan, truth = _seen(blank, [(70, 55), (790, 30), (830, 1195), (30, 1165)])
    # all that is known is how the corner with the code lies
    x, y = 700.0, 1080.0
    near = np.array([[x, y], [x + 60, y], [x, y + 60]])
    moved = np.column_stack([near, np.ones(3)]) @ truth.T
    seen = moved[:, :2] / moved[:, 2:]
    slopes = (seen[1:] - seen[0]).T / 60
    start = np.eye(3)
    start[:2, :2], start[:2, 2] = slopes, seen[0] - slopes @ near[0]
    found = place(blank, scan, start, (x, y))
    assert found.trusted
    assert found.matched >= 0.9 * found.sought
    corners = np.array([[100, 100, 1], [700, 120, 1], [650, 900, 1], [120, 800, 1]], dtype=float)
    ours, theirs = corners @ found.matrix.T, corners @ truth.T
    away = ours[:, :2] / ours[:, 2:] - theirs[:, :2] / theirs[:, 2:]
    assert float(np.abs(away).max()) < 0.5


@pytest.mark.parametrize(
    ("matched", "sought", "error_px", "trusted"),
    [
        (49, 49, 0.03, True),
        (48, 49, 0.9, True),
        (30, 55, 0.1, True),
        # as another sheet of the same form was once found
        (33, 53, 0.5, False),
        (27, 55, 0.17, False),
        (20, 44, 0.06, False),
        (11, 11, 0.03, False),
        (49, 49, 1.2, False),
        (0, 0, float("inf"), False),
    ],
)
def test_what_was_found_by_chance_is_not_trusted(
    matched: int, sought: int, error_px: float, trusted: bool
) -> None:
    assert Placement(np.eye(3), matched, error_px, sought).trusted is trusted


def test_a_patch_is_found_between_two_pixels() -> None:
    y, x = np.mgrid[0:60, 0:60].astype(np.float32)
    window = 200 * np.exp(-((x - 31.3) ** 2 + (y - 28.6) ** 2) / 50)
    patch = 200 * np.exp(-((x - 30.0) ** 2 + (y - 30.0) ** 2) / 50)[10:50, 10:50]
    shifts, scores = best_shifts(patch[None], window[None])
    assert shifts[0] == pytest.approx([1.3, -1.4], abs=0.15)
    assert scores[0] > 0.98
