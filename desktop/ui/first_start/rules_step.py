"""Which jurisdiction's rules hold, and where the database key is kept."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from desktop.services.founding import SHORTEST_PASSPHRASE, KeyKeeping, ProfileOffer
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.widgets.banner import Banner
from desktop.ui.widgets.rule_file_dialog import rule_file_dialog


class RulesStep(QWidget):
    """Rules, and keyring or passphrase.

    Signals:
        changed: Something was chosen.
        import_wanted: A rule file of the unit's own is to be kept; its path.
    """

    changed = Signal()
    import_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._offers: dict[str, ProfileOffer] = {}
        self._decides_here = True
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        label = QLabel(self.tr("适用规则(&G)"))
        set_role(label, "section")
        self._profiles = QComboBox()
        self._profiles.setObjectName("founding_profile")
        self._profiles.setAccessibleName(self.tr("适用规则"))
        label.setBuddy(self._profiles)
        self._source = QLabel()
        self._source.setWordWrap(True)
        set_role(self._source, "small")
        self._profiles.currentIndexChanged.connect(self._on_profile_changed)
        self._import = QPushButton(self.tr("导入本单位的规则文件…(&I)"))
        self._import.setObjectName("founding_import_rules")
        self._import.setAccessibleName(self.tr("导入本单位的规则文件"))
        self._import.setAutoDefault(False)
        self._import.clicked.connect(self._on_import)
        self._trouble = Banner()
        self._trouble.setObjectName("founding_rules_trouble")
        self._trouble.hide()
        for part in (label, self._profiles, self._source, self._trouble):
            column.addWidget(part)
        column.addWidget(self._import, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(Space.L)
        self._keys = self._key_part()
        column.addWidget(self._keys)
        column.addStretch(1)
        self.setFocusProxy(self._profiles)

    @property
    def profile_id(self) -> str:
        """The chosen rules."""
        return str(self._profiles.currentData() or "")

    @property
    def key_keeping(self) -> KeyKeeping:
        """Where the key goes."""
        return KeyKeeping.KEYRING if self._keyring.isChecked() else KeyKeeping.PASSPHRASE

    @property
    def passphrase(self) -> str:
        """The passphrase; empty with a keyring."""
        return self._first.text() if self.key_keeping is KeyKeeping.PASSPHRASE else ""

    @property
    def problem(self) -> str:
        """What is still wrong, in a sentence; empty when all is well."""
        if not self.profile_id:
            return self.tr("请选择适用规则。")
        offer = self._offers.get(self.profile_id)
        if offer and offer.own and not self._decides_here:
            return self.tr("平台按它自己的规则判定，不能用本单位的规则文件。")
        if self._keys.isHidden() or self.key_keeping is KeyKeeping.KEYRING:
            return ""
        if len(self._first.text()) < SHORTEST_PASSPHRASE:
            return self.tr("口令至少 {} 个字符。").format(SHORTEST_PASSPHRASE)
        if self._first.text() != self._second.text():
            return self.tr("两次输入的口令不一致。")
        return ""

    def offer_profiles(self, offers: Sequence[ProfileOffer]) -> None:
        """Offer jurisdictions."""
        self._offers = {offer.profile_id: offer for offer in offers}
        self._profiles.clear()
        for offer in offers:
            self._profiles.addItem(self._name(offer), offer.profile_id)
        self._on_profile_changed()

    def add_own(self, offer: ProfileOffer) -> None:
        """Offer the unit's own rules as well, and choose them."""
        self._trouble.hide()
        self._offers[offer.profile_id] = offer
        place = self._profiles.findData(offer.profile_id)
        if place < 0:
            self._profiles.addItem("", offer.profile_id)
            place = self._profiles.count() - 1
        self._profiles.setItemText(place, self._name(offer))
        self._profiles.setCurrentIndex(place)
        self._on_profile_changed()

    def say_trouble(self, words: str) -> None:
        """Say why a rule file cannot be used."""
        self._trouble.say(Tone.DANGER, words)

    def decide_rules(self, *, here: bool) -> None:
        """Let the unit bring rules of its own, or say that the platform's hold.

        Args:
            here: Whether orders are dispatched on this PC and not by a platform.
        """
        self._decides_here = here
        self._import.setVisible(here)
        self._trouble.hide()
        self._on_profile_changed()

    def offer_keyring(self, *, available: bool) -> None:
        """Offer the system's safe, where there is one."""
        self._keyring.setEnabled(available)
        (self._keyring if available else self._phrase).setChecked(True)
        if not available:
            self._keyring.setText(self.tr("系统密钥环（本机没有可用的密钥环）(&S)"))
        self._on_key_changed()

    def ask_for_key(self, *, wanted: bool, has_platform: bool) -> None:
        """Ask where the key goes; 演练 needs no secret.

        Args:
            wanted: Whether there is anything to keep.
            has_platform: Whether a platform has a copy of the orders.
        """
        self._keys.setVisible(wanted)
        self._warning.setText(
            self.tr("口令忘记后数据无法恢复；平台上已有的内容可以重新同步。")
            if has_platform
            else self.tr("工单只在本机，口令忘记后全部无法恢复，请写下来封存。")
        )

    def _key_part(self) -> QWidget:
        part = QWidget()
        column = QVBoxLayout(part)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(Space.S)
        title = QLabel(self.tr("本机数据库的密钥"))
        set_role(title, "section")
        column.addWidget(title)
        hint = QLabel(self.tr("工单数据在本机加密保存。"))
        set_role(hint, "muted")
        column.addWidget(hint)
        self._keyring = QRadioButton(self.tr("交给系统密钥环保管，启动时不用输入(&S)"))
        self._keyring.setObjectName("key_keyring")
        self._phrase = QRadioButton(self.tr("用口令保护，每次启动时输入(&H)"))
        self._phrase.setObjectName("key_passphrase")
        self._keyring.setChecked(True)
        self._first, self._second = QLineEdit(), QLineEdit()
        for field, name, words in (
            (self._first, "passphrase_first", self.tr("口令")),
            (self._second, "passphrase_second", self.tr("再输入一次口令")),
        ):
            field.setObjectName(name)
            field.setAccessibleName(words)
            field.setPlaceholderText(words)
            field.setEchoMode(QLineEdit.EchoMode.Password)
            field.textChanged.connect(self._on_key_changed)
        self._warning = QLabel()
        self._warning.setObjectName("passphrase_warning")
        self._warning.setWordWrap(True)
        set_role(self._warning, "small")
        for widget in (self._keyring, self._phrase, self._first, self._second, self._warning):
            column.addWidget(widget)
        self._keyring.toggled.connect(self._on_key_changed)
        return part

    def _on_profile_changed(self) -> None:
        offer = self._offers.get(self.profile_id)
        source = offer.source if offer else ""
        if not self._decides_here:
            words = self.tr("平台派单时用哪套规则，就按哪套办理；这里选的只在平台没有写明时用。")
            source = f"{source}\n{words}".strip()
        self._source.setText(source)
        self.changed.emit()

    def _name(self, offer: ProfileOffer) -> str:
        if not offer.own:
            return offer.name
        return self.tr("{0}（本单位的规则，第 {1} 版）").format(offer.name, offer.version)

    def _on_import(self) -> None:
        dialog = rule_file_dialog(self.window())
        dialog.fileSelected.connect(self.import_wanted)
        dialog.open()

    def _on_key_changed(self) -> None:
        typed = self.key_keeping is KeyKeeping.PASSPHRASE
        for field in (self._first, self._second, self._warning):
            field.setVisible(typed)
        self.changed.emit()
