"""The look of the program: one style sheet built from tokens, for every widget there is.

Widgets say what they are by the properties `role` and `tone` (`set_role`, `set_tone`); nothing
else in the program writes a style string.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from desktop.ui.style_sheet import style_sheet
from desktop.ui.tokens import DARK, LIGHT, SCHEMES, Colours, Sizes, Space, Tone

__all__ = [
    "Colours",
    "Sizes",
    "Space",
    "Tone",
    "apply_style",
    "colours",
    "on_style_changed",
    "set_role",
    "set_tone",
    "sizes",
]


class _Look:
    """What `apply_style` has put on the program; lists ask for it a thousand times a paint."""

    colours: Colours = LIGHT
    sizes: Sizes = Sizes()
    news: "_News | None" = None


_LOOK = _Look()


def apply_style(app: QApplication, scheme: str = "system", text_percent: int = 100) -> None:
    """Put colours and sizes on the whole program; may be called again at any time.

    Args:
        app: The application.
        scheme: `light`, `dark`, `contrast`, or `system` for what the desktop says.
        text_percent: Text size, 100 to 150.
    """
    chosen = SCHEMES.get(scheme) or (DARK if _is_dark(app) else LIGHT)
    _LOOK.colours, _LOOK.sizes = chosen, Sizes().scaled(text_percent)
    font = QFont(app.font())
    font.setPointSizeF(_LOOK.sizes.body)
    # taken off first: put over another, a sheet costs four times as much
    app.setStyleSheet("")
    app.setFont(font)
    app.setPalette(_palette(chosen))
    app.setStyleSheet(style_sheet(chosen, _LOOK.sizes))
    _news(app).changed.emit()


def on_style_changed(app: QApplication, slot: Callable[[], None]) -> None:
    """Call something whenever `apply_style` has changed the look."""
    _news(app).changed.connect(slot)


def colours() -> Colours:
    """Give the colours in use, for widgets that draw themselves."""
    return _LOOK.colours


def sizes() -> Sizes:
    """Give the font sizes in use, for widgets that draw themselves."""
    return _LOOK.sizes


def set_role(widget: QWidget, role: str) -> None:
    """Say what a widget is, such as `primary` for the one large button; see `style_sheet`."""
    _set(widget, "role", role)


def set_tone(widget: QWidget, tone: Tone) -> None:
    """Say what a widget's colour means."""
    _set(widget, "tone", tone.value)


def _set(widget: QWidget, name: str, value: str) -> None:
    if widget.property(name) == value:
        return
    widget.setProperty(name, value)
    if not widget.testAttribute(Qt.WidgetAttribute.WA_WState_Polished):
        return  # it will be polished when it is shown; doing it twice doubles the time of a screen
    style = widget.style()
    style.unpolish(widget)
    style.polish(widget)


class _News(QObject):
    """Tells that the look has changed; a part of the application."""

    changed = Signal()


def _news(app: QApplication) -> _News:
    """Give the application's own; to look for it among its children takes 12 ms each time."""
    known = _LOOK.news
    if known is None or not isValid(known) or known.parent() is not app:
        known = _LOOK.news = _News(app)
    return known


def _is_dark(app: QApplication) -> bool:
    return app.styleHints().colorScheme() is Qt.ColorScheme.Dark


def _palette(scheme: Colours) -> QPalette:
    palette = QPalette()
    roles = {
        QPalette.ColorRole.Window: scheme.ground,
        QPalette.ColorRole.WindowText: scheme.text,
        QPalette.ColorRole.Base: scheme.surface,
        QPalette.ColorRole.AlternateBase: scheme.raised,
        QPalette.ColorRole.Text: scheme.text,
        QPalette.ColorRole.Button: scheme.surface,
        QPalette.ColorRole.ButtonText: scheme.text,
        QPalette.ColorRole.Highlight: scheme.accent,
        QPalette.ColorRole.HighlightedText: scheme.on_accent,
        QPalette.ColorRole.Link: scheme.accent,
        QPalette.ColorRole.PlaceholderText: scheme.disabled,
        QPalette.ColorRole.ToolTipBase: scheme.surface,
        QPalette.ColorRole.ToolTipText: scheme.text,
    }
    for role, colour in roles.items():
        palette.setColor(role, QColor(colour))
    for role in (QPalette.ColorRole.Text, QPalette.ColorRole.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, QColor(scheme.disabled))
    return palette
