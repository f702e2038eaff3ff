"""A field for a unit: free text with suggestions from the directory."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QStringListModel, Qt, QTimer
from PySide6.QtWidgets import QCompleter, QLabel, QWidget

from desktop.services.workplace import Unit
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.style import set_role

_PAUSE_MS = 150
_SHOWN = 12


class UnitChoice(TextLine):
    """A unit's name: typed, or picked from what the directory finds for it.

    Args:
        name: Key in the draft.
        label: Label and accessible name.
        office: Gives the directory.
        parent: Owner.
    """

    def __init__(self, name: str, label: str, office: Office, parent: QWidget | None = None):
        super().__init__(name, label, self.tr("输入单位名称中的几个字查找，也可以自由填写"), parent)
        self._office = office
        self._found = QStringListModel(self)
        completer = QCompleter(self._found, self)
        completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setMaxVisibleItems(_SHOWN)
        completer.activated.connect(self._on_picked)
        self.editor.setCompleter(completer)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._on_paused)
        self.editor.textEdited.connect(self._on_typed)
        self._note = QLabel(self)
        self._note.setObjectName(f"{name}_note")
        set_role(self._note, "small")
        self._note.hide()
        self._column.addWidget(self._note)

    def _on_typed(self) -> None:
        self._pause.start()

    def _on_paused(self) -> None:
        text = self.value().strip()
        find = partial(self._office.workplace.units.find, text, limit=_SHOWN)
        self._office.jobs.run(find, self._on_found, owner=self)

    def _on_found(self, units: Sequence[Unit]) -> None:
        names = [unit.name for unit in units]
        self._found.setStringList(names)
        unknown = bool(self.value().strip()) and not names
        self._note.setVisible(unknown)
        if unknown:
            self._note.setText(self.tr("通讯录里没有这个单位，将按所填文字上报。"))
        if names and self.editor.hasFocus() and names != [self.value()]:
            self.editor.completer().complete()

    def _on_picked(self) -> None:
        self._note.hide()
        self.show_problem("")
        self.edited.emit()
