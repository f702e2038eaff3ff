"""Which form of an order to print, filled or empty."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from desktop.domain.calendar import moment_text
from desktop.domain.orders import Print
from desktop.domain.paper_choice import SheetChoice, sheet_choices
from desktop.domain.paper_content import standing
from desktop.domain.rounds import round_name
from desktop.services.order_desk import OrderCard
from desktop.ui.paper.form_words import form_name, step_name
from desktop.ui.style import Space, Tone, set_role, set_tone
from desktop.ui.widgets.card import Card


class FormPicker(Card):
    """The forms that this order's jurisdiction uses, with what is signed on them.

    Forms for which the order has nothing yet stay behind one button.

    Signals:
        picked: Form id, round number.
        blank_picked: Form id.
    """

    picked = Signal(str, int)
    blank_picked = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("表单"), parent)
        self.setObjectName("form_picker")
        self._rows: list[QWidget] = []
        self._first = QVBoxLayout()
        self.body.addLayout(self._first)
        self.more_button = QPushButton(self.tr("其他表单"), self)
        self.more_button.setObjectName("forms_more")
        self.more_button.setCheckable(True)
        set_role(self.more_button, "link")
        self.add(self.more_button)
        self._others = QWidget(self)
        self._others_body = QVBoxLayout(self._others)
        self._others_body.setContentsMargins(0, 0, 0, 0)
        self._others.setVisible(False)
        self.more_button.toggled.connect(self._others.setVisible)
        self.body.addWidget(self._others)

    def show_order(self, card: OrderCard) -> None:
        """List the forms of an order, one line for each round where rounds count."""
        for row in self._rows:
            row.hide()
            row.setParent(None)
            row.deleteLater()
        self._rows = []
        choices = sheet_choices(card.working.order, card.rules.profile)
        for choice in choices:
            self._add(card, choice)
        self.more_button.setVisible(not all(choice.wanted for choice in choices))

    def _add(self, card: OrderCard, choice: SheetChoice) -> None:
        form, number = choice.form, choice.round
        row = QWidget(self)
        line = QHBoxLayout(row)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(Space.S)
        rounds = "" if number == 1 else f"（{round_name(number)}）"
        name = QLabel(f"{form}　{form_name(form)}{rounds}", row)
        set_role(name, "strong")
        line.addWidget(name)
        state = QLabel(self._state(card, form, number), row)
        state.setWordWrap(True)
        state.setToolTip(self._prints(card, form, number))
        set_role(state, "small")
        if self._is_differing(card, form, number):
            set_tone(state, Tone.WARNING)
        line.addWidget(state, 1)
        prints = standing(card.working.order.prints)
        again = any((row.form, row.round) == (form, number) for row in prints)
        filled = QPushButton(self.tr("重新打印") if again else self.tr("预览打印"), row)
        filled.setObjectName(f"print_{form}_{number}")
        filled.setAccessibleName(f"{filled.text()} {form_name(form)}")
        filled.setProperty("form", form)
        filled.setProperty("round", number)
        filled.clicked.connect(self._on_picked)
        line.addWidget(filled)
        empty = QPushButton(self.tr("空白表"), row)
        empty.setObjectName(f"blank_{form}_{number}")
        empty.setAccessibleName(self.tr("空白{form}").format(form=form_name(form)))
        empty.setProperty("form", form)
        set_role(empty, "link")
        empty.clicked.connect(self._on_blank_picked)
        line.addWidget(empty)
        (self._first if choice.wanted else self._others_body).addWidget(row)
        self._rows.append(row)

    def _state(self, card: OrderCard, form: str, number: int) -> str:
        order = card.working.order
        place = (form, number)
        printed = [row for row in standing(order.prints) if (row.form, row.round) == place]
        parts = [self._last_print(printed)] if printed else []
        for signature in order.signatures:
            if (signature.form, signature.round) == (form, number) and not signature.retracted:
                words = f"{step_name(form, signature.step)}：{signature.signer}"
                words += self.tr("（电子签名）") if signature.is_electronic else ""
                parts.append(words + (self.tr("（与现有内容不一致）") if signature.differs else ""))
        return "　".join(parts) or self.tr("还没有打印")

    def _last_print(self, printed: Sequence[Print]) -> str:
        words = self.tr("打印过 {n} 次").format(n=len(printed))
        return words + "，" + self.tr("最近 {}").format(_print_words(printed[-1]))

    def _prints(self, card: OrderCard, form: str, number: int) -> str:
        """Say of every print when, by whom, how many copies and over which content."""
        rows = standing(card.working.order.prints)
        return "\n".join(
            _print_words(row) for row in rows if (row.form, row.round) == (form, number)
        )

    def _is_differing(self, card: OrderCard, form: str, number: int) -> bool:
        return any(
            signature.differs and (signature.form, signature.round) == (form, number)
            for signature in card.working.order.signatures
        )

    def _on_picked(self) -> None:
        button = self.sender()
        self.picked.emit(str(button.property("form")), int(button.property("round")))

    def _on_blank_picked(self) -> None:
        self.blank_picked.emit(str(self.sender().property("form")))


def _print_words(row: Print) -> str:
    """Say when, by whom, how many copies, and the 版本码 of what was printed."""
    codes = "、".join(code for _step, code in row.codes)
    return f"{moment_text(row.stamp.at)} {row.stamp.name} {row.copies} 份　{codes}".rstrip()
