"""Reference data that people load: topics of demands, the knowledge base, published scores."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import msgspec
from sqlalchemy import delete, func, insert, select

from central import schema
from central.database import Database
from central.importing.cells import free_text, line
from central.importing.sheets import first_rows
from central.new_rows import replace
from desktop.contract import codec
from desktop.contract.messages import CategoryEntry, KnowledgeEntry, ScoreFile

NAMES = ("categories", "knowledge", "scores")
_MOST_ENTRIES = 20_000
_MOST_BYTES = 16 << 20
"""Every desk fetches the whole of it when it has changed, and takes 64 MB at most."""
_KEY_LENGTH = 200
_PERIOD = re.compile(r"\d{4}|\d{4}-(0[1-9]|1[0-2])|\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_WORDS = re.compile(r"[、，,;；\s]+")
_COLUMNS: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "categories": {
        "code": ("编码", "代码", "code"),
        "name": ("名称", "类别", "name"),
        "parent": ("上级编码", "上级", "parent"),
    },
    "knowledge": {
        "entry_id": ("编号", "知识编号", "entry_id"),
        "title": ("标题", "问题", "title"),
        "text": ("内容", "答复", "答案", "text"),
        "category": ("类别编码", "分类", "类别", "category"),
        "keywords": ("关键词", "关键字", "keywords"),
        "source": ("依据", "来源", "责任单位", "source"),
        "revised": ("更新日期", "修订日期", "更新时间", "revised"),
    },
}
_NEEDED = {"categories": ("code", "name"), "knowledge": ("title", "text")}

_E = TypeVar("_E", CategoryEntry, KnowledgeEntry)


class ReferenceUnreadableError(Exception):
    """A file of reference data cannot be used; nothing was changed.

    Attributes:
        code: Machine reason.
        message_zh: The same in Chinese.
    """

    code = "reference.unreadable"

    def __init__(self, message_zh: str) -> None:
        super().__init__(message_zh)
        self.message_zh = message_zh


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a command has put there.

    Attributes:
        name: Which piece of reference data.
        entries: How many entries it has now.
    """

    name: str
    entries: int


def load(database: Database, name: str, path: Path) -> Loaded:
    """Put a file in the place of all topics, or of the whole knowledge base.

    Args:
        database: The platform's database.
        name: `categories` or `knowledge`.
        path: JSON (a list of the contract's messages), or a table with a row of headings.

    Raises:
        ReferenceUnreadableError: It cannot be used; nothing was changed.
        ExportUnreadable: The table cannot be opened.
    """
    entries = _categories(path) if name == "categories" else _knowledge(path)
    if not entries:
        raise ReferenceUnreadableError(f"{path.name}：没有可用的内容，没有改动。")
    if len(entries) > _MOST_ENTRIES or len(codec.encode(entries)) > _MOST_BYTES:
        raise ReferenceUnreadableError(
            f"{path.name}：最多 {_MOST_ENTRIES} 条、{_MOST_BYTES >> 20} MB，没有改动。"
        )
    table = schema.reference_rows
    rows = [
        {"name": name, "key": key, "place": place, "body": codec.encode(entry)}
        for place, (key, entry) in enumerate(entries.items())
    ]
    with database.write() as transaction:
        connection = transaction.connection
        connection.execute(delete(table).where(table.c.name == name))
        connection.execute(insert(table), rows)
    return Loaded(name, len(rows))


def publish_scores(database: Database, profile: str, period: str, path: Path) -> Loaded:
    """Publish the figures of a period; replaces those of the same one.

    Raises:
        ReferenceUnreadableError: The period or the file cannot be used, or all periods together
            would be too much; nothing was changed.
    """
    if not _PERIOD.fullmatch(period):
        raise ReferenceUnreadableError(
            "期间应写成 2026、2026-10，或首末两天 2026-09-01/2026-10-31。"
        )
    file = ScoreFile(profile=profile, period=period, name=path.name, text=_score_text(path))
    table = schema.reference_rows
    with database.write() as transaction:
        connection = transaction.connection
        values = {"name": "scores", "key": f"{profile} {period}", "place": 0}
        replace(connection, table, {**values, "body": codec.encode(file)})
        query = select(func.count(), func.sum(func.length(table.c.body)))
        files, size = connection.execute(query.where(table.c.name == "scores")).one()
        if size > _MOST_BYTES:
            raise ReferenceUnreadableError(
                f"{path.name}：连同已公布的各期超过 {_MOST_BYTES >> 20} MB，没有改动。"
                "可先用 reference clear scores 清空，再公布需要的各期。"
            )
        return Loaded("scores", files)


def clear(database: Database, name: str) -> Loaded:
    """Take all entries back: the desks drop them with their next look."""
    table = schema.reference_rows
    with database.write() as transaction:
        transaction.connection.execute(delete(table).where(table.c.name == name))
    return Loaded(name, 0)


def entries(database: Database, name: str) -> list[msgspec.Raw]:
    """List the entries of a piece as the JSON that goes over the wire."""
    table = schema.reference_rows
    query = select(table.c.body).where(table.c.name == name).order_by(table.c.place, table.c.key)
    with database.read() as connection:
        return [msgspec.Raw(bytes(body)) for body in connection.execute(query).scalars()]


def _categories(path: Path) -> dict[str, CategoryEntry]:
    found = _read(path, "categories", list[CategoryEntry], _category)
    by_code = _by_key(path, [(where, entry.code, entry) for where, entry in found])
    for _where, entry in found:
        if entry.parent and entry.parent not in by_code:
            raise ReferenceUnreadableError(
                f"{path.name}：“{entry.name}”的上级编码 {entry.parent} 不在表中，没有改动。"
            )
    return by_code


def _knowledge(path: Path) -> dict[str, KnowledgeEntry]:
    found = _read(path, "knowledge", list[KnowledgeEntry], _piece)
    return _by_key(path, [(where, entry.entry_id, entry) for where, entry in found])


def _by_key(path: Path, found: Sequence[tuple[str, str, _E]]) -> dict[str, _E]:
    """Put entries under their keys; which of two with the same one is meant, nobody can tell."""
    by_key: dict[str, _E] = {}
    first: dict[str, str] = {}
    for where, key, entry in found:
        if not key or len(key) > _KEY_LENGTH or "\0" in key:
            raise ReferenceUnreadableError(
                f"{path.name}：{where}的编号不能使用（不能为空，最多 {_KEY_LENGTH} 字），没有改动。"
            )
        if key in first:
            raise ReferenceUnreadableError(
                f"{path.name}：{first[key]}和{where}的编号相同（{key}；没有填写编号的，"
                "以它是第几条为编号），没有改动。"
            )
        first[key], by_key[key] = where, entry
    return by_key


def _read(
    path: Path,
    name: str,
    kind: type[list[_E]],
    made: Callable[[Mapping[str, str], int], _E],
) -> list[tuple[str, _E]]:
    """Read entries, each with the words for where it stands."""
    if path.suffix.lower() != ".json":
        rows = enumerate(_rows(path, name), 1)
        return [(f"第 {number} 行", made(row, place)) for place, (number, row) in rows]
    try:
        decoded = msgspec.json.decode(path.read_bytes(), type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ReferenceUnreadableError(f"{path.name}：不能使用（{error}），没有改动。") from error
    return [(f"第 {place} 条", entry) for place, entry in enumerate(decoded, 1)]


def _rows(path: Path, name: str) -> list[tuple[int, dict[str, str]]]:
    """Read a table by its headings; rows that lack what is needed end it, with their number."""
    columns, needed = _COLUMNS[name], _NEEDED[name]
    table = first_rows(path)
    places = _places([line(cell) for cell in table[0]] if table else (), columns)
    if not set(needed) <= set(places):
        wanted = "、".join(columns[field][0] for field in needed)
        raise ReferenceUnreadableError(f"{path.name}：第一行要有表头：{wanted}。没有改动。")
    found = []
    for number, cells in enumerate(table[1:], 2):
        row = {
            field: free_text(cells[place]) if place < len(cells) else ""
            for field, place in places.items()
        }
        if not any(row.values()):
            continue
        if not all(row[field] for field in needed):
            raise ReferenceUnreadableError(f"{path.name}：第 {number} 行不完整，没有改动。")
        found.append((number, row))
    return found


def _places(headings: Sequence[str], columns: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    return {
        field: headings.index(word)
        for field, words in columns.items()
        for word in reversed(words)
        if word in headings
    }


def _category(row: Mapping[str, str], _place: int) -> CategoryEntry:
    return CategoryEntry(row["code"], row["name"], row.get("parent", ""))


def _piece(row: Mapping[str, str], place: int) -> KnowledgeEntry:
    keywords = tuple(word for word in _WORDS.split(row.get("keywords", "")) if word)
    return KnowledgeEntry(
        entry_id=row.get("entry_id") or str(place),
        title=row["title"],
        text=row["text"],
        category=row.get("category", ""),
        keywords=keywords,
        source=row.get("source", ""),
        revised=row.get("revised", ""),
    )


def _score_text(path: Path) -> str:
    if path.suffix.lower() not in {".json", ".csv"}:
        raise ReferenceUnreadableError(f"{path.name}：要 .json 或 .csv 文件，没有改动。")
    raw = path.read_bytes()
    if len(raw) > _MOST_BYTES:
        raise ReferenceUnreadableError(f"{path.name}：超过 {_MOST_BYTES >> 20} MB，没有改动。")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    if path.suffix.lower() == ".json":
        try:
            found = msgspec.json.decode(text)
        except msgspec.DecodeError as error:
            raise ReferenceUnreadableError(f"{path.name}：不是有效的 JSON（{error}）。") from error
        if not isinstance(found, dict):
            raise ReferenceUnreadableError(f"{path.name}：应为一个对象，没有改动。")
    if not text.strip():
        raise ReferenceUnreadableError(f"{path.name}：是空的，没有改动。")
    return text
