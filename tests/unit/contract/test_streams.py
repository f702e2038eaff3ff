"""What flows between programs is UTF-8, whatever the code page of the system."""

import io
import json
import sys
from pathlib import Path

import pytest

from desktop.contract.streams import speak_utf8
from desktop.host import child

RARE = "𠮷家巷"
"""Has no place in GBK."""


@pytest.fixture
def code_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the children of this process the code page of a Chinese Windows."""
    monkeypatch.setenv("PYTHONIOENCODING", "gbk")


@pytest.mark.usefixtures("code_page")
def test_a_refusal_of_the_private_centre_reaches_the_desk(tmp_path: Path) -> None:
    words = ["user", "add", RARE, "--unit", RARE, "--password-stdin"]
    done = child.run(["central", *words, "--data", str(tmp_path)], given="桂花-12345\n")
    assert done.status == 1
    assert RARE in done.err


@pytest.mark.usefixtures("code_page")
def test_what_the_private_centre_answers_reaches_the_desk(tmp_path: Path) -> None:
    home = ["--data", str(tmp_path)]
    assert child.run(["central", "unit", *home, "u-1", RARE]).status == 0
    listed = child.run(["central", "units", *home])
    assert (listed.status, listed.err) == (0, "")
    assert RARE in listed.out


def test_a_pipe_is_turned_to_utf8(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = io.BytesIO()
    pipe = io.TextIOWrapper(inner, encoding="gbk", errors="backslashreplace")
    monkeypatch.setattr(sys, "stdout", pipe)
    speak_utf8()
    print(json.dumps(RARE, ensure_ascii=False), flush=True)
    assert inner.getvalue().decode("utf-8").strip() == f'"{RARE}"'
    assert pipe.errors == "backslashreplace"


def test_a_terminal_and_a_missing_stream_are_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.TextIOWrapper):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdout", Terminal(io.BytesIO(), encoding="gbk"))
    monkeypatch.setattr(sys, "stderr", None)
    speak_utf8()
    assert sys.stdout.encoding == "gbk"
