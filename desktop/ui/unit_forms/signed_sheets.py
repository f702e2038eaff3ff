"""签字件: the signed forms of the unit that came back and were filed."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtWidgets import QWidget

from desktop.services.unit_sheets import SignedSheet
from desktop.ui.office import Office
from desktop.ui.style import Tone
from desktop.ui.unit_forms.signed_sheet_row import SignedSheetRow
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card


class SignedSheets(Card):
    """A row a signed form, the last one filed first.

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
        self.banner = Banner(self)
        self.add(self.banner)
        self._empty = self.add_text(
            self.tr("签字后扫描，在“打印与扫描”的“签字表扫描件”里存入，就会列在这里。"), "small"
        )
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
        self.rows = [SignedSheetRow(self._office, sheet, self) for sheet in sheets]
        for row in self.rows:
            row.said.connect(self._on_said)
            row.changed.connect(self.load)
            self.add(row)

    def _on_said(self, well: bool, words: str) -> None:
        self.banner.say(Tone.GOOD if well else Tone.DANGER, words)
