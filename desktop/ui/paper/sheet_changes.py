"""What a changed sheet says, beside what the office has now."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from desktop.services.scan_findings import ScanFinding, SheetChange
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError


class SheetChanges(QWidget):
    """Lists the places that differ; can be selected and copied.

    Args:
        office: Use cases and workers.
        finding: The changed page.
        parent: Owner.
    """

    def __init__(self, office: Office, finding: ScanFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sheet_changes")
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.XS)
        call = partial(office.workplace.scans.difference, finding)
        office.jobs.run(call, self._on_compared, self._on_failed, owner=self, slow=True)

    def _on_compared(self, changes: Sequence[SheetChange]) -> None:
        for change in changes:
            nothing = self.tr("（没有）")
            self._add(
                self.tr("纸上：{old}\n现在：{new}").format(
                    old=change.on_paper or nothing, new=change.now or nothing
                )
            )
        if not changes:
            self._add(self.tr("这张纸不是在本机打印的，或文字没有差别，请对照现有内容。"))

    def _on_failed(self, error: KnownError) -> None:
        self._add(str(error))

    def _add(self, words: str) -> None:
        label = QLabel(words, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        set_role(label, "small")
        self._column.addWidget(label)
