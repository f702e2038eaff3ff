"""A score as a table and as plain text: one line an item, its parts below it."""

from collections.abc import Iterator, Mapping

from desktop.domain.scoring.tree import Figure, Node, Score, mark_text
from desktop.services.tables import CellValue, Table, TableColumn

_TITLE = 40
"""Characters of a title that name an order in a list."""
_COLUMNS = (
    TableColumn("项目", 34),
    TableColumn("得分", 14),
    TableColumn("满分", 8),
    TableColumn("数据值", 14),
    TableColumn("另一读法", 36),
    TableColumn("依据", 10),
    TableColumn("计算", 40),
    TableColumn("说明", 40),
    TableColumn("工单", 60),
)


def score_table(score: Score) -> Table:
    """Make the table of a score."""
    return Table(
        name="考核试算",
        title=f"{score.formula}　{score.unit}　{score.period}",
        columns=_COLUMNS,
        rows=tuple(_row(node, depth) for node, depth in walked(score.root)),
        notes=(*score.notes, *(case_text(case.text, case.cost) for case in score.what_if)),
    )


def score_text(score: Score) -> str:
    """Write a score as lines of text, for pasting into a report."""
    lines = [f"{score.formula}　{score.unit}　{score.period}", *score.notes]
    for node, depth in walked(score.root):
        parts = (node.name, marks_text(node), _value(node), node.rule)
        lines.append("　" * depth + "　".join(part for part in parts if part))
        lines += ["　" * (depth + 1) + f"另一读法：{text}" for text in other_texts(node)]
    if score.what_if:
        lines.append("若……则……")
    lines += [f"　{case_text(case.text, case.cost)}" for case in score.what_if]
    return "\n".join(lines)


def order_line(number: str, title: str) -> str:
    """Name an order behind a figure: its number, and its title in one short line."""
    words = " ".join(title.split())
    short = words if len(words) <= _TITLE else f"{words[: _TITLE - 1]}…"
    return "　".join(part for part in (number, short) if part)


def orders_text(node: Node, titles: Mapping[str, str]) -> str:
    """Write the orders behind a figure as lines of text, for pasting into a report.

    Args:
        node: The item of the score.
        titles: Titles by number; an order of a published file is not known here.
    """
    lines = [order_line(number, titles.get(number, "")) for number in node.orders]
    return "\n".join((f"{node.name}（工单 {len(lines)} 张）", *lines))


def walked(node: Node, depth: int = 0) -> Iterator[tuple[Node, int]]:
    """Go through a tree from the top, with how deep each node lies."""
    yield node, depth
    for child in node.children:
        yield from walked(child, depth + 1)


def marks_text(node: Node) -> str:
    """Write a mark with its full mark; empty where there is none."""
    if node.mark is None and node.full is None:
        return ""
    full = "" if node.full is None else f" / {mark_text(node.full)}"
    return f"{mark_text(node.mark)}{full} 分"


def other_texts(node: Node) -> tuple[str, ...]:
    """Say what the other readings give, one line each."""
    return tuple(
        f"{other.text} → {mark_text(other.value if other.mark is None else other.mark)}"
        for other in node.other_readings
    )


def computed_text(node: Node) -> str:
    """Say what a mark was computed from."""
    return "，".join(f"{name} {_figure(part)}" for name, part in node.computed_from.items())


def case_text(text: str, cost: Figure) -> str:
    """Say what a case of 若…则… costs."""
    return text if cost is None else f"{text}：{_figure(cost)} 分"


def _row(node: Node, depth: int) -> tuple[CellValue, ...]:
    return (
        "　" * depth + node.name,
        mark_text(node.mark) if node.mark is not None else None,
        mark_text(node.full) if node.full is not None else None,
        _value(node) or None,
        "；".join(other_texts(node)) or None,
        node.rule or None,
        computed_text(node) or None,
        "；".join(node.notes) or None,
        "、".join(node.orders) or None,
    )


def _value(node: Node) -> str:
    return "" if node.value is None else mark_text(node.value)


def _figure(figure: Figure) -> str:
    return str(figure) if isinstance(figure, int | str) else mark_text(figure)
