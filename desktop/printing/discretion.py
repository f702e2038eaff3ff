"""The last look at a form before it is printed: nothing of the caller that may not be on it.

Every text of every form goes through here, whatever form it is and whoever typed the text. Of a
举报 or 保密 order the caller's name and number are absent (KF-20); of others the number is masked,
except on F2's 现场联 and where the clerk asked for the full number. What else may give away the
caller of such an order is proposed, and hidden unless the clerk has decided to leave it.
"""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from desktop.domain.orders import Confidentiality, Order
from desktop.domain.paper_content import contacts_of
from desktop.printing import words
from desktop.printing.withholding import HIDDEN, Withholding
from desktop.services.proposals import Proposal

_MOBILE = re.compile(r"(?<!\d)(?:\+?86[-\s]?)?1[3-9]\d[-\s]?\d{4}[-\s]?\d{4}(?!\d)")
_PLACE = re.compile(
    "物业|公司|中心|居委|村委|街道|单位|部门|市民|群众|来电|本人|家属|业主|举报|反映|投诉|当事|商户|店|厂"
    "|[局所站队科室办处院校]$"
)
"""Words that say whose telephone it is and not who the caller is."""
_SHORTEST_NAME = 2
_LONGEST_NAME = 20
_SHORTEST_NUMBER = 7
_FRAME = frozenset({"head", "foot", "copy"})
"""What the program itself puts on the page: numbers, codes, times."""

_Form = TypeVar("_Form")


class Discretion:
    """What of an order's caller may stand on paper.

    Args:
        order: The order.
        in_full: Whether the number may be printed in full.
        left: What was proposed to be hidden and is left.
    """

    def __init__(self, order: Order, *, in_full: bool, left: frozenset[str] = frozenset()) -> None:
        caller = order.caller
        self._hidden = order.confidentiality is not Confidentiality.NONE
        self._in_full = in_full and not self._hidden
        self._names = _names(order)
        self._phone = caller.phone.strip() if caller else ""
        self._own = {
            the_round.return_form.contact_phone
            for the_round in order.rounds
            if the_round.return_form
        }
        self._withheld = Withholding({*self._own, *_colleagues(order)}, left)

    @property
    def proposals(self) -> tuple[Proposal, ...]:
        """What may give the caller away, beside what is hidden without asking."""
        return self._withheld.proposals

    def screened(self, form: _Form) -> _Form:
        """Give a form with every text as it may be printed."""
        known_out = self._value(form, self.text)
        if self._hidden:
            self._value(known_out, self._gathered)
            known_out = self._value(known_out, self._withheld.screened)
        return cast("_Form", known_out)

    def _gathered(self, text: str) -> str:
        self._withheld.gather(text)
        return text

    def text(self, text: str) -> str:
        """Give one text as it may be printed."""
        if self._hidden:
            return self._without_caller(text)
        if self._in_full or len(self._phone) < _SHORTEST_NUMBER:
            return text
        return re.sub(rf"(?<!\d){re.escape(self._phone)}(?!\d)", words.masked(self._phone), text)

    def _without_caller(self, text: str) -> str:
        """Take out the name, the number, and every other mobile number but the office's own."""
        for known in (*self._names, self._phone):
            if known:
                text = text.replace(known, HIDDEN)
        return _MOBILE.sub(self._unless_own, text)

    def _unless_own(self, found: re.Match[str]) -> str:
        return found[0] if found[0] in self._own else HIDDEN

    def _value(self, value: object, screen: Callable[[str], str]) -> object:
        if isinstance(value, str):
            return screen(value)
        if isinstance(value, tuple):
            return tuple(self._value(item, screen) for item in value)
        if is_dataclass(value) and not isinstance(value, type):
            kept = {
                field.name: self._value(getattr(value, field.name), screen)
                for field in fields(value)
                if field.name not in _FRAME
            }
            return replace(value, **kept)
        return value


def _colleagues(order: Order) -> set[str]:
    """List who of the unit itself stands on the paper: contact persons and handlers."""
    forms = [the_round.return_form for the_round in order.rounds if the_round.return_form]
    results = [the_round.result for the_round in order.rounds if the_round.result]
    named = {form.contact_person for form in forms}
    for result in results:
        named |= {result.lead_person, *re.split(r"[、，,;；\s]+", result.handlers)}
    return named


def _names(order: Order) -> tuple[str, ...]:
    """List what the caller may be called in the texts, the longest first.

    The platform sends no name of such a caller, but a clerk may have typed one beside a contact.
    """
    typed = {row.person.strip() for row in contacts_of(order) if not _PLACE.search(row.person)}
    named = {order.caller.name.strip()} if order.caller else set()
    known = {name for name in typed | named if _SHORTEST_NAME <= len(name) <= _LONGEST_NAME}
    return tuple(sorted(known, key=lambda name: (-len(name), name)))
