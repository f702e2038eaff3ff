"""`python -m tests.form_references`: renew the reference files of the printed forms.

Look at the difference before it is committed: what moved or vanished on paper stands in it.
"""

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

# ruff: noqa: E402 - the path has to be set first
from helpers.form_gallery import gallery
from helpers.form_reference import reference

FOLDER = ROOT / "tests" / "reference" / "forms"


def main() -> None:
    """Write one file a form, and remove those of forms that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    names = {f"{exhibit.slug}.txt" for exhibit in gallery()}
    for path in FOLDER.glob("*.txt"):
        if path.name not in names:
            path.unlink()
    for exhibit in gallery():
        path = FOLDER / f"{exhibit.slug}.txt"
        path.write_text(reference(exhibit), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
