"""The letter page measured on the finished PDF against GB/T 9704-2012.

版心 156 mm × 225 mm, 订口 28 mm, 天头 37 mm, 22 lines of 28 characters, page number — n —.
"""

from collections import Counter
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from helpers.form_samples import FONTS
from helpers.pdf_text import page_texts
from helpers.report_form_samples import report_letter

from forms import result_report
from forms.letter_section import LetterSection

_MM = 72 / 25.4
_PITCH = 156 * _MM / 28
_LEADING = 225 * _MM / 22
_A4 = (210 * _MM, 297 * _MM)
_TOLERANCE = 0.05


@dataclass(frozen=True)
class Character:
    """One character with its origin, in points from the lower left corner."""

    text: str
    x: float
    y: float


@pytest.fixture(scope="module")
def letter() -> bytes:
    """A letter whose body is full-width characters only, over several pages."""
    text = "甲" * 28 * 70
    form = replace(report_letter(), opening="", sections=(LetterSection("反映事项", text),))
    return result_report.render(form, FONTS).pdf


def _characters(page: Any) -> list[Character]:
    text = page.get_textpage()
    found = []
    for index in range(text.count_chars()):
        left, bottom, _right, _top = text.get_charbox(index, loose=True)
        found.append(Character(text.get_text_range(index, 1), left, bottom))
    return found


def _body_lines(page: Any) -> dict[float, list[Character]]:
    lines: dict[float, list[Character]] = {}
    for character in _characters(page):
        if character.text == "甲":
            lines.setdefault(round(character.y, 1), []).append(character)
    return dict(sorted(lines.items(), reverse=True))


def test_characters_stand_28_to_a_line_at_the_pitch_of_the_grid(letter: bytes) -> None:
    with pypdfium2.PdfDocument(letter) as document:
        lines = [line for page in document for line in _body_lines(page).values()]
    assert Counter(len(line) for line in lines).most_common(1)[0][0] == 28
    for line in lines:
        for before, after in pairwise(line):
            assert after.x - before.x == pytest.approx(_PITCH, abs=_TOLERANCE)


def test_a_paragraph_is_indented_by_two_characters(letter: bytes) -> None:
    with pypdfium2.PdfDocument(letter) as document:
        first, second = list(_body_lines(document[0]).values())[:2]
    assert len(first) == 26
    assert first[0].x - second[0].x == pytest.approx(2 * _PITCH, abs=_TOLERANCE)


def test_lines_stand_at_the_distance_of_the_grid_and_22_to_a_page(letter: bytes) -> None:
    with pypdfium2.PdfDocument(letter) as document:
        pages = [list(_body_lines(page)) for page in document]
    assert max(len(lines) for lines in pages) == 22
    for lines in pages:
        for above, below in pairwise(lines):
            assert above - below == pytest.approx(_LEADING, abs=0.11)


def test_the_body_lies_in_its_156_by_225_mm(letter: bytes) -> None:
    with pypdfium2.PdfDocument(letter) as document:
        page = document[1]
        assert page.get_size() == pytest.approx(_A4, abs=0.1)
        lines = list(_body_lines(page).values())
    left = min(line[0].x for line in lines)
    right = max(line[-1].x for line in lines) + 16
    assert left == pytest.approx(28 * _MM, abs=0.5)
    assert right == pytest.approx((28 + 156) * _MM, abs=0.5)
    first, last = lines[0][0].y, lines[-1][0].y
    assert len(lines) == 22
    body_top, body_bottom = _A4[1] - 37 * _MM, _A4[1] - (37 + 225) * _MM
    assert body_top - _LEADING - 6 <= first <= body_top - 12
    assert body_bottom <= last + 6
    assert last >= body_bottom - 6


def test_pages_are_numbered_between_dashes_outside_the_body(letter: bytes) -> None:
    bottom = _A4[1] - (37 + 225) * _MM
    with pypdfium2.PdfDocument(letter) as document:
        for number, page in enumerate(document, 1):
            numbers = [
                character
                for character in _characters(page)
                if character.text == "—" and character.y < bottom
            ]
            assert len(numbers) == 2
            # 单页码居右空一字, 双页码居左空一字
            side = numbers[0].x > _A4[0] / 2
            assert side == (number % 2 == 1)
    for number, text in enumerate(page_texts(letter), 1):
        assert f"—{number}—" in text.replace(" ", "").replace("\u3000", "")


def test_the_title_is_in_the_middle_and_2_hao(letter: bytes) -> None:
    with pypdfium2.PdfDocument(letter) as document:
        title = [c for c in _characters(document[0]) if c.text in "青安路占道烧烤"]
    assert title
    steps = [b.x - a.x for a, b in pairwise(title) if abs(a.y - b.y) < 0.1]
    assert min(steps) == pytest.approx(22, abs=0.3)


def test_nothing_stands_in_the_quiet_zone_of_the_code() -> None:
    """Four modules of 25 on 20.5 mm around it, as ISO/IEC 18004 demands."""
    rendered = result_report.render(report_letter(), FONTS)
    code = next(box for box in rendered.boxes if box.name == "qr")
    quiet = 4 * code.width / 25
    document = pypdfium2.PdfDocument(rendered.pdf)
    page = document[0].get_textpage()
    near = page.get_text_bounded(
        code.x - quiet, code.y - quiet, code.x + code.width + quiet, code.y + code.height + quiet
    )
    document.close()
    assert near.strip() == ""
