"""Commands of `hotline-desk` as processes of their own, over one data folder with a passphrase."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PASSPHRASE = "桂花-开在-三月-12"


@dataclass(frozen=True)
class Answer:
    """What a command answered."""

    status: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@dataclass(frozen=True)
class DeskCommands:
    """Runs commands over a data folder; keeps all that they ever printed."""

    folder: Path
    transcript: Path

    def run(self, *words: str, given: str = "", passphrase: str = PASSPHRASE) -> Answer:
        """Run a command; the passphrase comes through a file descriptor."""
        with tempfile.TemporaryFile() as secret:
            secret.write(passphrase.encode() + b"\n")
            secret.seek(0)
            handle = secret.fileno()
            options = ["--data-dir", str(self.folder), "--passphrase-fd", str(handle)]
            return self._run([*options, *words], given, handles=[handle])

    def plain(self, *words: str) -> Answer:
        """Run a command that needs no data folder."""
        return self._run(list(words), "")

    def _run(self, words: list[str], given: str, handles: Sequence[int] = ()) -> Answer:
        done = subprocess.run(
            [sys.executable, "-m", "desktop", *words],
            cwd=ROOT,
            input=given.encode(),
            capture_output=True,
            env=os.environ | {"PYTHONUTF8": "1"},
            pass_fds=tuple(handles),
            check=False,
        )
        out, err = done.stdout.decode(), done.stderr.decode()
        with self.transcript.open("a", encoding="utf-8") as transcript:
            transcript.write(f"{out}\n{err}\n")
        return Answer(done.returncode, out, err)
