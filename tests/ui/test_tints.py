"""Icons follow the colour scheme while the window is open, wherever they are."""

from collections.abc import Iterator

import pytest
from helpers.office import OfficeForTests
from PySide6.QtGui import QAction, QColor, QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from desktop.ui.style import Tone, apply_style
from desktop.ui.tints import tint
from desktop.ui.tokens import DARK, LIGHT, Colours
from desktop.ui.widgets.banner import Banner
from desktop.ui.window import MainWindow


@pytest.fixture
def dark(styled: QApplication) -> Iterator[QApplication]:
    """The application, which is light again afterwards."""
    yield styled
    apply_style(styled, "light")


def _has(icon: QIcon | QPixmap, colour: str) -> bool:
    """Tell whether it is painted in a colour; its edges are half transparent."""
    image = (icon.pixmap(32, 32) if isinstance(icon, QIcon) else icon).toImage()
    spots = ((x, y) for x in range(image.width()) for y in range(image.height()))
    found = [seen for x, y in spots if (seen := image.pixelColor(x, y)).alpha() > 100]
    return bool(found) and all(_is_near(seen, QColor(colour)) for seen in found)


def _is_near(one: QColor, other: QColor) -> bool:
    pairs = zip(one.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(first - second) <= 8 for first, second in pairs)


def _icons(window: MainWindow) -> list[tuple[QIcon, str]]:
    """The icons of the window's frame, each with its colour's name."""
    close = window.findChild(QToolButton, "alarm_close")
    state = window.findChild(QPushButton, "sync_state")
    search = window.findChild(QLineEdit, "search")
    assert close is not None
    assert state is not None
    assert search is not None
    (looking,) = (action for action in search.actions() if action.property("hotline_icon"))
    return [(close.icon(), "muted"), (looking.icon(), "muted"), (state.icon(), Tone.GOOD)]


def _of(scheme: Colours, name: str) -> str:
    return scheme.tones[Tone(name)][0] if name == Tone.GOOD else str(getattr(scheme, name))


def test_icons_of_the_open_window_change_with_the_scheme(
    dark: QApplication, desk: OfficeForTests, qtbot: QtBot
) -> None:
    window = MainWindow(desk.office)
    qtbot.addWidget(window)
    window.show()
    desk.settle()
    for scheme in (LIGHT, DARK, LIGHT):
        apply_style(dark, scheme.name)
        assert all(_has(icon, _of(scheme, name)) for icon, name in _icons(window)), scheme.name


def test_what_has_said_something_keeps_its_icon_in_the_new_colour(
    dark: QApplication, qtbot: QtBot
) -> None:
    banner = Banner()
    qtbot.addWidget(banner)
    banner.say(Tone.DANGER, "没有保存。")
    apply_style(dark, "dark")
    assert _has(banner._icon.pixmap(), DARK.tones[Tone.DANGER][0])
    banner.say(Tone.GOOD, "已保存。")
    assert _has(banner._icon.pixmap(), DARK.tones[Tone.GOOD][0])


def test_a_label_keeps_the_size_of_its_picture(dark: QApplication, qtbot: QtBot) -> None:
    label = QLabel()
    qtbot.addWidget(label)
    tint(label, "clip", "disabled", side=40)
    size = label.pixmap().size()
    apply_style(dark, "dark")
    assert label.pixmap().size() == size
    assert _has(label.pixmap(), DARK.disabled)


def test_what_has_no_icon_is_left_alone(dark: QApplication, qtbot: QtBot) -> None:
    label, button = QLabel("甲"), QPushButton("乙")
    for widget in (label, button):
        qtbot.addWidget(widget)
    button.addAction(QAction("丙", button))
    apply_style(dark, "dark")
    assert label.text() == "甲"
    assert button.icon().isNull()
