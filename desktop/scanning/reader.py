"""Reads scans in a child process that a broken or hostile file cannot outlive."""

import multiprocessing
import time
from collections.abc import Callable, Sequence
from multiprocessing.context import SpawnProcess
from pathlib import Path

from desktop.scanning import refusals, worker
from desktop.scanning.pages import ScannedPage, ScanRefused

_GONE_S = 5.0
"""How long a killed child is waited for; one that hangs in the system is left to it."""
_POLL_S = 0.05
_START_S = 20.0
_FILE_S = 8.0
_PAGE_S = 1.0


def never() -> bool:
    """Stand in for a cancel button that nobody has."""
    return False


class ScanReader:
    """Turns files into pages; safe to call from any thread.

    One child process reads all files of a call, one after the other. A file that kills it, hangs
    it or eats its memory costs that file only: the next one gets a new child.
    """

    def __init__(self, *, file_s: float = _FILE_S, page_s: float = _PAGE_S) -> None:
        """Set the limits.

        Args:
            file_s: Seconds that any file gets.
            page_s: Seconds for each page where the pages of a long batch add up to more.
        """
        self._file_s = file_s
        self._page_s = page_s

    def read(
        self, paths: Sequence[Path], *, cancel: Callable[[], bool] = never
    ) -> list[ScannedPage | ScanRefused]:
        """Read files in the given order.

        Args:
            paths: PDF, JPEG, PNG, TIFF or HEIC files; the content counts, not the extension.
            cancel: Asked about twenty times a second; True ends the reading at once.

        Returns:
            The pages of each file in order; for a file that cannot be read, one refusal in place
            of all its pages. Files not reached before a cancel are refused as ``scan.cancelled``.
        """
        found: list[ScannedPage | ScanRefused] = []
        child: _Child | None = None
        try:
            for path in paths:
                if cancel():
                    found.append(refusals.refusal(path.name, "scan.cancelled"))
                    continue
                child = child if child is not None and child.usable else _Child()
                found.extend(self._file(child, path, cancel))
        finally:
            if child is not None:
                child.end()
        return found

    def _file(
        self, child: "_Child", path: Path, cancel: Callable[[], bool]
    ) -> Sequence[ScannedPage | ScanRefused]:
        try:
            return self._pages(child, path, cancel)
        except _ChildGoneError as gave_up:
            child.end()
            return [refusals.refusal(path.name, gave_up.code)]

    def _pages(
        self, child: "_Child", path: Path, cancel: Callable[[], bool]
    ) -> Sequence[ScannedPage | ScanRefused]:
        child.wait_until_ready(cancel)
        child.ask(path)
        start = time.monotonic()
        limit_s = self._file_s
        pages: list[ScannedPage] = []
        while True:
            answer = child.answer(start + limit_s, cancel)
            match answer:
                case worker.Opened(count):
                    limit_s = max(self._file_s, count * self._page_s)
                case worker.Page(page):
                    pages.append(page)
                case worker.Refused(code):
                    return [refusals.refusal(path.name, code)]
                case worker.Finished():
                    return pages
                case worker.Ready():
                    raise _ChildGoneError("scan.broken")


class _ChildGoneError(Exception):
    """The child will not answer any more."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Child:
    """The process that does the reading, and the pipe to it."""

    def __init__(self) -> None:
        context = multiprocessing.get_context("spawn")
        self._pipe: worker.Pipe
        self._pipe, theirs = context.Pipe()
        self._process: SpawnProcess = context.Process(
            target=worker.serve, args=(theirs,), name="scan-reader", daemon=True
        )
        self._process.start()
        theirs.close()
        self._ready = False
        self.usable = True

    def wait_until_ready(self, cancel: Callable[[], bool]) -> None:
        """Let the libraries load before the clock of the first file runs."""
        if not self._ready:
            self.answer(time.monotonic() + _START_S, cancel)
            self._ready = True

    def ask(self, path: Path) -> None:
        """Name the next file to be read."""
        try:
            self._pipe.send_bytes(str(path.resolve()).encode("utf-8", "surrogateescape"))
        except OSError as error:
            raise _ChildGoneError("scan.broken") from error

    def answer(self, deadline: float, cancel: Callable[[], bool]) -> worker.Answer:
        """Wait for the next message of the child.

        Raises:
            _ChildGoneError: It is dead, too late, or not wanted any more.
        """
        try:
            while not self._pipe.poll(_POLL_S):
                if cancel():
                    raise _ChildGoneError("scan.cancelled")
                if time.monotonic() > deadline:
                    raise _ChildGoneError("scan.timeout")
            return worker.decode(self._pipe.recv_bytes())
        except (EOFError, OSError) as error:
            raise _ChildGoneError("scan.broken") from error

    def end(self) -> None:
        """Kill the child; it holds nothing that is worth a farewell."""
        if self.usable:
            self.usable = False
            self._process.kill()
            self._process.join(_GONE_S)
            if not self._process.is_alive():
                self._process.close()
            self._pipe.close()
