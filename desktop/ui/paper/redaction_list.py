"""What a form proposes to hide of a 举报 or 保密 order, to be looked through before printing."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from desktop.services.proposals import Proposal
from desktop.ui.widgets.card import Card

_WIDTH = 280
_LEAST_LINES = 5
_ROLE = Qt.ItemDataRole.UserRole


class RedactionList(Card):
    """One row a finding, ticked to be hidden; not there while nothing was found.

    Args:
        parent: Owner.

    Signals:
        left_changed: The texts that are to be printed after all, a frozenset.
    """

    left_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("建议隐去"), parent)
        self.setObjectName("redactions")
        self.setFixedWidth(_WIDTH)
        self.add_text(
            self.tr(
                "可能暴露诉求人，打勾的印成“〔已隐去〕”；请逐条核对，表上没有列出的也请看一遍。"
            ),
            "small",
        )
        self.rows = QListWidget(self)
        self.rows.setObjectName("redaction_rows")
        self.rows.setAccessibleName(self.tr("建议隐去的内容"))
        self.rows.setWordWrap(True)
        self.rows.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows.itemChanged.connect(self._on_item_changed)
        self.add(self.rows)
        self._shown: tuple[tuple[str, str], ...] = ()
        self.hide()

    def show_proposals(self, proposals: Sequence[Proposal]) -> None:
        """Show what was found; the rows stay as they are while it is the same."""
        found = tuple((entry.kind.value, entry.text) for entry in proposals)
        if found == self._shown:
            return
        self._shown = found
        self.rows.blockSignals(True)
        self.rows.clear()
        for entry in proposals:
            self.rows.addItem(_item(entry))
        self.rows.blockSignals(False)
        self.setVisible(bool(proposals))
        self.rows.setMinimumHeight(_LEAST_LINES * self.fontMetrics().lineSpacing())

    def _on_item_changed(self, _item: QListWidgetItem) -> None:
        items = [self.rows.item(place) for place in range(self.rows.count())]
        left = {
            str(item.data(_ROLE)) for item in items if item.checkState() == Qt.CheckState.Unchecked
        }
        self.left_changed.emit(frozenset(left))


def _item(entry: Proposal) -> QListWidgetItem:
    item = QListWidgetItem(f"{entry.kind.words}：{entry.text}\n{entry.context}")
    item.setData(_ROLE, entry.text)
    item.setToolTip(entry.why)
    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
    item.setCheckState(Qt.CheckState.Checked if entry.hidden else Qt.CheckState.Unchecked)
    return item
