"""The tus reference server (tusd) in a process of its own, built from `tests/tusd/main.go`."""

import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

from helpers.centres import MemoryKeeper

from desktop.sync.credentials import Credentials

SOURCE = Path(__file__).resolve().parents[1] / "tusd"
_BUILD_S = 300
_END_S = 20


def built(folder: Path) -> Path:
    """Build the server into a folder; Go fetches what `go.mod` pins when it is not here yet.

    Raises:
        FileNotFoundError: There is no Go.
        subprocess.CalledProcessError: It cannot be built.
    """
    program = folder / ("tusd.exe" if os.name == "nt" else "tusd")
    # the compiler that is here, and not another one that Go would fetch
    environment = {**os.environ, "GOTOOLCHAIN": "local", "CGO_ENABLED": "0"}
    subprocess.run(
        ["go", "build", "-mod=readonly", "-trimpath", "-o", str(program), "."],
        cwd=SOURCE, env=environment, timeout=_BUILD_S, check=True,
    )  # fmt: skip
    return program


@dataclass
class TusServer:
    """Implements `UploadServer` over one folder; the port stays the same after a restart.

    Attributes:
        program: What `built` gave.
        folder: An empty one, for tusd's file store.
    """

    program: Path
    folder: Path
    port: int = 0
    keeper: MemoryKeeper = field(init=False)
    _child: subprocess.Popen[bytes] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.keeper = self.signed_in()
        self._start()

    def signed_in(self) -> MemoryKeeper:
        """See `UploadServer.signed_in`; tusd asks nobody who he is."""
        return MemoryKeeper(
            Credentials(device_id="pc", device_secret="secret", refresh_token="refresh")
        )

    def content(self, sha256: str) -> bytes:
        """See `UploadServer.content`."""
        return (self.folder / sha256).read_bytes()

    def restart(self) -> None:
        """See `UploadServer.restart`."""
        self.close()
        self._start()

    def close(self) -> None:
        """Kill it."""
        self._child.kill()
        self._child.communicate(timeout=_END_S)

    def _start(self) -> None:
        self._child = subprocess.Popen(
            [str(self.program), str(self.folder), f"127.0.0.1:{self.port}"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._child.stdout is not None
        self.port = int(self._child.stdout.readline())
