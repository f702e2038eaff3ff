"""Builds the one-dir bundle and proves it: `make package`.

The proof runs the frozen program's whole rehearsal in an empty environment: no virtual
environment, no source on the path, an empty home, no keyring, no time zone data, no fonts of the
system. At the end it prints the highest GLIBC symbol that the bundle needs.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build_spec" / "work"
BUNDLE = ROOT / "dist" / "hotline-desk"
_GLIBC = re.compile(rb"GLIBC_(\d+)\.(\d+)")


def build() -> None:
    """Run PyInstaller."""
    command = [
        sys.executable,
        "-m",
        "PyInstaller",
        "--noconfirm",
        "--log-level=WARN",
        f"--workpath={WORK}",
        f"--distpath={ROOT / 'dist'}",
        str(ROOT / "build_spec" / "hotline_desk.spec"),
    ]
    subprocess.run(command, check=True, cwd=ROOT)


def prove() -> dict[str, object]:
    """Run the rehearsal of the frozen program in a clean environment; return its summary."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        out = Path(folder) / "out"
        program = Path(folder) / "program"
        home.mkdir()
        shutil.copytree(BUNDLE, program, symlinks=True)
        environment = {
            "HOME": str(home),
            "PATH": "/usr/bin:/bin",
            "LANG": "C.UTF-8",
            "TZDIR": str(home),
            "FONTCONFIG_FILE": str(_no_fonts(Path(folder))),
            "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
        }
        command = [str(program / "hotline-desk"), "demo", "--headless", "--out", str(out)]
        subprocess.run(command, check=True, cwd=folder, env=environment, timeout=600)
        summary = json.loads((out / "summary.json").read_text(encoding="utf-8"))
    if not isinstance(summary, dict) or not summary.get("agrees"):
        raise SystemExit("The frozen program ran, but its summary does not agree with the centre.")
    return summary


def _no_fonts(folder: Path) -> Path:
    """Write a font configuration that knows no font of the system."""
    path = folder / "fonts.conf"
    path.write_text('<?xml version="1.0"?><fontconfig></fontconfig>', encoding="utf-8")
    return path


def highest_glibc() -> tuple[int, int]:
    """Find the highest GLIBC symbol version that a file of the bundle asks for."""
    versions = [(2, 0)]
    for path in BUNDLE.rglob("*"):
        if path.is_file() and (".so" in path.name or os.access(path, os.X_OK)):
            content = path.read_bytes()
            versions += [(int(a), int(b)) for a, b in set(_GLIBC.findall(content))]
    return max(versions)


def megabytes() -> float:
    """Measure the bundle."""
    files = (path for path in BUNDLE.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e6


def main() -> None:
    """Build, prove, report."""
    build()
    summary = prove()
    major, minor = highest_glibc()
    print(f"bundle: {BUNDLE} ({megabytes():.0f} MB)")
    print(f"rehearsal of the frozen program: {len(_steps(summary))} steps, agrees with the centre")
    print(f"highest GLIBC symbol needed: {major}.{minor}")
    if (major, minor) > (2, 28):
        print(
            "This bundle does NOT run on glibc 2.28: build it on a base that old for the offices."
        )


def _steps(summary: dict[str, object]) -> list[object]:
    steps = summary.get("steps")
    return steps if isinstance(steps, list) else []


if __name__ == "__main__":
    main()
