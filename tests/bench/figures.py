"""Times as percentiles, rates, and the memory of this process."""

import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

Figures = dict[str, float]


def percentiles(seconds: Sequence[float]) -> Figures:
    """Summarise times in milliseconds."""
    ordered = sorted(seconds) or [0.0]

    def at(share: float) -> float:
        return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 2)

    return {
        "count": len(seconds),
        "p50_ms": at(0.5),
        "p95_ms": at(0.95),
        "p99_ms": at(0.99),
        "max_ms": round(ordered[-1] * 1000, 2),
    }


class Watch:
    """Wall clock and processor time of this process since it was made."""

    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def rate(self, count: int) -> Figures:
        """Give orders a second, and microseconds of processor time an order."""
        wall = time.perf_counter() - self._wall
        cpu = time.process_time() - self._cpu
        return {
            "s": round(wall, 2),
            "orders_per_s": round(count / wall),
            "cpu_us_an_order": round(cpu / count * 1e6, 1),
        }


def memory_mib() -> Figures:
    """Read the resident memory of this process, and the most it ever had (Linux)."""
    path = Path("/proc/self/status")
    status = path.read_text(encoding="ascii") if path.exists() else ""
    found = {
        name: round(int(size) / 1024, 1)
        for name, size in re.findall(r"Vm(RSS|HWM):\s+(\d+)", status)
    }
    return {"rss_mib": found.get("RSS", 0.0), "peak_mib": found.get("HWM", 0.0)}


def say(report: object) -> None:
    """Hand the figures of a child process to its parent."""
    json.dump(report, sys.stdout, ensure_ascii=False)
    sys.stdout.flush()
