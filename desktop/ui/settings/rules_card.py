"""规则: which are in force, the unit's own rule files, and the way back to ours."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QPushButton, QWidget

from desktop.services.founding import PLATFORM_DECIDES, ProfileOffer
from desktop.services.workplace import RuleShelf
from desktop.ui.office import Office
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.card import Card
from desktop.ui.widgets.rule_file_dialog import rule_file_dialog


@dataclass(frozen=True, slots=True)
class _Rules:
    current: ProfileOffer
    offers: Sequence[ProfileOffer]


class RulesCard(Card):
    """Rules are put into force for new orders only; those that are here keep their version."""

    def __init__(
        self, office: Office, shelf: RuleShelf, *, is_free: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(self.tr("规则"), parent)
        self.setObjectName("rules_card")
        self._office = office
        self._shelf = shelf
        self._current_id: tuple[str, int] = ("", 0)
        self._current = QLabel()
        self._current.setObjectName("rules_current")
        self._current.setWordWrap(True)
        self._current.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.add(self._current)
        self._banner = Banner()
        self._banner.setObjectName("rules_banner")
        self._banner.hide()
        self.add(self._banner)
        # without a parent they are only shown where the unit may choose
        self._choice = QComboBox()
        self._use = QPushButton(self.tr("以后的工单改用这套(&U)"))
        self._import = QPushButton(self.tr("导入规则文件…(&I)"))
        self._source = QLabel()
        if is_free:
            self._lay_out_choice()
        else:
            self.add_text(PLATFORM_DECIDES, "small")
        self._load()

    def _lay_out_choice(self) -> None:
        self.add_text(
            self.tr(
                "规则文件（.toml）写 extends 扩展一套现成的规则，只写要改的键。"
                "改用以后，新派的工单按新规则；已有的工单按派单时的版本办完，旧版本一直保留。"
            ),
            "small",
        )
        self._choice.setObjectName("rules_choice")
        self._choice.setAccessibleName(self.tr("可以改用的规则"))
        self._choice.setMinimumWidth(300)
        self._choice.currentIndexChanged.connect(self._on_choice)
        self._use.setObjectName("rules_use")
        self._use.setAccessibleName(self.tr("以后的工单改用这套规则"))
        self._use.clicked.connect(self._on_use)
        self._import.setObjectName("rules_import")
        self._import.setAccessibleName(self.tr("导入规则文件"))
        self._import.clicked.connect(self._on_import)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._choice)
        row.addWidget(self._use)
        row.addStretch(1)
        row.addWidget(self._import)
        self.body.addLayout(row)
        self._source.setObjectName("rules_source")
        self._source.setWordWrap(True)
        set_role(self._source, "small")
        self.add(self._source)

    def take(self, path: Path) -> None:
        """Import a rule file."""
        call = partial(self._shelf.import_file, path)
        self._office.jobs.run(
            call, self._on_imported, self._banner.say_error, owner=self, slow=True
        )

    def _load(self) -> None:
        self._office.jobs.run(partial(_rules, self._shelf), self._on_rules, owner=self)

    def _on_rules(self, rules: _Rules) -> None:
        current = rules.current
        set_role(self._current, "strong")
        self._current.setText(self.tr("现在按 {} 办理新派的工单。").format(self._name(current)))
        chosen = self._choice.currentData() or current
        self._choice.clear()
        for offer in rules.offers:
            self._choice.addItem(self._name(offer), offer)
        self._mark(chosen.profile_id)
        self._current_id = (current.profile_id, current.version)
        self._on_choice()

    def _mark(self, profile_id: str) -> None:
        for row in range(self._choice.count()):
            if self._choice.itemData(row).profile_id == profile_id:
                self._choice.setCurrentIndex(row)

    def _name(self, offer: ProfileOffer) -> str:
        kind = self.tr("，本单位的规则") if offer.own else ""
        return self.tr("{0}（第 {1} 版{2}）").format(offer.name, offer.version, kind)

    def _on_choice(self) -> None:
        offer = self._choice.currentData()
        if offer is not None:
            self._use.setEnabled((offer.profile_id, offer.version) != self._current_id)
            self._source.setText(offer.source)

    def _on_import(self) -> None:
        dialog = rule_file_dialog(self.window())
        dialog.fileSelected.connect(self._on_picked)
        dialog.open()

    def _on_picked(self, path: str) -> None:
        self.take(Path(path))

    def _on_imported(self, offer: ProfileOffer) -> None:
        text = self.tr("已导入 {}，还没有改用。").format(self._name(offer))
        self._banner.say(Tone.GOOD, text)
        self._choice.clear()
        self._choice.addItem(self._name(offer), offer)
        self._load()

    def _on_use(self) -> None:
        offer = self._choice.currentData()
        if offer is None:
            return
        self._use.setEnabled(False)
        call = partial(self._shelf.use, offer.profile_id)
        self._office.jobs.run(call, self._on_used, self._on_refused, owner=self, slow=True)

    def _on_used(self, offer: ProfileOffer) -> None:
        text = self.tr(
            "以后派的工单按 {} 办理；已有的工单不变。重新打开程序后，筛选里的类型随之更新。"
        )
        self._banner.say(Tone.GOOD, text.format(self._name(offer)))
        self._load()

    def _on_refused(self, error: Exception) -> None:
        self._banner.say_error(error)
        self._load()


def _rules(shelf: RuleShelf) -> _Rules:
    return _Rules(shelf.current(), shelf.offers())
