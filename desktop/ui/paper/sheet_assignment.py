"""A page whose code cannot be read: what it may be, and an order picked by hand."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.scan_findings import ScanFinding, SheetGuess
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.paper.form_words import FORM_NAMES, form_name
from desktop.ui.paper.order_search import OrderSearch
from desktop.ui.style import Space, set_role
from desktop.ui.tasks import KnownError

_WIDTH = 460
_CODE_LENGTH = 10


class SheetAssignment(QWidget):
    """Offers the sheets that look like the page, and a search for any other order.

    Args:
        office: Use cases and workers.
        finding: The page.
        parent: Owner.

    Signals:
        assigned: The page as it is now known, a `ScanFinding`.
        failed: Why it could not be assigned, a `KnownError`.
    """

    assigned = Signal(object)
    failed = Signal(object)

    def __init__(self, office: Office, finding: ScanFinding, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._office = office
        self._finding = finding
        self._order_id = ""
        self._guesses: Sequence[SheetGuess] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(Space.S)
        self.guessed = QVBoxLayout()
        self.guessed.setSpacing(Space.XS)
        self._column.addLayout(self.guessed)
        self.code = TextLine(
            "sheet_code", self.tr("版本码"), self.tr("纸张下方的 10 位版本码；看不清可不填"), self
        )
        self.code.edited.connect(self._on_code_typed)
        self.search = OrderSearch(office, self)
        self.search.picked.connect(self._on_order_picked)
        self.form = QComboBox(self)
        self.form.setObjectName("assign_form")
        self.form.setAccessibleName(self.tr("表单"))
        for form, name in FORM_NAMES.items():
            self.form.addItem(f"{form}　{name}", form)
        self.go = QPushButton(self.tr("归到这张工单"), self)
        self.go.setObjectName("assign_go")
        self.go.setEnabled(False)
        self.go.clicked.connect(self._on_assign)
        self.turn = QPushButton(self.tr("向左转 90°"), self)
        self.turn.setObjectName("sheet_turn")
        set_role(self.turn, "link")
        self.turn.clicked.connect(self._on_turn)
        self._lay_out()
        call = partial(office.workplace.scans.guesses, finding.page)
        office.jobs.run(call, self._on_guessed, self._on_no_guess, owner=self, slow=True)

    def _lay_out(self) -> None:
        for field in (self.code, self.search, self.form):
            field.setFixedWidth(_WIDTH)
        rows = QFormLayout()
        rows.setVerticalSpacing(Space.S)
        buttons = QHBoxLayout()
        buttons.addWidget(self.go)
        buttons.addWidget(self.turn)
        buttons.addStretch(1)
        for words, field in (
            (self.tr("版本码"), self.code),
            (self.tr("查找工单"), self.search),
            (self.tr("表单"), self.form),
        ):
            label = QLabel(words, self)
            set_role(label, "fieldlabel")
            rows.addRow(label, field)
        rows.addRow("", buttons)
        self._column.addLayout(rows)

    def _on_guessed(self, guesses: Sequence[SheetGuess]) -> None:
        self._guesses = guesses
        if guesses:
            label = QLabel(self.tr("最近打印的表里，它像是："), self)
            set_role(label, "small")
            self.guessed.addWidget(label)
        for place, guess in enumerate(guesses):
            words = self.tr("{form}　{number}　{title}　（相似 {score}%）").format(
                form=form_name(guess.location.form),
                number=guess.number,
                title=guess.title[:20],
                score=round(guess.score * 100),
            )
            button = QPushButton(words, self)
            button.setObjectName(f"sheet_guess_{place}")
            button.setAccessibleName(self.tr("归到{words}").format(words=words))
            button.setProperty("place", place)
            button.clicked.connect(self._on_guess)
            self.guessed.addWidget(button, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_no_guess(self, _error: KnownError) -> None:
        """Nothing to offer: the search is there."""

    def _on_guess(self) -> None:
        guess = self._guesses[int(self.sender().property("place"))]
        tray, code = self._office.workplace.tray, self.code.value()
        self._run(partial(tray.accept, self._finding, guess, code=code))

    def _on_order_picked(self, order_id: str, _number: str) -> None:
        self._order_id = order_id
        self._on_code_typed()

    def _on_code_typed(self) -> None:
        """A 版本码 says which sheet it is: no order has to be looked for."""
        typed = len(self.code.value().strip()) >= _CODE_LENGTH
        by_code = typed and not self._order_id
        self.go.setText(self.tr("按版本码归入") if by_code else self.tr("归到这张工单"))
        self.go.setEnabled(typed or bool(self._order_id))

    def _on_assign(self) -> None:
        form, code = str(self.form.currentData()), self.code.value()
        tray = self._office.workplace.tray
        if not self._order_id:
            self._run(partial(tray.assign_by_code, self._finding, code))
            return
        self._run(partial(tray.assign, self._finding, self._order_id, form, code=code))

    def _on_turn(self) -> None:
        self._run(partial(self._office.workplace.tray.turn, self._finding))

    def _run(self, call: "partial[ScanFinding]") -> None:
        self.setEnabled(False)
        self._office.jobs.run(call, self._on_assigned, self._on_failed, owner=self, slow=True)

    def _on_assigned(self, finding: ScanFinding) -> None:
        self.assigned.emit(finding)

    def _on_failed(self, error: KnownError) -> None:
        self.setEnabled(True)
        self.failed.emit(error)
