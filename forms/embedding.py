"""Embedding of a TrueType font so that text copies out exactly, also beyond U+FFFF."""

from pathlib import Path

from reportlab.pdfbase.ttfonts import TTFont

_BLOCK = 100  # a CMap may hold at most 100 mappings in one bfchar block


class EmbeddedFont(TTFont):  # type: ignore[misc]  # reportlab ships no types
    """A font of reportlab whose ToUnicode maps are right.

    reportlab writes a character beyond U+FFFF as five hexadecimal digits, which a reader takes for
    other characters, and it maps the empty glyph. Both are put right when the subsets are written.
    """

    def __init__(self, path: Path) -> None:
        # Compact subsets: all of ASCII in each would cost 95 glyphs a font.
        super().__init__(path.stem, str(path), asciiReadable=False, shapable=False)
        # The name goes into the PDF, so it must not depend on where the file lies.
        self.fontName = f"{path.stem}-{path.stat().st_size}"

    @property
    def name(self) -> str:
        """Name under which reportlab knows the font."""
        return str(self.fontName)

    def has(self, character: str) -> bool:
        """Tell whether the font has a glyph for a character."""
        return ord(character) in self.face.charToGlyph

    def advance(self, character: str) -> float:
        """Give the width of a character, in ems."""
        return float(self.face.getCharWidth(ord(character))) / 1000

    def addObjects(self, doc: object) -> None:  # noqa: N802  # reportlab's name
        """Write the subsets and replace their ToUnicode maps (called by reportlab on saving)."""
        subsets = [list(subset) for subset in self.state[doc].subsets]
        first_name = self.getSubsetInternalName(0, doc)[1:-1]
        super().addObjects(doc)
        objects = doc.idToObject  # type: ignore[attr-defined]  # reportlab ships no types
        for number, subset in enumerate(subsets):
            embedded = objects["BasicFonts"].dict[f"{first_name}{number}"]
            objects[embedded.ToUnicode.name].content = to_unicode_map(embedded.BaseFont, subset)


def to_unicode_map(name: str, subset: list[int]) -> str:
    """Write the CMap that says which character each code of a subset stands for.

    Args:
        name: Name of the embedded subset.
        subset: Code points by character code; 0 stands for the empty glyph.

    Returns:
        The CMap (ISO 32000-1, 9.10.3); code points beyond U+FFFF as UTF-16 surrogate pairs.
    """
    pairs = [
        f"<{code:02X}> <{chr(point).encode('utf-16-be').hex().upper()}>"
        for code, point in enumerate(subset)
        if point
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
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines)
