"""Print a form of the order, and take the signed sheet back."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from desktop.domain.orders import Signature
from desktop.services.order_desk import OrderCard
from desktop.ui.marks import Mark, Shape
from desktop.ui.office import Office
from desktop.ui.paper.form_words import form_name, step_name
from desktop.ui.paper.print_window import PrintWindow
from desktop.ui.paper.scan_window import ScanWindow
from desktop.ui.signing.sign_dialog import SignDialog
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.badge import Badge
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow_buttons import FlowButtons


class PaperButtons(Card):
    """The card about one form's paper: who has signed, print, scan.

    Args:
        office: Use cases and workers.
        order_id: The order.
        form: F1, F2 or F3.
        parent: Owner.
    """

    def __init__(
        self, office: Office, order_id: str, form: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(f"{form_name(form)}（{form}）", parent)
        self._office = office
        self._order_id = order_id
        self._form = form
        self._states: list[QWidget] = []
        self._hint = self.add_text("", "muted")
        buttons = FlowButtons(self)
        self.print_button = buttons.add(self.tr("预览打印(&P)"), f"paper_print_{form}")
        self.scan_button = buttons.add(self.tr("扫描件回来了(&S)"), f"paper_scan_{form}")
        self.sign_button = buttons.add(self.tr("电子签名…(&E)"), f"paper_sign_{form}")
        self.sign_button.clicked.connect(self.sign)
        self.blank_button = buttons.add(self.tr("空白表"), f"paper_blank_{form}", "link")
        self.print_button.clicked.connect(self.print_form)
        self.scan_button.clicked.connect(self.take_scans)
        self.blank_button.clicked.connect(self._on_blank)
        self.add(buttons)

    def show_order(self, card: OrderCard, hint: str) -> None:
        """Show who has signed this round's sheet, in the order of signing."""
        for widget in self._states:
            self.body.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._states = []
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        use = card.rules.profile.form(self._form)
        order = card.working.order
        for place, step in enumerate(use.steps if use else ()):
            signed = [
                entry
                for entry in order.signatures
                if (entry.form, entry.step, entry.round) == (self._form, step, order.round.number)
                and not entry.retracted
            ]
            self._add_state(place, step, signed[-1] if signed else None)

    def print_form(self) -> None:
        """Open the preview."""
        PrintWindow(self._office, self._order_id, self._form, parent=self.window()).show()

    def take_scans(self) -> None:
        """Open the tray for signed sheets."""
        ScanWindow(self._office, self.window()).show()

    def sign(self) -> None:
        """Open the dialog for a certificate's signature."""
        dialog = SignDialog(self._office, self._order_id, self._form, self.window())
        dialog.load()
        dialog.open()

    def _on_blank(self) -> None:
        PrintWindow(self._office, "", self._form, parent=self.window()).show()

    def _add_state(self, place: int, step: str, signed: Signature | None) -> None:
        state = QWidget(self)
        grid = QGridLayout(state)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(Space.XS)
        grid.setColumnStretch(1, 1)
        name = QLabel(step_name(self._form, step), state)
        set_role(name, "strong")
        grid.addWidget(name, 0, 0)
        grid.addWidget(Badge(_mark(signed), state), 0, 1, Qt.AlignmentFlag.AlignRight)
        if signed:
            words = QLabel(_words(signed), state)
            words.setWordWrap(True)
            set_role(words, "small")
            grid.addWidget(words, 1, 0, 1, 2)
        self.body.insertWidget(1 + place, state)
        self._states.append(state)


def _words(signed: Signature) -> str:
    words = f"{signed.signer}　{signed.signed_on.month}月{signed.signed_on.day}日签"
    if signed.is_electronic:
        words += f"　电子签名，证书由“{signed.issuer}”签发"
    return f"{words}　{signed.remark}" if signed.remark else words


def _mark(signed: Signature | None) -> Mark:
    if signed is None:
        return Mark("待签字", Tone.WARNING, Shape.RING)
    if signed.differs:
        return Mark("与现有内容不一致", Tone.WARNING, Shape.DIAMOND)
    return Mark("电子签名" if signed.is_electronic else "已签字", Tone.GOOD, Shape.TICK)
