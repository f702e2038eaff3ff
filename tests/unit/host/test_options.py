"""What a person sets and what the screen remembers: on a full disk, and read while written."""

import errno
import os
import threading
from pathlib import Path

import pytest

from desktop.host.options import FileOptions
from desktop.host.settings import Settings
from desktop.services.ports import StorageError

WAIT_S = 10.0
COPIES, WIDTH = "print.copies", "screen.width"


@pytest.fixture
def options(tmp_path: Path) -> FileOptions:
    return FileOptions(Settings(tmp_path / "settings.json"), tmp_path / "screen.json")


def _full(_handle: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize(("name", "before", "after"), [(COPIES, 2, 2), (WIDTH, 2, 3)])
def test_a_full_disk_is_said_in_words_and_loses_nothing_else(
    options: FileOptions,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    before: int,
    after: int,
) -> None:
    options.set(name, before)
    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", _full)
        with pytest.raises(StorageError) as caught:
            options.set(name, 3)
    assert caught.value.code == "storage.setting"
    assert "磁盘空间已满" in caught.value.message
    assert "没有受影响" in caught.value.message
    # the screen goes on as it was arranged; a setting counts when it is on disk only
    assert options.get(name) == after
    again = FileOptions(Settings(tmp_path / "settings.json"), tmp_path / "screen.json")
    assert again.get(name) == before
    options.set(name, 4)
    assert options.get(name) == 4


@pytest.mark.parametrize("name", [COPIES, WIDTH])
def test_reading_does_not_wait_for_the_disk(
    options: FileOptions, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    options.set(name, 2)
    writing, over = threading.Event(), threading.Event()

    def slow(_handle: int) -> None:
        writing.set()
        over.wait(WAIT_S)

    monkeypatch.setattr(os, "fsync", slow)
    writer = threading.Thread(target=options.set, args=(name, 3))
    writer.start()
    assert writing.wait(WAIT_S)
    read: list[object] = []
    reader = threading.Thread(target=lambda: read.append(options.get(name)))
    reader.start()
    reader.join(WAIT_S / 5)
    assert read
    over.set()
    for thread in (reader, writer):
        thread.join(WAIT_S)
    assert options.get(name) == 3


@pytest.mark.parametrize("names", [("print.duplex", "sync.paused"), ("screen.a", "screen.b")])
def test_two_who_set_at_once_lose_nothing(
    options: FileOptions, tmp_path: Path, names: tuple[str, str]
) -> None:
    together = threading.Barrier(2)

    def set_often(name: str) -> None:
        together.wait(WAIT_S)
        for number in range(20):
            options.set(name, number % 2 == 0)
        options.set(name, True)

    threads = [threading.Thread(target=set_often, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(WAIT_S)
    again = FileOptions(Settings(tmp_path / "settings.json"), tmp_path / "screen.json")
    assert [again.get(name) for name in names] == [True, True]
