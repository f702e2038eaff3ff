"""Where the bundled typefaces lie: Noto Serif SC for paper, Sans SC for the window, symbols."""

from pathlib import Path

_FONTS = Path(__file__).resolve().parent / "fonts"


def serif_regular() -> Path:
    """Give the file of Noto Serif SC Regular, the text face of printed forms."""
    return _FONTS / "NotoSerifSC-Regular.ttf"


def serif_bold() -> Path:
    """Give the file of Noto Serif SC Bold, for titles and labels of printed forms."""
    return _FONTS / "NotoSerifSC-Bold.ttf"


def sans_regular() -> Path:
    """Give the file of Noto Sans SC Regular, the face of the window."""
    return _FONTS / "NotoSansSC-Regular.ttf"


def sans_bold() -> Path:
    """Give the file of Noto Sans SC Bold, for emphasis in the window."""
    return _FONTS / "NotoSansSC-Bold.ttf"


def emoji() -> Path:
    """Give the file of Noto Emoji, in one colour: citizens' words hold such characters."""
    return _FONTS / "NotoEmoji-Regular.ttf"


def symbols() -> Path:
    """Give the file of Noto Sans Symbols 2, for arrows, dingbats and the like."""
    return _FONTS / "NotoSansSymbols2-Regular.ttf"


def paper_fallbacks() -> tuple[Path, ...]:
    """Give the faces that a printed form asks, in this order, for characters its own lacks."""
    return (sans_regular(), emoji(), symbols())
