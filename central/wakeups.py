"""Long polls: who waits for which unit, woken by a commit of this process or of another."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

_WATCH_S = 1.0


@dataclass(eq=False, slots=True)
class _Waiter:
    position: int
    woken: asyncio.Event


class Wakeups:
    """Long polls that wait for a change of their unit.

    Everything but `moved` belongs to the event loop's thread.
    """

    def __init__(self) -> None:
        self._waiters: dict[str, set[_Waiter]] = {}
        self._counts: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

    def start(self) -> None:
        """Bind to the running loop."""
        self._loop = asyncio.get_running_loop()

    def counts(self) -> dict[str, int]:
        """Count the changes of each unit so far; taken before a pull, it closes the gap."""
        return dict(self._counts)

    async def wait(self, unit_id: str, *, count: int, position: int, timeout_s: float) -> None:
        """Wait until the unit changes, the time is over, or the platform stops.

        Args:
            unit_id: The unit.
            count: The unit's number in `counts()` from before the pull that found nothing.
            position: Head that the client has.
            timeout_s: Longest wait.
        """
        if self._closing or self._counts.get(unit_id, 0) != count:
            return
        waiter = _Waiter(position, asyncio.Event())
        waiting = self._waiters.setdefault(unit_id, set())
        waiting.add(waiter)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiter.woken.wait(), timeout_s)
        finally:
            waiting.discard(waiter)

    def moved(self, units: frozenset[str]) -> None:
        """Tell, from any thread, that units have changed."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, units)

    def close(self) -> None:
        """End every wait now, because the platform stops."""
        self._closing = True
        self._wake(frozenset(self._waiters))

    async def watch(self, heads: Callable[[], Awaitable[dict[str, int]]]) -> None:
        """Look each second for commits of other processes, such as a command at the centre."""
        while not self._closing:
            await asyncio.sleep(_WATCH_S)
            if any(self._waiters.values()):
                self._compare(await heads())

    def _compare(self, heads: dict[str, int]) -> None:
        for unit_id, waiters in self._waiters.items():
            for waiter in waiters:
                if heads.get(unit_id, 0) > waiter.position:
                    waiter.woken.set()

    def _wake(self, units: frozenset[str]) -> None:
        for unit_id in units:
            self._counts[unit_id] = self._counts.get(unit_id, 0) + 1
            for waiter in self._waiters.get(unit_id, ()):
                waiter.woken.set()
