"""One scanned sheet in the tray: what it is, what is on it, and what to do with it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.order_desk import Saved
from desktop.services.scan_findings import ScanFinding, ScannedSheet, SheetMatch
from desktop.services.unit_sheets import SignedSheet
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.paper.form_words import form_name, step_name
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.sheet_assignment import SheetAssignment
from desktop.ui.paper.sheet_changes import SheetChanges
from desktop.ui.paper.sheet_picture import SheetPicture
from desktop.ui.paper.signature_form import SignatureForm
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card

_MARKS = {
    SheetMatch.CURRENT: Mark("内容一致", Tone.GOOD, Shape.TICK),
    SheetMatch.CHANGED: Mark("与现有内容不一致", Tone.WARNING, Shape.DIAMOND),
    SheetMatch.ELSEWHERE: Mark("内容没有比对", Tone.WARNING, Shape.RING),
    SheetMatch.UNCOMPARED: Mark("内容没有比对", Tone.WARNING, Shape.RING),
    SheetMatch.FOREIGN: Mark("不是本机的表", Tone.DANGER, Shape.TRIANGLE),
    SheetMatch.UNREADABLE: Mark("没有读到二维码", Tone.WARNING, Shape.RING),
}


class SheetCard(Card):
    """One sheet with all its pages.

    Args:
        office: Use cases and workers.
        sheet: What its pages are.
        parent: Owner.

    Signals:
        filed: A signature was filed; a sentence.
        assigned: A page was given to an order by hand.
        dismissed: The sheet is to leave the tray.
    """

    filed = Signal(str)
    assigned = Signal()
    dismissed = Signal()

    def __init__(self, office: Office, sheet: ScannedSheet, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("sheet_card")
        self._office = office
        self.sheet = sheet
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        self._pictures = QVBoxLayout()
        row.addLayout(self._pictures)
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        column = QVBoxLayout()
        column.addLayout(self._column)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.banner = Banner(self)
        self.signature: SignatureForm | None = None
        self.assignment: SheetAssignment | None = None
        self._parts: list[QWidget] = []
        self._show()

    @property
    def finding(self) -> ScanFinding:
        """The page that is signed, or the first one."""
        return self.sheet.main

    @property
    def keys(self) -> frozenset[str]:
        """Names of its pages in the tray."""
        return frozenset(page.key for page in (*self.sheet.pages, *self.sheet.duplicates))

    def show_sheet(self, sheet: ScannedSheet) -> None:
        """Show the sheet with the pages that have come since."""
        self.sheet = sheet
        self.banner.clear()
        self._show()

    def _show(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        self.signature = self.assignment = None
        picture = SheetPicture(self._office, [page.page.jpeg for page in self.sheet.pages], self)
        self._pictures.addWidget(picture, 0, Qt.AlignmentFlag.AlignTop)
        self._parts.append(picture)
        self._add_head()
        if self.finding.match is SheetMatch.UNREADABLE:
            self._add_assignment()
        elif self.finding.location is not None:
            self._add_signature()
        self._column.addWidget(self.banner)
        dismiss = QPushButton(self.tr("移出列表"), self)
        dismiss.setObjectName("sheet_dismiss")
        set_role(dismiss, "link")
        dismiss.clicked.connect(self._on_dismissed)
        self._put(dismiss)

    def _put(self, widget: QWidget) -> None:
        self._column.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        self._parts.append(widget)

    def _put_wide(self, widget: QWidget) -> None:
        self._column.addWidget(widget)
        self._parts.append(widget)

    def _add_head(self) -> None:
        finding = self.finding
        self._put(Badge(_MARKS[finding.match], self))
        location = finding.location
        if location:
            parts = (form_name(location.form), finding.number, finding.title)
            title = QLabel("　".join(filter(None, parts)), self)
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setWordWrap(True)
            set_role(title, "strong")
            self._put_wide(title)
        words = QLabel(finding.message, self)
        words.setWordWrap(True)
        self._put_wide(words)
        for note in self.sheet.notes:
            label = QLabel(note, self)
            label.setObjectName("sheet_note")
            label.setWordWrap(True)
            set_role(label, "strong")
            self._put_wide(label)
        source = QLabel("；".join(_sources(self.sheet)), self)
        source.setWordWrap(True)
        set_role(source, "small")
        self._put_wide(source)
        if finding.match is SheetMatch.CHANGED and location:
            self._add_difference()

    def _add_difference(self) -> None:
        changed = [box for box in self.finding.boxes if not box.current]
        location = self.finding.location
        if location is None:
            return
        lines = [
            self.tr("{place}：纸上版本码 {code}，现有内容已不同").format(
                place=step_name(location.form, box.step), code=box.code or self.tr("（无）")
            )
            for box in changed
        ]
        words = QLabel("\n".join(lines), self)
        words.setWordWrap(True)
        set_role(words, "small")
        self._put_wide(words)
        self._put_wide(SheetChanges(self._office, self.finding, self))
        if location.is_of_unit:
            return
        compare = QPushButton(self.tr("对照现有内容"), self)
        compare.setObjectName("sheet_compare")
        set_role(compare, "link")
        compare.clicked.connect(self._on_compare)
        self._put(compare)

    def _add_assignment(self) -> None:
        self.assignment = SheetAssignment(self._office, self.finding, self)
        self.assignment.assigned.connect(self._on_assigned)
        self.assignment.failed.connect(self._on_failed)
        self._put_wide(self.assignment)

    def _add_signature(self) -> None:
        location = self.finding.location
        if location is None or not self.sheet.boxes:
            note = QLabel(self.tr("这一页上没有签字栏，不需要存入。"), self)
            set_role(note, "muted")
            self._put(note)
            return
        self.signature = SignatureForm(
            self._office,
            location.form,
            self.sheet.boxes,
            self,
            pages_missing=bool(self.sheet.missing),
        )
        if location.is_of_unit:
            self.signature.go.setText(self.tr("存入本单位的签字件"))
        self.signature.confirmed.connect(self._on_confirmed)
        self._put(self.signature)

    def _on_assigned(self, finding: ScanFinding) -> None:
        self.show_sheet(ScannedSheet(pages=(finding,)))
        self.assigned.emit()

    def _on_dismissed(self) -> None:
        call = partial(self._office.workplace.tray.put_aside, self.sheet)
        self._office.jobs.run(call, self._on_put_aside, self._on_failed, owner=self)

    def _on_put_aside(self, _nothing: None) -> None:
        self.dismissed.emit()

    def _on_compare(self) -> None:
        location = self.finding.location
        if location:
            PrintWindow(
                self._office,
                location.order_id,
                location.form,
                round_number=location.round,
                parent=self.window(),
            ).show()

    def _on_confirmed(self) -> None:
        form = self.signature
        confirmed = form.confirmation() if form else None
        if form is None or confirmed is None:
            return
        self.banner.clear()
        form.setEnabled(False)
        scans = self._office.workplace.scans
        call = partial(scans.file_signature, self.sheet, form.chosen, confirmed)
        self._office.jobs.run(call, self._on_filed, self._on_failed, owner=self)

    def _on_filed(self, filed: Saved | SignedSheet) -> None:
        form, location = self.signature, self.finding.location
        if form is None or location is None:
            return
        where = self.tr("工单 {}").format(self.finding.number)
        if location.is_of_unit:
            where = self.tr("本单位的《{}》签字件").format(form_name(location.form))
        words = self.tr("已存入{where}：{place}，{signer}").format(
            where=where,
            place=step_name(location.form, form.chosen),
            signer=form.signer.value().strip(),
        )
        caution = self._office.workplace.scans.caution(filed)
        tone = Tone.WARNING if caution else Tone.GOOD
        self.banner.say(tone, f"{words}。{caution}" if caution else words)
        form.setEnabled(form.drop_step(form.chosen))
        form.setVisible(form.isEnabled())
        self._office.sync.poke()
        self.filed.emit(words)

    def _on_failed(self, error: KnownError) -> None:
        if self.signature is not None:
            self.signature.setEnabled(True)
        self.banner.say(Tone.DANGER, str(error))


def _sources(sheet: ScannedSheet) -> list[str]:
    """Say which page of which file each page is."""
    return [f"{page.page.source}　第 {page.page.index + 1} 页" for page in sheet.pages]
