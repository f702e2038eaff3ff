"""A pen and a scanner for the rehearsal: signs a printed sheet and scans it a little askew."""

import io
import random
from collections.abc import Iterable, Sequence
from pathlib import Path

import pypdfium2
from PIL import Image, ImageDraw

from desktop.services.paper_ports import InkBox, PrintedForm

_DPI = 200
_POINTS_PER_INCH = 72
_PAPER = "white"
_INK = (25, 35, 110)


def signed_scan(printed: PrintedForm, steps: Iterable[str], target: Path, *, seed: int) -> Path:
    """Sign boxes of a printed form and write what a scanner would give.

    Args:
        printed: The form.
        steps: Names of the boxes to sign; none gives the scan of an unsigned sheet.
        target: The PDF file to write.
        seed: Makes the pen strokes and the skew repeatable.

    Returns:
        The file.
    """
    chance = random.Random(seed)  # noqa: S311 - a drawing, not a secret
    wanted = set(steps)
    pages = []
    for number, sheet in enumerate(_sheets(printed.pdf)):
        boxes = [box for box in printed.boxes if box.page == number and box.name in wanted]
        pages.append(_scanned(_signed(sheet, boxes, chance), chance))
    target.parent.mkdir(parents=True, exist_ok=True)
    pages[0].save(target, "PDF", resolution=_DPI, save_all=True, append_images=pages[1:])
    return target


def _sheets(pdf: bytes) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(pdf)
    try:
        scale = _DPI / _POINTS_PER_INCH
        return [page.render(scale=scale).to_pil().convert("RGB") for page in document]
    finally:
        document.close()


def _signed(sheet: Image.Image, boxes: Sequence[InkBox], chance: random.Random) -> Image.Image:
    pen = ImageDraw.Draw(sheet)
    scale = _DPI / _POINTS_PER_INCH
    for box in boxes:
        left, top = box.x * scale, sheet.height - (box.y + box.height) * scale
        width, height = box.width * scale, box.height * scale
        for stroke in range(5):
            points = [
                (
                    left + width * (0.12 + 0.15 * stroke + 0.1 * chance.random()),
                    top + height * (0.2 + 0.6 * chance.random()),
                )
                for _ in range(5)
            ]
            pen.line(points, fill=_INK, width=5, joint="curve")
    return sheet


def _scanned(sheet: Image.Image, chance: random.Random) -> Image.Image:
    turned = sheet.rotate(
        chance.uniform(-2.0, 2.0), resample=Image.Resampling.BICUBIC, fillcolor=_PAPER
    )
    squeezed = io.BytesIO()
    turned.save(squeezed, "JPEG", quality=60)
    squeezed.seek(0)
    return Image.open(squeezed).convert("RGB")
