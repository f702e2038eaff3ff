"""Importing a platform's export file: busy, and then what became of every row."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.workplace import FeedReport, OrderFeed
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.tasks import KnownError
from desktop.ui.tints import tint
from desktop.ui.widgets.file_dialog import FileDialog

_LINES_SHOWN = 6
_FRAME = 26
"""Border and margins of the list of rows."""
_SUFFIXES = frozenset({".xlsx", ".xls", ".csv"})


class FeedPanel(QFrame):
    """Imports one file at a time; the report stays until it is closed.

    Args:
        office: Workers and the feed.
        parent: Owner.

    Signals:
        busy_changed: An import began (True) or ended (False).
        imported: There are new orders in the feed; a `FeedReport`.
    """

    busy_changed = Signal(bool)
    imported = Signal(object)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("feed_panel")
        set_role(self, "banner")
        self._office = office
        self._is_busy = False
        self._words = QLabel()
        self._words.setObjectName("feed_words")
        self._words.setWordWrap(True)
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        self._warning = QLabel()
        self._warning.setObjectName("feed_warning")
        self._warning.setWordWrap(True)
        set_role(self._warning, "strong")
        self._rows = QPlainTextEdit()
        self._rows.setObjectName("feed_rows")
        self._rows.setAccessibleName(self.tr("没有导入的行和说明"))
        self._rows.setReadOnly(True)
        self._rows.setTabChangesFocus(True)
        self._copy = QPushButton(self.tr("复制清单(&Y)"))
        self._copy.setObjectName("feed_copy")
        self._copy.setAccessibleName(self.tr("复制清单"))
        self._copy.clicked.connect(self._on_copy)
        self._close = QToolButton()
        self._close.setObjectName("feed_close")
        tint(self._close, "close", "muted")
        self._close.setAccessibleName(self.tr("关闭导入结果"))
        self._close.setToolTip(self.tr("关闭导入结果"))
        self._close.clicked.connect(self.hide)
        self._lay_out()
        self.hide()

    @property
    def is_busy(self) -> bool:
        """Whether a file is being imported."""
        return self._is_busy

    def pick(self) -> None:
        """Ask for a file and import it."""
        pattern = self.tr("平台导出的工单 (*.xlsx *.xls *.csv)")
        title = self.tr("导入工单")
        dialog = FileDialog(Files.ORDERS, title, pattern, parent=self.window())
        dialog.setObjectName("feed_dialog")
        dialog.fileSelected.connect(self._on_picked)
        dialog.setWindowModality(Qt.WindowModality.WindowModal)
        dialog.open()

    def take(self, path: Path) -> None:
        """Import a file, unless one is being imported."""
        feed = self._office.workplace.feed
        if feed is None or self._is_busy:
            return
        self._set_busy(busy=True)
        set_tone(self, Tone.INFO)
        self._words.setText(self.tr("正在导入 {}…").format(path.name))
        self._show_rows("", [])
        self.show()
        call = partial(_import, feed, path)
        self._office.jobs.run(call, self._on_report, self._on_failed, owner=self, slow=True)

    @staticmethod
    def takes(path: Path) -> bool:
        """Tell whether a dropped file can be an export."""
        return path.suffix.lower() in _SUFFIXES

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        column.setSpacing(Space.S)
        first = QHBoxLayout()
        first.setSpacing(Space.S)
        first.addWidget(self._words, 1)
        first.addWidget(self._progress)
        first.addWidget(self._close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(first)
        column.addWidget(self._warning)
        column.addWidget(self._rows)
        last = QHBoxLayout()
        last.addWidget(self._copy)
        last.addStretch(1)
        column.addLayout(last)

    def _set_busy(self, *, busy: bool) -> None:
        self._is_busy = busy
        self._progress.setVisible(busy)
        self._close.setHidden(busy)
        self.busy_changed.emit(busy)

    def _on_picked(self, name: str) -> None:
        self.take(Path(name))

    def _on_report(self, report: FeedReport) -> None:
        self._set_busy(busy=False)
        refused = len(report.refused)
        set_tone(self, Tone.DANGER if refused else Tone.GOOD)
        self._words.setText(self._counts(report))
        warning = self.tr(
            "{} 行没有导入，本机没有这些工单，但平台上的时限照常计算。"
            "请对照平台逐条核对，改好后再导入一次。"
        )
        self._show_rows(warning.format(refused) if refused else "", self._lines(report))
        self.imported.emit(report)

    def _on_failed(self, error: KnownError) -> None:
        self._set_busy(busy=False)
        set_tone(self, Tone.DANGER)
        self._words.setText(str(error))
        self._show_rows("", [])

    def _counts(self, report: FeedReport) -> str:
        parts = [self.tr("新增 {} 张").format(len(report.added))]
        if report.known:
            parts.append(self.tr("已有 {} 张（保持不变）").format(len(report.known)))
        if report.repeated:
            parts.append(self.tr("文件中重复 {} 张").format(len(report.repeated)))
        parts.append(self.tr("没有导入 {} 行").format(len(report.refused)))
        return self.tr("导入完成：{}。").format("，".join(parts))

    def _lines(self, report: FeedReport) -> list[str]:
        lines = [
            self.tr("第 {0} 行　{1}　{2}").format(row.row, row.number or "（没有编号）", row.reason)
            for row in report.refused
        ]
        if report.repeated:
            lines.append(self.tr("文件中重复：{}").format("、".join(report.repeated)))
        return [*lines, *report.remarks]

    def _show_rows(self, warning: str, lines: list[str]) -> None:
        self._warning.setText(warning)
        self._warning.setVisible(bool(warning))
        self._rows.setPlainText("\n".join(lines))
        self._rows.setVisible(bool(lines))
        self._copy.setVisible(bool(lines))
        height = self._rows.fontMetrics().lineSpacing()
        self._rows.setFixedHeight(height * min(len(lines), _LINES_SHOWN) + _FRAME)

    def _on_copy(self) -> None:
        parts = [self._words.text(), self._warning.text(), self._rows.toPlainText()]
        QGuiApplication.clipboard().setText("\n".join(part for part in parts if part))


def _import(feed: OrderFeed, path: Path) -> FeedReport:
    return feed.import_file(path)
