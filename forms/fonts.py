"""Fonts of a form: passed in as files, chosen character by character, never an empty box."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from forms.embedding import EmbeddedFont
from forms.line_breaking import NO_BREAK

_INK_GAP = 0.05  # ems between a hanging mark's ink and the edge


class MissingGlyphError(ValueError):
    """No font has a character that has to be printed.

    Attributes:
        character: The character.
        field: Label of the field that holds it.
    """

    def __init__(self, character: str, field: str) -> None:
        self.character = character
        self.field = field
        super().__init__(
            f"字体中没有字符“{character}”（U+{ord(character):04X}），不能打印；"
            f"它出现在“{field}”一栏，请更换该字或安装含有该字的字体。"
        )


class _Places(dict[str, EmbeddedFont | None]):
    """Which font each character takes, found at its first use."""

    def __init__(self, fonts: tuple[EmbeddedFont, ...]) -> None:
        super().__init__()
        self._fonts = fonts

    def __missing__(self, character: str) -> EmbeddedFont | None:
        found = next((font for font in self._fonts if font.has(character)), None)
        self[character] = found
        return found


class _Advances(dict[str, float]):
    """The width of each character in ems, measured at its first use."""

    def __init__(self, places: _Places) -> None:
        super().__init__({NO_BREAK: 0.0})
        self._places = places

    def __missing__(self, character: str) -> float:
        font = self._places[character]
        if font is None:
            raise MissingGlyphError(character, "")
        width = self[character] = font.advance(character)
        return width


class FontChain:
    """One text face with its fallbacks: each character takes the first font that has it."""

    def __init__(self, fonts: tuple[EmbeddedFont, ...]) -> None:
        self._fonts = fonts
        self._places = _Places(fonts)
        self._advances = _Advances(self._places)

    def require(self, text: str, field: str) -> None:
        """Make sure that every character can be printed.

        Args:
            text: Text to print.
            field: Label of the field, for the message.

        Raises:
            MissingGlyphError: At the first character that no font has.
        """
        if not all(map(self._places.__getitem__, text)):
            missing = next(character for character in text if self._places[character] is None)
            raise MissingGlyphError(missing, field)

    def width(self, text: str) -> float:
        """Measure a text whose characters are all known, in ems."""
        if len(text) == 1:
            return self._advances[text]
        return sum(map(self._advances.__getitem__, text))

    def overhang(self, character: str) -> float:
        """Give the empty room at the right of a mark's ink, in ems, half of its width at most."""
        font = self._places[character]
        if font is None:
            return 0.0
        return max(0.0, min(font.overhang(character) - _INK_GAP, font.advance(character) / 2))

    def runs(self, text: str) -> Iterator[tuple[EmbeddedFont, str]]:
        """Cut a text into (font, text) pieces of one font each."""
        for font, characters in groupby(text, key=self._places.__getitem__):
            run = "".join(characters)
            if font is None:
                raise MissingGlyphError(run[0], "")
            yield font, run


@dataclass(frozen=True, slots=True)
class Faces:
    """The loaded fonts by their part on a form.

    Attributes:
        text: Content.
        title: Form titles.
        label: Labels.
    """

    text: FontChain
    title: FontChain
    label: FontChain


@dataclass(frozen=True, slots=True)
class FontSet:
    """Font files (TrueType outlines) that a form is printed with.

    Attributes:
        regular: Content face.
        bold: Title face; labels as well when there is no sans.
        sans: Label face (黑体), if labels shall not be in the bold serif.
        fallbacks: Asked in this order for characters that a face lacks.
    """

    regular: Path
    bold: Path
    sans: Path | None = None
    fallbacks: tuple[Path, ...] = ()

    def register(self) -> Faces:
        """Load the fonts, once a process; later calls cost nothing.

        Raises:
            FileNotFoundError: A font file is missing.
        """
        return _faces(self)


@lru_cache(maxsize=8)
def _faces(fonts: FontSet) -> Faces:
    regular = _load(fonts.regular)
    bold = _load(fonts.bold)
    label = bold if fonts.sans is None else _load(fonts.sans)
    fallbacks = tuple(_load(path) for path in fonts.fallbacks)
    return Faces(
        text=FontChain((regular, *fallbacks)),
        title=FontChain((bold, regular, *fallbacks)),
        label=FontChain((label, regular, *fallbacks)),
    )


@lru_cache(maxsize=16)
def _load(path: Path) -> EmbeddedFont:
    return EmbeddedFont(path)
