"""The one style sheet, filled in from the tokens."""

from string import Template

from desktop.ui.tokens import Colours, Sizes, Tone
from resources import pictures

_BASE = Template("""
QWidget { color: $text; font-size: ${body}pt; }
QMainWindow, QDialog, QWidget[role="screen"], QStackedWidget { background: $ground; }
QScrollArea, QScrollArea > QWidget > QWidget[role="scrolled"] { background: transparent;
    border: 0; }
QToolTip { background: $surface; color: $text; border: 1px solid $line; padding: 4px 8px; }
QFrame[role="card"] { background: $surface; border: 1px solid $line; border-radius: 8px; }
QFrame[role="card"] QStackedWidget { background: transparent; }
QFrame[role="panel"] { background: $surface; border: 0; }
QFrame[role="inset"] { background: $raised; border: 1px solid $line; border-radius: 6px; }
QFrame[role="agendarow"] { background: transparent; border: 0; border-bottom: 1px solid $line; }
QFrame[role="agendarow"]:hover { background: $raised; }
QFrame[role="agendarow"]:focus { background: $accent_soft; }
QFrame[role="rule"] { background: $line; border: 0; max-height: 1px; min-height: 1px; }
QFrame[role="topbar"] { background: $surface; border: 0; border-bottom: 1px solid $line; }
QFrame[role="actionbar"] { background: $surface; border: 0; border-top: 1px solid $line; }
QLabel { background: transparent; }
QLabel:disabled { color: $disabled; }
QLabel[role="title"] { font-size: ${title}pt; font-weight: 700; }
QLabel[role="section"] { font-size: ${strong}pt; font-weight: 700; }
QLabel[role="strong"] { font-weight: 700; }
QLabel[role="muted"] { color: $muted; }
QLabel[role="small"] { color: $muted; font-size: ${small}pt; }
QLabel[role="brief"] { font-size: ${small}pt; }
QLabel[role="figure"] { font-size: ${figure}pt; font-weight: 700; }
QLabel[role="fieldlabel"] { color: $muted; }
QLabel[role="page"] { background: #FFFFFF; border: 1px solid $line; }
QLabel[role="training"] { background: $training; color: #FFFFFF; font-weight: 700;
    border-radius: 4px; padding: 2px 10px; }
""")

_BUTTONS = Template("""
QPushButton { background: $surface; color: $text; border: 1px solid $field_line;
    border-radius: 6px; padding: 5px 14px; min-height: 20px; outline: 0; }
QPushButton:hover { background: $raised; border-color: $accent; }
QPushButton:pressed { background: $accent_soft; }
QPushButton:focus { border: 2px solid $accent; padding: 4px 13px; }
QPushButton:disabled { color: $disabled; background: $raised; border-color: $line; }
QPushButton::menu-indicator { image: url($arrow); width: 10px; height: 10px;
    subcontrol-origin: border; subcontrol-position: right center; right: 4px; }
QPushButton[role="primary"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    font-weight: 700; }
QPushButton[role="primary"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="primary"]:focus { border: 2px solid $text; }
QPushButton[role="primary"]:disabled { background: $line; color: $disabled; border-color: $line; }
QPushButton[role="large"] { background: $accent; color: $on_accent; border: 1px solid $accent;
    border-radius: 8px; font-size: ${strong}pt; font-weight: 700; padding: 9px 24px; }
QPushButton[role="large"]:hover { background: $accent_hover; border-color: $accent_hover; }
QPushButton[role="large"]:focus { border: 2px solid $text; padding: 8px 23px; }
QPushButton[role="large"]:disabled { background: $line; color: $disabled; border-color: $line; }
QPushButton[role="danger"] { color: $danger; border-color: $danger_line; }
QPushButton[role="danger"]:hover { background: $danger_soft; border-color: $danger; }
QPushButton[role="link"], QToolButton[role="link"] { background: transparent; color: $accent;
    border: 1px solid transparent; padding: 2px 4px; text-align: left; border-radius: 4px; }
QPushButton[role="link"]:hover { text-decoration: underline; background: transparent; }
QPushButton[role="link"]:focus { border: 1px solid $accent; padding: 2px 4px; }
QPushButton[role="link"]:disabled { color: $disabled; }
QPushButton[role="chip"] { border-radius: 13px; padding: 2px 12px; }
QPushButton[role="chip"]:checked { background: $accent_soft; color: $accent;
    border-color: $accent; font-weight: 700; }
QPushButton[role="state"] { border-radius: 6px; padding: 3px 10px; min-height: 18px; }
QFrame[role="strip"] QPushButton { padding: 2px 12px; min-height: 18px; }
QFrame[role="strip"] QPushButton:focus { padding: 1px 11px; }
QFrame[role="strip"] QToolButton { padding: 2px; }
QPushButton[role="choice"] { text-align: left; padding: 9px 16px; border-radius: 8px; }
QPushButton[role="state"] { border-radius: 6px; padding: 3px 10px; min-height: 18px; }
QPushButton[role="choice"]:checked { background: $accent_soft; border: 2px solid $accent;
    padding: 8px 15px; }
QToolButton { background: transparent; border: 1px solid transparent; border-radius: 6px;
    padding: 4px; }
QToolButton:hover { background: $raised; border-color: $line; }
QToolButton:focus { border-color: $accent; }
""")

_FIELDS = Template("""
QLineEdit, QPlainTextEdit, QTextEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit {
    background: $surface; color: $text; border: 1px solid $field_line; border-radius: 6px;
    padding: 4px 8px; selection-background-color: $accent; selection-color: $on_accent; }
QLineEdit, QComboBox, QSpinBox, QDateEdit, QTimeEdit, QDateTimeEdit { min-height: 22px; }
QLineEdit:focus, QPlainTextEdit:focus, QTextEdit:focus, QComboBox:focus, QSpinBox:focus,
QDateEdit:focus, QTimeEdit:focus, QDateTimeEdit:focus { border: 2px solid $accent;
    padding: 3px 7px; }
QLineEdit:disabled, QPlainTextEdit:disabled, QComboBox:disabled, QDateTimeEdit:disabled {
    background: $raised; color: $disabled; border-color: $line; }
QLineEdit[tone="danger"], QPlainTextEdit[tone="danger"], QComboBox[tone="danger"],
QDateTimeEdit[tone="danger"] { border: 2px solid $danger; padding: 3px 7px; }
QLineEdit:read-only { background: $raised; }
QComboBox { combobox-popup: 0; }
QComboBox::drop-down { border: 0; width: 24px; }
QComboBox::down-arrow { image: url($arrow); width: 12px; height: 12px; }
QComboBox QAbstractItemView { background: $surface; border: 1px solid $line; outline: 0;
    selection-background-color: $accent_soft; selection-color: $text; padding: 4px; }
QComboBox QAbstractItemView::item { padding: 3px 4px; min-height: 20px; border: 0; }
QDateTimeEdit::up-button, QDateTimeEdit::down-button { width: 0; border: 0; }
QDateTimeEdit::drop-down, QDateEdit::drop-down { border: 0; width: 24px; }
QDateTimeEdit::down-arrow, QDateEdit::down-arrow { image: url($arrow); width: 12px; height: 12px; }
QCheckBox, QRadioButton { spacing: 8px; background: transparent; padding: 2px; }
QCheckBox:focus, QRadioButton:focus { border: 1px solid $accent; border-radius: 4px; padding: 1px; }
QCheckBox:disabled, QRadioButton:disabled { color: $disabled; }
QCheckBox::indicator, QRadioButton::indicator { width: 16px; height: 16px;
    border: 1px solid $field_line; border-radius: 4px; background: $surface; }
QRadioButton::indicator { border-radius: 9px; }
QCheckBox::indicator:hover, QRadioButton::indicator:hover { border-color: $accent; }
QCheckBox::indicator:checked { background: $accent; border-color: $accent; image: url($tick); }
QRadioButton::indicator:checked { background: $accent; border-color: $accent;
    image: url($tick); }
QCheckBox::indicator:disabled, QRadioButton::indicator:disabled { background: $raised; }
QSpinBox::up-button, QSpinBox::down-button { width: 22px; border: 0; background: transparent; }
QSpinBox::up-arrow { image: url($arrow_up); width: 10px; height: 10px; }
QSpinBox::down-arrow { image: url($arrow); width: 10px; height: 10px; }
QProgressBar { background: $line; border: 0; border-radius: 3px; max-height: 6px; min-height: 6px; }
QProgressBar::chunk { background: $accent; border-radius: 3px; }
QMenu { background: $surface; border: 1px solid $line; padding: 4px; }
QMenu::item { padding: 6px 24px; border-radius: 4px; }
QMenu::item:selected { background: $accent_soft; color: $text; }
QMenu::item:disabled { color: $disabled; }
""")

_LISTS = Template("""
QTableView, QListView, QTreeView { background: $surface; color: $text; border: 0; outline: 0;
    gridline-color: $line; selection-background-color: $accent_soft; selection-color: $text;
    alternate-background-color: $surface; }
QTableView::item, QListView::item { padding: 0 8px; border-bottom: 1px solid $line; }
QTableView#outbox_table::item { padding: 0 8px 0 5px; }  /* Qt adds 3 px where it draws itself */
QTableView::item:selected, QListView::item:selected { background: $accent_soft; color: $text; }
QTreeView[role="framed"] { border: 1px solid $line; border-radius: 8px; }
QHeaderView { background: $raised; border: 0; }
QHeaderView::section { background: $raised; color: $muted; border: 0;
    border-bottom: 1px solid $line; padding: 6px 8px; }
QHeaderView::section:hover { color: $text; }
QHeaderView::down-arrow { image: url($arrow); width: 12px; height: 12px; }
QHeaderView::up-arrow { image: url($arrow_up); width: 12px; height: 12px; }
QTableCornerButton::section { background: $raised; border: 0; }
QListWidget[role="rail"] { background: $rail; color: $rail_text; border: 0; padding: 8px; }
QFrame[role="rail"] { background: $rail; border: 0; }
QFrame[role="rail"] QLabel { color: $rail_text; }
QFrame[role="rail"] QLabel[role="small"] { color: $rail_muted; }
QListWidget[role="rail"] QScrollBar::handle { background: $rail_selected; }
QScrollBar:vertical { background: transparent; width: 12px; margin: 0; }
QScrollBar:horizontal { background: transparent; height: 12px; margin: 0; }
QScrollBar::handle { background: $field_line; border-radius: 4px; margin: 2px; }
QScrollBar::handle:vertical { min-height: 32px; }
QScrollBar::handle:horizontal { min-width: 32px; }
QScrollBar::handle:hover { background: $muted; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QSplitter::handle { background: $line; }
QSplitter::handle:horizontal { width: 1px; }
QSplitter::handle:hover { background: $accent; }
QTabWidget::pane { border: 0; border-top: 1px solid $line; }
QTabWidget#paper_tabs::tab-bar { left: 12px; }
QTabBar { background: transparent; qproperty-drawBase: 0; }
QTabBar::tab { background: transparent; color: $muted; padding: 8px 14px; border: 0;
    border-bottom: 2px solid transparent; }
QTabBar::tab:selected { color: $text; border-bottom: 2px solid $accent; font-weight: 700; }
QTabBar::tab:hover { color: $text; }
QTabBar::tab:focus { color: $accent; }
QGroupBox { border: 1px solid $line; border-radius: 8px; margin-top: 12px; padding: 12px; }
QGroupBox::title { subcontrol-origin: margin; left: 12px; padding: 0 4px; color: $muted; }
""")

_TONED = Template("""
QFrame[role="banner"][tone="$tone"] { background: $soft; border: 1px solid $line;
    border-radius: 6px; }
QFrame[role="banner"][tone="$tone"] QLabel { color: $text; }
QFrame[role="strip"][tone="$tone"] { background: $soft; border: 1px solid $line;
    border-radius: 6px; }
QFrame[role="strip"][tone="$tone"] QLabel { color: $text; }
QLabel[tone="$tone"] { color: $text; }
QPushButton[role="state"][tone="$tone"] { background: $soft; color: $text; border-color: $line; }
""")


def style_sheet(scheme: Colours, sizes: Sizes) -> str:
    """Fill the style sheet in.

    Args:
        scheme: The colours.
        sizes: The font sizes.
    """
    words = _words(scheme, sizes)
    words["arrow"] = pictures.arrow_down().as_posix()
    words["arrow_up"] = pictures.arrow_up().as_posix()
    words["tick"] = pictures.tick(scheme.on_accent).as_posix()
    parts = [sheet.substitute(words) for sheet in (_BASE, _BUTTONS, _FIELDS, _LISTS)]
    for tone, (text, soft, line) in scheme.tones.items():
        parts.append(_TONED.substitute(tone=tone.value, text=text, soft=soft, line=line))
    return "\n".join(parts)


def _words(scheme: Colours, sizes: Sizes) -> dict[str, str]:
    colours = {
        name: str(getattr(scheme, name)) for name in Colours.__struct_fields__ if name != "tones"
    }
    points = {name: str(getattr(sizes, name)) for name in Sizes.__struct_fields__}
    danger, danger_soft, danger_line = scheme.tones[Tone.DANGER]
    return {
        **colours,
        **points,
        "danger": danger,
        "danger_soft": danger_soft,
        "danger_line": danger_line,
        "training": "#B4540A",
    }
