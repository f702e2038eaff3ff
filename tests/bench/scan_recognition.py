"""How many simulated scans and photographs are recognised, and how often their ink is read right.

A page's time is processor time for all that is done with it: decoding the file, finding the sheet,
reading the code, straightening, packing for the archive (all that in the child process), and
looking for ink in all its boxes (with drawing the printed sheet that they are compared with).

Run: ``python -m tests.bench.scan_recognition [--scans N] [--photos N] [--attacks] [--json]``
"""

import argparse
import io
import json
import multiprocessing
import random
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.attack_files import ATTACKS, READ
from helpers.form_sheet import make_form
from helpers.photo_simulator import PhotoFaults, photo, random_photo
from helpers.scan_simulator import ScanFaults, jpeg, random_faults, scan
from helpers.trial_sheet import TrialSheet, make_sheet
from PIL import Image

from desktop.scanning.conversion import convert_page
from desktop.scanning.ink import read_ink
from desktop.scanning.pages import InkReading, ScannedPage
from desktop.scanning.reader import ScanReader


@dataclass
class Count:
    """What came of some pages and of their boxes."""

    pages: int = 0
    recognised: int = 0
    wrong: int = 0
    boxes: int = 0
    right: int = 0
    false_ink: int = 0
    missed_ink: int = 0
    doubtful: int = 0

    def add(self, other: "Count") -> None:
        """Count others in."""
        for name in vars(Count()):
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass
class Tally(Count):
    """What came of some pages, of those with each defect, and what it took."""

    page_ms: list[float] = field(default_factory=list)
    ink_ms: list[float] = field(default_factory=list)
    whole_ms: list[float] = field(default_factory=list)
    kilobytes: list[float] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    defects: dict[str, Count] = field(default_factory=dict)

    def add_page(self, page: "Tally", defects: Iterable[str]) -> None:
        """Count a page in, also among those with the same defects."""
        self.add(page)
        for name in ("page_ms", "ink_ms", "whole_ms", "kilobytes", "misses"):
            getattr(self, name).extend(getattr(page, name))
        for defect in defects:
            self.defects.setdefault(defect, Count()).add(page)


def scan_defects(faults: ScanFaults) -> Iterable[str]:
    """Name the defects of a scan that are grave of their kind."""
    found = {
        "skew above 4°": abs(faults.skew_deg) > 4,
        "on its side or upside down": faults.quarters != 0,
        "scale more than 10 % off": abs(faults.scale - 1) > 0.1,
        "noise": faults.noise >= 8,
        "JPEG quality 40": faults.jpeg_quality == 40,
        "stains": faults.stains > 0,
        "stamp": faults.stamp,
        "streaks": faults.streaks > 0,
        "80 specks": faults.specks >= 80,
        "shadow": faults.shadow > 0,
        "blur": faults.blur_px >= 1,
    }
    return [name for name, there in found.items() if there]


def photo_defects(faults: PhotoFaults) -> Iterable[str]:
    """Name the defects of a photograph that are grave of their kind."""
    found = {
        "perspective above 5 %": faults.tilt > 0.05,
        "turned by more than 8°": abs(faults.turn_deg) > 8,
        "shadow of 15 %": faults.shadow == 0.15,
        "shadow of 30 to 40 %": faults.shadow >= 0.3,
        "sharp edge of the shadow": faults.shadow > 0 and faults.edge == 10,
        "light table": faults.desk >= 130,
        "grey paper": faults.paper <= 205,
        "noise": faults.noise >= 6,
        "blur": faults.blur_px >= 1,
    }
    return [name for name, there in found.items() if there]


def one_page(kind_and_seed: tuple[str, int]) -> tuple[Tally, Iterable[str]]:
    """Print, sign, scan or photograph, and read one sheet; tell its defects."""
    kind, seed = kind_and_seed
    chance = random.Random(seed)
    sheet = make_form(seed) if seed % 2 else make_sheet(seed)
    signed = {box.name for box in sheet.boxes if chance.random() < 0.5}
    defects: Iterable[str]
    if kind == "scan":
        faults = random_faults(chance)
        picture = scan(sheet.pdf, sheet.boxes, signed, faults, chance)
        words, packed = str(faults), jpeg(picture, faults.jpeg_quality)
        defects = scan_defects(faults)
    else:
        light = random_photo(chance)
        words = str(light)
        packed = jpeg(photo(sheet.pdf, sheet.boxes, signed, light, chance), light.jpeg_quality)
        defects = photo_defects(light)
    return _read(f"{kind} {seed}", sheet, signed, packed, words), defects


def _read(name: str, sheet: TrialSheet, signed: set[str], packed: bytes, words: str) -> Tally:
    tally = Tally(pages=1)
    start = time.process_time()
    page = convert_page(Image.open(io.BytesIO(packed)).convert("L"), "scan.jpg", 0)
    page_ms = (time.process_time() - start) * 1000
    tally.page_ms.append(page_ms)
    tally.kilobytes.append(len(page.jpeg) / 1000)
    if page.mark != sheet.mark:
        tally.wrong += page.mark is not None
        tally.misses.append(f"{name}: not recognised, {page.note} {words}")
        return tally
    tally.recognised += 1
    start = time.process_time()
    readings = read_ink(page.jpeg, sheet.pdf, 0, sheet.boxes)
    ink_ms = (time.process_time() - start) * 1000
    tally.ink_ms.append(ink_ms)
    tally.whole_ms.append(page_ms + ink_ms)
    for reading in readings:
        _count(reading, reading.box in signed, f"{name}: {reading} {words}", tally)
    return tally


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


def recognise(kind: str, seeds: Iterable[int]) -> dict[str, object]:
    """Read so many sheets in as many processes as there are processors."""
    total = Tally()
    with multiprocessing.get_context("spawn").Pool() as pool:
        for page, defects in pool.imap_unordered(one_page, ((kind, seed) for seed in seeds)):
            total.add_page(page, defects)
    found = asdict(total)
    for name in ("page_ms", "ink_ms", "whole_ms", "kilobytes"):
        values = found.pop(name)
        found[name] = round(statistics.median(values)) if values else 0
        found[f"{name}_most"] = round(max(values, default=0))
    found["misses"] = sorted(total.misses)
    return found


def attacked() -> dict[str, object]:
    """Read every attack file and tell the longest time and the most memory."""
    wrong: list[str] = []
    longest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        for name, (make, right) in ATTACKS.items():
            path = Path(folder, name)
            path.write_bytes(make())
            start = time.monotonic()
            found = ScanReader().read([path])
            longest = max(longest, time.monotonic() - start)
            answers = {READ if isinstance(got, ScannedPage) else got.code for got in found}
            if not answers or not answers <= right:
                wrong.append(f"{name}: {sorted(answers)}")
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    return {"files": len(ATTACKS), "wrong": wrong, "longest_s": round(longest, 1), "most_mb": most}


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--scans", type=int, default=2000)
    options.add_argument("--photos", type=int, default=500)
    options.add_argument("--first", type=int, default=0, metavar="SEED")
    options.add_argument("--attacks", action="store_true", help="read the attack files as well")
    options.add_argument("--json", action="store_true")
    chosen = options.parse_args()
    report: dict[str, object] = {}
    if chosen.attacks:  # first: the memory of the pools would be counted in
        report["attacks"] = attacked()
    for kind, count in (("scan", chosen.scans), ("photo", chosen.photos)):
        report[f"{kind}s"] = recognise(kind, range(chosen.first, chosen.first + count))
    print(json.dumps(report, ensure_ascii=False, indent=None if chosen.json else 1))


if __name__ == "__main__":
    main()
