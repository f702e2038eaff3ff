"""A command that meets a bug: one sentence for the clerk, a file for the maintainers, status 1."""

import logging
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from desktop.cli.outcome import CommandError, Exit
from desktop.cli.session import journal

_ROOT = Path(__file__).parents[3]
_BUG = """
import sys
from pathlib import Path
from desktop.cli.session import journal
with journal(Path(sys.argv[1])):
    {}[sys.argv[2]]
"""


def test_a_bug_is_told_in_one_sentence(tmp_path: Path) -> None:
    done = subprocess.run(
        # not in the program's text, which a traceback quotes from Python 3.13 on
        [sys.executable, "-X", "utf8", "-c", _BUG, str(tmp_path), "王桂香 13900001234"],
        cwd=_ROOT,
        capture_output=True,
        check=False,
    )
    said = done.stderr.decode()
    (file,) = tmp_path.glob("crash-*.txt")
    assert done.returncode == 1
    assert len(said.splitlines()) == 1
    assert said.startswith("程序出错，没有做完；已保存的内容都在")
    assert str(file) in said
    assert "Traceback" not in said
    assert file.read_text(encoding="utf-8").startswith("KeyError\n")
    log = (tmp_path / "desk.log").read_text(encoding="utf-8")
    for secret in ("王桂香", "13900001234"):
        assert secret not in said + log + file.read_text(encoding="utf-8")


@pytest.mark.parametrize("ending", [None, CommandError(Exit.REFUSED, "x", "不行。")])
def test_a_command_that_ends_as_usual_leaves_no_hook(
    tmp_path: Path, ending: CommandError | None
) -> None:
    before = (sys.__excepthook__, threading.__excepthook__)
    level = logging.getLogger().level
    handlers = list(logging.getLogger().handlers)
    with suppress(CommandError), journal(tmp_path):
        assert sys.excepthook is not before[0]
        if ending is not None:
            raise ending
    logging.getLogger().setLevel(level)
    assert (sys.excepthook, threading.excepthook) == before
    assert logging.getLogger().handlers == handlers
    assert list(tmp_path.glob("crash-*.txt")) == []
