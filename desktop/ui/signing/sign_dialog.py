"""电子签名: sign a form with a certificate, or have it signed with another program."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.order_desk import OrderCard, Saved
from desktop.services.print_desk import write_file
from desktop.services.signing_desk import SignedDocument, SigningDesk
from desktop.services.signing_ports import Certificate, SigningKey, Token, TokenCertificate
from desktop.ui import choices
from desktop.ui.last_folders import Files
from desktop.ui.office import Office
from desktop.ui.paper.form_words import file_title, form_name, step_name
from desktop.ui.signing.key_form import KeyForm
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import KnownError
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.file_dialog import FileDialog
from desktop.ui.widgets.scroll_column import ScrollColumn

T = TypeVar("T")
_SIZE = QSize(620, 660)


class SignDialog(QDialog):
    """Shows whose certificate it is before it signs; closes with Esc and is freed then.

    Args:
        office: Use cases and workers.
        order_id: The order.
        form: The form to be signed.
        parent: Owner.

    Signals:
        signed: A signature is in the order; a sentence.
    """

    signed = Signal(str)

    def __init__(
        self, office: Office, order_id: str, form: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("sign_dialog")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("电子签名　{form}").format(form=form_name(form)))
        self._office = office
        self._order_id = order_id
        self._form = form
        self._document: SignedDocument | None = None
        options = office.workplace.options
        self.banner = Banner(self)
        self.step = QComboBox(self)
        self.step.setObjectName("sign_step")
        self.step.setAccessibleName(self.tr("签字处"))
        self.keys = KeyForm(choices.text_choice(options, choices.SIGN_MODULE, ""), self)
        self.holder = QLabel(self)
        self.holder.setObjectName("sign_holder")
        self.holder.setWordWrap(True)
        self.look = self._button(self.tr("核对证书(&V)"), "sign_look", self._on_look)
        self.go = self._button(self.tr("签名(&S)"), "sign_go", self._on_go)
        set_role(self.go, "primary")
        self.offer = self._button(self.tr("导出待签 PDF…(&O)"), "sign_offer", self._on_offer)
        self.take = self._button(self.tr("取回已签的 PDF…(&T)"), "sign_take", self._on_take)
        self.found = QLabel(self)
        self.found.setObjectName("sign_found")
        self.found.setWordWrap(True)
        self.found.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.file = self._button(self.tr("存入工单(&F)"), "sign_file", self._on_file)
        self._lay_out()
        self.keys.changed.connect(self._on_key_changed)
        self.keys.module_chosen.connect(self._on_module_chosen)
        self._on_key_changed()
        self.found.hide()
        self.file.hide()

    @property
    def _desk(self) -> SigningDesk:
        return self._office.workplace.signing

    def load(self) -> None:
        """List the places to sign, and say what is missing in the settings."""
        opened = partial(self._office.workplace.orders.open, self._order_id)
        self._office.jobs.run(opened, self._on_opened, self.banner.say_error, owner=self)
        self._run(self._desk.what_is_missing, self._on_missing)

    def take_file(self, path: Path) -> None:
        """Look at a document that was signed elsewhere."""
        self._run(partial(self._desk.take, path), self._on_taken)

    def offer_to(self, path: Path) -> None:
        """Write the document that is to be signed next."""
        call = partial(_offered, self._desk, self._order_id, self._form, path)
        self._run(call, self._on_offered)

    def _lay_out(self) -> None:
        here = Card(self.tr("在本机签"), self)
        self.keys.lead_with(self.tr("签字处"), self.step)
        here.add(self.keys)
        here.add(self.holder)
        here.body.addLayout(_row(self.look, self.go))
        away = Card(self.tr("在别的程序里签"), self)
        away.add_text(
            self.tr(
                "导出的 PDF 可以用签章软件签；签好后从这里取回。扫描或画上去的签名不算电子签名。"
            ),
            "small",
        )
        away.body.addLayout(_row(self.offer, self.take))
        away.add(self.found)
        away.body.addLayout(_row(self.file))
        # small screens at 150 % show less than a driver, its certificates and two signatures need
        cards = ScrollColumn(Space.M)
        cards.column.addWidget(here)
        cards.column.addWidget(away)
        cards.column.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.banner)
        column.addWidget(cards, 1)
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(QSize(room.width() - 40, room.height() - 60)))

    def _button(self, text: str, name: str, slot: Callable[[], None]) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text.partition("(")[0])
        button.setAutoDefault(False)
        button.clicked.connect(slot)
        return button

    def _run(self, call: Callable[[], T], done: Callable[[T], object]) -> None:
        self._office.jobs.run(call, done, self._on_failed, owner=self, slow=True)

    def _on_opened(self, card: OrderCard) -> None:
        use = card.rules.profile.form(self._form)
        self.step.clear()
        for step in use.steps if use else ():
            self.step.addItem(step_name(self._form, step), step)
        self._on_key_changed()

    def _on_missing(self, words: str) -> None:
        if words:
            self.banner.say(Tone.WARNING, words)

    def _on_key_changed(self) -> None:
        """Another key has to be looked at again before it signs."""
        self.holder.hide()
        self.go.setEnabled(False)
        self.look.setEnabled(self.keys.key() is not None and self.step.count() > 0)

    def _on_module_chosen(self, path: str) -> None:
        save = partial(self._office.workplace.options.set, choices.SIGN_MODULE, path)
        self._office.jobs.run(save, self._on_kept, owner=self)

    def _on_kept(self, nothing: None) -> None:
        """The driver is remembered; the field shows it already."""

    def _on_look(self) -> None:
        key = self.keys.key()
        if key is None:
            return
        self.look.setEnabled(False)
        if isinstance(key, Token) and not key.certificate:
            self._run(partial(self._desk.on_token, key), self._on_listed)
        else:
            self._run(partial(self._desk.holder, key), self._on_holder)

    def _on_listed(self, found: Sequence[TokenCertificate]) -> None:
        self.keys.offer(found)
        key = self.keys.token()
        if not found or key is None:
            self.banner.say(Tone.WARNING, self.tr("UKey 里没有证书，不能签名。"))
            self._on_key_changed()
        else:
            self._run(partial(self._desk.holder, key), self._on_holder)

    def _on_holder(self, certificate: Certificate) -> None:
        words = self.tr("持有人：{0}\n颁发机构：{1}\n有效至：{2}\n核对无误后点“签名”。").format(
            certificate.holder, certificate.issuer, f"{certificate.valid_to:%Y-%m-%d}"
        )
        self.holder.setText(words)
        self.holder.show()
        self.banner.clear()
        self.look.setEnabled(True)
        self.go.setEnabled(True)
        self.go.setFocus()

    def _on_go(self) -> None:
        key: SigningKey | None = self.keys.key()
        if key is None:
            return
        self.go.setEnabled(False)
        self.banner.say(Tone.INFO, self.tr("正在签名，请不要拔出 UKey…"))
        step = str(self.step.currentData())
        self._run(partial(self._desk.sign, self._order_id, self._form, step, key), self._on_signed)

    def _on_signed(self, _saved: Saved) -> None:
        self.keys.forget()
        self._on_key_changed()
        self._tell(self.tr("已电子签名，签好的 PDF 已存入工单。"))

    def _on_offer(self) -> None:
        name = self.tr("待签-{0}.pdf").format(file_title(self._form))
        title, pattern = self.tr("导出待签 PDF"), self.tr("PDF 文件 (*.pdf)")
        dialog = FileDialog(Files.SIGNING, title, pattern, parent=self)
        dialog.save_as(name, "pdf")
        dialog.fileSelected.connect(self._on_offer_place)
        dialog.open()

    def _on_offer_place(self, path: str) -> None:
        self.offer_to(Path(path))

    def _on_offered(self, name: str) -> None:
        self.banner.say(
            Tone.GOOD, self.tr("已导出“{0}”。签好后取回即可，文件内容请不要改动。").format(name)
        )

    def _on_take(self) -> None:
        title, pattern = self.tr("取回已签的 PDF"), self.tr("PDF 文件 (*.pdf)")
        dialog = FileDialog(Files.SIGNING, title, pattern, parent=self)
        dialog.fileSelected.connect(self._on_take_place)
        dialog.open()

    def _on_take_place(self, path: str) -> None:
        self.take_file(Path(path))

    def _on_taken(self, document: SignedDocument) -> None:
        self._document = document
        lines = [
            self.tr("工单 {0}《{1}》").format(document.number, form_name(document.printed.form))
        ]
        lines += [
            f"{step_name(document.printed.form, report.box)}：{report.words}"
            for report in document.reports
        ]
        if not document.current:
            lines.append(self.tr("签名前后内容改过：会存入，并标注“与现有内容不一致”。"))
        self.banner.clear()
        self.found.setText("\n".join(lines))
        self.found.show()
        self.file.setVisible(any(report.counts for report in document.reports))
        self.file.setEnabled(True)

    def _on_file(self) -> None:
        if self._document is not None:
            self.file.setEnabled(False)
            self._run(partial(self._desk.file, self._document), self._on_filed)

    def _on_filed(self, _saved: Saved) -> None:
        self.file.hide()
        self._tell(self.tr("已存入工单，签名栏已登记。"))

    def _on_failed(self, error: KnownError) -> None:
        self._on_key_changed()
        self.file.setEnabled(True)
        self.banner.say(Tone.DANGER, str(error))

    def _tell(self, words: str) -> None:
        self.banner.say(Tone.GOOD, words)
        self.signed.emit(words)

    def reject(self) -> None:
        """Close, so that Esc frees the dialog; what opens a key does not outlive it."""
        self.keys.forget()
        self.close()


def _row(*buttons: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.S)
    for button in buttons:
        row.addWidget(button)
    row.addStretch(1)
    return row


def _offered(desk: SigningDesk, order_id: str, form: str, path: Path) -> str:
    _printed, pdf = desk.offer(order_id, form)
    write_file(path, pdf)
    return path.name
