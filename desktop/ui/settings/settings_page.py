"""设置: appearance, reminders, the office, and what the program is made of."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.settings.about_card import AboutCard
from desktop.ui.settings.connection_card import ConnectionCard
from desktop.ui.settings.rules_card import RulesCard
from desktop.ui.settings.scan_card import ScanCard
from desktop.ui.settings.signing_card import SigningCard
from desktop.ui.settings.workplace_card import WorkplaceCard
from desktop.ui.style import Space, apply_style, set_role
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.scroll_column import ScrollColumn

_WIDEST = 860
_FONT_SCALES = (90, 100, 110, 125, 150)


class SettingsPage(QWidget):
    """Every change takes effect at once; there is no button to save.

    Signals:
        style_changed: Colours or sizes are different now.
        office_left: From training to real work, or the other way.
    """

    style_changed = Signal()
    office_left = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("settings_page")
        set_role(self, "screen")
        self._office = office
        self._options = office.workplace.options
        scroll = ScrollColumn()
        holder = QWidget()
        holder.setMaximumWidth(_WIDEST)
        cards = QVBoxLayout(holder)
        cards.setContentsMargins(0, 0, 0, 0)
        cards.setSpacing(Space.L)
        workplace = WorkplaceCard(office)
        workplace.office_left.connect(self.office_left)
        for card in (self._appearance(), self._reminders(), self._office_card(), workplace):
            cards.addWidget(card)
        shelf = office.workplace.rule_shelf
        if shelf is not None:
            cards.addWidget(RulesCard(office, shelf, is_free=shelf.is_free))
        for card in (ScanCard(office), SigningCard(office), ConnectionCard(office)):
            cards.addWidget(card)
        cards.addWidget(AboutCard())
        # the widest comes from the row: a column asks cards how high they are at its own width,
        # and wrapped words would be cut off
        row = QHBoxLayout()
        row.addWidget(holder, 1)
        row.addStretch(0)
        scroll.column.addLayout(row)
        scroll.column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(scroll)

    def _appearance(self) -> Card:
        card = Card(self.tr("外观"))
        form = _form(card)
        self._scheme = QComboBox()
        self._scheme.setObjectName("settings_scheme")
        for key, name in (
            ("system", self.tr("跟随系统")),
            ("light", self.tr("浅色")),
            ("dark", self.tr("深色")),
            ("contrast", self.tr("高对比度")),
        ):
            self._scheme.addItem(name, key)
        self._scale = QComboBox()
        self._scale.setObjectName("settings_font_scale")
        for percent in _FONT_SCALES:
            self._scale.addItem(f"{percent}%", percent)
        scheme = choices.text_choice(self._options, choices.SCHEME, "system")
        self._scheme.setCurrentIndex(max(0, self._scheme.findData(scheme)))
        percent = choices.number_choice(self._options, choices.FONT_SCALE, 100)
        self._scale.setCurrentIndex(max(0, self._scale.findData(percent)))
        self._scheme.currentIndexChanged.connect(self._on_style_changed)
        self._scale.currentIndexChanged.connect(self._on_style_changed)
        _add(form, self.tr("配色(&C)"), self._scheme)
        _add(form, self.tr("字号(&Z)"), self._scale)
        return card

    def _reminders(self) -> Card:
        card = Card(self.tr("提醒"))
        self._alarms = QCheckBox(self.tr("时限前提醒：提前半个工作日和一小时各一次(&T)"))
        self._alarms.setObjectName("settings_alarms")
        self._alarms.setChecked(choices.flag_choice(self._options, choices.ALARMS, default=True))
        self._tray = QCheckBox(self.tr("同时在系统托盘弹出（只显示编号和时限）(&L)"))
        self._tray.setObjectName("settings_tray")
        self._tray.setChecked(choices.flag_choice(self._options, choices.TRAY, default=True))
        self._alarms.toggled.connect(self._on_alarms_toggled)
        self._tray.toggled.connect(self._on_tray_toggled)
        card.add(self._alarms)
        card.add(self._tray)
        card.add_text(
            self.tr(
                "只在工作时间提醒；“紧急”和“随身拍”工单任何时间都提醒。工作时间由地区规则规定。"
            ),
            "small",
        )
        return card

    def _office_card(self) -> Card:
        card = Card(self.tr("办公"))
        form = _form(card)
        self._operator = QLineEdit(choices.text_choice(self._options, choices.OPERATOR, ""))
        self._operator.setObjectName("settings_operator")
        self._operator.setPlaceholderText(self.tr("留空则用登录人姓名"))
        self._operator.setMaxLength(40)
        self._operator.editingFinished.connect(self._on_operator_edited)
        _add(form, self.tr("打印件上的经办人(&D)"), self._operator)
        self._signoff = QCheckBox(self.tr("提交前提示使用《工单签批单》(&Q)"))
        self._signoff.setObjectName("settings_signoff")
        self._signoff.setChecked(
            choices.flag_choice(self._options, choices.SIGNOFF_SHEET, default=False)
        )
        self._signoff.toggled.connect(self._on_signoff_toggled)
        self._fonts = QCheckBox(self.tr("用本机的仿宋_GB2312、方正小标宋打印（重启后生效）(&G)"))
        self._fonts.setObjectName("settings_office_fonts")
        self._fonts.setChecked(
            choices.flag_choice(self._options, choices.OFFICE_FONTS, default=False)
        )
        self._fonts.toggled.connect(self._on_fonts_toggled)
        card.add(self._signoff)
        card.add(self._fonts)
        return card

    def _on_style_changed(self) -> None:
        scheme = str(self._scheme.currentData())
        percent = int(self._scale.currentData())
        self._keep(choices.SCHEME, scheme)
        self._keep(choices.FONT_SCALE, percent)
        app = QApplication.instance()
        assert isinstance(app, QApplication)  # noqa: S101 - a widget exists, so it does
        apply_style(app, scheme, percent)
        self.style_changed.emit()

    def _on_alarms_toggled(self, chosen: bool) -> None:
        self._keep(choices.ALARMS, chosen)
        self._tray.setEnabled(chosen)

    def _on_tray_toggled(self, chosen: bool) -> None:
        self._keep(choices.TRAY, chosen)

    def _on_signoff_toggled(self, chosen: bool) -> None:
        self._keep(choices.SIGNOFF_SHEET, chosen)

    def _on_fonts_toggled(self, chosen: bool) -> None:
        self._keep(choices.OFFICE_FONTS, chosen)

    def _on_operator_edited(self) -> None:
        self._keep(choices.OPERATOR, self._operator.text().strip())

    def _keep(self, name: str, value: object) -> None:
        """Write an option; the file is synced to disk, so not in this thread."""
        self._office.jobs.run(partial(self._options.set, name, value), self._on_kept, owner=self)

    def _on_kept(self, nothing: None) -> None:
        """It is on disk; the screen shows it already."""


def _form(card: Card) -> QFormLayout:
    form = QFormLayout()
    form.setHorizontalSpacing(Space.L)
    form.setVerticalSpacing(Space.S)
    form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
    card.body.addLayout(form)
    return form


def _add(form: QFormLayout, text: str, field: QWidget) -> None:
    label = QLabel(text)
    label.setBuddy(field)
    set_role(label, "fieldlabel")
    field.setAccessibleName(text.partition("(")[0])
    field.setMinimumWidth(260)
    form.addRow(label, field)
