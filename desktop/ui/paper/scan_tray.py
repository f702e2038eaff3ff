"""打印与扫描: signed sheets come back, are recognised and filed; empty forms are printed."""

from collections import deque
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMenu,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from desktop.services.paper_desk import ScanFinding
from desktop.services.ports import ScanProblem
from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.office import Office
from desktop.ui.paper.form_words import FORM_NAMES, UNIT_FORM_NAMES, form_name
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.sheet_card import SheetCard
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState

_OFTEN = ("F1", "F2", "F3")
"""Empty forms with a button of their own."""
_Read = tuple[tuple[ScanFinding, ...], tuple[ScanProblem, ...]]


class ScanTray(QWidget):
    """The screen for paper. Files are read one after the other, and can be stopped.

    Args:
        office: Use cases and workers.
        parent: Owner.
    """

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scan_tray")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        set_role(self, "screen")
        self._office = office
        self._waiting: deque[Path] = deque()
        self._reading: Path | None = None
        self._total = 0
        self._stop = Event()
        self._cards: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(self._make_head())
        self.drop = DropZone(
            self.tr("把签好字的扫描件或照片拖到这里（PDF、JPEG、PNG、TIFF，可以一次多个）"),
            self.tr("选择文件(&O)…"),
            self.tr("扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic)"),
            self,
        )
        self.drop.files_given.connect(self.take)
        column.addWidget(self.drop)
        column.addWidget(self._make_progress())
        column.addWidget(self._make_list(), 1)
        self.setFocusProxy(self.drop.pick_button)
        self._settle()

    def take(self, paths: Sequence[Path]) -> None:
        """Read files; those already waiting are read first."""
        self._waiting.extend(paths)
        self._total += len(paths)
        self._stop.clear()
        self._go_on()

    def cancel(self) -> None:
        """Stop reading: the file that is being read is given up, the others stay unread."""
        self._waiting.clear()
        self._stop.set()
        self._settle()

    @property
    def cards(self) -> Sequence[SheetCard]:
        """The pages in the tray."""
        return [card for card in self._cards if isinstance(card, SheetCard)]

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        title = QLabel(self.tr("签字表扫描件"), self)
        set_role(title, "title")
        row.addWidget(title)
        row.addStretch(1)
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
        row.addWidget(self._make_other_blanks())
        return row

    def _make_other_blanks(self) -> QPushButton:
        button = QPushButton(self.tr("其他空白表"), self)
        button.setObjectName("blank_others")
        menu = QMenu(button)
        for form, name in {**FORM_NAMES, **UNIT_FORM_NAMES}.items():
            if form not in _OFTEN:
                menu.addAction(f"{form}　{name}").setData(form)
        menu.triggered.connect(self._on_other_blank)
        button.setMenu(menu)
        return button

    def _make_progress(self) -> QWidget:
        self._progress = QFrame(self)
        set_role(self._progress, "inset")
        row = QHBoxLayout(self._progress)
        row.setContentsMargins(Space.M, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        self._progress_text = QLabel(self._progress)
        self._bar = QProgressBar(self._progress)
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("识别进度"))
        stop = QPushButton(self.tr("停止(&C)"), self._progress)
        stop.setObjectName("scan_stop")
        stop.clicked.connect(self.cancel)
        row.addWidget(self._progress_text)
        row.addWidget(self._bar, 1)
        row.addWidget(stop)
        self._progress.hide()
        return self._progress

    def _make_list(self) -> QWidget:
        content = QWidget()
        set_role(content, "scrolled")
        self._list = QVBoxLayout(content)
        self._list.setContentsMargins(0, 0, Space.XS, 0)
        self._list.setSpacing(Space.M)
        self._empty = EmptyState(
            self.tr("没有待处理的扫描件"),
            self.tr("打印、签字后扫描回来：程序按二维码认出是哪张工单的哪张表，核对内容和签字。"),
            picture="print",
        )
        self._list.addWidget(self._empty, 1)
        self._list.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(content)
        return area

    def _go_on(self) -> None:
        if self._reading is None and self._waiting:
            self._reading = self._waiting.popleft()
            call = partial(
                self._office.workplace.paper.read_scans,
                [self._reading],
                cancelled=self._stop.is_set,
            )
            self._office.jobs.run(call, self._on_read, self._on_failed, owner=self, slow=True)
        self._settle()

    def _settle(self) -> None:
        busy = self._reading is not None
        self._progress.setVisible(busy)
        if not busy:
            self._total = 0
        done = max(0, self._total - len(self._waiting) - 1)
        self._bar.setRange(0, self._total if self._total > 1 else 0)
        self._bar.setValue(done)
        name = self._reading.name if self._reading else ""
        words = self.tr("正在停止…") if self._stop.is_set() else self.tr("正在识别 {name}")
        more = self.tr("（{done}/{all}）").format(done=done + 1, all=self._total)
        self._progress_text.setText(words.format(name=name) + (more if self._total > 1 else ""))
        self._empty.setVisible(not self._cards and not busy)

    def _on_read(self, read: _Read) -> None:
        self._reading = None
        findings, problems = read
        if not self._stop.is_set():
            for finding in findings:
                self._add_finding(finding)
            for problem in problems:
                self._add_problem(f"{Path(problem.source).name}：{problem.message}")
            if not findings and not problems:
                self._add_problem(self.tr("这个文件里没有可以识别的页。"))
        self._go_on()

    def _on_failed(self, error: KnownError) -> None:
        self._reading = None
        self._add_problem(str(error))
        self._go_on()

    def _add_finding(self, finding: ScanFinding) -> None:
        card = SheetCard(self._office, finding, self)
        card.dismissed.connect(self._on_dismissed)
        self._add(card)

    def _add_problem(self, words: str) -> None:
        banner = Banner(self)
        banner.setObjectName("scan_problem")
        self._add(banner)
        banner.say(Tone.DANGER, words)
        banner.dismissed.connect(self._on_dismissed)

    def _add(self, card: QWidget) -> None:
        self._cards.append(card)
        self._list.insertWidget(len(self._cards) - 1, card)
        self._settle()

    def _on_dismissed(self) -> None:
        card = self.sender()
        if isinstance(card, QWidget) and card in self._cards:
            self._cards.remove(card)
            self._list.removeWidget(card)
            card.hide()
            card.deleteLater()
        self._settle()

    def _on_other_blank(self, action: QAction) -> None:
        PrintWindow(self._office, "", str(action.data()), parent=self.window()).show()

    def _on_blank(self) -> None:
        form = str(self.sender().property("form"))
        PrintWindow(self._office, "", form, parent=self.window()).show()
