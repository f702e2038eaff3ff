"""One scanned page in the tray: what it is, what is on it, and what to do with it."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.services.order_desk import Saved
from desktop.services.paper_desk import ScanFinding, SheetMatch
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.paper.form_words import FORM_NAMES, form_name, step_name
from desktop.ui.paper.order_search import OrderSearch
from desktop.ui.paper.print_window import PrintWindow
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
    SheetMatch.FOREIGN: Mark("不是本机的工单", Tone.DANGER, Shape.TRIANGLE),
    SheetMatch.UNREADABLE: Mark("没有读到二维码", Tone.WARNING, Shape.RING),
}


class SheetCard(Card):
    """One page.

    Args:
        office: Use cases and workers.
        finding: What the page is.
        parent: Owner.

    Signals:
        filed: A signature was filed; a sentence.
        dismissed: The page is to leave the tray.
    """

    filed = Signal(str)
    dismissed = Signal()

    def __init__(self, office: Office, finding: ScanFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.setObjectName("sheet_card")
        self._office = office
        self.finding = finding
        self._order_id = ""
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        self._picture = SheetPicture(office, finding.page.jpeg, self)
        row.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        self._column = QVBoxLayout()
        self._column.setSpacing(Space.S)
        column = QVBoxLayout()
        column.addLayout(self._column)
        column.addStretch(1)
        row.addLayout(column, 1)
        self.body.addLayout(row)
        self.banner = Banner(self)
        self.signature: SignatureForm | None = None
        self._parts: list[QWidget] = []
        self._show()

    def _show(self) -> None:
        for part in self._parts:
            self._column.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = []
        self._add_head()
        if self.finding.match is SheetMatch.UNREADABLE:
            self._add_assignment()
        elif self.finding.location is not None:
            self._add_signature()
        self._column.addWidget(self.banner)
        dismiss = QPushButton(self.tr("移出列表"), self)
        dismiss.setObjectName("sheet_dismiss")
        set_role(dismiss, "link")
        dismiss.clicked.connect(self.dismissed)
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
            name = f"{form_name(location.form)}　{finding.number}　{finding.title}"
            title = QLabel(name, self)
            title.setTextFormat(Qt.TextFormat.PlainText)
            title.setWordWrap(True)
            set_role(title, "strong")
            self._put_wide(title)
        words = QLabel(finding.message, self)
        words.setWordWrap(True)
        self._put_wide(words)
        page = finding.page
        source = QLabel(
            self.tr("{file}　第 {n} 页").format(file=page.source, n=page.index + 1), self
        )
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
        compare = QPushButton(self.tr("对照现有内容"), self)
        compare.setObjectName("sheet_compare")
        set_role(compare, "link")
        compare.clicked.connect(self._on_compare)
        self._put(compare)

    def _add_assignment(self) -> None:
        self.search = OrderSearch(self._office, self)
        self.search.picked.connect(self._on_order_picked)
        self._put_wide(self.search)
        self.form = QComboBox(self)
        self.form.setObjectName("assign_form")
        self.form.setAccessibleName(self.tr("表单"))
        for form, name in FORM_NAMES.items():
            self.form.addItem(f"{form}　{name}", form)
        self._put(self.form)
        self.assign_button = QPushButton(self.tr("归到这张工单"), self)
        self.assign_button.setObjectName("assign_go")
        self.assign_button.setEnabled(False)
        self.assign_button.clicked.connect(self._on_assign)
        self._put(self.assign_button)

    def _add_signature(self) -> None:
        location = self.finding.location
        if location is None or not self.finding.boxes:
            note = QLabel(self.tr("这一页上没有签字栏，不需要存入。"), self)
            set_role(note, "muted")
            self._put(note)
            return
        self.signature = SignatureForm(self._office, location.form, self.finding.boxes, self)
        self.signature.confirmed.connect(self._on_confirmed)
        self._put(self.signature)

    def _on_order_picked(self, order_id: str, _number: str) -> None:
        self._order_id = order_id
        self.assign_button.setEnabled(True)

    def _on_assign(self) -> None:
        paper = self._office.workplace.paper
        form = str(self.form.currentData())
        call = partial(paper.assign, self.finding.page, self._order_id, form)
        self.assign_button.setEnabled(False)
        self._office.jobs.run(call, self._on_assigned, self._on_failed, owner=self, slow=True)

    def _on_assigned(self, finding: ScanFinding) -> None:
        self.finding = finding
        self._show()

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
        day = form.signed_on.day() if form else None
        if form is None or day is None:
            return
        self.banner.clear()
        form.setEnabled(False)
        call = partial(
            self._office.workplace.paper.file_signature,
            self.finding,
            form.chosen,
            signer=form.signer.value().strip(),
            signed_on=day,
            confirmed_ink=form.looked.isChecked(),
            remark=form.remark.value().strip(),
        )
        self._office.jobs.run(call, self._on_filed, self._on_failed, owner=self)

    def _on_filed(self, _saved: Saved) -> None:
        form, location = self.signature, self.finding.location
        if form is None or location is None:
            return
        words = self.tr("已存入工单 {number}：{place}，{signer}").format(
            number=self.finding.number,
            place=step_name(location.form, form.chosen),
            signer=form.signer.value().strip(),
        )
        self.banner.say(Tone.GOOD, words)
        form.setEnabled(form.drop_step(form.chosen))
        form.setVisible(form.isEnabled())
        self._office.sync.poke()
        self.filed.emit(words)

    def _on_failed(self, error: KnownError) -> None:
        if self.signature is not None:
            self.signature.setEnabled(True)
        elif self._order_id:
            self.assign_button.setEnabled(True)
        self.banner.say(Tone.DANGER, str(error))
