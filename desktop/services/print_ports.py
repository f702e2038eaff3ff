"""What printing needs from this PC."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Protocol

from msgspec import Struct

from desktop.services.page_range import ALL_PAGES, PageRange


class PrintSetup(Struct, frozen=True, kw_only=True):
    """How something is printed.

    Attributes:
        printer: Name of the printer; empty for the default one.
        duplex: Both sides, turned at the long edge.
    """

    printer: str = ""
    copies: int = 1
    duplex: bool = False
    pages: PageRange = ALL_PAGES


class JobState(StrEnum):
    """Where a print job stands."""

    UNKNOWN = "unknown"
    """The system does not tell."""
    WAITING = "waiting"
    PRINTING = "printing"
    HELD = "held"
    """The printer has stopped; it goes on when somebody has seen to it."""
    DONE = "done"


class JobStatus(Struct, frozen=True):
    """What the system says about a print job.

    Attributes:
        ahead: How many jobs are before it in the queue.
        reason: Why the printer has stopped, in the system's own words.
    """

    state: JobState
    ahead: int = 0
    reason: str = ""


class Printers(Protocol):
    """The system's printers."""

    @property
    def sets_duplex(self) -> bool:
        """Whether both sides can be asked for; otherwise the printer's own setting holds."""

    def names(self) -> Sequence[str]:
        """List the printers, the default one first; empty when there is none."""

    def send(self, pdf: Path, setup: PrintSetup) -> str:
        """Print a file; give the id of the job, empty where the system has none.

        Raises:
            PrintError: The system refused; the message says why and what to do.
        """

    def status(self, job: str) -> JobStatus:
        """Ask how a job stands; never fails."""


def job_words(status: JobStatus) -> str:
    """Say how a print job stands; empty where nothing is known."""
    if status.state is JobState.WAITING:
        return f"在排队，前面还有 {status.ahead} 个任务" if status.ahead else "在排队，马上就打"
    if status.state is JobState.HELD:
        reason = f"（{status.reason}）" if status.reason else ""
        return f"打印机停住了{reason}：请检查纸张、卡纸和电源，恢复后会接着打，不用重新发送"
    return {JobState.PRINTING: "正在打印", JobState.DONE: "打印机已经打完"}.get(status.state, "")
