"""The rungs of the ladder; the longest first, so that two processors end together."""

from faults import disk, errors, fuzz, histories, kills, power, programs, proxy
from faults.outcome import Rung

RUNGS: dict[str, Rung] = {
    "histories": histories.RUNG,
    "kills": kills.RUNG,
    "proxy": proxy.RUNG,
    "fuzz": fuzz.RUNG,
    "disk": disk.RUNG,
    "power": power.RUNG,
    "errors": errors.RUNG,
    "programs": programs.RUNG,
}
