"""设置·办公: printing with the office's own faces is chosen here and kept."""

import pytest
from helpers.office import OfficeForTests
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from desktop.bootstrap.paper_fonts import paper_fonts
from desktop.ui.settings.settings_page import SettingsPage
from resources import typefaces


@pytest.mark.parametrize("before", [False, True])
def test_the_choice_is_shown_and_kept(desk: OfficeForTests, qtbot: QtBot, before: bool) -> None:
    desk.options.set("print.office_fonts", before)
    page = SettingsPage(desk.office)
    qtbot.addWidget(page)
    box = page.findChild(QCheckBox, "settings_office_fonts")
    assert box is not None
    assert box.isChecked() == before
    box.click()
    desk.settle()
    assert desk.options.get("print.office_fonts") is not before


def test_what_the_office_lacks_comes_from_the_bundled_faces() -> None:
    fonts = paper_fonts(office=True)
    asked = (fonts.regular, *fonts.fallbacks)
    assert typefaces.serif_regular() in asked
    assert typefaces.emoji() in asked
    assert paper_fonts(office=False).regular == typefaces.serif_regular()
