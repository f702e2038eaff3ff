"""Embedding of TrueType fonts so that text copies out exactly, also beyond U+FFFF."""

import hashlib
import re
from pathlib import Path

from forms.pdf_file import PdfFile, reference
from forms.truetype import FontFileError, TrueTypeFile

_BLOCK = 100  # a CMap may hold at most 100 mappings in one bfchar block
_EM = 1000  # glyph space of PDF


class EmbeddedFont:
    """A font that forms can be printed with.

    Args:
        path: The font file.

    Raises:
        FileNotFoundError: There is no such file.
        FontFileError: It is no TrueType font, or its licence bits forbid embedding.
    """

    def __init__(self, path: Path) -> None:
        # It goes into the PDF, so it must not depend on the folder, and may hold ASCII only.
        self.name = re.sub(r"[^A-Za-z0-9-]", "", path.stem) or "Font"
        self.file = TrueTypeFile(path)
        if not self.file.embeddable:
            raise FontFileError(f"the font's licence forbids embedding: {path.name}")

    def has(self, character: str) -> bool:
        """Tell whether the font has a glyph for a character."""
        return self.file.glyph(ord(character)) != 0

    def advance(self, character: str) -> float:
        """Give the width of a character, in ems."""
        return self.file.advance(self.file.glyph(ord(character))) / self.file.units

    def overhang(self, character: str) -> float:
        """Give the empty room at the right of a character's ink, in ems."""
        glyph = self.file.glyph(ord(character))
        return (self.file.advance(glyph) - self.file.ink_right(glyph)) / self.file.units


class FontSubset:
    """The characters of one font that one document uses; each is a code of two bytes.

    Args:
        font: The font.
        key: Name of the font in the pages' resources.
    """

    def __init__(self, font: EmbeddedFont, key: str) -> None:
        self.key = key
        self._font = font
        self._codes: dict[str, str] = {}

    def encoded(self, text: str) -> str:
        """Give a text as the hexadecimal codes of its glyphs."""
        codes = self._codes
        for character in text:
            if character not in codes:
                codes[character] = f"{len(codes) + 1:04X}"
        return "".join([codes[character] for character in text])

    def write(self, file: PdfFile) -> int:
        """Write the font with what it needs.

        Returns:
            Number of the font's object.
        """
        source = self._font.file
        glyphs = [0, *(source.glyph(ord(character)) for character in self._codes)]
        base = f"{self._tag()}+{self._font.name}"
        program = source.subset(glyphs)
        embedded = file.stream(program, f"/Length1 {len(program)}")
        descriptor = file.add(
            f"<< /Type /FontDescriptor /FontName /{base} /Flags 4 /ItalicAngle 0 /StemV 80 "
            f"/FontBBox [{' '.join(_em(edge, source.units) for edge in source.box)}] "
            f"/Ascent {_em(source.ascent, source.units)} "
            f"/Descent {_em(source.descent, source.units)} "
            f"/CapHeight {_em(source.ascent, source.units)} /FontFile2 {reference(embedded)} >>"
        )
        descendant = file.add(
            f"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /{base} "
            "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> "
            f"/CIDToGIDMap /Identity /DW {_EM} /W [{self._widths(glyphs)}] "
            f"/FontDescriptor {reference(descriptor)} >>"
        )
        unicodes = file.stream(to_unicode_map(base, "".join(self._codes)).encode("ascii"))
        return file.add(
            f"<< /Type /Font /Subtype /Type0 /BaseFont /{base} /Encoding /Identity-H "
            f"/DescendantFonts [{reference(descendant)}] /ToUnicode {reference(unicodes)} >>"
        )

    def _tag(self) -> str:
        """Give the six letters that tell subsets of one font apart."""
        digest = hashlib.sha256("".join(self._codes).encode()).digest()
        return "".join(chr(ord("A") + byte % 26) for byte in digest[:6])

    def _widths(self, glyphs: list[int]) -> str:
        units = self._font.file.units
        widths = [self._font.file.advance(glyph) for glyph in glyphs]
        return " ".join(
            f"{code} [{_em(width, units)}]" for code, width in enumerate(widths) if width != units
        )


def _em(value: int, units: int) -> str:
    return f"{value * _EM / units:.3f}".rstrip("0").rstrip(".")


def to_unicode_map(name: str, characters: str) -> str:
    """Write the CMap that says which character each code of a subset stands for.

    Args:
        name: Name of the embedded subset.
        characters: The characters by code, from 1 on.

    Returns:
        The CMap (ISO 32000-1, 9.10.3); characters beyond U+FFFF as UTF-16 surrogate pairs.
    """
    pairs = [
        f"<{code:04X}> <{character.encode('utf-16-be').hex().upper()}>"
        for code, character in enumerate(characters, 1)
    ]
    blocks = [pairs[start : start + _BLOCK] for start in range(0, len(pairs), _BLOCK)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        f"/CMapName /{name} def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<0000> <FFFF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
