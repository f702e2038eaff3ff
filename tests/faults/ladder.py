"""The rungs of the ladder, cheapest first."""

from faults import histories
from faults.outcome import Rung

RUNGS: dict[str, Rung] = {
    "histories": histories.RUNG,
}
