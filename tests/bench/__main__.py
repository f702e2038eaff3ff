"""`make bench`: how fast the program is with 100,000 orders, beside baselines of the same run.

Every figure comes from a process of its own, so that memory and caches are its own. Start times
are medians of several starts, the program's and the bare window's in turn.
"""

import argparse
import json
import os
import platform
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.central_process import CentralProcess

from desktop.domain.calendar import CST
from desktop.sync.pulling import LOT, PAGE
from tests.bench import workplace
from tests.bench.table import paper_table, table

_STARTS = 7
_INDEXES = "base(order_id), view(grp, due), view(due, grp), view(number)"
Report = dict[str, Any]


class Bench:
    """One run in one folder.

    Args:
        folder: For all data; made and removed by the caller.
        count: Orders.
        scans: Simulated scans; a quarter as many photographs.
    """

    def __init__(self, folder: Path, count: int, scans: int) -> None:
        self._folder = folder
        self._count = count
        self._scans = scans
        # the children run from compiled files, as the packaged program does
        self._environment = {
            **{
                name: value
                for name, value in os.environ.items()
                if name != "PYTHONDONTWRITEBYTECODE"
            },
            "PYTHONPATH": os.pathsep.join([str(ROOT), str(ROOT / "tests")]),
            "PYTHONPYCACHEPREFIX": str(folder / "compiled"),
            "QT_QPA_PLATFORM": "offscreen",
        }

    def run(self) -> Report:
        """Measure everything."""
        report: Report = {
            "at": datetime.now(CST).isoformat(timespec="seconds"),
            "machine": machine(),
            "orders": self._count,
            "page_orders": PAGE,
            "transaction_orders": LOT,
            "indexes": _INDEXES,
            "load_before": _load(),
        }
        _tell("filling the central platform")
        workplace.fill_centre(self._folder / "centre", self._count)
        centre = CentralProcess(self._folder / "centre").start()
        try:
            workplace.add_clerk(centre)
            for name in ("quiet", "busy", "window"):
                workplace.enrol(self._folder / name, centre)
            self._pull(report)
        finally:
            centre.stop()
        self._use(report)
        _tell("form_speed")
        report["forms"] = json.loads(self._python("-m", "tests.bench.form_speed").stdout)
        if self._scans:
            report["paper"] = self._paper()
        report["load_after"] = _load()
        return report

    def run_paper(self) -> Report:
        """Measure scans, photographs and attack files alone."""
        report: Report = {
            "at": datetime.now(CST).isoformat(timespec="seconds"),
            "machine": machine(),
            "load_before": _load(),
            "paper": self._paper(),
        }
        report["load_after"] = _load()
        return report

    def _pull(self, report: Report) -> None:
        report["baseline"] = self._child("plain_sqlite", self._folder)
        report["first_pull"] = self._child("first_pull", self._folder / "quiet")
        report["first_pull_with_clerk"] = self._child(
            "first_pull", self._folder / "busy", "--clerk"
        )
        report["window"] = self._child("use_window", self._folder / "window")

    def _use(self, report: Report) -> None:
        report["start"] = self._starts(self._folder / "quiet")
        report["imports_ms"] = self._imports()
        report["queries"] = self._child("queries", self._folder / "quiet")
        report["rules"] = self._child("rules", self._folder / "quiet")

    def _paper(self) -> Report:
        _tell("scan_recognition")
        count, photos = str(self._scans), str(self._scans // 4)
        done = self._python(
            "-m", "tests.bench.scan_recognition",
            "--scans", count, "--photos", photos, "--attacks", "--json",
        )  # fmt: skip
        answer: Report = json.loads(done.stdout)
        return answer

    def _child(self, module: str, folder: Path, *more: str) -> Report:
        _tell(module + " " + " ".join(more))
        done = self._python("-m", f"tests.bench.{module}", str(folder), str(self._count), *more)
        answer: Report = json.loads(done.stdout)
        return answer

    def _python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(done.stderr, file=sys.stderr)
            raise SystemExit(f"{arguments} ended with {done.returncode}")
        return done

    def _starts(self, folder: Path) -> Report:
        _tell("starts")
        bare: list[float] = []
        shown: list[float] = []
        painted: list[float] = []
        for turn in range(_STARTS + 1):
            (at,) = self._started("bare_window")
            window, order = self._started("start_window", str(folder))
            if turn:  # the first one compiles and fills the caches of the disk
                bare.append(at)
                shown.append(window)
                painted.append(order)
        return {
            "bare_ms": _median(bare),
            "window_shown_ms": _median(shown),
            "order_painted_ms": _median(painted),
            "starts": _STARTS,
        }

    def _started(self, module: str, *more: str) -> list[float]:
        began = time.time()
        done = self._python("-m", f"tests.bench.{module}", *more)
        return [float(moment) - began for moment in done.stdout.split()]

    def _imports(self) -> Report:
        """Where the time of the imports goes, by package (self time, with the cost of telling)."""
        code = "import desktop.cli.main, desktop.cli.window_command, desktop.ui.application"
        found: dict[str, int] = {}
        for line in self._python("-X", "importtime", "-c", code).stderr.splitlines():
            spent, _, name = line.removeprefix("import time:").strip().partition("|")
            if spent.strip().isdigit():
                module = name.rpartition("|")[2].strip()
                parts = module.split(".")
                package = ".".join(parts[:2]) if parts[0] == "desktop" else parts[0]
                found[package] = found.get(package, 0) + int(spent)
        most = sorted(found.items(), key=lambda entry: -entry[1])[:10]
        return {"all": round(sum(found.values()) / 1000), **{n: round(s / 1000) for n, s in most}}


def machine() -> Mapping[str, object]:
    """Name the machine."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor(),
        "processors": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
    }


def _load() -> float:
    return round(os.getloadavg()[0], 2) if hasattr(os, "getloadavg") else 0.0


def _median(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * 1000, 1)


def _tell(what: str) -> None:
    print(f"… {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(prog="make bench", description=__doc__)
    options.add_argument("--orders", type=int, default=100_000, help="20000 for a quick look")
    options.add_argument("--scans", type=int, default=2000, help="0 to leave the paper out")
    options.add_argument("--only-scans", action="store_true", help="nothing but the paper")
    options.add_argument("--json", type=Path, default=None, metavar="FILE")
    options.add_argument("--folder", type=Path, default=None, help="where to write the data")
    chosen = options.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="bench-", dir=chosen.folder))
    try:
        bench = Bench(folder, chosen.orders, chosen.scans)
        report = bench.run_paper() if chosen.only_scans else bench.run()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(paper_table(report) if chosen.only_scans else table(report))
    if chosen.json:
        text = json.dumps(report, ensure_ascii=False, indent=1)
        chosen.json.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
