"""Which printer, how many copies, both sides."""

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFormLayout,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)

from desktop.services.page_range import read_range
from desktop.services.print_ports import PrintSetup
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card

_MOST_COPIES = 20


class PrintSettings(Card):
    """The card beside a preview.

    Signals:
        print_asked: Print with these settings.
        save_asked: Save as PDF.
        copy_changed: Another copy of F2 was picked; `archive` or `site`.
        full_number_changed: Whether the caller's number is to stand on it in full.
    """

    print_asked = Signal()
    save_asked = Signal()
    copy_changed = Signal(str)
    full_number_changed = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("打印"), parent)
        self.setFixedWidth(280)
        form = QFormLayout()
        form.setVerticalSpacing(Space.S)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.printers = QComboBox(self)
        self.printers.setObjectName("print_printer")
        self.printers.setAccessibleName(self.tr("打印机"))
        self.printers.setMinimumContentsLength(8)
        self.printers.setSizeAdjustPolicy(
            QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        self.copies = QSpinBox(self)
        self.copies.setObjectName("print_copies")
        self.copies.setAccessibleName(self.tr("份数"))
        self.copies.setRange(1, _MOST_COPIES)
        self.pages = QLineEdit(self)
        self.pages.setObjectName("print_pages")
        self.pages.setAccessibleName(self.tr("页码范围"))
        self.pages.setPlaceholderText(self.tr("全部，或 1-2,4"))
        self.duplex = QCheckBox(self.tr("双面打印"), self)
        self.duplex.setObjectName("print_duplex")
        self._make_number_choice()
        form.addRow(self.tr("打印机"), self.printers)
        form.addRow(self.tr("份数"), self.copies)
        form.addRow(self.tr("页码"), self.pages)
        form.addRow("", self.duplex)
        form.addRow(self.tr("联次"), self.copy_kind)
        form.addRow("", self.full_number)
        self._form = form
        self.body.addLayout(form)
        self.print_button = QPushButton(self.tr("打印 (Ctrl+P)"), self)
        self.print_button.setObjectName("print_go")
        set_role(self.print_button, "large")
        self.print_button.clicked.connect(self._on_print)
        self.save_button = QPushButton(self.tr("存为 PDF…"), self)
        self.save_button.setObjectName("print_save")
        self.save_button.clicked.connect(self._on_save)
        self.add(self.print_button)
        self.add(self.save_button)
        self.note = self.add_text("", "small")
        self.state = self.add_text("", "small")
        self.state.setObjectName("print_state")
        self.state.hide()
        self.show_printers(())
        self.show_number_choice(copies=False, shown=False)

    def _make_number_choice(self) -> None:
        self.copy_kind = QComboBox(self)
        self.copy_kind.setObjectName("print_copy")
        self.copy_kind.setAccessibleName(self.tr("联次"))
        self.copy_kind.addItem(self.tr("存档联（号码隐去）"), "archive")
        self.copy_kind.addItem(self.tr("现场联（完整号码）"), "site")
        self.copy_kind.currentIndexChanged.connect(self._on_copy_picked)
        self.full_number = QCheckBox(self.tr("印出完整号码"), self)
        self.full_number.setObjectName("print_full_number")
        self.full_number.setToolTip(self.tr("打印时记入审计日志；举报、保密工单始终不印。"))
        self.full_number.toggled.connect(self.full_number_changed)

    def show_printers(self, names: Sequence[str]) -> None:
        """Offer the system's printers; without one only the PDF is left."""
        self.printers.clear()
        self.printers.addItems(list(names) or [self.tr("没有找到打印机")])
        self.printers.setEnabled(bool(names))
        self.set_ready(ready=self.save_button.isEnabled())

    def show_duplex_choice(self, *, shown: bool) -> None:
        """Offer both sides where the system can be asked for it."""
        self._form.setRowVisible(self.duplex, shown)

    def show_batch_choice(self, *, duplex: bool) -> None:
        """Offer what holds for sheets of several forms."""
        self._form.setRowVisible(self.pages, False)
        self.show_duplex_choice(shown=duplex)
        self.show_number_choice(copies=False, shown=False)
        self.save_button.setText(self.tr("存到文件夹…"))

    def setup(self, pages: int) -> PrintSetup:
        """Give what is chosen.

        Args:
            pages: How many pages the document has.

        Raises:
            PrintError: The range of pages cannot be read.
        """
        return PrintSetup(
            printer=self.printers.currentText(),
            copies=self.copies.value(),
            duplex=self.duplex.isChecked(),
            pages=read_range(self.pages.text(), pages),
        )

    def say_state(self, words: str) -> None:
        """Say how the last print job stands."""
        self.state.setText(words)
        self.state.setVisible(bool(words))

    def show_number_choice(self, *, copies: bool, shown: bool) -> None:
        """Offer 存档联 and 现场联, which only F2 has, or the full number on any other form."""
        self._form.setRowVisible(self.copy_kind, shown and copies)
        self._form.setRowVisible(self.full_number, shown and not copies)

    def set_ready(self, *, ready: bool) -> None:
        """Open the buttons when there is something to print."""
        self.save_button.setEnabled(ready)
        self.print_button.setEnabled(ready and self.printers.isEnabled())

    def _on_print(self) -> None:
        self.print_asked.emit()

    def _on_save(self) -> None:
        self.save_asked.emit()

    def _on_copy_picked(self) -> None:
        self.copy_changed.emit(str(self.copy_kind.currentData()))
