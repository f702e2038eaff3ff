"""Files that are replaced whole, also while others read them."""

import threading
from pathlib import Path

import pytest

from desktop.host.whole_files import replace_text
from desktop.services.shared_files import move_over, read_shared

LINES = "甲\n乙\n"


def test_the_same_bytes_are_written_on_every_system(tmp_path: Path) -> None:
    path = tmp_path / "a.toml"
    replace_text(path, LINES)
    assert path.read_bytes() == LINES.encode()
    assert list(tmp_path.iterdir()) == [path]


def test_a_file_that_somebody_reads_is_replaced_soon(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    replace_text(path, "old")
    with path.open("rb") as reading:
        threading.Timer(0.2, reading.close).start()
        replace_text(path, "new")
    assert read_shared(path) == b"new"


def test_replacing_and_reading_at_once_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    replace_text(path, "0")
    seen, never = [0], threading.Event()

    def read() -> None:
        while seen[-1] < 40:
            seen.append(int(read_shared(path)))
            never.wait(0.005)

    reader = threading.Thread(target=read)
    reader.start()
    for number in range(1, 41):
        replace_text(path, str(number))
    reader.join(10)
    assert seen[-1] == 40
    assert seen == sorted(seen)


def test_what_cannot_be_replaced_leaves_the_old_file_and_no_other(tmp_path: Path) -> None:
    taken = tmp_path / "folder"
    taken.mkdir()
    with pytest.raises(OSError, match="folder"):
        replace_text(taken, "x")
    assert list(tmp_path.iterdir()) == [taken]
    with pytest.raises(FileNotFoundError):
        move_over(tmp_path / "none", taken)
