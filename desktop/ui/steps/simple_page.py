"""Steps that are a few fields and one button: what each asks for is data."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtWidgets import QWidget

from desktop.domain import actions as act
from desktop.domain.actions import Action, UnitAction
from desktop.services.evidence import GivenFile, Registering
from desktop.services.order_desk import OrderCard
from desktop.ui.fields.choice import Choice
from desktop.ui.fields.day import Day
from desktop.ui.fields.evidence_field import EvidenceField
from desktop.ui.fields.field import Field
from desktop.ui.fields.moment import Moment
from desktop.ui.fields.text_area import TextArea
from desktop.ui.fields.text_line import TextLine
from desktop.ui.office import Office
from desktop.ui.steps.form_card import FormCard
from desktop.ui.steps.simple_forms import Ask, AskKind, SimpleForms
from desktop.ui.steps.step_page import StepPage
from desktop.ui.tasks import KnownError


@dataclass(frozen=True, slots=True)
class _Asked:
    ask: Ask
    field: Field


class SimplePage(StepPage):
    """A step whose fields are declared in `simple_forms`."""

    def __init__(
        self, action: type[Action], office: Office, order_id: str, parent: QWidget | None = None
    ) -> None:
        self.form = SimpleForms().form(action)
        self.draft_form = act.kind_of(action)
        super().__init__(action, office, order_id, parent)
        self._asked: tuple[_Asked, ...] = ()
        self.form_card = FormCard(self.form.title, self.form.hint, self)
        self.frame.body.addWidget(self.form_card)

    def fill(self, card: OrderCard) -> None:
        """Make the fields: what can be chosen depends on the order and its rules."""
        asked = []
        for ask in self.form.asks:
            options = ask.options(card) if ask.options else ()
            if ask.kind is AskKind.CHOICE and not options:
                continue
            field = self._field(ask, options)
            self.form_card.add_field(field, required=ask.required)
            if ask.kind is AskKind.NOW:
                field.set_value(self.now().isoformat())
            elif len(options) == 1:
                field.set_value(options[0][0])
            asked.append(_Asked(ask, field))
        self._asked = tuple(asked)
        self.use_fields(*(entry.field for entry in asked))

    def do_primary(self) -> None:
        """Do it."""
        for entry in self._asked:
            if entry.ask.required and entry.field.is_empty:
                sentence = self.tr("请填写{label}。").format(label=entry.field.label)
                self.complain(sentence, entry.field)
                return
        action = self.typed()
        if isinstance(action, Registering):
            self.perform_registering(action, self._files(), said=self.form.said)
        else:
            self.perform(action, said=self.form.said)

    def typed(self) -> UnitAction:
        """Give the action as it is on screen."""
        asked = [entry for entry in self._asked if entry.ask.kind is not AskKind.FILES]
        values = {entry.ask.name: _value(entry) for entry in asked}
        given = {name: value for name, value in values.items() if value not in {"", None}}
        action: UnitAction = self.form.make(entry_id=str(uuid.uuid4()), **given)
        return action

    def _files(self) -> tuple[GivenFile, ...]:
        fields = [entry.field for entry in self._asked if isinstance(entry.field, EvidenceField)]
        return fields[0].files() if fields else ()

    def show_error(self, error: KnownError) -> None:
        """Put an error of time beside the time."""
        moments = [entry.field for entry in self._asked if entry.ask.kind is AskKind.NOW]
        if moments and getattr(error, "code", "").startswith("time."):
            self.complain(str(error), moments[0])
        else:
            super().show_error(error)

    def _field(self, ask: Ask, options: Sequence[tuple[str, str]]) -> Field:
        makers: dict[AskKind, Callable[[], Field]] = {
            AskKind.LINE: lambda: TextLine(ask.name, ask.label, ask.hint, self),
            AskKind.AREA: lambda: TextArea(ask.name, ask.label, ask.hint, 3, self),
            AskKind.DAY: lambda: Day(ask.name, ask.label, self.now, self),
            AskKind.NOW: lambda: Moment(ask.name, ask.label, self.now, self),
            AskKind.MOMENT: lambda: Moment(ask.name, ask.label, self.now, self),
            AskKind.CHOICE: lambda: Choice(ask.name, ask.label, options, self),
            AskKind.FILES: lambda: EvidenceField(ask.name, ask.label, self.office.jobs, self),
            AskKind.YES_NO: lambda: Choice(ask.name, ask.label, ask.words, self),
        }
        return makers[ask.kind]()


def _value(entry: _Asked) -> object:
    field = entry.field
    if isinstance(field, Moment):
        return field.moment()
    if isinstance(field, Day):
        return field.day()
    if entry.ask.kind is AskKind.YES_NO:
        return field.value() == "yes" if field.value() else None
    return field.value().strip()
