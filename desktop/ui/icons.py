"""Line icons drawn from paths, in the colour that is asked for."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from desktop.ui.tokens import LIGHT

_PATHS = {
    "home": "M3 11 12 3l9 8M5 9.5V20h5v-6h4v6h5V9.5",
    "orders": "M6 3h9l4 4v14H6zM14 3v5h5M9 12h7M9 16h7",
    "accept": "M4 13v6h16v-6M4 13l3-8h10l3 8M4 13h5l1 3h4l1-3h5",
    "phone": (
        "M5 4h4l2 5-2.5 1.5a11 11 0 0 0 5 5L15 13l5 2v4a2 2 0 0 1-2 2A15 15 0 0 1 3 6a2 2 0 0 1 2-2"
    ),
    "tools": "M4 20l8-8M14 4a5 5 0 0 0-2 7l1 1a5 5 0 0 0 7-6l-3 3-3-3z",
    "sign": "M3 20h18M5 16l1-4L16 3l3 3-9.500 9.500z",
    "send": "M4 12 20 4l-6 16-3-7z",
    "back": "M9 7 4 12l5 5M4 12h10a6 6 0 0 1 6 6v1",
    "sent": "M4 12l5 5L20 6",
    "warning": "M12 4 2.500 20h19zM12 10v4.500M12 17.300v.2",
    "closed": "M4 7h16v13H4zM3 4h18v3H3zM9 11h6",
    "print": "M7 9V3h10v6M7 17H4V9h16v8h-3M7 14h10v7H7z",
    "sync": "M20 7v5h-5M4 17v-5h5M19 12a7 7 0 0 0-12.500-3.500M5 12a7 7 0 0 0 12.500 3.500",
    "chart": "M4 4v16h16M8 16v-5M12 16V8M16 16v-8",
    "settings": "M4 7h9M17 7h3M4 17h3M11 17h9M15 4.500v5M9 14.500v5",
    "search": "M11 4a7 7 0 1 0 0 14 7 7 0 0 0 0-14M16 16l5 5",
    "down": "M5 9l7 7 7-7",
    "up": "M5 15l7-7 7 7",
    "left": "M15 5l-7 7 7 7",
    "right": "M9 5l7 7-7 7",
    "close": "M6 6l12 12M18 6 6 18",
    "check": "M4 12l5 5L20 6",
    "info": "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18M12 11v6M12 7.300v.2",
    "clip": "M8 12l6-6a3 3 0 0 1 4 4l-8 8a5 5 0 0 1-7-7l8-8",
    "add": "M12 4v16M4 12h16",
    "eye": "M2 12c4-7 16-7 20 0-4 7-16 7-20 0M12 9a3 3 0 1 0 0 6 3 3 0 0 0 0-6",
}

_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path d="{path}" fill="none" '
    'stroke="{colour}" stroke-width="1.800" stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


@cache
def icon(name: str, colour: str) -> QIcon:
    """Draw an icon.

    Args:
        name: One of the names above.
        colour: Such as `#1B5FB4`.
    """
    found = QIcon()
    for side in (16, 20, 24, 32, 48):
        found.addPixmap(_pixmap(name, colour, side))
    return found


@cache
def picture(name: str, colour: str, side: int, ratio: float) -> QPixmap:
    """Draw an icon in one size only, exactly as the screen shows it.

    Args:
        name: One of the names above.
        colour: Such as `#1B5FB4`.
        side: In pixels that do not depend on the screen.
        ratio: How many pixels of the screen make one of those.
    """
    pixmap = _pixmap(name, colour, round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def _svg(name: str, colour: str) -> str:
    return _SVG.format(path=_PATHS[name], colour=colour)


def _pixmap(name: str, colour: str, side: int) -> QPixmap:
    pixmap = QPixmap(side, side)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer = QSvgRenderer(QByteArray(_svg(name, colour).encode()))
    renderer.render(painter, QRectF(0, 0, side, side))
    painter.end()
    return pixmap


@cache
def application_icon() -> QIcon:
    """Draw the program's own icon: a tray with a sheet, white on blue."""
    found = QIcon()
    for side in (16, 24, 32, 48, 64, 128):
        pixmap = QPixmap(side, side)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(LIGHT.accent))
        painter.drawRoundedRect(QRectF(0, 0, side, side), side * 0.2, side * 0.2)
        renderer = QSvgRenderer(QByteArray(_svg("accept", "#FFFFFF").encode()))
        renderer.render(painter, QRectF(side * 0.16, side * 0.16, side * 0.68, side * 0.68))
        painter.end()
        found.addPixmap(pixmap)
    return found
