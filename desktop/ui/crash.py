"""Bugs: one line in the log, one file for the maintainers, one dialog for the clerk."""

import logging
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

_log = logging.getLogger(__name__)

CrashWriter = Callable[[type[BaseException], BaseException, TracebackType | None], Path]
"""Writes a crash file; OSError when the disk refuses it."""


class CrashHook(QObject):
    """Catches what nobody has caught, in every thread; shows one dialog and goes on.

    Args:
        write: Writes what happened, without people's data, and names the file.
        parent: Owner.
    """

    _caught = Signal(str)

    def __init__(self, write: CrashWriter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._write = write
        self._dialog: QMessageBox | None = None
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook of the interpreter and of its threads."""
        sys.excepthook = self.handle
        threading.excepthook = self._handle_thread

    def handle(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log a bug and tell the clerk, once at a time."""
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = self._written(kind, error, trace)
        _log.critical("unexpected %s, see %s", kind.__name__, path.name if path else "no file")
        self._caught.emit(str(path or ""))

    def handle_job(self, error: BaseException) -> None:
        """Take a bug that a worker has met."""
        self.handle(type(error), error, error.__traceback__)

    def _handle_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    def _written(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> Path | None:
        try:
            return self._write(kind, error, trace)
        except OSError:
            _log.warning("the crash file could not be written")
            return None

    def _on_caught(self, path: str) -> None:
        if self._dialog is not None:
            return
        where = self.tr("详细情况写在 {}，其中没有工单内容。").format(path) if path else ""
        dialog = QMessageBox(
            QMessageBox.Icon.Critical,
            self.tr("程序出错"),
            self.tr(
                "程序出现了意料之外的错误。已保存的内容都在，可以继续使用；如反复出现，请联系维护人员。"
            ),
        )
        dialog.setObjectName("crash_dialog")
        dialog.setInformativeText(where)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self._on_finished)
        self._dialog = dialog
        dialog.open()

    def _on_finished(self) -> None:
        self._dialog = None


_LEVELS: dict[str, Callable[..., None]] = {
    "QtDebugMsg": _log.debug,
    "QtInfoMsg": _log.info,
    "QtWarningMsg": _log.warning,
    "QtCriticalMsg": _log.error,
    "QtFatalMsg": _log.critical,
}


def log_qt_message(kind: object, context: object, message: str) -> None:
    """Send Qt's own messages to the log; installed by `application`."""
    del context
    name = getattr(kind, "name", "QtWarningMsg")
    _LEVELS.get(name, _log.warning)("Qt: %s", message)
