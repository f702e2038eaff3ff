"""A clerk's hands for the rehearsal: open, type, press and look, with the real widgets."""

from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QComboBox, QPushButton, QWidget
from shiboken6 import isValid

from desktop.cli.demo.evidence import Evidence
from desktop.domain.actions import Action
from desktop.services.paper_ports import PrintedForm
from desktop.ui.fields.field import Field
from desktop.ui.fields.photo_field import PhotoField
from desktop.ui.navigation import Place, Screen
from desktop.ui.office import Office
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.scan_tray import ScanTray
from desktop.ui.steps.step_page import StepPage
from desktop.ui.window import MainWindow

_W = TypeVar("_W", bound=QWidget)
_READING_MS = 300


class RehearsalError(Exception):
    """The window did not do what the story expects; the message says where."""


class Hands:
    """Works the window as a clerk does.

    Args:
        window: The window.
        office: What its screens work with.
        evidence: Where screenshots go.
    """

    def __init__(self, window: MainWindow, office: Office, evidence: Evidence) -> None:
        self._window = window
        self._office = office
        self._evidence = evidence
        self._looks = 0

    def settle(self) -> None:
        """Wait until everything that was started is on screen."""
        self._office.jobs.settle()

    def pause(self) -> None:
        """Let timers and layouts of the window have their turn, as while a person reads."""
        for _ in range(2):
            loop = QEventLoop()
            QTimer.singleShot(_READING_MS, loop.quit)
            loop.exec()
            self.settle()

    def look(self, name: str, widget: QWidget | None = None) -> None:
        """Take a screenshot."""
        self.pause()
        self._looks += 1
        file = f"screen-{self._looks:02d}-{name}.png"
        (widget or self._window).grab().save(str(self._evidence.folder / file))
        self._evidence.files.append(file)

    def go_to(self, screen: Screen) -> None:
        """Open a screen of the side bar."""
        self._window.navigation.go(Place(screen))
        self.settle()

    def open_order(self, order_id: str) -> None:
        """Open an order in the list screen."""
        self._window.open_order(order_id)
        self.settle()

    def open_step(self, order_id: str, action: type[Action]) -> StepPage:
        """Open an order and the page of one of its steps."""
        self.open_order(order_id)
        detail = self._window.orders.detail
        detail.open_step(action)
        self.settle()
        page = detail.page
        if not isinstance(page, StepPage):
            raise RehearsalError(f"no page for {action.__name__}")
        return page

    def fill(self, page: QWidget, values: Mapping[str, str]) -> None:
        """Enter values into fields, each as if it had been typed."""
        for name, value in values.items():
            field = self._found(page, Field, name)
            field.set_value(value)
            field.edited.emit()
        self.settle()

    def add_photo(self, page: QWidget, name: str, photo: Path) -> None:
        """Drop a photo onto a field."""
        self._found(page, PhotoField, name).add_files([photo])
        self.settle()

    def press(self, place: QWidget, name: str = "step_primary") -> None:
        """Press a button; it has to be enabled."""
        button = self._found(place, QPushButton, name)
        if not button.isEnabled():
            raise RehearsalError(f"button {name} “{button.text()}” is disabled: {_said(place)}")
        button.click()
        self.settle()
        said = _said(place)
        if said:
            raise RehearsalError(f"after {name}: {said}")

    def print_form(self, order_id: str, form: str, look: str = "") -> PrintedForm:
        """Open the preview, save the form as PDF, and give what was printed."""
        window = PrintWindow(self._office, order_id, form, parent=self._window)
        window.resize(1100, 720)
        window.show()
        self.settle()
        if look:
            self.look(look, window)
        printed = self._office.workplace.paper.preview(order_id, form)
        window.preview.save_to(self._evidence.folder / printed.file_name)
        self.settle()
        self._evidence.files.append(printed.file_name)
        window.close()
        window.deleteLater()
        return printed

    def file_scan(self, tray: ScanTray, scan: Path, signer: str, day: str, look: str = "") -> None:
        """Drop a signed sheet into the tray and confirm each signature that was found."""
        self._window.paper.show_tray()
        before = set(tray.cards)
        tray.take([scan])
        self.settle()
        if look:
            self.look(look)
        for card in [card for card in tray.cards if card not in before]:
            if not card.findChildren(QComboBox, "signature_step"):
                continue
            self.fill(card, {"signer": signer, "signed_on": day})
            self.press(card, "signature_go")

    def _found(self, place: QWidget, kind: type[_W], name: str) -> _W:
        found: list[_W] = list(place.findChildren(kind, name))
        if not found:
            raise RehearsalError(f"no {kind.__name__} {name}")
        return found[0]


def _said(place: QWidget) -> str:
    """Collect the complaints of a page."""
    if not isValid(place) or not isinstance(place, StepPage):
        return ""
    fields: list[Field] = list(place.findChildren(Field))
    problems = [field.problem_text for field in fields if field.problem_text]
    return "；".join(problems)
