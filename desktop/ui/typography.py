"""The bundled typeface, so that the screens are right on a machine without Chinese fonts."""

import logging
from pathlib import Path

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from desktop.ui.tokens import Sizes
from resources import typefaces

_log = logging.getLogger(__name__)
FAMILY = "Noto Sans SC"


def use_bundled_typeface(app: QApplication) -> None:
    """Register Noto Sans SC and make it the font of the program."""
    for path in (typefaces.sans_regular(), typefaces.sans_bold()):
        _register(path)
    font = QFont(FAMILY)
    font.setPointSizeF(Sizes().body)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    app.setFont(font)


def _register(path: Path) -> None:
    if QFontDatabase.addApplicationFont(str(path)) < 0:
        _log.error("the bundled typeface %s could not be loaded", path.name)
