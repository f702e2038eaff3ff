"""Icons in the colours of the scheme, also after it has changed while the window is open.

An icon is a picture in one colour. Whatever has one is told here which icon and which colour it
is; when the scheme changes all of them are painted anew, so that no screen has to remember it.
"""

from PySide6.QtGui import QAction, QIcon
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel

from desktop.ui.icons import icon
from desktop.ui.marks import Shape
from desktop.ui.style import Tone, colours, on_style_changed
from desktop.ui.widgets.badge import shape_icon

_ICON, _SHAPE = "hotline_icon", "hotline_shape"
_COLOUR = "hotline_icon_colour"
_SIDE = "hotline_icon_side"
_FOLLOWED = "hotline_tints"

Tinted = QAbstractButton | QAction | QLabel
"""What can have an icon."""


def tint(target: Tinted, name: str, colour: str, *, side: int = 20) -> None:
    """Give something an icon.

    Args:
        target: A button, an action, or a label that shows it as a picture.
        name: One of the names in `icons`.
        colour: A colour of the scheme by its name, such as `muted`, or a tone.
        side: Size of a label's picture.
    """
    target.setProperty(_ICON, name)
    _tint(target, colour, side)


def tint_shape(target: QAbstractButton, shape: Shape, colour: str) -> None:
    """Give a button a shape as its icon; see `tint`."""
    target.setProperty(_SHAPE, shape.value)
    _tint(target, colour, 0)


def retint() -> None:
    """Paint every icon in the colours in use."""
    for widget in QApplication.allWidgets():
        if isinstance(widget, QAbstractButton | QLabel):
            _paint(widget)
        for action in widget.actions():
            _paint(action)


def colour_of(name: str) -> str:
    """Give a colour of the scheme in use."""
    scheme = colours()
    return scheme.tones[Tone(name)][0] if name in _TONES else str(getattr(scheme, name))


_TONES = frozenset(tone.value for tone in Tone)


def _tint(target: Tinted, colour: str, side: int) -> None:
    app = QApplication.instance()
    if isinstance(app, QApplication) and not app.property(_FOLLOWED):
        app.setProperty(_FOLLOWED, True)
        on_style_changed(app, retint)
    target.setProperty(_COLOUR, str(colour))
    target.setProperty(_SIDE, side)
    _paint(target)


def _paint(target: Tinted) -> None:
    colour = target.property(_COLOUR)
    if not colour:
        return
    found = _icon(target, colour_of(str(colour)))
    if isinstance(target, QLabel):
        side = int(target.property(_SIDE))
        target.setPixmap(found.pixmap(side, side))
    else:
        target.setIcon(found)


def _icon(target: Tinted, colour: str) -> QIcon:
    shape = target.property(_SHAPE)
    return shape_icon(Shape(shape), colour) if shape else icon(str(target.property(_ICON)), colour)
