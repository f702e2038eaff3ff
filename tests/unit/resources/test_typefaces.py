"""The bundled typefaces hold every character that a name can have."""

from pathlib import Path

import pytest
from reportlab.pdfbase.ttfonts import TTFontFile

from resources import typefaces

_TABLE = Path(__file__).parents[2] / "reference" / "tongyong_8105.txt"


@pytest.mark.parametrize(
    "face",
    [
        typefaces.serif_regular,
        typefaces.serif_bold,
        typefaces.sans_regular,
        typefaces.sans_bold,
    ],
)
def test_a_typeface_has_all_characters_of_the_general_table(face: object) -> None:
    assert callable(face)
    characters = _TABLE.read_text(encoding="utf-8").split()
    assert len(characters) == 8105
    known = TTFontFile(str(face()), validate=0).charToGlyph
    assert [character for character in characters if ord(character) not in known] == []
    assert all(code in known for code in (*range(0x20, 0x7F), *range(0x4E00, 0x9FA6)))
    assert all(ord(character) in known for character in "□■①④·—…（）㎡℃〔〕")


def test_the_licence_lies_beside_the_typefaces() -> None:
    licence = typefaces.serif_regular().with_name("OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in licence
