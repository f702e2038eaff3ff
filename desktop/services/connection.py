"""What a test of the connection to the platform finds, step by step."""

from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Protocol

from msgspec import Struct


class StepState(StrEnum):
    """How a step of the test ended."""

    PASSED = "passed"
    WARNED = "warned"
    FAILED = "failed"
    SKIPPED = "skipped"


MARKS = {
    StepState.PASSED: "✓",
    StepState.WARNED: "!",
    StepState.FAILED: "✗",
    StepState.SKIPPED: "–",
}
"""A sign for each state, for text without colours."""


class CheckedStep(Struct, frozen=True, kw_only=True):
    """One step of the test.

    Attributes:
        name: What was looked at, in Chinese.
        message: What was found, and what to do when it is not as it should be.
        code: Machine word of the step.
    """

    name: str
    state: StepState
    message: str
    code: str


Told = Callable[[CheckedStep], None]


class ConnectionCheck(Protocol):
    """Tests the way to the platform; changes nothing there and nothing here."""

    def run(self, told: Told, cancelled: Callable[[], bool]) -> Sequence[CheckedStep]:
        """Go through the steps until one fails that the rest depends on. Blocks.

        Args:
            told: Called with each step as it ends, in the calling thread.
            cancelled: Asked all the time; True ends the test within a moment.

        Returns:
            All steps; those that could not be tried are not among them.
        """


def report_text(steps: Sequence[CheckedStep]) -> str:
    """Write a test down as plain text, to be sent to whoever looks after the network."""
    return "\n".join(f"{MARKS[step.state]} {step.name}　{step.message}" for step in steps)
