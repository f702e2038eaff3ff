"""Empty forms to print, for days without a network."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from desktop.ui.office import Office
from desktop.ui.paper.form_words import FORM_NAMES, UNIT_FORM_NAMES, form_name
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.style import Space, set_role

_OFTEN = ("F1", "F2", "F3")
"""Empty forms with a button of their own."""


class BlankForms(QWidget):
    """A button for each empty form that is used often, and a menu with the others.

    Args:
        office: Prints.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.S)
        label = QLabel(self.tr("空白表"), self)
        set_role(label, "muted")
        row.addWidget(label)
        for form in _OFTEN:
            button = QPushButton(form_name(form), self)
            button.setObjectName(f"blank_{form}")
            button.setAccessibleName(self.tr("打印空白{form}").format(form=form_name(form)))
            button.setProperty("form", form)
            button.clicked.connect(self._on_blank)
            row.addWidget(button)
        row.addWidget(self._make_others())

    def _make_others(self) -> QPushButton:
        button = QPushButton(self.tr("其他空白表"), self)
        button.setObjectName("blank_others")
        menu = QMenu(button)
        for form, name in {**FORM_NAMES, **UNIT_FORM_NAMES}.items():
            if form not in _OFTEN:
                menu.addAction(f"{form}　{name}").setData(form)
        menu.triggered.connect(self._on_other_blank)
        button.setMenu(menu)
        return button

    def _on_other_blank(self, action: QAction) -> None:
        PrintWindow(self._office, "", str(action.data()), parent=self.window()).show()

    def _on_blank(self) -> None:
        form = str(self.sender().property("form"))
        PrintWindow(self._office, "", form, parent=self.window()).show()
