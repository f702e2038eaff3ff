"""A real platform in a child process on loopback, for tests that stop or kill it."""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
PASSWORD = "korrekt-pferd"


@dataclass
class CentralProcess:
    """`python -m central serve` over one data folder; can be started again after a kill.

    The port stays the same from the first start on, as a client expects it.
    """

    data: Path
    training: bool = False
    key: bytes | None = None
    database: str = ""
    workers: int = 1
    port: int = 0
    epoch: int = 0
    _child: subprocess.Popen[bytes] | None = field(default=None, repr=False)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    @property
    def running(self) -> bool:
        return self._child is not None and self._child.poll() is None

    def start(self) -> Self:
        """Start and wait until it is ready."""
        arguments = ["serve", "--data", str(self.data), "--port", str(self.port)]
        arguments += ["--stop-with-stdin"] + (["--training"] if self.training else [])
        arguments += self._home_words
        if self.workers > 1:
            arguments += ["--workers", str(self.workers)]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "central", *arguments],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert self._child.stdout is not None
        assert self._child.stdin is not None
        self._child.stdin.write(self._key_line)
        self._child.stdin.flush()
        line = self._child.stdout.readline()
        assert line, "the platform ended before it was ready"
        ready = json.loads(line)
        self.port, self.epoch = ready["port"], ready["epoch"]
        return self

    def stop(self) -> int:
        """Stop it as an administrator would, and give its exit status."""
        assert self._child is not None
        self._child.terminate()
        return self._end()

    def hang_up(self) -> int:
        """Close its standard input, as the death of its parent does; give its exit status."""
        assert self._child is not None
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(timeout=20)
        return self._end()

    def kill(self) -> None:
        """Kill it without warning (SIGKILL; TerminateProcess on Windows)."""
        assert self._child is not None
        self._child.kill()
        self._end()

    def run(self, *arguments: str, given: str = "", expect: int = 0) -> bytes:
        """Run a command of the centre on the same data; gives its standard output."""
        command, *rest = arguments
        split = 2 if command in {"user", "rescue", "reference"} else 1
        folder = ["--data", str(self.data), *self._home_words]
        words = [*arguments[:split], *folder, *arguments[split:]]
        done = subprocess.run(
            [sys.executable, "-m", "central", *words],
            cwd=ROOT,
            input=self._key_line + given.encode(),
            capture_output=True,
            check=False,
        )
        assert done.returncode == expect, (rest, done.stderr.decode())
        return done.stdout

    def add_unit(self, unit_id: str, name: str) -> None:
        self.run("unit", unit_id, name)

    def add_user(self, name: str, unit_id: str, role: str = "clerk") -> str:
        """Add a user with `PASSWORD`; gives the user's id."""
        answer = self.run(
            "user", "add", name, "--unit", unit_id, "--role", role, "--password-stdin",
            given=PASSWORD + "\n",
        )  # fmt: skip
        return str(json.loads(answer)["user_id"])

    def enrol_code(self, unit_id: str) -> str:
        return str(json.loads(self.run("enrol", unit_id, "--json"))["code"])

    def show(self, number: str) -> dict[str, object]:
        """What the centre holds of an order: order, version, history."""
        shown: dict[str, object] = json.loads(self.run("show", number, "--json"))
        return shown

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_error: object) -> None:
        if self.running:
            self.kill()

    @property
    def _home_words(self) -> list[str]:
        database = ["--database", self.database] if self.database else []
        return database + (["--key-stdin"] if self.key else [])

    @property
    def _key_line(self) -> bytes:
        return self.key.hex().encode() + b"\n" if self.key else b""

    def _end(self) -> int:
        assert self._child is not None
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                pipe.close()
        return self._child.wait(timeout=20)
