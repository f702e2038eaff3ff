"""打印与扫描: signed sheets come back, are recognised and filed; empty forms are printed."""

from collections import deque
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from threading import Event

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, Qt
from PySide6.QtGui import (
    QGuiApplication,
    QImage,
    QImageWriter,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from desktop.services.scan_findings import ScannedSheet, ScanReport
from desktop.services.tray_desk import TrayDesk
from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.office import Office
from desktop.ui.paper.blank_forms import BlankForms
from desktop.ui.paper.scan_folder_row import ScanFolderRow
from desktop.ui.paper.scan_progress import ScanProgress
from desktop.ui.paper.sheet_card import SheetCard
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.empty_state import EmptyState


class ScanTray(QWidget):
    """The screen for paper. Files are read one after the other, and can be stopped.

    What has not been filed waits in the database and is here again after a restart.

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
        self._waiting: deque[Path | QImage] = deque()
        self._reading = ""
        self._is_looking = False
        self._total = 0
        self._stop = Event()
        self._cards: list[QWidget] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(Space.L, Space.M, Space.L, Space.L)
        column.setSpacing(Space.M)
        column.addLayout(self._make_head())
        self.drop = DropZone(
            self.tr("把签好字的扫描件或照片拖到这里（PDF、JPEG、PNG、TIFF、HEIC，可以一次多个）"),
            self.tr("选择文件(&O)…"),
            self.tr("扫描件 (*.pdf *.jpg *.jpeg *.png *.tif *.tiff *.heic *.heif)"),
            self,
        )
        self.drop.files_given.connect(self.take)
        column.addWidget(self.drop)
        self.folder = ScanFolderRow(office, self)
        self.folder.due.connect(self.look)
        column.addWidget(self.folder)
        self._progress = ScanProgress(self)
        self._progress.stopped.connect(self.cancel)
        column.addWidget(self._progress)
        column.addWidget(self._make_list(), 1)
        self.setFocusProxy(self.drop.pick_button)
        paste = QShortcut(QKeySequence(QKeySequence.StandardKey.Paste), self)
        paste.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        paste.activated.connect(self.paste)
        self._settle()
        office.jobs.run(
            office.workplace.tray.drop_originals, self._on_dropped, self._on_trouble, owner=self
        )

    def showEvent(self, event: QShowEvent) -> None:
        """Show what waits, also what another window has taken in meanwhile."""
        super().showEvent(event)
        tray = self._office.workplace.tray
        self._office.jobs.run(tray.sheets, self._on_listed, self._on_trouble, owner=self, slow=True)

    def take(self, paths: Sequence[Path]) -> None:
        """Read files; those already waiting are read first."""
        self._queue(paths)

    def paste(self) -> None:
        """Take what lies on the clipboard: files, or a picture."""
        data = QGuiApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        image = data.imageData() if data.hasImage() and not paths else None
        if paths:
            self._queue(paths)
        elif isinstance(image, QImage) and not image.isNull():
            self._queue([image])
        else:
            self._say(Tone.INFO, self.tr("剪贴板里没有文件或图片。"))

    def look(self) -> None:
        """Look into the watched folder, unless files are being read already."""
        if not self._is_looking and not self._reading:
            self._is_looking = True
            tray = self._office.workplace.tray
            self._office.jobs.run(
                tray.take_arrived, self._on_looked, self._on_look_failed, owner=self, slow=True
            )

    def cancel(self) -> None:
        """Stop reading: the file that is being read is given up, the others stay unread."""
        self._waiting.clear()
        self._stop.set()
        self._settle()

    @property
    def cards(self) -> Sequence[SheetCard]:
        """The sheets in the tray."""
        return [card for card in self._cards if isinstance(card, SheetCard)]

    def _make_head(self) -> QHBoxLayout:
        row = QHBoxLayout()
        title = QLabel(self.tr("签字表扫描件"), self)
        set_role(title, "title")
        row.addWidget(title)
        row.addStretch(1)
        row.addWidget(BlankForms(self._office, self))
        return row

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

    def _queue(self, given: Sequence[Path | QImage]) -> None:
        self._waiting.extend(given)
        self._total += len(given)
        self._stop.clear()
        self._go_on()

    def _go_on(self) -> None:
        if not self._reading and self._waiting:
            given = self._waiting.popleft()
            tray, stopped = self._office.workplace.tray, self._stop.is_set
            if isinstance(given, Path):
                self._reading = given.name
                call = partial(tray.take, [given], cancelled=stopped)
            else:
                self._reading = self.tr("粘贴的图片")
                call = partial(_take_image, tray, given, self._reading, stopped)
            self._office.jobs.run(call, self._on_read, self._on_failed, owner=self, slow=True)
        self._settle()

    def _settle(self) -> None:
        if self._reading:
            done = max(0, self._total - len(self._waiting) - 1)
            stopping = self._stop.is_set()
            self._progress.show_file(self._reading, done, self._total, stopping=stopping)
        else:
            self._total = 0
            self._progress.hide()
        self._empty.setVisible(not self._cards and not self._reading)

    def _on_read(self, report: ScanReport) -> None:
        self._reading = ""
        if not self._stop.is_set():
            self._show(report)
            if not report.sheets and not report.problems and not report.notes:
                self._say(Tone.DANGER, self.tr("这个文件里没有可以识别的页。"))
        self._go_on()

    def _on_looked(self, report: ScanReport) -> None:
        self._is_looking = False
        self._show(report)

    def _on_look_failed(self, error: KnownError) -> None:
        self._is_looking = False
        self._say(Tone.DANGER, str(error))

    def _on_trouble(self, error: KnownError) -> None:
        self._say(Tone.DANGER, str(error))

    def _on_failed(self, error: KnownError) -> None:
        self._reading = ""
        self._say(Tone.DANGER, str(error))
        self._go_on()

    def _on_dropped(self, _count: int) -> None:
        """Old originals are gone; there is nothing to show."""

    def _on_listed(self, sheets: Sequence[ScannedSheet]) -> None:
        for sheet in sheets:
            self._put(sheet)

    def _show(self, report: ScanReport) -> None:
        for sheet in report.sheets:
            self._put(sheet)
        for note in report.notes:
            self._say(Tone.INFO, note)
        for problem in report.problems:
            self._say(Tone.DANGER, f"{Path(problem.source).name}：{problem.message}")

    def _put(self, sheet: ScannedSheet) -> None:
        """Show a sheet; one that is there already gets the pages that have come since."""
        keys = frozenset(page.key for page in (*sheet.pages, *sheet.duplicates))
        known = next((card for card in self.cards if card.keys & keys), None)
        if known is None:
            card = SheetCard(self._office, sheet, self)
            card.dismissed.connect(self._on_dismissed)
            self._add(card)
        elif known.keys != keys:
            known.show_sheet(sheet)

    def _say(self, tone: Tone, words: str) -> None:
        banner = Banner(self)
        banner.setObjectName("scan_problem")
        self._add(banner)
        banner.say(tone, words)
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


def _take_image(
    tray: TrayDesk, image: QImage, name: str, cancelled: Callable[[], bool]
) -> ScanReport:
    """Pack a pasted picture without loss and take it in; runs in a worker."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"PNG")).write(image)
    return tray.take_picture(bytes(buffer.data().data()), name, cancelled=cancelled)
