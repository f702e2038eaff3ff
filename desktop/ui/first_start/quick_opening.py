"""The opening of a database that needs no passphrase: without a dialog while it takes no time."""

from PySide6.QtCore import QEventLoop, QObject, QTimer, Signal

from desktop.services.founding import Founding
from desktop.sync.opened import OpenedWorkplace
from desktop.ui.tasks import Jobs, KnownError

_PATIENCE_MS = 500
"""Longer than an opening takes; migrations and slow disks take more, and get a dialog."""


class QuickOpening(QObject):
    """Opens in a worker; a dialog that flashes up at every start would only cost time.

    Args:
        founding: Opens.
        jobs: Workers.

    Attributes:
        result: The open workplace, once it is.
        error: Why it could not be opened.

    Signals:
        opened: The open workplace.
        failed: A known error.
    """

    opened = Signal(object)
    failed = Signal(object)

    def __init__(self, founding: Founding[OpenedWorkplace], jobs: Jobs) -> None:
        super().__init__()
        self.result: OpenedWorkplace | None = None
        self.error: KnownError | None = None
        self._loop = QEventLoop(self)
        self._patience = QTimer(self)
        self._patience.setSingleShot(True)
        self._patience.setInterval(_PATIENCE_MS)
        self._patience.timeout.connect(self._loop.quit)
        jobs.run(founding.open, self._on_opened, self._on_failed, owner=self, slow=True)

    def wait(self) -> OpenedWorkplace | None:
        """Wait a moment; None when it failed or needs longer, which is then for a dialog to say."""
        self._patience.start()
        self._loop.exec()
        self._patience.stop()
        return self.result

    def _on_opened(self, opened: OpenedWorkplace) -> None:
        self.result = opened
        self._loop.quit()
        self.opened.emit(opened)

    def _on_failed(self, error: KnownError) -> None:
        self.error = error
        self._loop.quit()
        self.failed.emit(error)
