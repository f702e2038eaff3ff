"""Long polls: who waits for which unit, woken by a commit of this process or of another."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass


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
        self._heads: dict[str, int] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._closing = False

    def start(self) -> None:
        """Bind to the running loop."""
        self._loop = asyncio.get_running_loop()

    async def wait(self, unit_id: str, *, position: int, timeout_s: float) -> bool:
        """Wait until the unit changes, the time is over, or the platform stops.

        A head that was told since the pull that found nothing ends the wait at once.

        Args:
            unit_id: The unit.
            position: Head that the client has.
            timeout_s: Longest wait.

        Returns:
            Whether there is something to pull.
        """
        if self._heads.get(unit_id, 0) > position:
            return True
        if self._closing:
            return False
        waiter = _Waiter(position, asyncio.Event())
        waiting = self._waiters.setdefault(unit_id, set())
        waiting.add(waiter)
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(waiter.woken.wait(), timeout_s)
        finally:
            waiting.discard(waiter)
            if not waiting and self._waiters.get(unit_id) is waiting:
                del self._waiters[unit_id]
        return self._heads.get(unit_id, 0) > position

    def moved(self, heads: Mapping[str, int]) -> None:
        """Tell, from any thread, that units have changed, and what their heads are now."""
        if self._loop is not None and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake, dict(heads))

    def start_over(self) -> None:
        """Forget all heads and end every wait: a restored platform begins another lineage."""
        self._heads = {}
        self._wake_all()

    def close(self) -> None:
        """End every wait now, because the platform stops."""
        self._closing = True
        self._wake_all()

    def _wake_all(self) -> None:
        for waiters in self._waiters.values():
            for waiter in waiters:
                waiter.woken.set()

    async def watch(
        self, heads: Callable[[], Awaitable[Mapping[str, int]]], every_s: float
    ) -> None:
        """Look now and then for commits that nobody has told of, such as a command's."""
        while not self._closing:
            await asyncio.sleep(every_s)
            if self._waiters:
                self._wake(await heads())

    def _wake(self, heads: Mapping[str, int]) -> None:
        for unit_id, head in heads.items():
            # told twice, or late: only a head that is new to a waiter wakes it
            if head > self._heads.get(unit_id, 0):
                self._heads[unit_id] = head
            for waiter in self._waiters.get(unit_id, ()):
                if head > waiter.position:
                    waiter.woken.set()
