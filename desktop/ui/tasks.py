"""Work off the GUI thread: one worker for the database, one for slow things."""

import itertools
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar
from weakref import WeakMethod, ref

from msgspec import Struct
from PySide6.QtCore import QEventLoop, QObject, Qt, Signal
from shiboken6 import isValid

from desktop.services.founding import FoundingError
from desktop.services.order_desk import RefusedError
from desktop.services.paper_ports import PrintError
from desktop.services.ports import StorageError
from desktop.services.signing_ports import SigningError

T = TypeVar("T")

KnownError = RefusedError | StorageError | PrintError | FoundingError | SigningError
"""Errors that are shown in place, in the words they carry."""

_KNOWN = (RefusedError, StorageError, PrintError, FoundingError, SigningError)


def message_of(error: KnownError) -> str:
    """Give the Chinese sentence of a known error."""
    return str(error)


class _Pending(Struct, frozen=True):
    owner: "ref[QObject]"
    done: Callable[[], Callable[..., object] | None]
    failed: Callable[[], Callable[..., object] | None] | None


class _Outcome(Struct, frozen=True):
    ticket: int
    result: object = None
    error: BaseException | None = None


class Jobs(QObject):
    """Runs service calls in worker threads and brings the results back to the GUI thread.

    Store reads and writes go one after the other through one worker, so that what a clerk sees
    follows what he clicked. Printing and scanning go through a second one (`slow=True`) and
    never make a save wait. Create it in the GUI thread.

    Signals:
        idled: No job is left.
        failed_unheard: A known error nobody asked for; its sentence, for the window's bar.
        crashed: A bug in a job; the exception, for the crash hook.
    """

    idled = Signal()
    failed_unheard = Signal(str)
    crashed = Signal(object)
    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._quick = ThreadPoolExecutor(1, thread_name_prefix="store")
        self._slow = ThreadPoolExecutor(1, thread_name_prefix="slow")
        self._tickets = itertools.count(1)
        self._pending: dict[int, _Pending] = {}
        self._closed = False
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)

    @property
    def is_idle(self) -> bool:
        """Whether every job has been delivered."""
        return not self._pending

    def run(
        self,
        call: Callable[[], T],
        done: Callable[[T], object],
        failed: Callable[[KnownError], object] | None = None,
        *,
        owner: QObject,
        slow: bool = False,
    ) -> None:
        """Call something in a worker and hand its result to a method in the GUI thread.

        Args:
            call: What to do; touches no widget. `functools.partial` is fine here.
            done: Gets the result. Bound methods are held weakly.
            failed: Gets a known error; without it the window's bar shows the sentence.
            owner: When it has been deleted, the result is dropped.
            slow: For printing, scanning, pictures.
        """
        if self._closed:
            return
        ticket = next(self._tickets)
        self._pending[ticket] = _Pending(ref(owner), _held(done), _held(failed) if failed else None)
        executor = self._slow if slow else self._quick
        executor.submit(self._work, ticket, call)

    def settle(self) -> None:
        """Run the event loop until no job is left; for rehearsals and screenshots only."""
        while self._pending:
            loop = QEventLoop()
            self.idled.connect(loop.quit)
            loop.exec()

    def close(self) -> None:
        """Let the running job end, drop the rest."""
        self._closed = True
        self._pending.clear()
        self._slow.shutdown(wait=True, cancel_futures=True)
        self._quick.shutdown(wait=True, cancel_futures=False)

    def _work(self, ticket: int, call: Callable[[], object]) -> None:
        try:
            outcome = _Outcome(ticket, call())
        except Exception as error:  # noqa: BLE001 - the job wrapper: sorted in `_deliver`
            outcome = _Outcome(ticket, error=error)
        if isValid(self):
            self._arrived.emit(outcome)

    def _on_arrived(self, outcome: _Outcome) -> None:
        pending = self._pending.pop(outcome.ticket, None)
        if pending is not None:
            self._deliver(pending, outcome)
        if not self._pending:
            self.idled.emit()

    def _deliver(self, pending: _Pending, outcome: _Outcome) -> None:
        error = outcome.error
        if error is not None and not isinstance(error, _KNOWN):
            self.crashed.emit(error)
            return
        owner = pending.owner()
        if owner is None or not isValid(owner):
            return
        if error is None:
            _call(pending.done(), outcome.result)
        elif pending.failed is None:
            self.failed_unheard.emit(str(error))
        else:
            _call(pending.failed(), error)


def _call(receiver: Callable[..., object] | None, value: object) -> None:
    if receiver is not None:
        receiver(value)


def _held(
    receiver: Callable[..., object],
) -> Callable[[], Callable[..., object] | None]:
    """Hold a bound method weakly, so that a running job never keeps a closed screen alive."""
    if getattr(receiver, "__self__", None) is not None and hasattr(receiver, "__func__"):
        return WeakMethod(receiver)
    return _Strong(receiver)


class _Strong(Struct, frozen=True):
    receiver: Callable[..., object]

    def __call__(self) -> Callable[..., object]:
        return self.receiver
