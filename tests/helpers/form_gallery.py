"""Every form there is, each with short, normal, long and rare content: found, not listed.

A module of `forms` whose first line begins with a number (F5) and that has a `render` is a form.
Those without a sample of their own are filled by the types of their fields, so that a new form is
on the contact sheet and in the reference files as soon as it exists.
"""

import importlib
import inspect
import pkgutil
import re
import types
import typing
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass, replace
from functools import cache
from types import ModuleType
from typing import Any, Literal

from helpers import form_variants, report_form_samples
from helpers.form_samples import FONTS, FOOT, LONG, head, photo
from helpers.order_form_samples import SAMPLES, separator_sheet, unit_head

import forms
from desktop.domain.paper_forms import form_name
from forms import batch_list
from forms.document import FormFoot, FormHead, PeriodHead, Photo, Rendered, Signature

VARIANTS: Mapping[str, Callable[[Any], Any]] = {
    "short": form_variants.short,
    "normal": lambda form: form,
    "long": form_variants.long,
    "rare": form_variants.rare,
}
"""How a filled form becomes one with other content."""

_WORDS = ("请核实后及时回复", "已到现场查看", "王海", "综合执法队", "属实")
_KNOWN: Mapping[type, Callable[[], Any]] = {
    bool: bool,
    int: int,
    float: float,
    FormHead: lambda: head(""),
    PeriodHead: lambda: unit_head(""),
    FormFoot: lambda: FOOT,
    Photo: lambda: Photo(photo(), "照片1　2026-09-19 20:35　整改后"),
}


@dataclass(frozen=True, slots=True)
class Exhibit:
    """One form of the gallery.

    Attributes:
        id: Form id, such as F5.
        name: Its title.
        module: The module of `forms` that prints it.
        form: It, filled in.
        blank: It, empty.
    """

    id: str
    name: str
    module: ModuleType
    form: Any
    blank: Any

    @property
    def slug(self) -> str:
        """Its name in file names."""
        return f"{self.id}-{self.module.__name__.removeprefix('forms.')}"

    def contents(self) -> dict[str, Any]:
        """Give it with every kind of content."""
        return {"blank": self.blank} | {name: vary(self.form) for name, vary in VARIANTS.items()}

    def variants(self) -> dict[str, Rendered]:
        """Print it with every kind of content."""
        return {name: printed(self.module, form) for name, form in self.contents().items()}


@cache
def gallery() -> tuple[Exhibit, ...]:
    """List every form, by number."""
    samples = {kind.__name__: make() for kind, make in reversed(SAMPLES.values())}
    samples |= {module.__name__: form for module, form in report_form_samples.filled().values()}
    samples[batch_list.__name__] = separator_sheet()
    found = [_exhibit(module, samples.get(module.__name__)) for module in form_modules()]
    return tuple(sorted(found, key=lambda exhibit: int(exhibit.id[1:])))


def _exhibit(module: ModuleType, sample: Any) -> Exhibit:
    """The first line of a form's module says its number and its title; a list has no own title."""
    found = re.match(r"(F\d+)(?: ([\u4e00-\u9fff/]+))?", str(module.__doc__))
    assert found is not None, module
    number = found[1]
    name = found[2] or f"{form_name(number)}（月度清单）"
    form = sample or _invented(module, name)
    head = type(form.head)(unit_name=form.head.unit_name, title=name)
    if isinstance(head, PeriodHead):
        head = replace(head, period_label=form.head.period_label)
    return Exhibit(number, name, module, form, type(form)(head=head, foot=FormFoot()))


def form_modules() -> Iterator[ModuleType]:
    """Find the modules of `forms` that print a form: they begin with its number."""
    for found in pkgutil.iter_modules(forms.__path__):
        module = importlib.import_module(f"forms.{found.name}")
        numbered = re.match(r"F\d+", str(module.__doc__))
        if numbered and inspect.isfunction(getattr(module, "render", None)):
            yield module


def printed(module: ModuleType, form: Any) -> Rendered:
    """Print a form with the bundled fonts."""
    result = module.render(form, FONTS)
    assert isinstance(result, Rendered)
    return result


def _invented(module: ModuleType, name: str) -> Any:
    hints = typing.get_type_hints(module.render)
    kind = next(hint for at, hint in hints.items() if is_dataclass(hint) and at != "fonts")
    form = _value(kind, "", 0)
    return replace(form, head=replace(form.head, title=name))


@cache
def _hints(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _value(hint: Any, name: str, place: int) -> Any:
    origin = typing.get_origin(hint)
    if hint in _KNOWN:
        return _KNOWN[hint]()
    if hint is str:
        return _text(name, place)
    if origin is Literal:
        return typing.get_args(hint)[0]
    if origin is tuple:
        return _row_or_rows(typing.get_args(hint), name)
    if origin in {types.UnionType, typing.Union}:
        kinds = [kind for kind in typing.get_args(hint) if kind is not type(None)]
        return None if kinds == [Signature] else _value(kinds[0], name, place)
    if is_dataclass(hint) and isinstance(hint, type):
        return _filled(hint)
    raise TypeError(f"{name}: no sample for {hint}")


def _filled(kind: type) -> Any:
    given: dict[str, Any] = {}
    for place, field in enumerate(fields(kind)):
        plain = field.default is not MISSING and not isinstance(field.default, str | tuple)
        if not plain or _hints(kind)[field.name] not in {bool, int, float}:
            given[field.name] = _value(_hints(kind)[field.name], field.name, place)
    return kind(**given)


def _row_or_rows(kinds: tuple[Any, ...], name: str) -> Any:
    if kinds[-1] is Ellipsis:
        return tuple(_value(kinds[0], name, place) for place in range(3))
    return tuple(_value(kind, name, place) for place, kind in enumerate(kinds))


def _text(name: str, place: int) -> str:
    """Invent a value that looks like its name."""
    if any(word in name for word in ("_at", "due", "since", "time", "date", "day")):
        return "2026-09-20 09:12"
    if any(word in name for word in ("phone", "mobile")):
        return "021-5973****"
    if any(word in name for word in ("count", "total", "number", "score", "rate", "share")):
        return str(3 + place)
    if any(word in name for word in ("content", "situation", "text", "reason", "summary", "body")):
        return LONG
    return _WORDS[place % len(_WORDS)]
