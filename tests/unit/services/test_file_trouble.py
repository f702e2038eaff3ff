"""What the system says about a file reaches a clerk in Chinese, never as the system wrote it."""

import ast
import errno
import os
from pathlib import Path

import pytest

import desktop
from desktop.bootstrap.calendar_import import read_calendar
from desktop.domain.notices import CalendarError
from desktop.services.file_trouble import reason_of
from desktop.services.ports import StorageError
from desktop.services.print_desk import write_file

_SOURCES = sorted(Path(desktop.__file__).parent.rglob("*.py"))


class _WindowsError(OSError):
    """An error as Windows raises it."""

    def __init__(self, winerror: int) -> None:
        super().__init__(errno.EACCES, "Permission denied")
        self.winerror = winerror


def test_the_reason_is_in_chinese() -> None:
    assert reason_of(OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))) == "磁盘空间已满"
    assert reason_of(OSError(errno.EISDIR, "Is a directory")) == "这个名称是一个文件夹"
    assert reason_of(OSError(4711, "Something new", "/home/wang")) == "系统错误 4711"


@pytest.mark.parametrize("winerror", [5, 32])
def test_a_file_that_is_open_elsewhere_is_named_so_on_windows(winerror: int) -> None:
    assert "正被别的程序打开" in reason_of(_WindowsError(winerror))


def test_nobody_shows_the_words_of_the_system() -> None:
    shown = [
        f"{path.name}:{node.lineno}"
        for path in _SOURCES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute)
        and node.attr == "strerror"
        and not (isinstance(node.value, ast.Name) and node.value.id == "os")
    ]
    assert len(_SOURCES) > 400
    assert shown == []


def test_a_file_that_cannot_be_written_says_what_is_safe_and_what_to_do(tmp_path: Path) -> None:
    taken = tmp_path / "a.pdf"
    taken.mkdir()
    with pytest.raises(StorageError) as caught:
        write_file(taken, b"new")
    said = caught.value.message
    assert said.startswith("文件“a.pdf”没有写成：")
    assert "工单的内容没有受影响" in said
    assert said.endswith("请检查磁盘和文件夹后再试。")
    assert list(tmp_path.iterdir()) == [taken]


def test_a_calendar_that_cannot_be_read_says_that_the_old_one_holds(tmp_path: Path) -> None:
    with pytest.raises(CalendarError, match="没有这个文件或文件夹）。原有日历不变"):
        read_calendar(tmp_path / "2027.json")
