"""How many simulated scans are recognised, and how often the ink in their boxes is read right.

Run: ``PYTHONPATH=.:tests python tests/bench/scan_recognition.py [pages] [first seed]``
"""

import io
import random
import statistics
import sys
import time
from dataclasses import dataclass, field

from helpers.form_sheet import make_form
from helpers.scan_simulator import jpeg, random_faults, scan
from helpers.trial_sheet import make_sheet
from PIL import Image

from desktop.scanning.conversion import convert_page
from desktop.scanning.ink import read_ink
from desktop.scanning.pages import InkReading


@dataclass
class Tally:
    """What came of the scans so far."""

    pages: int = 0
    recognised: int = 0
    wrong: int = 0
    boxes: int = 0
    right: int = 0
    false_ink: int = 0
    missed_ink: int = 0
    doubtful: int = 0
    page_ms: list[float] = field(default_factory=list)
    ink_ms: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def one_scan(seed: int, tally: Tally) -> None:
    """Print, sign, scan and read one sheet."""
    chance = random.Random(seed)
    sheet = make_form(seed) if seed % 2 else make_sheet(seed)
    signed = {box.name for box in sheet.boxes if chance.random() < 0.5}
    faults = random_faults(chance)
    picture = scan(sheet.pdf, sheet.boxes, signed, faults, chance)
    packed = jpeg(picture, faults.jpeg_quality)
    tally.pages += 1
    start = time.perf_counter()
    page = convert_page(_opened(packed), "scan.jpg", 0)
    tally.page_ms.append((time.perf_counter() - start) * 1000)
    tally.kilobytes.append(len(page.jpeg) / 1000)
    if page.mark != sheet.mark:
        tally.wrong += page.mark is not None
        tally.misses.append(f"{seed}: {page.mark} {page.note} {faults}")
        return
    tally.recognised += 1
    start = time.perf_counter()
    readings = read_ink(page.jpeg, sheet.pdf, 0, sheet.boxes)
    tally.ink_ms.append((time.perf_counter() - start) * 1000)
    for reading in readings:
        _count(reading, reading.box in signed, f"{seed}: {reading} {faults}", tally)


def _opened(packed: bytes) -> Image.Image:
    return Image.open(io.BytesIO(packed)).convert("L")


def _count(reading: InkReading, truth: bool, words: str, tally: Tally) -> None:
    tally.boxes += 1
    tally.doubtful += reading.doubtful
    if not reading.doubtful and reading.ink == truth:
        tally.right += 1
        return
    if not reading.doubtful:
        tally.false_ink += not truth
        tally.missed_ink += truth
    tally.misses.append(f"{'signed' if truth else 'empty'} {words}")


def main(pages: int, first: int) -> None:
    """Scan so many sheets and print the figures."""
    tally = Tally()
    for seed in range(first, first + pages):
        one_scan(seed, tally)
    print(*tally.misses, sep="\n")
    print(
        f"pages {tally.pages}, recognised {tally.recognised} ({tally.recognised / pages:.2%}), "
        f"wrong {tally.wrong}\nboxes {tally.boxes}, right {tally.right} "
        f"({tally.right / tally.boxes:.2%}), doubtful {tally.doubtful}, empty read as signed "
        f"{tally.false_ink}, signed read as empty {tally.missed_ink}\n"
        f"page {statistics.median(tally.page_ms):.0f} ms (max {max(tally.page_ms):.0f}), ink "
        f"{statistics.median(tally.ink_ms):.0f} ms, archive "
        f"{statistics.median(tally.kilobytes):.0f} kB (max {max(tally.kilobytes):.0f})"
    )


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:]]
    main(*(numbers + [400, 0][len(numbers) :]))
