"""What the lists, reports and letters must look like: text and pages, kept in a file.

Write the file anew after a wanted change, look at the difference, and commit it:
`PYTHONPATH=tests:. .venv/bin/python -m helpers.report_references`.
"""

import json
from pathlib import Path
from types import ModuleType
from typing import Any

import pypdfium2
from helpers.form_samples import FONTS
from helpers.report_form_samples import blank_forms, filled

FILE = Path(__file__).parents[1] / "reference" / "forms" / "reports_and_letters.json"
_CM = 72 / 2.54


def look(kind: ModuleType, form: Any) -> dict[str, Any]:
    """Every line of text of a form, by page, with its place in centimetres."""
    pdf = kind.render(form, FONTS).pdf
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [_lines(page) for page in document]
        size = [round(side / _CM, 1) for side in document[0].get_size()]
    return {"size_cm": size, "pages": pages}


def _lines(page: Any) -> list[str]:
    text = page.get_textpage()
    found = []
    for number in range(text.count_rects()):
        left, bottom, right, top = text.get_rect(number)
        words = text.get_text_bounded(left, bottom, right, top).strip()
        if words:
            found.append(f"{left / _CM:.1f} {bottom / _CM:.1f} {' '.join(words.split())}")
    return found


def looks() -> dict[str, Any]:
    """All forms, filled and empty."""
    filled_looks = {name: look(kind, form) for name, (kind, form) in filled().items()}
    empty = {f"{name} blank": look(kind, form) for name, (kind, form) in blank_forms().items()}
    return {**filled_looks, **empty}


if __name__ == "__main__":
    FILE.parent.mkdir(exist_ok=True)
    content = json.dumps(looks(), ensure_ascii=False, indent=1)
    FILE.write_text(f"{content}\n", encoding="utf-8")
