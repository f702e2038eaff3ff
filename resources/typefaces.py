"""Where the bundled typefaces lie: Noto Serif SC for paper, Noto Sans SC for the window."""

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
