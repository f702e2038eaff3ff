"""Our upload client against the tus reference server: `python -m tests.tusd`.

Needs Go 1.22 or later, which fetches tusd at the version of `go.mod` once. It is a command and
not a test, because a test may not depend on what a machine has installed; the same checks against
our own platform are ordinary tests (`tests/unit/sync/test_upload_checks.py`).
"""

import subprocess
import sys
import tempfile
import time
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.tus_server import SOURCE, TusServer, built
from helpers.upload_checks import CHECKS, UploadRoom

from desktop.services.ports import StorageError
from desktop.sync.ports import GatewayError


def main() -> int:
    """Build the server, make every check, say what came of it; 1 when one failed, 2 without Go."""
    with tempfile.TemporaryDirectory() as scratch:
        try:
            program = built(Path(scratch))
        except FileNotFoundError:
            print("Nothing was checked: Go is not installed, or not on PATH (https://go.dev/dl).")
            return 2
        except subprocess.SubprocessError as error:
            print(f"Nothing was checked: the server cannot be built ({error}).")
            return 2
        failed = _checked(program, Path(scratch))
    print(f"{_version()}: {len(CHECKS) - failed} of {len(CHECKS)} checks pass")
    return 1 if failed else 0


def _checked(program: Path, scratch: Path) -> int:
    """Make every check against one server; gives how many failed."""
    store = scratch / "store"
    store.mkdir()
    server = TusServer(program, store)
    failed = 0
    try:
        for check in CHECKS:
            began = time.monotonic()
            with UploadRoom(server, scratch / check.__name__) as room:
                try:
                    told = check(room)
                except (AssertionError, GatewayError, StorageError, OSError):
                    traceback.print_exc()
                    told, failed = "FAILED", failed + 1
            print(f"{check.__doc__}\n    {told} ({time.monotonic() - began:.1f} s)", flush=True)
    finally:
        server.close()
    return failed


def _version() -> str:
    """Tell which tusd it is."""
    lines = (SOURCE / "go.mod").read_text(encoding="utf-8").splitlines()
    return next(line.split("require")[-1].strip() for line in lines if "tus/tusd" in line)


if __name__ == "__main__":
    sys.exit(main())
