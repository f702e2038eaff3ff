"""Files that are replaced whole, also while others read them."""

import os
import stat
import sys
import threading
import time
from pathlib import Path

import pytest
from helpers.flushes import Flushes

from desktop.host.whole_files import replace_text
from desktop.services.print_desk import write_file
from desktop.services.shared_files import (
    move_over,
    read_shared,
    when_free,
    whole_file,
    write_whole,
)

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


class _BrokenOffError(Exception):
    """Whatever ends the work before the file has its name."""


def test_a_file_is_written_beside_and_never_into_the_old_one(tmp_path: Path) -> None:
    path, other = tmp_path / "表.pdf", tmp_path / "other.pdf"
    path.write_bytes(b"old")
    os.link(path, other)
    write_file(path, b"new")
    assert (path.read_bytes(), other.read_bytes()) == (b"new", b"old")
    assert sorted(tmp_path.iterdir()) == [other, path]


def _break_off(path: Path) -> None:
    with whole_file(path, b"new"):
        assert path.read_bytes() == b"old"
        raise _BrokenOffError


def test_a_file_has_its_name_only_when_the_work_around_it_is_done(tmp_path: Path) -> None:
    path = tmp_path / "表.pdf"
    path.write_bytes(b"old")
    with pytest.raises(_BrokenOffError):
        _break_off(path)
    assert [(left, left.read_bytes()) for left in tmp_path.iterdir()] == [(path, b"old")]


def test_the_longest_name_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / f"{'表' * 83}.pdf"
    write_whole(path, b"x")
    assert path.read_bytes() == b"x"


def test_only_a_private_file_is_kept_from_others(tmp_path: Path) -> None:
    plain, shared, private = (tmp_path / name for name in ("plain", "shared", "private"))
    plain.write_bytes(b"x")
    write_whole(shared, b"x")
    write_whole(private, b"x", private=True)
    assert shared.stat().st_mode == plain.stat().st_mode
    if sys.platform != "win32":
        assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_a_file_is_flushed_before_it_gets_its_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    flushes = Flushes(monkeypatch)
    path = tmp_path / "a.rescue"
    with whole_file(path, b"x"):
        (part,) = tmp_path.iterdir()
        assert flushes.have(part)
    assert flushes.have(path)
    assert flushes.have(tmp_path) is (os.name == "posix")


def test_what_a_killed_program_has_left_goes_with_the_next_file(tmp_path: Path) -> None:
    path = tmp_path / "表.pdf"
    with whole_file(path, b"x"):
        (unfinished,) = tmp_path.iterdir()
        assert unfinished.name.startswith(".hotline-desk-")
    folder = tmp_path / "上报"
    folder.mkdir()
    left, young, below = (folder / f".hotline-desk-{digit * 32}.part" for digit in "012")
    assert len(left.name) == len(unfinished.name)
    others = [folder / ".0123456789abcdef0123456789abcdef.part", folder / f"{left.name}.bak"]
    for file in (left, young, *others):
        file.write_bytes(b"form")
    below.mkdir()
    day_and_more = time.time() - 25 * 3600
    for old in (left, *others, below):
        os.utime(old, (day_and_more, day_and_more))
    write_whole(folder / path.name, b"x")
    assert set(folder.iterdir()) == {folder / path.name, young, *others, below}


def test_a_file_that_is_open_elsewhere_is_waited_for_a_moment() -> None:
    refusals, waited = [PermissionError()] * 3, list[float]()

    def work() -> str:
        if refusals:
            raise refusals.pop()
        return "done"

    assert when_free(work, wait=waited.append) == "done"
    assert len(waited) == 3


def test_a_file_that_stays_open_is_given_up_after_a_second() -> None:
    waited = list[float]()

    def work() -> None:
        raise PermissionError

    with pytest.raises(PermissionError):
        when_free(work, wait=waited.append)
    assert sum(waited) == pytest.approx(1)


def test_only_an_open_file_is_waited_for() -> None:
    waited = list[float]()

    def work() -> None:
        raise FileNotFoundError

    with pytest.raises(FileNotFoundError):
        when_free(work, wait=waited.append)
    assert waited == []
