"""Work off the GUI thread comes back to the GUI thread, or is dropped when nobody waits."""

import gc
import threading
from functools import partial
from weakref import ref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from desktop.services.order_desk import RefusedError
from desktop.ui.tasks import Jobs


class _Screen(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.got: list[object] = []
        self.thread_ids: list[int] = []

    def _on_done(self, value: object) -> None:
        self.got.append(value)
        self.thread_ids.append(threading.get_ident())

    def _on_failed(self, error: Exception) -> None:
        self.got.append(error)


@pytest.fixture
def jobs(qapp: QApplication) -> Jobs:
    del qapp
    return Jobs()


def _refused() -> None:
    raise RefusedError("order.unknown", "本机没有这张工单。")


def _wait_for(event: threading.Event) -> str:
    event.wait(10)
    return "late"


def test_results_arrive_in_order_in_the_thread_of_the_screen(jobs: Jobs) -> None:
    screen = _Screen()
    for number in range(20):
        jobs.run(partial(int, number), screen._on_done, owner=screen)
    jobs.settle()
    jobs.close()
    assert screen.got == list(range(20))
    assert set(screen.thread_ids) == {threading.get_ident()}


def test_a_known_error_goes_to_its_receiver(jobs: Jobs) -> None:
    screen = _Screen()
    jobs.run(_refused, screen._on_done, screen._on_failed, owner=screen)
    jobs.settle()
    jobs.close()
    assert [str(error) for error in screen.got] == ["本机没有这张工单。"]


def test_a_known_error_without_receiver_reaches_the_bar(jobs: Jobs) -> None:
    screen, bar = _Screen(), _Screen()
    jobs.failed_unheard.connect(bar._on_done)
    jobs.run(_refused, screen._on_done, owner=screen)
    jobs.settle()
    jobs.close()
    assert bar.got == ["本机没有这张工单。"]


def test_a_bug_goes_to_the_crash_hook_and_not_to_the_screen(jobs: Jobs) -> None:
    screen, hook = _Screen(), _Screen()
    jobs.crashed.connect(hook._on_done)
    jobs.run(partial(int, "no number"), screen._on_done, screen._on_failed, owner=screen)
    jobs.settle()
    jobs.close()
    assert screen.got == []
    assert isinstance(hook.got[0], ValueError)


def test_a_result_for_a_deleted_screen_is_dropped_and_the_screen_is_freed(jobs: Jobs) -> None:
    screen = _Screen()
    gone = ref(screen)
    held = threading.Event()
    jobs.run(partial(_wait_for, held), screen._on_done, owner=screen)
    del screen
    gc.collect()
    assert gone() is None
    held.set()
    jobs.settle()
    jobs.close()
    assert jobs.is_idle


def test_a_slow_job_does_not_hold_up_a_quick_one(jobs: Jobs) -> None:
    screen = _Screen()
    held = threading.Event()
    jobs.run(partial(_wait_for, held), screen._on_done, owner=screen, slow=True)
    jobs.run(partial(str, "quick"), screen._on_done, owner=screen)
    jobs.run(held.set, screen._on_done, owner=screen)
    jobs.settle()
    jobs.close()
    assert screen.got[0] == "quick"
    assert "late" in screen.got
