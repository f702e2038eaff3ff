"""Asking for a unit's own rule file."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QWidget


def rule_file_dialog(parent: QWidget) -> QFileDialog:
    """Make the dialog; the caller listens to `fileSelected` and opens it."""
    title = QCoreApplication.translate("RuleFileDialog", "选择规则文件")
    pattern = QCoreApplication.translate("RuleFileDialog", "规则文件 (*.toml)")
    dialog = QFileDialog(parent, title, "", pattern)
    dialog.setObjectName("rule_file_dialog")
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    dialog.finished.connect(dialog.deleteLater)
    return dialog
