"""签字件: the signed forms of the unit that came back and were filed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QPushButton, QWidget

from desktop.services.unit_sheets import SignedSheet
from desktop.ui.office import Office
from desktop.ui.style import Tone, set_role
from desktop.ui.unit_forms.signed_sheet_row import SignedSheetRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card

_PAGE = 20
"""Rows that are made before the clerk asks for earlier ones."""
_LOT = 3
_BETWEEN_LOTS_MS = 20
"""Lets what is there be painted before more is made."""


class SignedSheets(Card):
    """A row a signed form, the last one filed first; earlier ones follow when asked for.

    Args:
        office: Use cases and workers.
        form: Which form; empty for all, lists and reports as well.
        parent: Owner.
    """

    def __init__(self, office: Office, form: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("signed_sheets")
        self._office = office
        self._form = form
        self.rows: list[SignedSheetRow] = []
        self._sheets: Sequence[SignedSheet] = ()
        self._room = _PAGE
        self._next_lot = QTimer(self)
        self._next_lot.setSingleShot(True)
        self._next_lot.setInterval(_BETWEEN_LOTS_MS)
        self._next_lot.timeout.connect(self._add_lot)
        self.earlier = QPushButton(self)
        self.earlier.setObjectName("signed_earlier")
        self.earlier.setAutoDefault(False)
        set_role(self.earlier, "link")
        self.earlier.clicked.connect(self._on_earlier)
        self.banner = Banner(self)
        self.add(self.banner)
        self._empty = self.add_text(
            self.tr("签字后扫描，在“打印与扫描”的“签字表扫描件”里存入，就会列在这里。"), "small"
        )
        self.body.addWidget(self.earlier, 0, Qt.AlignmentFlag.AlignLeft)
        self._show(())

    def load(self) -> None:
        """Read the shelf."""
        call = partial(self._office.workplace.shelf.signed, self._form)
        self._office.jobs.run(call, self._show, self.banner.say_error, owner=self)

    def _show(self, sheets: Sequence[SignedSheet]) -> None:
        for row in self.rows:
            self.body.removeWidget(row)
            row.hide()
            row.deleteLater()
        standing = sum(not sheet.taken_back for sheet in sheets)
        self.set_title(self.tr("签字件（{}）").format(standing))
        self._empty.setVisible(not sheets)
        self.rows = []
        self._sheets = sheets
        self._add_lot()

    def _add_lot(self) -> None:
        start = len(self.rows)
        for sheet in self._sheets[start : min(start + _LOT, self._room)]:
            row = SignedSheetRow(self._office, sheet, self)
            row.said.connect(self._on_said)
            row.changed.connect(self.load)
            self.body.insertWidget(self.body.indexOf(self.earlier), row)
            self.rows.append(row)
            QWidget.setTabOrder(row.go, self.earlier)  # rows are made late, and it stands below
        if len(self.rows) < min(self._room, len(self._sheets)):
            self._next_lot.start()
        left = len(self._sheets) - self._room
        self.earlier.setVisible(left > 0)
        self.earlier.setText(self.tr("更早的（还有 {} 件）").format(left))
        self.earlier.setAccessibleName(self.earlier.text())

    def _on_earlier(self) -> None:
        self._room += _PAGE
        self._add_lot()

    def _on_said(self, well: bool, words: str) -> None:
        self.banner.say(Tone.GOOD if well else Tone.DANGER, words)
