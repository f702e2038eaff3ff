"""The first start: three questions, one after the other."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from desktop.services.founding import (
    Founding,
    FoundingChoices,
    FoundingError,
    KeyKeeping,
    Mode,
    ProfileOffer,
)
from desktop.sync.opened import OpenedWorkplace
from desktop.ui.first_start.mode_step import ModeStep
from desktop.ui.first_start.platform_step import PlatformStep
from desktop.ui.first_start.rules_step import RulesStep
from desktop.ui.first_start.unit_step import UnitStep
from desktop.ui.style import Space, Tone, set_role
from desktop.ui.tasks import Jobs, KnownError
from desktop.ui.widgets.banner import Banner

_WIDTH = 640
_HEIGHT = 560
_TITLE_BAR = 40


@dataclass(frozen=True, slots=True)
class _Offers:
    profiles: Sequence[ProfileOffer]
    keyring: bool


class FoundingDialog(QDialog):
    """Asks, sets up, and hands over what was opened.

    Args:
        founding: Sets up.
        jobs: Workers.
        modes: What is offered; a single one is not asked about.
        parent: Owner.

    Attributes:
        opened: The open workplace after `accept`.
    """

    _said = Signal(str)

    def __init__(
        self,
        founding: Founding[OpenedWorkplace],
        jobs: Jobs,
        modes: Sequence[Mode] = tuple(Mode),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("founding_dialog")
        self.setWindowTitle(self.tr("12345 承办工单台 · 首次使用"))
        self.opened: OpenedWorkplace | None = None
        self._founding = founding
        self._jobs = jobs
        self._busy = False
        self._mode = ModeStep()
        self._mode.offer_only(modes)
        self._modes = modes
        self._platform = PlatformStep()
        self._unit = UnitStep()
        self._rules = RulesStep()
        self._steps = QStackedWidget()
        for step in (self._mode, self._platform, self._unit, self._rules):
            self._steps.addWidget(step)
        self._lay_out()
        self._mode.changed.connect(self._on_changed)
        self._platform.changed.connect(self._on_changed)
        self._platform.test_wanted.connect(self._on_test_wanted)
        self._unit.changed.connect(self._on_changed)
        self._rules.changed.connect(self._on_changed)
        self._rules.import_wanted.connect(self._on_import_wanted)
        self._said.connect(self._on_said)
        jobs.run(partial(_offers, founding), self._on_offers, self._on_failed, owner=self)
        self._fit()
        self._show_step(self._order()[0])

    def _lay_out(self) -> None:
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        head = QFrame()
        set_role(head, "topbar")
        words = QVBoxLayout(head)
        words.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        words.setSpacing(Space.XS)
        self._place = QLabel()
        set_role(self._place, "small")
        self._question = QLabel()
        self._question.setObjectName("founding_question")
        set_role(self._question, "title")
        words.addWidget(self._place)
        words.addWidget(self._question)
        outer.addWidget(head)
        middle = QVBoxLayout()
        middle.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        middle.setSpacing(Space.M)
        self._banner = Banner()
        self._banner.setObjectName("founding_banner")
        middle.addWidget(self._banner)
        middle.addWidget(self._scrolled(), 1)
        outer.addLayout(middle, 1)
        outer.addWidget(self._foot())

    def _scrolled(self) -> QScrollArea:
        """Let the questions scroll: at 150 % a small screen has no room for all of them."""
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        set_role(self._steps, "scrolled")
        scroll.setWidget(self._steps)
        return scroll

    def _fit(self) -> None:
        """Leave room for the title bar and the panel of the desktop."""
        room = self.screen().availableGeometry().height() - _TITLE_BAR
        self.resize(_WIDTH, min(_HEIGHT, room))

    def _foot(self) -> QFrame:
        foot = QFrame()
        set_role(foot, "actionbar")
        row = QHBoxLayout(foot)
        row.setContentsMargins(Space.XL, Space.M, Space.XL, Space.M)
        row.setSpacing(Space.S)
        self._note = QLabel()
        self._note.setObjectName("founding_note")
        set_role(self._note, "muted")
        self._progress = QProgressBar()
        self._progress.setRange(0, 0)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(120)
        self._progress.hide()
        self._back = QPushButton(self.tr("上一步(&B)"))
        self._back.setObjectName("founding_back")
        self._back.setAutoDefault(False)
        self._next = QPushButton()
        self._next.setObjectName("founding_next")
        self._next.setDefault(True)
        set_role(self._next, "primary")
        self._back.clicked.connect(self._on_back)
        self._next.clicked.connect(self._on_next)
        row.addWidget(self._progress)
        row.addWidget(self._note, 1)
        row.addWidget(self._back)
        row.addWidget(self._next)
        return foot

    def _order(self) -> list[QWidget]:
        between: dict[Mode, list[QWidget]] = {
            Mode.TRAINING: [],
            Mode.REAL: [self._platform],
            Mode.PRIVATE: [self._unit],
        }
        first = [self._mode] if len(self._modes) > 1 else []
        return [*first, *between[self._mode.mode], self._rules]

    def _show_step(self, step: QWidget) -> None:
        self._steps.setCurrentWidget(step)
        order = self._order()
        place = order.index(step)
        titles = {
            self._mode: self.tr("要用来演练，还是正式办理？")
            if Mode.TRAINING in self._modes
            else self.tr("正式的工单从哪里来？"),
            self._platform: self.tr("连接哪个平台？"),
            self._unit: self.tr("哪个单位，谁来办理？"),
            self._rules: self.tr("按哪里的规则办理？"),
        }
        self._question.setText(titles[step])
        self._place.setText(self.tr("第 {0} 步，共 {1} 步").format(place + 1, len(order)))
        mode = self._mode.mode
        self._rules.ask_for_key(wanted=mode is not Mode.TRAINING, has_platform=mode is Mode.REAL)
        self._rules.decide_rules(here=mode is not Mode.REAL)
        self._back.setVisible(place > 0)
        self._on_changed()
        step.setFocus(Qt.FocusReason.TabFocusReason)

    def _on_changed(self) -> None:
        step = self._steps.currentWidget()
        last = step is self._rules
        self._next.setText(self.tr("开始使用(&N)") if last else self.tr("下一步(&N)"))
        problem = self._rules.problem if last else ""
        waiting = isinstance(step, PlatformStep | UnitStep) and not step.is_complete
        if not self._busy:
            self._note.setText(problem)
        self._next.setEnabled(not (self._busy or problem or waiting))
        self._place.setText(
            self.tr("第 {0} 步，共 {1} 步").format(
                self._order().index(step) + 1, len(self._order())
            )
        )

    def _on_back(self) -> None:
        order = self._order()
        self._banner.clear()
        self._show_step(order[order.index(self._steps.currentWidget()) - 1])

    def _on_next(self) -> None:
        self._banner.clear()
        order = self._order()
        place = order.index(self._steps.currentWidget())
        if place + 1 < len(order):
            self._show_step(order[place + 1])
            return
        self._set_busy(busy=True)
        call = partial(self._founding.found, self._choices(), self._said.emit)
        self._jobs.run(call, self._on_founded, self._on_failed, owner=self, slow=True)

    def _choices(self) -> FoundingChoices:
        mode, rules = self._mode.mode, self._rules
        if mode is Mode.TRAINING:
            return FoundingChoices(
                mode=mode, profile_id=rules.profile_id, key_keeping=KeyKeeping.KEYRING
            )
        answers = self._platform.values() if mode is Mode.REAL else self._unit.values()
        return FoundingChoices(
            mode=mode,
            profile_id=rules.profile_id,
            key_keeping=rules.key_keeping,
            passphrase=rules.passphrase,
            **answers,
        )

    def _set_busy(self, *, busy: bool) -> None:
        self._busy = busy
        self._progress.setVisible(busy)
        self._steps.setEnabled(not busy)
        self._back.setEnabled(not busy)
        self._on_changed()

    def _on_offers(self, offers: _Offers) -> None:
        self._rules.offer_profiles(offers.profiles)
        self._rules.offer_keyring(available=offers.keyring)

    def _on_said(self, words: str) -> None:
        self._note.setText(words)

    def _on_founded(self, opened: OpenedWorkplace) -> None:
        self.opened = opened
        self.accept()

    def _on_failed(self, error: KnownError) -> None:
        self._set_busy(busy=False)
        self._banner.say(Tone.DANGER, str(error))
        if not isinstance(error, FoundingError):
            return
        for step in self._order():
            if isinstance(step, PlatformStep | UnitStep) and error.field in step.fields:
                self._show_step(step)
                step.point_at(error.field)

    def _on_import_wanted(self, path: str) -> None:
        call = partial(self._founding.import_profile, Path(path))
        self._jobs.run(call, self._rules.add_own, self._on_import_failed, owner=self, slow=True)

    def _on_import_failed(self, error: KnownError) -> None:
        self._rules.say_trouble(str(error))

    def _on_test_wanted(self) -> None:
        call: Callable[[], str] = partial(
            self._founding.test_address, self._platform.value("address")
        )
        self._jobs.run(call, self._on_tested, self._on_test_failed, owner=self, slow=True)

    def _on_tested(self, words: str) -> None:
        self._platform.say(words, Tone.GOOD)

    def _on_test_failed(self, error: KnownError) -> None:
        self._platform.say(str(error), Tone.DANGER)

    def reject(self) -> None:
        """Do not close while the database is being made."""
        if not self._busy:
            super().reject()


def _offers(founding: Founding[OpenedWorkplace]) -> _Offers:
    return _Offers(founding.profiles(), founding.has_keyring())
