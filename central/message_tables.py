"""The messages of the sync contract as Markdown tables, for people who implement the other end.

`docs/messages.md` is what `python -m central openapi --tables` prints.
"""

import json
import typing
from collections.abc import Iterator

from central import openapi
from central.openapi import Json
from desktop.domain.actions import Action, CentreAction, UnitAction

_HEAD = """# Messages, field by field

Made by `python -m central openapi --tables > docs/messages.md` from the structs in
`desktop/contract/messages.py`, `desktop/domain/orders.py` and `desktop/domain/actions.py`; not to
be edited. The rules around them are in [sync.md](sync.md), the same as schemas in
[openapi.json](openapi.json). A field with a default may be left out; unknown fields are ignored.
"""


def text() -> str:
    """Write all tables."""
    schemas = openapi.schemas()
    messages = [kind.__name__ for kind in openapi.MESSAGES]
    unit = [kind.__name__ for kind in typing.get_args(UnitAction)]
    centre = [kind.__name__ for kind in typing.get_args(CentreAction)]
    rest = sorted(schemas.keys() - {*messages, *unit, *centre, "UnitAction", "CentreAction"})
    parts = [
        _HEAD,
        *_section("Calls' messages", messages, schemas),
        *_section("Actions of a unit", unit, schemas),
        *_section("Actions of the centre", centre, schemas),
        *_section("The order and what is on it", rest, schemas),
    ]
    return "\n".join(parts)


def _section(title: str, names: list[str], schemas: dict[str, Json]) -> Iterator[str]:
    yield f"## {title}\n"
    for name in names:
        body = schemas[name]
        if isinstance(body, dict):
            yield _table(name, body)


def _table(name: str, body: dict[str, Json]) -> str:
    lines = [f"### {_titled(name)}", "", str(body.get("description", "")), ""]
    values = body.get("enum")
    if isinstance(values, list):
        return "\n".join([*lines, "One of " + ", ".join(f"`{value}`" for value in values), ""])
    properties, required = body.get("properties"), body.get("required", [])
    if isinstance(properties, dict) and isinstance(required, list) and properties:
        lines += ["| field | type | default | meaning |", "|---|---|---|---|"]
        lines += [_row(key, about, key in required) for key, about in properties.items()]
    return "\n".join([*lines, ""])


def _titled(name: str) -> str:
    kinds = {kind.__name__: kind for kind in typing.get_args(Action)}
    kind = kinds.get(name)
    return f"{name} (`{kind.__struct_config__.tag}`)" if kind else name


def _row(name: str, about: Json, required: bool) -> str:
    plain = about if isinstance(about, dict) else {}
    default = "required" if required else "left out"
    if "default" in plain:
        default = f"`{json.dumps(plain['default'], ensure_ascii=False)}`"
    return f"| `{name}` | {_type(plain)} | {default} | {plain.get('description', '')} |"


def _type(about: dict[str, Json]) -> str:
    reference = about.get("$ref")
    if isinstance(reference, str):
        return _link(reference)
    choices = about.get("anyOf")
    if isinstance(choices, list):
        return " or ".join(_type(choice) for choice in choices if isinstance(choice, dict))
    values = about.get("enum")
    if isinstance(values, list):
        return " or ".join(f"`{value}`" for value in values)
    items = about.get("items", about.get("prefixItems"))
    if isinstance(items, dict):
        return f"list of {_type(items)}"
    kind = about.get("format", about.get("type", "any"))
    return str(kind)


def _link(reference: str) -> str:
    name = reference.rpartition("/")[2]
    if name in {"UnitAction", "CentreAction"}:
        return f"{name} (below)"
    return f"[{name}](#{name.lower()})"
