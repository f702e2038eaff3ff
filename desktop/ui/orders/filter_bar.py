"""Which orders the list shows: kind, overdue, refused by the centre; and how many there are."""

from datetime import datetime

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.lists import GROUP_NAMES, ListFilter
from desktop.ui.style import Space, set_role

_WORDS = 18
"""Characters of a search that are shown."""
_FOR_KIND, _FOR_IMPORT = 28, 44
"""Widths in characters from which there is room for a control."""


class FilterBar(QFrame):
    """Narrows the list of a group.

    Args:
        importing: Whether orders come from export files: shows the button for it.
        parent: Owner.

    Signals:
        import_wanted: Import an export file.
        narrowed: Something was chosen; ask `narrow`.
        search_cleared: The words of the search were taken away.
    """

    import_wanted = Signal()
    narrowed = Signal()
    search_cleared = Signal()

    def __init__(self, *, importing: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "topbar")
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.S, Space.M, Space.S)
        column.setSpacing(Space.XS)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        column.addLayout(row)
        self._title = QLabel()
        self._title.setObjectName("list_title")
        set_role(self._title, "title")
        self._count = QLabel()
        self._count.setObjectName("list_count")
        set_role(self._count, "muted")
        self._search = self._chip("filter_search", "")
        self._search.setToolTip(self.tr("去掉搜索条件"))
        self._overdue = self._chip("filter_overdue", self.tr("已超时(&O)"))
        self._attention = self._chip("filter_attention", self.tr("未接受(&A)"))
        self._attention.setToolTip(self.tr("有操作没有被中心接受的工单"))
        self._kind = QComboBox()
        self._kind.setObjectName("filter_kind")
        self._kind.setAccessibleName(self.tr("按类型筛选"))
        self._kind.addItem(self.tr("全部类型"), "")
        row.addWidget(self._title)
        row.addWidget(self._count)
        row.addStretch(1)
        for part in (self._overdue, self._attention, self._kind):
            row.addWidget(part)
        self._import = QPushButton(self.tr("导入工单…(&I)"))
        self._import.setObjectName("orders_import")
        self._import.setAccessibleName(self.tr("导入工单"))
        self._import.setToolTip(
            self.tr("导入平台导出的 .xlsx、.xls 或 .csv 文件，也可以拖到列表上")
        )
        self._importing = importing
        self._import.setVisible(importing)
        self._import.clicked.connect(self._on_import_clicked)
        row.addWidget(self._import)
        # a line of its own: beside an open order there is no room for it in the first one
        column.addWidget(self._search, 0, Qt.AlignmentFlag.AlignLeft)
        self._search.hide()
        self._search.clicked.connect(self._on_search_clicked)
        self._overdue.toggled.connect(self._on_changed)
        self._attention.toggled.connect(self._on_changed)
        self._kind.currentIndexChanged.connect(self._on_changed)

    def show_kinds(self, names: dict[str, str]) -> None:
        """Offer the kinds of the jurisdiction."""
        if self._kind.count() == 1:
            for kind, name in names.items():
                self._kind.addItem(name, kind)

    def show_filter(self, wanted: ListFilter) -> None:
        """Show what is being listed."""
        title = GROUP_NAMES[wanted.group] if wanted.group else self.tr("全部工单")
        self._title.setText(title)
        words = wanted.text if len(wanted.text) <= _WORDS else wanted.text[: _WORDS - 1] + "…"
        self._search.setText(self.tr("搜索：{} ✕").format(words.replace("&", "&&")))
        self._search.setAccessibleName(self.tr("去掉搜索条件 {}").format(wanted.text))
        self._search.setVisible(bool(wanted.text))

    def show_count(self, count: int) -> None:
        """Show how many orders there are."""
        self._count.setText(self.tr("{:,} 张").format(count))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what there is no room for."""
        super().resizeEvent(event)
        letters = self.width() / self.fontMetrics().horizontalAdvance("国")
        self._kind.setVisible(letters >= _FOR_KIND)
        self._import.setVisible(self._importing and letters >= _FOR_IMPORT)

    def narrow(self, wanted: ListFilter, now: datetime) -> ListFilter:
        """Add what is chosen here to a filter."""
        return structs.replace(
            wanted,
            kind=str(self._kind.currentData() or ""),
            overdue_at=now if self._overdue.isChecked() else None,
            attention=self._attention.isChecked(),
        )

    def reset(self) -> None:
        """Choose nothing, without telling."""
        for part in (self._overdue, self._attention, self._kind):
            part.blockSignals(True)
        self._overdue.setChecked(False)
        self._attention.setChecked(False)
        self._kind.setCurrentIndex(0)
        for part in (self._overdue, self._attention, self._kind):
            part.blockSignals(False)

    def _chip(self, name: str, text: str) -> QPushButton:
        chip = QPushButton(text)
        chip.setObjectName(name)
        chip.setAccessibleName(text.partition("(")[0])
        chip.setCheckable(name != "filter_search")
        set_role(chip, "chip")
        return chip

    def set_importing(self, busy: bool) -> None:
        """Let nobody import a second file meanwhile."""
        self._import.setEnabled(not busy)

    def _on_import_clicked(self) -> None:
        self.import_wanted.emit()

    def _on_changed(self) -> None:
        self.narrowed.emit()

    def _on_search_clicked(self) -> None:
        self.search_cleared.emit()
