"""扫描件: how long the files that were scanned are kept."""

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QWidget

from desktop.ui import choices
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card

_DAYS = (0, 7, 30, 90, 365)
_DEFAULT = 30


class ScanCard(Card):
    """The choice is kept at once; the tray clears what is older when it is next opened."""

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("扫描件"), parent)
        self.setObjectName("scan_card")
        self._office = office
        self.days = QComboBox(self)
        self.days.setObjectName("settings_keep_days")
        self.days.setAccessibleName(self.tr("扫描原件保留"))
        for days in _DAYS:
            words = self.tr("{n} 天").format(n=days) if days else self.tr("存入或移出后就删除")
            self.days.addItem(words, days)
        kept = choices.number_choice(office.workplace.options, choices.KEEP_DAYS, _DEFAULT)
        self.days.setCurrentIndex(max(0, self.days.findData(kept)))
        self.days.currentIndexChanged.connect(self._on_days_picked)
        label = QLabel(self.tr("扫描原件保留(&N)"), self)
        label.setBuddy(self.days)
        set_role(label, "fieldlabel")
        row = QHBoxLayout()
        row.setSpacing(Space.L)
        row.addWidget(label)
        row.addWidget(self.days, 0, Qt.AlignmentFlag.AlignLeft)
        row.addStretch(1)
        self.body.addLayout(row)
        self.add_text(
            self.tr(
                "从存入工单或移出列表那天算起。删的是本机加密保存的整份原文件；"
                "存入工单、存入本单位签字件的页不删，扫描仪文件夹里的文件也不删。"
            ),
            "small",
        )

    def _on_days_picked(self) -> None:
        options = self._office.workplace.options
        call = partial(options.set, choices.KEEP_DAYS, int(self.days.currentData()))
        self._office.jobs.run(call, self._on_kept, owner=self)

    def _on_kept(self, nothing: None) -> None:
        """It is on disk; the screen shows it already."""
