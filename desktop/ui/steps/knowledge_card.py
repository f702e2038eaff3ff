"""知识库: what the platform's knowledge base says to a demand like this, at hand for the answer."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QButtonGroup, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from desktop.contract.messages import KnowledgeEntry
from desktop.domain.orders import Order
from desktop.services.reference import Reference
from desktop.ui.fields.text_area import TextArea
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.flow_buttons import FlowButtons
from desktop.ui.widgets.flow_layout import FlowLayout
from desktop.ui.wording import tip_text

_PAUSE_MS = 200
_SHOWN = 8
_LONGEST_TITLE = 24


class KnowledgeCard(Card):
    """Entries that fit the demand, or that a search finds; one is read, copied or put in.

    Hidden where the platform has sent no knowledge base.

    Args:
        office: Reference data and workers.
        target: The field that an entry is put into, where the cursor is.
        parent: Owner.
    """

    def __init__(self, office: Office, target: TextArea, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("知识库参考"), parent)
        self.setObjectName("knowledge_card")
        self._office, self._target = office, target
        self._reference = office.workplace.reference
        self._order: Order | None = None
        self._entries: Sequence[KnowledgeEntry] = ()
        self.search = QLineEdit()
        self.search.setObjectName("knowledge_search")
        self.search.setPlaceholderText(self.tr("按标题、关键词或内容查找"))
        self.search.setAccessibleName(self.tr("在知识库中查找"))
        self.search.setClearButtonEnabled(True)
        self.search.textEdited.connect(self._on_typed)
        self.add(self.search)
        self._hint = self.add_text("", "small")
        self._titles = QWidget()
        self._flow = FlowLayout(self._titles)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._on_picked)
        self.add(self._titles)
        self._piece = self._made_piece()
        self.add(self._piece)
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_PAUSE_MS)
        self._pause.timeout.connect(self._look)
        self._piece.hide()
        self.hide()

    def show_order(self, order: Order) -> None:
        """Look for what fits an order, unless it is shown already."""
        known = self._order
        self._order = order
        if known is None or (known.title, known.content) != (order.title, order.content):
            self._look()

    def _made_piece(self) -> QWidget:
        piece = QWidget()
        column = QVBoxLayout(piece)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        self.text = QLabel()
        self.text.setObjectName("knowledge_text")
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.source = QLabel()
        self.source.setObjectName("knowledge_source")
        self.source.setWordWrap(True)
        self.source.setTextFormat(Qt.TextFormat.PlainText)
        set_role(self.source, "small")
        buttons = FlowButtons()
        self.put = buttons.add(self.tr("放入答复(&K)"), "knowledge_put")
        self.copy = buttons.add(self.tr("复制"), "knowledge_copy")
        self.put.clicked.connect(self._on_put)
        self.copy.clicked.connect(self._on_copy)
        for widget in (self.text, self.source, buttons):
            column.addWidget(widget)
        return piece

    def _look(self) -> None:
        if self._order is not None:
            look = partial(_found, self._reference, self._order, self.search.text().strip())
            self._office.jobs.run(look, self._on_found, owner=self)

    def _on_typed(self) -> None:
        self._pause.start()

    def _on_found(self, found: Sequence[KnowledgeEntry] | None) -> None:
        self.setVisible(found is not None)
        self._entries = found or ()
        if not found:
            nothing = self.tr("没有找到，换个词试试。")
            self._hint.setText(
                nothing if self.search.text() else self.tr("没有与这件诉求相近的，可以查找。")
            )
        else:
            searched = self.tr("找到 {0} 条：").format(len(found))
            self._hint.setText(searched if self.search.text() else self.tr("与这件诉求相近的："))
        self._show_titles()
        self._piece.hide()

    def _show_titles(self) -> None:
        for button in self._group.buttons():
            self._group.removeButton(button)
            self._flow.removeWidget(button)
            button.deleteLater()
        for place, entry in enumerate(self._entries):
            title = entry.title
            shown = title if len(title) <= _LONGEST_TITLE else f"{title[: _LONGEST_TITLE - 1]}…"
            button = QPushButton(shown.replace("&", "&&"), self._titles)
            button.setObjectName(f"knowledge_{place}")
            button.setAccessibleName(self.tr("查看知识：{0}").format(title))
            button.setToolTip(tip_text(title))
            button.setCheckable(True)
            set_role(button, "chip")
            self._group.addButton(button, place)
            self._flow.addWidget(button)
        self._titles.setVisible(bool(self._entries))

    def _on_picked(self, place: int) -> None:
        entry = self._entries[place]
        self.text.setText(entry.text)
        words = (entry.title, entry.source, entry.revised)
        self.source.setText(" · ".join(word for word in words if word))
        self._piece.show()

    def _on_put(self) -> None:
        self._target.add_phrase(self.text.text())

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self.text.text())


def _found(reference: Reference, order: Order, text: str) -> Sequence[KnowledgeEntry] | None:
    """Look up; None when there is no knowledge base at all."""
    if not reference.has_knowledge:
        return None
    if text:
        return reference.find(text, limit=_SHOWN)
    return reference.fitting(order, limit=_SHOWN)
