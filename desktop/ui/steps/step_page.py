"""The base of every step page: load, draft, one large button, errors in place."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from msgspec import structs
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from desktop.domain.actions import Action, UnitAction
from desktop.domain.clocks import Clock
from desktop.domain.guide import STEP_NAMES, Step
from desktop.domain.orders import STAGE_NAMES, Order, ReturnForm, Signoff
from desktop.domain.rounds import round_name
from desktop.services.demands import Demand, demands_of, with_draft
from desktop.services.evidence import GivenFile, Registering, register
from desktop.services.history import action_name
from desktop.services.order_desk import OrderCard, OrderDesk, RefusedError, Saved
from desktop.services.ports import NewBlob, WorkingOrder
from desktop.sync.status import SyncPhase
from desktop.ui.fields.field import Field
from desktop.ui.office import Office
from desktop.ui.steps.demand_list import DemandList
from desktop.ui.steps.draft_keeper import DraftKeeper
from desktop.ui.steps.step_frame import StepFrame
from desktop.ui.style import Tone
from desktop.ui.sync_words import SENDING
from desktop.ui.tasks import KnownError
from desktop.ui.wording import short_moment, tip_text


@dataclass(frozen=True, slots=True)
class _Opened:
    card: OrderCard
    draft: bytes | None


class StepPage(QWidget):
    """One guided step of one order. It decides nothing: `guide` says what is open.

    A page sets `draft_form` (empty: nothing is typed here) and overrides the hooks `fill`,
    `refresh`, `do_primary`, `primary_text`.

    Args:
        action: The step.
        office: Use cases, sync, workers.
        order_id: The order.
        parent: Owner.

    Signals:
        finished: The step was done and saved; a sentence for the status bar.
        cancelled: Back to the order; what was typed is kept as a draft.
        step_wanted: Another step should be opened; the action's class.
        loaded: The order is on screen.
    """

    finished = Signal(str)
    cancelled = Signal()
    step_wanted = Signal(object)
    loaded = Signal()

    draft_form = ""

    def __init__(
        self,
        action: type[Action],
        office: Office,
        order_id: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("step_page")
        self.action = action
        self.office = office
        self.order_id = order_id
        self.card: OrderCard | None = None
        self.frame = StepFrame(self)
        self.demands = DemandList(self)
        self.frame.side.addWidget(self.demands)
        self.frame.side.addStretch(1)
        self._fields: tuple[Field, ...] = ()
        self._said = ""
        self._busy = False
        self._drafts: DraftKeeper | None = None
        self._sight: WorkingOrder | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.frame)
        self.frame.title.setText(STEP_NAMES.get(action, ""))
        self.frame.primary.setEnabled(False)
        self.frame.primary.clicked.connect(self._on_primary)
        self.frame.cancel.clicked.connect(self._on_cancel)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            self._shortcut(keys).activated.connect(self._on_primary)
        self._shortcut("Esc").activated.connect(self._on_cancel)
        office.news.orders_changed.connect(self._on_orders_changed)

    # What a page overrides -------------------------------------------------------------------

    def fill(self, card: OrderCard) -> None:
        """Put what is saved into the fields; called once, before the draft is restored."""

    def refresh(self, card: OrderCard) -> None:
        """Show the order around the fields; called whenever it has changed."""

    def do_primary(self) -> None:
        """Do what the large button says."""

    def primary_text(self, card: OrderCard) -> str:
        """Name the large button."""
        step = self.step_in(card)
        return step.name if step else STEP_NAMES.get(self.action, "")

    def primary_open(self, card: OrderCard) -> bool:
        """Tell whether the large button can be pressed."""
        step = self.step_in(card)
        return step is not None and step.refusal is None

    def demands_in(self, card: OrderCard) -> Sequence[Demand]:
        """List what the step demands."""
        order = with_draft(card.working.order, self.drafted(card))
        return demands_of(order, self.action, card.rules)

    def drafted(self, card: OrderCard) -> ReturnForm | Signoff | None:
        """Give the form that is being typed, where what a step demands is on it."""

    # What a page uses ------------------------------------------------------------------------

    def use_fields(self, *fields: Field) -> None:
        """Keep these fields as the draft and clear the error when one is edited."""
        self._fields = fields
        if self.draft_form:
            self._drafts = DraftKeeper(self.office, self.order_id, self.draft_form, self)
            self._drafts.watch(fields)
            self._drafts.kept.connect(self._on_draft_kept)
            self._drafts.failed.connect(self._on_draft_failed)
        for field in fields:
            field.edited.connect(self._on_field_edited)

    def load(self) -> None:
        """Open the order and the draft; the page shows them when they are there."""
        orders = self.office.workplace.orders
        call = partial(_open, orders, self.order_id, self.draft_form)
        self.office.jobs.run(call, self._on_opened, self.failed, owner=self)

    def now(self) -> datetime:
        """Tell the time."""
        return self.office.workplace.clock.now()

    def step_in(self, card: OrderCard, kind: type[Action] | None = None) -> Step | None:
        """Find what the guide says of a step."""
        wanted = kind or self.action
        return next((step for step in card.steps if step.action is wanted), None)

    def clock_in(self, card: OrderCard) -> Clock | None:
        """Find the clock of this step."""
        step = self.step_in(card)
        due = step.due if step else None
        if due is None:
            return None
        return next((clock for clock in card.clocks if clock.duty is due.duty), None)

    def perform(self, *actions: UnitAction, blobs: Iterable[NewBlob] = (), said: str = "") -> None:
        """Save actions together, forget the draft, and finish.

        Args:
            actions: What is done.
            blobs: Files they speak of.
            said: The sentence for `finished`.
        """
        self._said = said
        if self._drafts:
            self._drafts.stop()
        self.set_busy(busy=True)
        call = partial(
            self.office.workplace.orders.act,
            self.order_id,
            *actions,
            blobs=tuple(blobs),
            forget_draft=self.draft_form,
            sight=self._sight,
        )
        self.office.jobs.run(call, self._on_saved, self._on_refused, owner=self)

    def perform_registering(
        self, action: Registering, files: Sequence[GivenFile], *, said: str
    ) -> None:
        """Enter what came outside the platform together with its proof, and finish."""
        self._said = said
        if self._drafts:
            self._drafts.stop()
        self.set_busy(busy=True)
        workplace = self.office.workplace
        call = partial(
            register,
            workplace.orders,
            workplace.blobs,
            self.order_id,
            action,
            tuple(files),
            forget_draft=self.draft_form,
            sight=self._sight,
        )
        self.office.jobs.run(call, self._on_saved, self._on_refused, owner=self, slow=bool(files))

    def perform_aside(self, *actions: UnitAction, blobs: Iterable[NewBlob] = ()) -> None:
        """Save a row at once and stay on the page with everything that is typed."""
        self.set_busy(busy=True)
        call = partial(
            self.office.workplace.orders.act,
            self.order_id,
            *actions,
            blobs=tuple(blobs),
            sight=self._sight,
        )
        self.office.jobs.run(call, self._on_saved_aside, self.failed, owner=self)

    def saved_aside(self, saved: Saved) -> None:
        """A row was saved; a page clears the fields it came from."""

    def saved(self, saved: Saved) -> None:
        """The step was saved; a page that goes on to a next part overrides this."""
        self.finish(self._said, saved)

    def finish(self, said: str, saved: Saved) -> None:
        """Say that the step is done and what becomes of it."""
        if saved.seqs:
            said = f"{said}。{self.sending_words()}"
        self.finished.emit(said)

    def sending_words(self) -> str:
        """Say what becomes of what was saved, plainly also without a network."""
        phase = self.office.sync.status().phase
        if phase in {SyncPhase.SYNCED, SyncPhase.SYNCING}:
            return SENDING
        return self.tr("已保存，联网后自动上报")

    def keep_draft(self) -> None:
        """Write the draft now."""
        if self._drafts:
            self._drafts.flush()

    def set_busy(self, *, busy: bool) -> None:
        """Lock the form while something is being done."""
        self._busy = busy
        if busy:
            self.frame.hold_focus()
        self.frame.set_busy(busy=busy)
        self.update_primary()
        if not busy:
            self.frame.give_focus_back()

    def update_primary(self) -> None:
        """Show what the large button does now."""
        card = self.card
        if card is None:
            self.frame.primary.setEnabled(False)
            return
        text = self.primary_text(card)
        self.frame.primary.setText(text)
        self.frame.primary.setAccessibleName(text)
        self.frame.primary.setVisible(bool(text))
        self.frame.primary.setEnabled(not self._busy and self.primary_open(card))

    def show_demands(self, card: OrderCard) -> None:
        """Show what the step demands as the order stands."""
        step, clock = self.step_in(card), self.clock_in(card)
        self.demands.show_step(step, self.demands_in(card), clock, self.now(), card.rules)
        certain = clock.certain if clock else True
        due = clock.due if clock else None
        self.frame.due.set_due(due, self.now(), card.rules, certain=certain)

    def complain(self, message: str, field: Field | None = None) -> None:
        """Show what is wrong, and go to the field it is about."""
        if field is None:
            self.frame.banner.say(Tone.DANGER, message)
            return
        field.show_problem(message)
        self.frame.reveal(field)

    # Inside ----------------------------------------------------------------------------------

    def _shortcut(self, keys: str) -> QShortcut:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return shortcut

    def _is_composing(self) -> bool:
        focused = QApplication.focusWidget()
        return any(field.focusProxy() is focused and field.is_composing for field in self._fields)

    def _on_primary(self) -> None:
        if self.card and self.frame.primary.isEnabled() and not self._is_composing():
            self.frame.banner.clear()
            self.do_primary()

    def _on_cancel(self) -> None:
        if self._is_composing():
            return
        popup = QApplication.activePopupWidget()
        if popup is not None:  # Esc closes the list of suggestions, not the whole form
            popup.close()
            return
        if self._drafts:
            self._drafts.flush_waiting()
        self.cancelled.emit()

    def _on_opened(self, opened: _Opened) -> None:
        first = self.card is None
        self.card = opened.card
        if first:
            self._sight = opened.card.working
            self.fill(opened.card)
            self._restore(opened.draft)
            self._tell_failures(opened.card, since=0)
        self._show(opened.card)
        if first:
            self._focus_first()
            self.loaded.emit()

    def _focus_first(self) -> None:
        fields = [field for field in self._fields if field.isVisibleTo(self) and field.focusProxy()]
        first = fields[0] if fields else self.frame.primary
        first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _restore(self, draft: bytes | None) -> None:
        if self._drafts is None:
            return
        self._drafts.based_on = self._sight.version if self._sight else 0
        self._drafts.based_seq = self._sight.base_seq if self._sight else 0
        if draft is None:
            return
        if self._drafts.restore(draft):
            self._look_back(self._drafts.based_on, self._drafts.based_seq)
            self.frame.note.setText(self.tr("已恢复上次没有保存的内容"))
        else:
            self.frame.note.setText(self.tr("上次的草稿读不出来，已忽略"))

    def _look_back(self, version: int, seq: int) -> None:
        """Remember that a draft was begun on an older order: a later text was not seen then."""
        if self._sight and version:
            self._sight = structs.replace(
                self._sight,
                version=min(version, self._sight.version),
                base_seq=min(seq, self._sight.base_seq),
            )

    def _tell_failures(self, card: OrderCard, *, since: int) -> None:
        """Say what the centre has not accepted meanwhile: what follows may build on it."""
        failed = [
            entry for entry in card.working.actions if entry.needs_attention and entry.seq > since
        ]
        if not failed:
            return
        words = self.tr("中心没有接受您的“{what}”：{why}。请到“同步”的“未被接受”中处理。")
        reason = (failed[-1].message or failed[-1].code).rstrip("。")
        self.frame.banner.say(
            Tone.DANGER, words.format(what=action_name(failed[-1].kind), why=reason)
        )

    def _show(self, card: OrderCard) -> None:
        order = card.working.order
        step = self.step_in(card)
        if step:
            self.frame.title.setText(step.name)
        self.frame.head.setText(self._headline(order))
        self.frame.head.setToolTip(tip_text(order.title))
        self.show_demands(card)
        self.refresh(card)
        self.frame.settle_side()
        self.update_primary()

    def _headline(self, order: Order) -> str:
        parts = [order.number, STAGE_NAMES[order.stage]]
        if order.round.number > 1:
            parts.append(round_name(order.round.number))
        if order.urgency and order.urgency != "普通":
            parts.append(order.urgency)
        return "  ·  ".join([*parts, order.title])

    def _on_orders_changed(self, order_ids: frozenset[str]) -> None:
        if self.card is not None and (not order_ids or self.order_id in order_ids):
            call = partial(self.office.workplace.orders.open, self.order_id)
            self.office.jobs.run(call, self._on_reopened, self.failed, owner=self)

    def _on_reopened(self, card: OrderCard) -> None:
        self.card = card
        if self._sight and card.working.failed_seq > self._sight.failed_seq:
            self._tell_failures(card, since=self._sight.failed_seq)
            self._sight = structs.replace(self._sight, failed_seq=card.working.failed_seq)
        self._show(card)

    def _on_saved(self, saved: Saved) -> None:
        self.set_busy(busy=False)
        if self._sight:
            self._sight = structs.replace(self._sight, order=saved.order)
        self.frame.note.clear()
        self.office.sync.poke()
        self.saved(saved)

    def _on_saved_aside(self, saved: Saved) -> None:
        self.set_busy(busy=False)
        self.office.sync.poke()
        self.saved_aside(saved)

    def _on_refused(self, error: KnownError) -> None:
        self.failed(error)
        self.keep_draft()

    def failed(self, error: KnownError) -> None:
        """Unlock the form and show a known error."""
        self.set_busy(busy=False)
        self.show_error(error)

    def show_error(self, error: KnownError) -> None:
        """Show a known error in place, in the words it carries."""
        tone = Tone.WARNING if isinstance(error, RefusedError) else Tone.DANGER
        self.frame.banner.say(tone, str(error))

    def _on_field_edited(self) -> None:
        self.frame.banner.clear()

    def _on_draft_kept(self) -> None:
        now = self.now()
        self.frame.note.setText(
            self.tr("草稿已保存 {moment}").format(moment=short_moment(now, now))
        )

    def _on_draft_failed(self, message: str) -> None:
        self.frame.note.setText(self.tr("草稿没有保存：{message}").format(message=message))

    def hideEvent(self, event: QHideEvent) -> None:
        """Write the draft when the page leaves the screen for whatever reason."""
        if self._drafts:
            self._drafts.flush_waiting()
        super().hideEvent(event)


def _open(orders: OrderDesk, order_id: str, form: str) -> _Opened:
    return _Opened(orders.open(order_id), orders.draft(order_id, form) if form else None)
