"""Every form looks as it did: text, places and pages stand in tests/reference/forms.

Renew with `python -m tests.form_references`, and look at the difference and at docs/forms.
"""

from pathlib import Path

import pytest
from helpers.form_gallery import Exhibit, gallery
from helpers.form_reference import reference
from PIL import Image

ROOT = Path(__file__).resolve().parents[3]
REFERENCES = ROOT / "tests" / "reference" / "forms"
SHEETS = ROOT / "docs" / "forms"


@pytest.mark.parametrize("exhibit", gallery(), ids=lambda exhibit: exhibit.slug)
def test_a_form_is_as_its_reference_file_says(exhibit: Exhibit) -> None:
    kept = (REFERENCES / f"{exhibit.slug}.txt").read_text(encoding="utf-8")
    assert reference(exhibit).splitlines() == kept.splitlines()


def test_every_form_has_one_reference_file_and_one_contact_sheet() -> None:
    slugs = {exhibit.slug for exhibit in gallery()}
    assert {path.stem for path in REFERENCES.glob("*.txt")} == slugs
    assert {path.stem for path in SHEETS.glob("*.png")} == slugs
    listed = (SHEETS / "README.md").read_text(encoding="utf-8")
    assert all(f"({slug}.png)" in listed for slug in slugs)


def test_contact_sheets_are_small() -> None:
    files = list(SHEETS.glob("*.png"))
    assert max(path.stat().st_size for path in files) <= 60_000
    assert sum(path.stat().st_size for path in files) <= 3_000_000
    for path in files:
        with Image.open(path) as picture:
            assert picture.size[0] > 200


def test_every_form_of_the_documents_is_there() -> None:
    """F0 is the sheet in front of a batch, which no document numbers."""
    assert {exhibit.id for exhibit in gallery()} == {f"F{number}" for number in range(25)}
