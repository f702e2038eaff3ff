"""Asking for a unit's own rule file."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QWidget

from desktop.ui.last_folders import Files
from desktop.ui.widgets.file_dialog import FileDialog


def rule_file_dialog(parent: QWidget) -> FileDialog:
    """Make the dialog; the caller listens to `fileSelected` and opens it."""
    title = QCoreApplication.translate("RuleFileDialog", "选择规则文件")
    pattern = QCoreApplication.translate("RuleFileDialog", "规则文件 (*.toml)")
    dialog = FileDialog(Files.RULES, title, pattern, parent=parent)
    dialog.setObjectName("rule_file_dialog")
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    return dialog
