"""Locks between processes."""

import subprocess
import sys
from pathlib import Path

from desktop.host.locks import FileLock

_HOLDER = """
import sys
from pathlib import Path
from desktop.host.locks import FileLock
lock = FileLock(Path(sys.argv[1]))
print(lock.try_acquire(), flush=True)
sys.stdin.read()
"""


def _holder(path: Path) -> subprocess.Popen[bytes]:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    assert holder.stdout is not None
    assert holder.stdout.readline().strip() == b"True"
    return holder


def _end(holder: subprocess.Popen[bytes]) -> None:
    holder.kill()
    holder.wait()
    for pipe in (holder.stdin, holder.stdout):
        assert pipe is not None
        pipe.close()


def test_only_one_holds_it(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "sync"), FileLock(tmp_path / "sync")
    with first.hold() as mine:
        assert mine
        assert first.held
        with second.hold() as theirs:
            assert not theirs
        assert first.held
    with second.hold() as mine:
        assert mine


def test_it_is_not_taken_twice_by_its_owner(tmp_path: Path) -> None:
    lock = FileLock(tmp_path / "sync")
    assert lock.try_acquire()
    assert not lock.try_acquire()
    lock.release()
    lock.release()
    assert lock.try_acquire()
    lock.release()


def test_it_is_free_again_when_its_process_is_killed(tmp_path: Path) -> None:
    holder = _holder(tmp_path / "sync")
    lock = FileLock(tmp_path / "sync")
    assert not lock.try_acquire()
    _end(holder)
    assert lock.try_acquire()
    lock.release()


def test_who_waits_takes_it_as_soon_as_it_is_free(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "sync"), FileLock(tmp_path / "sync")
    assert first.try_acquire()
    waited: list[float] = []

    def wait(seconds: float) -> None:
        waited.append(seconds)
        if len(waited) == 3:
            first.release()

    with second.hold(wait_s=1, wait=wait) as mine:
        assert mine
    assert len(waited) == 3


def test_nobody_waits_longer_than_he_said(tmp_path: Path) -> None:
    first, second = FileLock(tmp_path / "sync"), FileLock(tmp_path / "sync")
    assert first.try_acquire()
    waited: list[float] = []
    with second.hold(wait_s=1, wait=waited.append) as mine:
        assert not mine
    assert abs(sum(waited) - 1) < 0.06
    with second.hold(wait=waited.append) as mine:
        assert not mine
    assert abs(sum(waited) - 1) < 0.06
    first.release()
