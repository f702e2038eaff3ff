"""关于: version, licence, and what others wrote."""

from importlib.metadata import PackageNotFoundError, version

from PySide6.QtCore import qVersion
from PySide6.QtWidgets import QWidget

from desktop.ui.widgets.card import Card


class AboutCard(Card):
    """Says what the program is and under which licences."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("关于"), parent)
        self.setObjectName("about_card")
        self.add_text(
            self.tr("12345 承办工单台 {0}，以 Apache-2.0 许可发布。").format(_version()), ""
        )
        self.add_text(
            self.tr(
                "使用 Qt {0} 与 PySide6（LGPL-3.0）、SQLCipher（BSD）、ReportLab（BSD）、"
                "Noto Sans SC 与 Noto Serif SC 字体（OFL-1.1）等第三方组件；"
                "全部许可见安装目录中的 NOTICE.md。"
            ).format(qVersion()),
            "small",
        )


def _version() -> str:
    try:
        return version("hotline-desk")
    except PackageNotFoundError:
        return ""
