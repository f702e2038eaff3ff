"""Every form through veraPDF, the reference validator of PDF/A: `python -m tests.archive [FOLDER]`.

Needs Java 11 or later and Maven, which fetches the validator (9 MB) once to `build/archive`. It is
a command and not a test, because a test may not depend on what a machine has installed; the
structure of every form is checked in the ordinary tests as well.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.form_gallery import gallery

_ARTIFACT = "org.verapdf.apps:greenfield-apps:1.28.2"
_MAIN = "org.verapdf.apps.GreenfieldCliWrapper"
_CACHE = ROOT / "build" / "archive"
_LIMIT_S = 600


def main(arguments: list[str]) -> int:
    """Print every form, validate, say the result; 1 when one of them is no PDF/A-2u."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(arguments[0]) if arguments else Path(scratch)
        folder.mkdir(parents=True, exist_ok=True)
        files = print_forms(folder)
        lines = validated(files)
    passed = [line for line in lines if line.startswith("PASS ")]
    print("\n".join(line for line in lines if line not in passed))
    print(f"PDF/A-2u by {_ARTIFACT}: {len(passed)} of {len(files)} pass")
    return 0 if len(passed) == len(files) else 1


def print_forms(folder: Path) -> list[Path]:
    """Print every form blank and with every kind of content."""
    files = []
    for exhibit in gallery():
        for name, rendered in exhibit.variants().items():
            path = folder / f"{exhibit.slug}-{name}.pdf"
            path.write_bytes(rendered.pdf)
            files.append(path)
    return files


def validated(files: list[Path]) -> list[str]:
    """Run the validator and give its lines."""
    command = ["java", "-cp", str(_validator()), _MAIN, "-f", "2u", "--format", "text", "-v"]
    done = subprocess.run(
        [*command, *map(str, files)],
        capture_output=True, text=True, timeout=_LIMIT_S, check=False,
    )  # fmt: skip
    return [line for line in (done.stdout + done.stderr).splitlines() if line.strip()]


def _validator() -> Path:
    """Give the validator's file, fetched by Maven when it is not here yet."""
    name = _ARTIFACT.split(":")[1:]
    path = _CACHE / f"{'-'.join(name)}.jar"
    if not path.exists():
        subprocess.run(
            ["mvn", "-q", "-B", "dependency:copy", f"-Dartifact={_ARTIFACT}",
             f"-DoutputDirectory={_CACHE}"],
            timeout=_LIMIT_S, check=True,
        )  # fmt: skip
    return path


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
