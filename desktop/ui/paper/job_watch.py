"""What becomes of a print job after it has been sent."""

from functools import partial

from PySide6.QtCore import QObject, QTimer, Signal

from desktop.services.print_ports import JobState, JobStatus, job_words
from desktop.ui.office import Office

_EVERY_MS = 3000
_MOST_ASKED = 100
"""Five minutes: after that somebody stands at the printer, or nobody waits."""
_ENDED = frozenset({JobState.DONE, JobState.UNKNOWN})


class JobWatch(QObject):
    """Asks the system every few seconds how a print job stands, until it is through.

    Args:
        office: Printers and workers.
        parent: Owner.

    Signals:
        told: How it stands, in words; empty where the system does not say.
    """

    told = Signal(str)

    def __init__(self, office: Office, parent: QObject) -> None:
        super().__init__(parent)
        self._office = office
        self._job = ""
        self._left = 0
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_EVERY_MS)
        self._pause.timeout.connect(self.ask)

    @property
    def is_waiting(self) -> bool:
        """Whether it will ask again."""
        return self._pause.isActive()

    def follow(self, job: str) -> None:
        """Follow another job; an empty id says nothing."""
        self._job = job
        self._left = _MOST_ASKED
        self._pause.stop()
        if job:
            self.ask()
        else:
            self.told.emit("")

    def ask(self) -> None:
        """Ask now."""
        self._left -= 1
        call = partial(self._office.workplace.printers.status, self._job)
        self._office.jobs.run(call, self._on_status, owner=self, slow=True)

    def _on_status(self, status: JobStatus) -> None:
        self.told.emit(job_words(status))
        if status.state not in _ENDED and self._left > 0:
            self._pause.start()
