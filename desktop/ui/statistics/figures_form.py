"""Figures that the orders do not tell: published bounds of the group, praise, supervision."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.score_entries import ScoreField
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.scroll_column import ScrollColumn
from desktop.ui.widgets.section_title import SectionTitle


class FiguresForm(QFrame):
    """One field a figure; what is empty stays unknown.

    Signals:
        keep_wanted: The figures are to be kept.
        import_wanted: A file of published figures is to be chosen.
        drop_wanted: What was imported is to be left out.
        left: Back to the score.
    """

    keep_wanted = Signal()
    import_wanted = Signal()
    drop_wanted = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("figures_form")
        self._fields: dict[str, QLineEdit | QComboBox] = {}
        self._shown: tuple[ScoreField, ...] = ()
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(Space.S)
        title = SectionTitle(self.tr("填写公布的数据"))
        hint = QLabel(
            self.tr(
                "工单算得出的不用填。这里填公布的同组数据和工单里没有的事；不填就是不知道，只给范围。"
                "保存在本机，并记入日志。"
            )
        )
        hint.setWordWrap(True)
        set_role(hint, "muted")
        self._banner = Banner()
        self._banner.setObjectName("figures_banner")
        self._banner.hide()
        self._source = QLabel()
        self._source.setObjectName("figures_source")
        set_role(self._source, "small")
        self._scroll = ScrollColumn(0)
        self._card = Card()
        self._scroll.column.addWidget(self._card)
        self._scroll.column.addStretch(1)
        self._holder: QWidget | None = None
        outer.addWidget(title)
        outer.addWidget(hint)
        outer.addWidget(self._banner)
        outer.addWidget(self._scroll, 1)
        outer.addLayout(self._buttons())
        shortcut = QShortcut(QKeySequence(Qt.Key.Key_Escape), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.left)

    def begin(self) -> None:
        """Put the keyboard into the first field."""
        self.clear_error()
        for field in list(self._fields.values())[:1]:
            field.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_fields(
        self,
        fields: Sequence[ScoreField],
        entered: Mapping[str, str],
        source: str,
        *,
        published: bool = False,
    ) -> None:
        """Show what can be entered, and what has been."""
        if tuple(fields) != self._shown:
            self._make(tuple(fields))
        for path, field in self._fields.items():
            text = entered.get(path, "")
            if isinstance(field, QComboBox):
                field.setCurrentIndex(max(0, field.findData(text)))
            else:
                field.setText(text)
        self._drop.setVisible(bool(source) and not published)
        words = self.tr("平台公布：{}") if published else self.tr("已导入：{}")
        self._source.setText(words.format(source) if source else "")

    def entered(self) -> dict[str, str]:
        """What stands in the fields, by path."""
        return {
            path: str(field.currentData() or "")
            if isinstance(field, QComboBox)
            else field.text().strip()
            for path, field in self._fields.items()
        }

    def say_error(self, error: Exception) -> None:
        """Say why the figures cannot be used."""
        self._banner.say(Tone.DANGER, str(error))

    def clear_error(self) -> None:
        """Say nothing."""
        self._banner.clear()

    def _make(self, fields: tuple[ScoreField, ...]) -> None:
        if self._holder is not None:
            self._holder.hide()
            self._holder.deleteLater()
        self._shown = fields
        self._fields = {}
        self._holder = QWidget()
        form = QFormLayout(self._holder)
        form.setHorizontalSpacing(Space.L)
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for wanted in fields:
            field = self._field(wanted)
            label = QLabel(wanted.name)
            label.setWordWrap(True)
            label.setBuddy(field)
            set_role(label, "fieldlabel")
            form.addRow(label, field)
            self._fields[wanted.path] = field
        self._card.add(self._holder)

    def _field(self, wanted: ScoreField) -> QLineEdit | QComboBox:
        if wanted.kind == "choice":
            box = QComboBox()
            # a reading is a sentence: the box stays narrow, its list shows it all
            box.setSizeAdjustPolicy(
                QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
            )
            box.setMinimumContentsLength(30)
            box.view().setTextElideMode(Qt.TextElideMode.ElideNone)
            for value, name in wanted.choices:
                box.addItem(name, value)
            box.view().setMinimumWidth(box.view().sizeHintForColumn(0) + Space.XL)
            field: QLineEdit | QComboBox = box
        else:
            line = QLineEdit()
            line.setMaxLength(16)
            line.setPlaceholderText(
                self.tr("件数") if wanted.kind == "count" else self.tr("数字，不知道就空着")
            )
            field = line
        field.setMinimumWidth(200)
        field.setObjectName(f"figure_{wanted.path}")
        field.setAccessibleName(wanted.name)
        return field

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        keep = QPushButton(self.tr("保存并计算(&V)"))
        back = QPushButton(self.tr("返回 (Esc)"))
        take = QPushButton(self.tr("导入公布的数据…(&I)"))
        self._drop = QPushButton(self.tr("不用导入的数据(&D)"))
        for button, name, signal in (
            (keep, "figures_keep", self.keep_wanted),
            (back, "figures_back", self.left),
            (take, "figures_import", self.import_wanted),
            (self._drop, "figures_drop", self.drop_wanted),
        ):
            button.setObjectName(name)
            button.setAccessibleName(button.text().partition("(")[0].strip())
            button.clicked.connect(signal)
        set_role(keep, "primary")
        row.addWidget(take)
        row.addWidget(self._drop)
        row.addWidget(self._source)
        row.addStretch(1)
        row.addWidget(back)
        row.addWidget(keep)
        return row
