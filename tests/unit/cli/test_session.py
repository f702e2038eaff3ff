"""What a command says when the data folder or the passphrase cannot be had: no traceback."""

import argparse
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import founding_at, journal, passphrase


def given(**options: object) -> argparse.Namespace:
    return argparse.Namespace(**{"data_dir": None, "passphrase_fd": None, **options})


@pytest.mark.parametrize("inner", ["", "deeper"])
def test_a_file_is_no_data_folder(inner: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("不是文件夹", encoding="utf-8")
    with pytest.raises(CommandError) as caught:
        founding_at(given(data_dir=file / inner))
    assert (caught.value.status, caught.value.code) == (Exit.REFUSED, "data.folder")
    assert file.read_text(encoding="utf-8") == "不是文件夹"


def test_a_folder_that_takes_no_log_is_told(tmp_path: Path) -> None:
    (tmp_path / "hard-crash.txt").mkdir()
    with pytest.raises(CommandError) as caught, journal(tmp_path):
        raise AssertionError("the command must not run")
    assert caught.value.code == "data.folder"


@pytest.fixture
def not_text() -> Iterator[int]:
    reading, writing = os.pipe()
    os.write(writing, b"\xff\xfe secret\n")
    os.close(writing)
    yield reading
    os.close(reading)


def test_a_passphrase_that_is_no_text_is_told_and_not_quoted(not_text: int) -> None:
    with pytest.raises(CommandError) as caught:
        passphrase(given(passphrase_fd=not_text))
    assert (caught.value.status, caught.value.code) == (
        Exit.WRONG_USE,
        "passphrase.unreadable",
    )
    assert caught.value.__context__ is None


@pytest.mark.parametrize("descriptor", [987, -1, 2**70])
def test_a_descriptor_that_is_not_open_is_told(descriptor: int) -> None:
    with pytest.raises(CommandError) as caught:
        passphrase(given(passphrase_fd=descriptor))
    assert caught.value.code == "passphrase.unreadable"


def test_what_a_terminal_would_obey_is_not_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """Titles come from whoever wrote to the hotline."""
    show({}, as_json=False, words=lambda: "A1\t\x1b]0;x\x07标题\u202e反\n第二行\x9b31m")
    assert capsys.readouterr().out == "A1\t]0;x标题反\n第二行31m\n"
