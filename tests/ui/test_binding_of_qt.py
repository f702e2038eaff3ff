"""PySide6 6.12.0 corrupts reference counts on Python 3.11; this finds such a version."""

import sys

from PySide6.QtWidgets import QApplication, QLabel


def test_calls_that_return_none_leave_its_count_alone(qapp: QApplication) -> None:
    label = QLabel()
    before = sys.getrefcount(None)
    for number in range(500):
        label.setText(str(number))
    assert abs(sys.getrefcount(None) - before) <= 100
