"""添加附件: recordings, screenshots, papers; saved here first, sent in their own queue."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QWidget

from desktop.domain.actions import Action, Retract
from desktop.domain.orders import Attachment
from desktop.services.attaching import attach_action
from desktop.services.order_desk import OrderCard, Saved
from desktop.services.workplace import Workplace
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.drop_zone import DropZone
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.recorded_rows import RecordedRow, RecordedRows
from desktop.ui.steps.step_page import StepPage
from desktop.ui.style import set_role
from desktop.ui.widgets.card import Card
from desktop.ui.wording import moment_text, size_text

_PURPOSES = {
    "evidence": "证明材料",
    "recording": "通话录音",
    "photo": "照片",
    "scan": "签字扫描件",
}
_SHOWN = 6


class AttachmentPage(StepPage):
    """Picks files, says what they are, attaches them."""

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(action, office, order_id, parent)
        self._paths: list[Path] = []
        self.drop = DropZone(
            self.tr("把文件拖到这里，可以一次多个，每个不超过 200 MB"),
            self.tr("选择文件(&O)…"),
            self.tr("所有文件 (*)"),
            self,
        )
        self.drop.files_given.connect(self.take)
        self.files = QListWidget(self)
        self.files.setObjectName("attachment_files")
        self.files.setAccessibleName(self.tr("将要添加的文件"))
        self.files.hide()
        self.drop_file = QPushButton(self.tr("移出所选文件"), self)
        self.drop_file.setObjectName("attachment_remove")
        set_role(self.drop_file, "link")
        self.drop_file.clicked.connect(self._on_remove)
        self.drop_file.hide()
        kinds = [(key, name) for key, name in _PURPOSES.items() if key != "scan"]
        self.purpose = Choice("purpose", self.tr("类别"), kinds, self)
        self.purpose.set_value("evidence")
        self.caption = TextLine("caption", self.tr("说明"), self.tr("内容是什么，可不填"), self)
        card = FormCard(self.tr("添加附件"), parent=self)
        card.add_wide(self.drop)
        card.add_wide(self.files)
        card.add_beside(self.drop_file)
        card.add_field(self.purpose)
        card.add_field(self.caption)
        there = Card(self.tr("已有的附件"), self)
        self.rows = RecordedRows(self.tr("还没有附件。"), self)
        self.rows.retract_asked.connect(self._on_retract_asked)
        there.add(self.rows)
        self.frame.body.addWidget(card)
        self.frame.body.addWidget(there)

    def refresh(self, card: OrderCard) -> None:
        """Show what is attached."""
        rows = [self._row(entry) for entry in reversed(card.working.order.attachments)]
        self.rows.show_rows(rows)

    def take(self, paths: Sequence[Path]) -> None:
        """Put files on the list."""
        self.frame.banner.clear()
        for path in paths:
            if path not in self._paths:
                self._paths.append(path)
        self._show_files()

    def primary_open(self, card: OrderCard) -> bool:
        """Wait for a file."""
        return bool(self._paths) and super().primary_open(card)

    def do_primary(self) -> None:
        """Attach the files, all or none."""
        self.set_busy(busy=True)
        call = partial(
            _attach,
            self.office.workplace,
            self.order_id,
            tuple(self._paths),
            self.purpose.value(),
            self.caption.value().strip(),
        )
        self.office.jobs.run(call, self._on_attached, self.failed, owner=self, slow=True)

    def _on_attached(self, saved: Saved) -> None:
        self.set_busy(busy=False)
        self.office.sync.poke()
        words = self.tr("已添加 {n} 个附件").format(n=len(self._paths))
        self._paths.clear()
        self._show_files()
        self.finish(words, saved)

    def _show_files(self) -> None:
        self.files.clear()
        for path in self._paths:
            item = QListWidgetItem(path.name)
            item.setToolTip(str(path))
            item.setData(Qt.ItemDataRole.UserRole, str(path))
            self.files.addItem(item)
        shown = min(len(self._paths), _SHOWN)
        self.files.setFixedHeight(shown * (self.files.fontMetrics().height() + 8) + 4)
        self.files.setVisible(bool(self._paths))
        self.drop_file.setVisible(bool(self._paths))
        self.update_primary()

    def _row(self, entry: Attachment) -> RecordedRow:
        purpose = _PURPOSES.get(entry.purpose, entry.purpose)
        return RecordedRow(
            entry_id=entry.entry_id,
            when=purpose,
            line=f"{entry.name}　{size_text(entry.size)}",
            text=entry.caption,
            stamp=f"{entry.stamp.name} {moment_text(entry.stamp.at)}",
            retracted=entry.retracted,
        )

    def _on_remove(self) -> None:
        chosen = {Path(item.data(Qt.ItemDataRole.UserRole)) for item in self.files.selectedItems()}
        self._paths = [path for path in self._paths if path not in chosen]
        self._show_files()

    def _on_retract_asked(self, entry_id: str, reason: str) -> None:
        self.perform_aside(Retract(target=entry_id, reason=reason))


def _attach(
    workplace: Workplace, order_id: str, paths: Sequence[Path], purpose: str, caption: str
) -> Saved:
    made = [attach_action(workplace.blobs, p, purpose=purpose, caption=caption) for p in paths]
    actions = [action for action, _blob in made]
    return workplace.orders.act(order_id, *actions, blobs=[blob for _action, blob in made])
