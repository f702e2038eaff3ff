"""What one item of the score was computed from, and by which reading."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from desktop.domain.scoring.tree import Node
from desktop.services.score_tables import computed_text, marks_text, other_texts
from desktop.ui.style import set_role
from desktop.ui.widgets.card import Card


class ItemDetail(Card):
    """Stays beside the tree.

    Signals:
        basis_wanted: Show the rules at a clause; its rule id.
        copy_wanted: The orders behind the shown item are wanted as text.
    """

    basis_wanted = Signal(str)
    copy_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("怎么算的"), parent)
        self.setObjectName("statistics_item")
        self._rule = ""
        self.node: Node | None = None
        self._text = QLabel()
        self._text.setObjectName("statistics_item_text")
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.add(self._text)
        self._basis = QPushButton(self.tr("查看依据"))
        self._basis.setObjectName("statistics_basis")
        self._basis.setAccessibleName(self.tr("查看这一项的规则依据"))
        set_role(self._basis, "link")
        self._basis.clicked.connect(self._on_basis)
        self.body.addWidget(self._basis, 0, Qt.AlignmentFlag.AlignLeft)
        self._copy = QPushButton(self.tr("复制工单清单"))
        self._copy.setObjectName("statistics_orders_copy")
        self._copy.setAccessibleName(self.tr("把这一项的工单编号和标题复制为文字"))
        set_role(self._copy, "link")
        self._copy.clicked.connect(self.copy_wanted)
        self.body.addWidget(self._copy, 0, Qt.AlignmentFlag.AlignLeft)
        self.body.addStretch(1)
        self.show_node(None)

    def show_node(self, node: Node | None) -> None:
        """Show an item; None asks to choose one."""
        self.node = node
        self._copy.setVisible(bool(node and node.orders))
        self._rule = node.rule if node else ""
        self._basis.setVisible(bool(self._rule))
        if node is None:
            self._text.setText(self.tr("在左边选一项，这里写明由哪些数据算出、按哪种读法。"))
            return
        self._text.setText("\n".join(self._lines(node)))

    def _lines(self, node: Node) -> list[str]:
        lines = [node.name]
        if marks := marks_text(node):
            lines.append(self.tr("得分：{}").format(marks))
        if computed := computed_text(node):
            lines.append(self.tr("计算：{}").format(computed))
        if node.reading:
            lines.append(self.tr("采用的读法：{}").format(node.reading))
        lines += [self.tr("另一读法：{}").format(text) for text in other_texts(node)]
        lines += [f"※ {note}" for note in node.notes]
        if node.orders:
            lines.append(self.tr("工单 {} 张").format(len(node.orders)))
        return lines

    def _on_basis(self) -> None:
        self.basis_wanted.emit(self._rule)
