"""The self-check beside a record: what an auditor would object to."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QSizePolicy, QWidget

from desktop.services.self_check import Objection
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tints import tint
from desktop.ui.widgets.card import Card

_ICON = 16
_DROP = 3
"""Brings the middle of the icon down to the middle of the first line."""


class ObjectionList(Card):
    """Objections, serious ones first; a click goes to the field.

    Signals:
        picked: The field to go to; empty for a row.
    """

    picked = Signal(str, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("自查"), parent)
        self.setObjectName("objection_list")
        self._objections: tuple[Objection, ...] | None = None
        self._summary = self.add_text("", "muted")
        self._rows = QWidget(self)
        self._grid = QGridLayout(self._rows)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(Space.S)
        self._grid.setVerticalSpacing(Space.S)
        self._grid.setColumnStretch(1, 1)
        self.add(self._rows)

    @property
    def objections(self) -> tuple[Objection, ...]:
        """What is on screen."""
        return self._objections or ()

    def show_objections(self, objections: Sequence[Objection]) -> None:
        """Show others; the same ones stay as they are."""
        if tuple(objections) == self._objections:
            return
        self._objections = tuple(objections)
        while self._grid.count():
            item = self._grid.takeAt(0)
            widget = item.widget() if item else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        serious = sum(objection.serious for objection in objections)
        if not objections:
            self._summary.setText(self.tr("没有发现问题。"))
        else:
            self._summary.setText(
                self.tr("{serious} 处会被追究，{minor} 处需要补充").format(
                    serious=serious, minor=len(objections) - serious
                )
            )
        for row, objection in enumerate(self._objections):
            self._add(row, objection)

    def _add(self, row: int, objection: Objection) -> None:
        tone = Tone.DANGER if objection.serious else Tone.WARNING
        sign = QLabel(self._rows)
        name = "warning" if objection.serious else "info"
        tint(sign, name, tone, side=_ICON)
        sign.setContentsMargins(0, _DROP, 0, 0)
        rule = f"（{objection.rule}）" if objection.rule else ""
        text = QLabel(objection.message + rule, self._rows)
        text.setWordWrap(True)
        text.setTextFormat(Qt.TextFormat.PlainText)
        go = QPushButton(self.tr("去填"), self._rows)
        go.setObjectName(f"objection_{row}")
        go.setAccessibleName(self.tr("去填：{what}").format(what=objection.message))
        go.setProperty("field", objection.field)
        go.setProperty("code", objection.code)
        go.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        set_role(go, "link")
        go.clicked.connect(self._on_go)
        self._grid.addWidget(sign, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        self._grid.addWidget(go, row, 2, Qt.AlignmentFlag.AlignTop)

    def _on_go(self) -> None:
        button = self.sender()
        self.picked.emit(str(button.property("field")), str(button.property("code")))
