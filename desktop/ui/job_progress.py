"""Progress of a job, from its worker to the GUI thread."""

import threading

from PySide6.QtCore import QObject, Signal


class JobProgress(QObject):
    """Carries the progress of one job, and somebody's wish to end it.

    Signals:
        advanced: How many things are done, and of how many.
    """

    advanced = Signal(int, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cancelled = threading.Event()

    def begin(self) -> None:
        """Forget an earlier cancel."""
        self._cancelled.clear()

    def cancel(self) -> None:
        """Let the job end at its next step."""
        self._cancelled.set()

    @property
    def is_cancelled(self) -> bool:
        """Whether it is to end; asked by the worker."""
        return self._cancelled.is_set()
