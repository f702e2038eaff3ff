"""The faces that offices know from their own documents: 仿宋_GB2312 and 方正小标宋.

They are not free and so not bundled; an office that has them installed can print with them.
"""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from forms.truetype import FontFileError, TrueTypeFile

_LOG = logging.getLogger(__name__)
_TEXT = ("仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong")
_TITLE = ("方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05", "FZXiaoBiaoSong-B05S")
_SUFFIXES = frozenset({".ttf", ".ttc"})


@dataclass(frozen=True, slots=True)
class OfficeFonts:
    """Which of the two faces this machine has.

    Attributes:
        text: 仿宋, for content; None when it is not there or must not be embedded.
        title: 小标宋, for titles; None likewise.
    """

    text: Path | None = None
    title: Path | None = None


def find_office_fonts(folders: Iterable[Path]) -> OfficeFonts:
    """Look for the faces by the names inside the font files.

    Args:
        folders: Where fonts are installed; folders that are not there are passed over.
    """
    known: dict[str, Path] = {}
    for path in _font_files(folders):
        for name in _names(path):
            known.setdefault(name, path)
    return OfficeFonts(_first(known, _TEXT), _first(known, _TITLE))


def _font_files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        if folder.is_dir():
            yield from sorted(
                path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES
            )


def _names(path: Path) -> set[str]:
    try:
        font = TrueTypeFile(path)
        return font.names() if font.embeddable else set()
    except FontFileError:
        return set()  # an OpenType or damaged font of the machine: of no use, and no trouble
    except OSError as error:
        _LOG.info("a font cannot be read: %s", type(error).__name__)
        return set()


def _first(known: dict[str, Path], names: Iterable[str]) -> Path | None:
    return next((known[name] for name in names if name in known), None)
