"""The same form with little, much, or hard content, made from a filled sample."""

from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from helpers.form_samples import LONG, RARE

_Form = TypeVar("_Form")
_KEPT = frozenset(
    {
        "head", "foot", "copy", "category", "result", "precondition", "irregular_class", "finding",
        "assessment", "feedback", "reason_class", "reason_choices", "signature", "number",
    }
)  # fmt: skip
"""What is a choice, a frame or a number: it stays as it is."""
_TEXT = 16
"""From this length on, a value is a text and not a word."""


def short(form: _Form) -> _Form:
    """Only the first words of each text, and one row of each table."""
    return _changed(form, lambda text, _depth: text[:8], lambda rows: rows[:1])


def long(form: _Form) -> _Form:
    """Texts that go on over pages, and rows that do."""
    return _changed(form, _lengthened, _more)


def rare(form: _Form) -> _Form:
    """Every text holds characters beyond GBK and beyond U+FFFF."""
    return _changed(form, lambda text, _depth: f"{text}{RARE}" if text else text, lambda rows: rows)


def _lengthened(text: str, depth: int) -> str:
    """A text of the form grows by pages, one in a row by lines."""
    return text if len(text) < _TEXT or text[0].isdigit() else f"{text}{LONG * (1 if depth else 5)}"


def _more(rows: tuple[object, ...]) -> tuple[object, ...]:
    return rows * (3 if len(rows) < 3 else 2)


def _changed(
    form: _Form,
    of_text: Callable[[str, int], str],
    of_rows: Callable[[tuple[object, ...]], tuple[object, ...]],
) -> _Form:
    def value(old: object, depth: int = -1) -> object:
        if isinstance(old, str):
            return of_text(old, depth)
        if isinstance(old, tuple):
            return of_rows(tuple(value(item, depth + 1) for item in old))
        if is_dataclass(old) and not isinstance(old, type):
            new = {
                field.name: value(getattr(old, field.name), max(depth, 0))
                for field in fields(old)
                if field.name not in _KEPT
            }
            return replace(old, **new)
        return old

    return cast("_Form", value(form))
