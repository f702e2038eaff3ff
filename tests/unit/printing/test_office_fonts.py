"""The office's own faces are found by their names and taken only when they may be embedded."""

import struct
from pathlib import Path

import pytest

from desktop.host.font_folders import font_folders
from desktop.printing.office_fonts import find_office_fonts
from forms.embedding import EmbeddedFont
from forms.truetype import FontFileError, TrueTypeFile
from resources import typefaces

_FACE = typefaces.emoji()  # any font will do for a template: the smallest one


def font(name: str, licence: int = 0) -> bytes:
    """The template under another name and other licence bits."""
    data = bytearray(_FACE.read_bytes())
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        entry = 12 + 16 * number
        tag, _, place, _ = struct.unpack_from(">4sLLL", data, entry)
        if tag == b"OS/2":
            struct.pack_into(">H", data, place + 8, licence)
        if tag == b"name":
            table = _name_table(name)
            struct.pack_into(">LL", data, entry + 8, len(data), len(table))
            data += table
    return bytes(data)


def _name_table(name: str) -> bytes:
    text = name.encode("utf-16-be")
    return struct.pack(">3H6H", 0, 1, 18, 3, 1, 0x804, 1, len(text), 0) + text


def test_faces_are_found_by_the_names_inside_the_files(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "a.ttf").write_bytes(font("仿宋_GB2312"))
    (tmp_path / "sub" / "B.TTF").write_bytes(font("方正小标宋简体"))
    (tmp_path / "c.ttf").write_bytes(b"no font at all")
    (tmp_path / "d.ttf").write_bytes(b"")
    (tmp_path / "e.ttf").write_bytes(font("仿宋")[:3000])
    found = find_office_fonts([tmp_path, tmp_path / "not there"])
    assert found.text == tmp_path / "a.ttf"
    assert found.title == tmp_path / "sub" / "B.TTF"


@pytest.mark.parametrize(
    ("licence", "may"),
    [(0, True), (0x2, False), (0x4, True), (0x8, True), (0x6, True), (0x100, False),
     (0x104, False), (0x200, False)],
)  # fmt: skip
def test_a_face_whose_licence_forbids_embedding_is_not_taken(
    tmp_path: Path, licence: int, may: bool
) -> None:
    path = tmp_path / "a.ttf"
    path.write_bytes(font("仿宋_GB2312", licence))
    assert (find_office_fonts([tmp_path]).text == path) == may
    if may:
        assert EmbeddedFont(path).has("\U0001f600")
    else:
        with pytest.raises(FontFileError, match="forbids"):
            EmbeddedFont(path)


def test_an_older_character_map_gives_the_same_glyphs(tmp_path: Path) -> None:
    """Office fonts mostly carry format 4 only."""
    data = bytearray(typefaces.serif_regular().read_bytes())
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(count):
        tag, _, place, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"cmap":
            (tables,) = struct.unpack_from(">H", data, place + 2)
            for entry in range(place + 4, place + 4 + 8 * tables, 8):
                (offset,) = struct.unpack_from(">L", data, entry + 4)
                if data[place + offset : place + offset + 2] == b"\0\x0c":
                    struct.pack_into(">H", data, entry, 1)  # no longer a map for Unicode
    older = tmp_path / "older.ttf"
    older.write_bytes(data)
    old, new = TrueTypeFile(older), TrueTypeFile(typefaces.serif_regular())
    points = [*range(0x20, 0x3100), *range(0x4E00, 0x9FFF, 7), *range(0xFF00, 0xFFFF)]
    assert [old.glyph(point) for point in points] == [new.glyph(point) for point in points]
    assert old.glyph(0x20164) == 0
    assert new.glyph(0x20164) != 0


def test_where_fonts_lie_on_each_system() -> None:
    assert Path("/home/w/.fonts") in font_folders("linux", {"HOME": "/home/w"})
    windows = font_folders("win32", {"WINDIR": "W", "LOCALAPPDATA": "L"})
    assert windows == (Path("W/Fonts"), Path("L/Microsoft/Windows/Fonts"))
    assert font_folders("win32", {}) == (Path(r"C:\Windows") / "Fonts",)
