"""Takes the calls of other processes on this PC: a second start, a command line."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, Qt, Signal

from desktop.ui.application import DeskProgram


class CallBox(QObject):
    """Answers requests in the thread that brings them and acts in the GUI thread.

    Args:
        program: The program with its window.
    """

    _raise_asked = Signal()

    def __init__(self, program: DeskProgram) -> None:
        super().__init__()
        self._program = program
        self._raise_asked.connect(self._on_raise_asked, Qt.ConnectionType.QueuedConnection)

    def answer(self, request: Mapping[str, object]) -> dict[str, object]:
        """Do what is asked; says at once whether it is understood.

        Args:
            request: `do` is `raise` (show the window) or `sync` (sync now).
        """
        wanted = request.get("do")
        if wanted == "raise":
            self._raise_asked.emit()
        elif wanted == "sync" and self._program.sync is not None:
            self._program.sync.sync_now()
        else:
            return {"done": False}
        return {"done": True}

    def _on_raise_asked(self) -> None:
        if self._program.window is not None:
            self._program.window.come_forward()
