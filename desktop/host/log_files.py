"""The log file and the crash file; nothing personal or secret gets into either."""

import faulthandler
import logging
import os
import re
import sys
import threading
import traceback
from collections.abc import Callable
from datetime import UTC, datetime
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType

_LOG_BYTES = 1_000_000
_LOG_FILES = 5
_FORMAT = "%(asctime)s %(levelname)s %(threadName)s %(name)s: %(message)s"

_MASKS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<![0-9A-Za-z])[1-9]\d{5}(?:19|20)\d{9}[0-9Xx](?![0-9A-Za-z])"), "[证件号]"),
    (re.compile(r"(?<!\d)(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"), "[手机号]"),
    (re.compile(r"(?<!\d)0\d{2,3}[- ]\d{7,8}(?!\d)"), "[电话]"),
    (re.compile(r"(?i)(\bbearer\s+|\w*(?:token|secret|password|passphrase|key)[\"']?\s*[=:]\s*)"
                r"[^\s,]+"), r"\1[隐去]"),
    (re.compile(r"(?<![0-9A-Za-z_-])[0-9A-Za-z_-]{40,}(?![0-9A-Za-z_-])"), "[隐去]"),
)  # fmt: skip


def redacted(text: str) -> str:
    """Mask phone numbers, identity numbers and whatever looks like a token or a key."""
    for pattern, mask in _MASKS:
        text = pattern.sub(mask, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Masks the finished line, so that arguments and stack traces are masked as well."""

    def format(self, record: logging.LogRecord) -> str:
        """Format a record and mask it."""
        return redacted(super().format(record))


class _SharedLog(RotatingFileHandler):
    """A log that a command writes to beside the open window.

    Windows does not rename a file that another process has open, and each line that was to go
    into a new file would be lost: it goes on in the old one until nobody else is there.
    """

    def shouldRollover(self, record: logging.LogRecord) -> bool:  # noqa: N802 - the base's name
        """Tell whether the file is full and can be renamed."""
        return bool(super().shouldRollover(record)) and self._is_alone()

    if sys.platform == "win32":

        def _is_alone(self) -> bool:
            if self.stream:
                self.stream.close()
                self.stream = None  # the base opens it again
            try:
                os.rename(self.baseFilename, self.baseFilename)  # noqa: PTH104 - a trial
            except OSError:
                return False
            return True

    else:

        def _is_alone(self) -> bool:
            return True


def start_logging(folder: Path) -> logging.Handler:
    """Send the log to a rotating file in a folder.

    Returns:
        The handler, to be closed at the end.
    """
    handler = _SharedLog(
        folder / "desk.log",
        maxBytes=_LOG_BYTES,
        backupCount=_LOG_FILES,
        encoding="utf-8",
        delay=True,
    )
    handler.setFormatter(RedactingFormatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    for noisy in ("urllib3", "keyring", "PIL", "alembic"):
        # urllib3 logs addresses with their nonces and hashes
        logging.getLogger(noisy).setLevel(logging.ERROR)
    return handler


def stop_logging(handler: logging.Handler) -> None:
    """Take a handler out and close its file."""
    logging.getLogger().removeHandler(handler)
    handler.close()


class CrashFile:
    """Writes what the program died of, and tells one listener.

    Args:
        folder: Where crash files go.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._told: Callable[[Path | None], None] | None = None

    def install(self, told: Callable[[Path | None], None] | None = None) -> None:
        """Catch what nobody caught, in all threads; hard crashes as well.

        Args:
            told: Called with the written file, in the thread that failed; with None when the
                disk refused it.

        Raises:
            OSError: The disk refuses the file for hard crashes.
        """
        # It must stay open for as long as the program runs; when it cannot be, no hook is set.
        self._hard = (self._folder / "hard-crash.txt").open("a", encoding="utf-8")
        faulthandler.enable(self._hard)
        self._told = told
        sys.excepthook = self._on_exception
        threading.excepthook = self._on_thread

    def uninstall(self) -> None:
        """Put the usual hooks back."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        faulthandler.disable()
        self._hard.close()

    def write(
        self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None
    ) -> Path:
        """Write a crash file: places and kinds of errors, no messages (they may hold data).

        Raises:
            OSError: The disk refuses it.
        """
        stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S-%f")
        path = self._folder / f"crash-{stamp}.txt"
        frames = "".join(traceback.format_tb(trace))
        chain = " <- ".join(type(link).__name__ for link in _chain(error)) or kind.__name__
        path.write_text(redacted(f"{chain}\n{frames}"), encoding="utf-8")
        return path

    def _on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        path = self._written(kind, error, trace)
        name = path.name if path else "no file"
        logging.getLogger("desktop").critical("crash: %s, see %s", kind.__name__, name)
        if self._told:
            self._told(path)

    def _written(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> Path | None:
        try:
            return self.write(kind, error, trace)
        except OSError:
            return None

    def _on_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and not issubclass(args.exc_type, SystemExit):
            self._on_exception(args.exc_type, args.exc_value, args.exc_traceback)


def _chain(error: BaseException | None) -> list[BaseException]:
    links: list[BaseException] = []
    while error is not None and error not in links:
        links.append(error)
        error = error.__cause__ or error.__context__
    return links
