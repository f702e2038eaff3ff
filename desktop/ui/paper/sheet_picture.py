"""The pictures of a scanned sheet: small, or as wide as needed to read them."""

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage, QPixmap
from PySide6.QtWidgets import QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop.ui.office import Office
from desktop.ui.style import Space, set_role

_SMALL, _LARGE = 132, 520


class SheetPicture(QWidget):
    """Shows one JPEG after the other; decoded and scaled in a worker.

    Args:
        office: Workers.
        pages: The pages.
        parent: Owner.
    """

    def __init__(
        self, office: Office, pages: Sequence[bytes], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._office = office
        self._pages = pages
        self._shown = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.XS)
        self._label = QLabel(self)
        self._label.setFixedSize(QSize(_SMALL, round(_SMALL * 1.414)))
        self._label.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._label.setAccessibleName(self.tr("扫描页"))
        set_role(self._label, "page")
        self.enlarge = QPushButton(self.tr("看大图"), self)
        self.enlarge.setObjectName("sheet_enlarge")
        self.enlarge.setCheckable(True)
        set_role(self.enlarge, "link")
        self.enlarge.toggled.connect(self._on_toggled)
        column.addWidget(self._label)
        column.addWidget(self.enlarge, 0, Qt.AlignmentFlag.AlignLeft)
        self.turn_over = QPushButton(self)
        self.turn_over.setObjectName("sheet_turn_over")
        set_role(self.turn_over, "link")
        self.turn_over.setVisible(len(pages) > 1)
        self.turn_over.clicked.connect(self._on_turned_over)
        column.addWidget(self.turn_over, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        self._load(_SMALL)

    def _load(self, width: int) -> None:
        place = self.tr("第 {n}/{all} 页，下一页").format(n=self._shown + 1, all=len(self._pages))
        self.turn_over.setText(place)
        call = partial(_scaled, self._pages[self._shown], round(width * self.devicePixelRatioF()))
        self._office.jobs.run(call, self._on_scaled, owner=self, slow=True)

    def _on_scaled(self, image: QImage) -> None:
        if image.isNull():
            self._label.setText(self.tr("图片打不开"))
            return
        image.setDevicePixelRatio(self.devicePixelRatioF())
        pixmap = QPixmap.fromImage(image)
        self._label.setFixedSize(pixmap.deviceIndependentSize().toSize())
        self._label.setPixmap(pixmap)

    def _on_toggled(self, large: bool) -> None:
        self.enlarge.setText(self.tr("收起") if large else self.tr("看大图"))
        self._load(_LARGE if large else _SMALL)

    def _on_turned_over(self) -> None:
        self._shown = (self._shown + 1) % len(self._pages)
        self._load(_LARGE if self.enlarge.isChecked() else _SMALL)


def _scaled(jpeg: bytes, width: int) -> QImage:
    image = QImage.fromData(jpeg)
    if image.isNull():
        return image
    return image.scaledToWidth(width, Qt.TransformationMode.SmoothTransformation)
