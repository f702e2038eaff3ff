"""本机与平台: where this PC stands; nothing here can be changed by accident."""

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QGridLayout, QLabel, QPushButton, QWidget

from desktop.domain.clocks import Rules
from desktop.ui.office import Office
from desktop.ui.style import Space, set_role
from desktop.ui.widgets.card import Card


class WorkplaceCard(Card):
    """Unit, person, platform, rules and the data folder; the way to training and back.

    Signals:
        office_left: From training to real work, or the other way.
    """

    office_left = Signal()

    def __init__(self, office: Office, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("本机与平台"), parent)
        self._folder = office.workplace.data_folder
        identity = office.identity
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(Space.L)
        self._grid.setVerticalSpacing(Space.XS)
        self._grid.setColumnStretch(1, 1)
        self.body.addLayout(self._grid)
        mode = self.tr("演练（虚构数据，不会发送给任何人）")
        self._put(self.tr("用途"), mode if identity.training else self.tr("正式"))
        self._put(self.tr("单位"), identity.unit_name)
        self._put(self.tr("登录人"), identity.actor.name)
        self._put(self.tr("平台"), identity.server)
        self._rules = self._put(self.tr("适用规则"), identity.profile)
        self._put(self.tr("数据文件夹"), str(self._folder))
        self._open = QPushButton(self.tr("打开数据文件夹(&F)"))
        self._open.setObjectName("settings_open_folder")
        self._open.setAccessibleName(self.tr("打开数据文件夹"))
        self._open.clicked.connect(self._on_open)
        self.body.addWidget(self._open, 0, Qt.AlignmentFlag.AlignLeft)
        self._add_way(training=identity.training)
        office.jobs.run(_Newest(office), self._on_rules, owner=self)

    def _add_way(self, *, training: bool) -> None:
        if training:
            words = self.tr(
                "演练数据单独存放，与正式工单互不相干；转为正式使用后，随时可以从这里回到演练。"
            )
            text = self.tr("结束演练，转为正式使用…(&E)")
        else:
            words = self.tr("演练用虚构的工单，数据单独存放，不会发给任何人；正式数据原样保留。")
            text = self.tr("打开演练…(&E)")
        self.body.addSpacing(Space.S)
        self.add_text(words, "small")
        self._leave = QPushButton(text)
        self._leave.setObjectName("settings_leave_office")
        self._leave.setAccessibleName(text.partition("(")[0])
        self._leave.setAccessibleDescription(words)
        self._leave.clicked.connect(self._on_leave)
        self.body.addWidget(self._leave, 0, Qt.AlignmentFlag.AlignLeft)

    def _on_leave(self) -> None:
        self.office_left.emit()

    def _put(self, name: str, value: str) -> QLabel:
        row = self._grid.rowCount()
        label, text = QLabel(name), QLabel(value)
        set_role(label, "fieldlabel")
        text.setWordWrap(True)
        text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(label, row, 0, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(text, row, 1)
        return text

    def _on_rules(self, rules: Rules) -> None:
        profile = rules.profile
        years = "、".join(str(notice.year) for notice in rules.calendar.notices)
        lines = [
            self.tr("{0}（第 {1} 版）").format(profile.name, profile.version),
            *profile.sources,
            self.tr("已收录放假安排：{} 年").format(years),
        ]
        self._rules.setText("\n".join(lines))

    def _on_open(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


class _Newest:
    """Reads the newest rules of the office's jurisdiction."""

    def __init__(self, office: Office) -> None:
        self._book = office.workplace.rules
        self._profile = office.identity.profile

    def __call__(self) -> Rules:
        return self._book.rules_for(self._profile, 0)
