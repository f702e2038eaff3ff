"""What was done, as a table: its words stand below the words of its head."""

from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QTableWidgetItem
from pytestqt.qtbot import QtBot

from desktop.ui.syncing.outbox_table import OutboxTable


def _first_ink(picture: QImage, top: int, bottom: int, right: int) -> int:
    """Find the first column of pixels with a letter in it."""
    ground = picture.pixel(1, top)
    rows = range(top, bottom)
    return next(x for x in range(1, right) if any(picture.pixel(x, y) != ground for y in rows))


def test_the_words_of_a_column_stand_below_its_head(styled: QApplication, qtbot: QtBot) -> None:
    del styled
    table = OutboxTable()
    qtbot.addWidget(table)
    table.resize(900, 300)
    table.setHorizontalHeaderLabels(["国"] * 5)
    table.setRowCount(1)
    table.setItem(0, 0, QTableWidgetItem("国"))
    table.show()
    head = table.horizontalHeader().viewport().grab().toImage()
    cell = table.viewport().grab().toImage()
    width = table.columnWidth(0)
    in_head = _first_ink(head, 2, head.height() - 2, width)
    in_cell = _first_ink(cell, 2, table.rowHeight(0) - 2, width)
    assert abs(in_head - in_cell) <= 1
