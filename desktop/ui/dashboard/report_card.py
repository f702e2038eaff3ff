"""定期报送: what the unit has to report, by when, and what it has reported."""

from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from desktop.services.reporting_duties import DutyBoard, board_text
from desktop.ui import choices
from desktop.ui.dashboard.report_row import ReportRow
from desktop.ui.office import Office
from desktop.ui.style import Tone, set_role, set_tone
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.emptying import empty

_FEW = 4


class ReportCard(Card):
    """Hidden where the rules know no regular report.

    Args:
        office: Tells the time; its options remember whether all reports are shown.
        parent: Owner.

    Signals:
        handed_in: A report was handed in: duty id, due day, day of handing in.
        taken_back: It was not, after all: duty id, due day.
        basis_wanted: Show the rules of a profile at a clause: profile id, rule id.
    """

    handed_in = Signal(str, object, object)
    taken_back = Signal(str, object)
    basis_wanted = Signal(str, str)

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("定期报送"), parent)
        self.setObjectName("report_card")
        self._office = office
        self._now = office.workplace.clock.now
        self._board: DutyBoard | None = None
        options = office.workplace.options
        self._shows_all = choices.flag_choice(options, choices.ALL_REPORTS, default=False)
        self._copy = self._link(self.tr("复制"), "report_copy", self.tr("复制定期报送清单"))
        self._copy.clicked.connect(self._on_copy)
        self.add_to_header(self._copy)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(0)
        self.body.addLayout(self._rows)
        self._more = self._link("", "report_more", self.tr("显示全部或几项定期报送"))
        self._more.clicked.connect(self._on_more)
        self.add(self._more)
        self._problem = self.add_text("", "small")
        self._problem.setObjectName("report_problem")
        set_tone(self._problem, Tone.DANGER)
        self._problem.hide()
        self._as_needed = self.add_text("", "small")
        self._as_needed.setObjectName("report_as_needed")
        self.hide()

    def show_board(self, board: DutyBoard) -> None:
        """Show the reports; an open entry stays open while nothing else has changed."""
        if board == self._board:
            return
        self._problem.hide()
        self._board = board
        self._fill(board)
        self.setVisible(bool(board.lines or board.as_needed))

    def show_problem(self, message: str) -> None:
        """Say why something was not noted."""
        self._problem.setText(message)
        self._problem.show()

    def _fill(self, board: DutyBoard) -> None:
        empty(self._rows)
        shown = board.lines if self._shows_all else board.lines[:_FEW]
        for line in shown:
            row = ReportRow(line, board.on, self._now)
            row.handed_in.connect(self.handed_in)
            row.taken_back.connect(self.taken_back)
            row.basis_wanted.connect(self._on_basis_wanted)
            self._rows.addWidget(row)
        left = len(board.lines) - len(shown)
        self._more.setText(self.tr("还有 {} 项").format(left) if left else self.tr("只显示几项"))
        self._more.setVisible(len(board.lines) > _FEW)
        names = "；".join(f"{duty.name}（{duty.rule}）" for duty in board.as_needed)
        self._as_needed.setText(self.tr("随时报送：{}").format(names))
        self._as_needed.setVisible(bool(names))

    def _link(self, text: str, name: str, accessible: str) -> QPushButton:
        button = QPushButton(text)
        button.setObjectName(name)
        button.setAccessibleName(accessible)
        set_role(button, "link")
        return button

    def _on_basis_wanted(self, rule: str) -> None:
        if self._board:
            self.basis_wanted.emit(self._board.profile, rule)

    def _on_more(self) -> None:
        self._shows_all = not self._shows_all
        options = self._office.workplace.options
        write = partial(options.set, choices.ALL_REPORTS, self._shows_all)
        self._office.jobs.run(write, self._on_kept, owner=self)
        if self._board:
            self._fill(self._board)

    def _on_kept(self, _none: None) -> None:
        """It is on disk; the card shows it already."""

    def _on_copy(self) -> None:
        if self._board:
            QGuiApplication.clipboard().setText(board_text(self._board))
