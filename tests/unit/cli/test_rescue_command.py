"""`rescue`: what this PC cannot send leaves it in a sealed file, and comes back from one."""

import stat
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from helpers.export_files import HEADINGS, plain_row, write_csv

from desktop.cli.main import main
from desktop.contract.rescue_file import MAGIC

Command = Callable[..., int]
SECRET = "抢救文件的口令-1"


@pytest.fixture
def desk(tmp_path: Path) -> Command:
    """Runs commands over one data folder; both passphrases come through file descriptors."""
    first, second = tmp_path / "passphrase", tmp_path / "secret"
    first.write_text("桂花开在三月-12\n", encoding="utf-8")
    second.write_text(f"{SECRET}\n", encoding="utf-8")

    def run(*words: str) -> int:
        with first.open("rb") as file, second.open("rb") as secret:
            options = ["--data-dir", str(tmp_path / "data"), "--passphrase-fd", str(file.fileno())]
            more = ["--secret-fd", str(secret.fileno())] if words[0] == "rescue" else []
            return main([*options, *words, *more])

    return run


def test_what_is_not_sent_goes_into_a_sealed_file_and_counts_once(
    desk: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    export = write_csv(tmp_path / "export.csv", [HEADINGS, plain_row("G-1")])
    assert desk("import", str(export), "--unit", "示范居委会", "--user", "张三") == 0
    out = tmp_path / "out.rescue"
    assert desk("rescue", "--out", str(out)) == 1
    assert "rescue.nothing" in capsys.readouterr().err
    assert not out.exists()
    assert desk("act", "G-1", "accept") == 0
    assert desk("rescue", "--out", str(out)) == 0
    assert "操作 1 项" in capsys.readouterr().out
    taken = tmp_path / "taken"
    taken.mkdir()
    assert desk("rescue", "--out", str(taken)) == 1
    told = capsys.readouterr().err
    assert "请换一个位置再导出" in told
    assert "再打印" not in told
    assert out.read_bytes().startswith(MAGIC)
    assert b"G-1" not in out.read_bytes()
    if sys.platform != "win32":
        assert stat.S_IMODE(out.stat().st_mode) == 0o600
    assert desk("rescue", "import", str(out)) == 0
    assert "本机已有 1 项" in capsys.readouterr().out
    # nobody sits at the centre inside the data folder
    assert desk("rescue", "--send", "--reason", "平台不收") == 1
    assert "rescue.no_centre" in capsys.readouterr().err
    assert desk("sync") == 0
    assert "1" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words", [(), ("import",), ("import", "a", "--out", "b"), ("--send", "--out", "b")]
)
def test_either_out_or_in(
    desk: Command, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert desk("rescue", *words) == 2
    assert "rescue.use" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_said(
    desk: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert desk("rescue", "import", str(tmp_path / "nowhere")) == 1
    assert "没有导入任何内容" in capsys.readouterr().err
