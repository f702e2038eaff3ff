"""Bugs: one line in the log, one file for the maintainers, one dialog for the clerk."""

import logging
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QMessageBox

_log = logging.getLogger(__name__)


class CrashHook(QObject):
    """Catches what nobody has caught, in every thread; shows one dialog and goes on.

    Args:
        folder: Where the crash file goes; None writes none.
        parent: Owner.
    """

    _caught = Signal(str)

    def __init__(self, folder: Path | None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._folder = folder
        self._dialog: QMessageBox | None = None
        self._caught.connect(self._on_caught, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become the hook of the interpreter and of its threads."""
        sys.excepthook = self.handle
        threading.excepthook = self._handle_thread

    def remember_folder(self, folder: Path) -> None:
        """Write crash files here from now on."""
        self._folder = folder

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
        _log.critical("unexpected %s at %s", kind.__name__, " < ".join(_places(error)))
        self._caught.emit(self._written(error))

    def handle_job(self, error: BaseException) -> None:
        """Take a bug that a worker has met."""
        self.handle(type(error), error, error.__traceback__)

    def _handle_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self.handle(args.exc_type, args.exc_value, args.exc_traceback)

    def _written(self, error: BaseException) -> str:
        """Write where it happened; values are left out, because they are people's data."""
        if self._folder is None:
            return ""
        path = self._folder / "crash.txt"
        try:
            path.write_text("\n".join([type(error).__name__, *_places(error)]), encoding="utf-8")
        except OSError:
            _log.warning("the crash file could not be written")
            return ""
        return str(path)

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


def _places(error: BaseException) -> list[str]:
    """List where a bug happened, without the words of the exception: they can hold a name."""
    return [
        f"{frame.filename}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]


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
