"""Child processes that end with their parent."""

import contextlib
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from desktop.host.child import Child, ChildError

_GOOD = "import sys; print('{\"port\": 81}', flush=True); sys.stdin.read()"
_READING = """
import json, sys
line = sys.stdin.buffer.readline().decode()
print(json.dumps({"read": line}), flush=True)
sys.stdin.buffer.read()
open(sys.argv[1], "w").close()
"""
_CALLING = """
import socket, sys
line = socket.create_connection(("127.0.0.1", {port}))
print("{{}}", flush=True)
sys.stdin.read()
"""
_PARENT = """
import os, sys
from pathlib import Path
from desktop.host.child import Child
Child(command=[sys.executable, "-c", sys.argv[1]], log=Path(sys.argv[2]))
os._exit(9)
"""


def _child(code: str, log: Path, **options: float) -> Child:
    return Child(command=[sys.executable, "-c", code], log=log, **options)  # type: ignore[arg-type]


def test_it_says_how_to_reach_it_and_stops_when_asked(tmp_path: Path) -> None:
    child = _child(_GOOD, tmp_path / "log" / "child.txt")
    assert child.ready == {"port": 81}
    assert child.alive
    child.stop()
    assert not child.alive
    child.stop()


def test_it_can_be_killed_as_by_a_power_cut(tmp_path: Path) -> None:
    child = _child(_GOOD, tmp_path / "child.txt")
    child.kill()
    assert not child.alive


def test_it_is_told_a_secret_first_and_its_input_stays_open(tmp_path: Path) -> None:
    ended = tmp_path / "ended"
    child = Child(
        command=[sys.executable, "-c", _READING, str(ended)],
        log=tmp_path / "child.txt",
        first_line=b"c0ffee",
    )
    assert child.ready == {"read": "c0ffee\n"}
    assert child.alive
    assert not ended.exists()
    child.stop()
    assert ended.exists()


def test_one_that_ends_before_it_is_told_its_secret_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChildError):
        Child(
            command=[sys.executable, "-c", "raise SystemExit(1)"],
            log=tmp_path / "child.txt",
            first_line=b"x" * 1_000_000,
        )


@pytest.mark.parametrize(
    "code",
    ["raise SystemExit('没有端口')", "print('hello')", "print('[1]')", "print()"],
)
def test_one_that_ends_or_talks_nonsense_is_an_error(code: str, tmp_path: Path) -> None:
    with pytest.raises(ChildError):
        _child(code, tmp_path / "child.txt")


def test_one_that_stays_silent_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ChildError):
        _child("import sys; sys.stdin.read()", tmp_path / "child.txt", ready_s=0.2)


def test_a_missing_program_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ChildError):
        Child(command=[str(tmp_path / "none")], log=tmp_path / "child.txt")


def test_a_talkative_child_is_not_stopped_by_a_full_pipe(tmp_path: Path) -> None:
    code = (
        "import sys; print('{}', flush=True)\n"
        "for _ in range(20000): print('x' * 100)\n"
        "sys.stdout.flush(); sys.stdin.read(); open(sys.argv[1], 'w').close()"
    )
    done = tmp_path / "done"
    child = Child(command=[sys.executable, "-c", code, str(done)], log=tmp_path / "child.txt")
    child.stop()
    assert done.exists()


def test_errors_go_into_the_log(tmp_path: Path) -> None:
    log = tmp_path / "child.txt"
    code = "import sys; print('oops', file=sys.stderr); print('{}', flush=True); sys.stdin.read()"
    _child(code, log).stop()
    assert log.read_text().strip() == "oops"


def test_it_ends_when_its_parent_dies(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        calling = _CALLING.format(port=listener.getsockname()[1])
        parent = subprocess.run(
            [sys.executable, "-c", _PARENT, calling, str(tmp_path / "child.txt")],
            cwd=Path(__file__).parents[3],
            check=False,
        )
        assert parent.returncode == 9
        line, _ = listener.accept()
        with line:
            line.settimeout(10)
            with contextlib.suppress(ConnectionResetError):
                assert line.recv(1) == b""  # its end hangs up
