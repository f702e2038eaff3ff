"""Writing a rule file: the laid-together content of a unit's own profile as TOML."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, time


def rule_toml(content: Mapping[str, object], *, remark: str = "") -> str:
    """Write a mapping as TOML that reads back as the same mapping.

    Args:
        content: What `tomllib` gives: texts, whole numbers, truths, days, times, lists, tables.
        remark: First line, as a comment.
    """
    head = [f"# {line}" for line in remark.splitlines()]
    return "\n".join([*head, *(f"{_key(key)} = {_value(content[key])}" for key in content), ""])


def _key(key: str) -> str:
    return key if key.replace("_", "").replace("-", "").isalnum() and key.isascii() else _text(key)


def _value(value: object) -> str:
    if isinstance(value, str):
        return _text(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    if isinstance(value, date | time):
        return value.isoformat()
    return _collection(value)


def _collection(value: object) -> str:
    if isinstance(value, Mapping):
        parts = ", ".join(f"{_key(str(key))} = {_value(value[key])}" for key in value)
        return f"{{ {parts} }}" if parts else "{}"
    if isinstance(value, Sequence):
        return f"[{', '.join(_value(entry) for entry in value)}]"
    raise TypeError(type(value).__name__)


def _text(text: str) -> str:
    """Quote a text: JSON's escapes are TOML's too, but for U+007F, which JSON leaves bare."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007F")
