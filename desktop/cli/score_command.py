"""`score`: a local rehearsal of the marks, from a file or from the orders of this PC."""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from desktop.cli.outcome import CommandError, Exit, show
from desktop.cli.session import opened_office
from desktop.domain.profile import ProfileError
from desktop.domain.scoring.figures import ScoreDataError
from desktop.domain.scoring.formula_sets import read_rules, score_json
from desktop.domain.scoring.score_rules import ScoreRules
from desktop.domain.scoring.tree import Figure, Node, Score, mark_text, plain
from desktop.services.file_trouble import reason_of
from desktop.services.report_period import PeriodError, read_period
from resources import score_files


def score(arguments: argparse.Namespace) -> Exit:
    """Print every item of a unit's score with what it was computed from."""
    if arguments.period and not (arguments.data or arguments.profile):
        return _score_of_orders(arguments)
    if not (arguments.profile and arguments.data) or arguments.period:
        message = "请给出 --profile 和 --data，或只给出 --period（按本机工单试算）。"
        raise CommandError(Exit.WRONG_USE, "score.missing", message)
    rules = _rules(arguments.profile)
    content = _content(arguments.data)
    try:
        result = score_json(rules, content)
    except ScoreDataError as error:
        raise CommandError(Exit.WRONG_USE, "score.data", f"{arguments.data}：{error}") from error
    show(plain(result), as_json=arguments.json, words=lambda: "\n".join(_words(result)))
    return Exit.DONE


def _score_of_orders(arguments: argparse.Namespace) -> Exit:
    """Score the orders of this PC, as the window does."""
    try:
        period = read_period(arguments.period)
    except PeriodError as error:
        raise CommandError(Exit.WRONG_USE, "score.period", str(error)) from error
    with opened_office(arguments) as office:
        sheet = office.workplace.scores.look(period)
    result = sheet.score
    if result is None:
        message = sheet.problem or "这套规则没有考核办法。"
        raise CommandError(Exit.REFUSED, "score.none", message)
    show(plain(result), as_json=arguments.json, words=lambda: "\n".join(_words(result)))
    return Exit.DONE


def _rules(profile: str) -> ScoreRules:
    try:
        content = score_files.score_content(profile)
    except KeyError as error:
        names = "、".join(score_files.score_ids())
        message = f"没有“{profile}”的考核办法，只有：{names}"
        raise CommandError(Exit.WRONG_USE, "rules.unknown", message) from error
    try:
        return read_rules(content, name=f"{profile}.toml")
    except ProfileError as error:
        raise CommandError(Exit.REFUSED, "rules.unusable", str(error)) from error


def _content(path: Path) -> bytes:
    if str(path) == "-":
        return sys.stdin.buffer.read()
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"读不到文件 {path}：{reason_of(error)}。没有改动任何数据，请检查文件后再试。"
        raise CommandError(Exit.WRONG_USE, "score.unreadable", message) from error


def _words(result: Score) -> Iterator[str]:
    yield f"{result.formula}　{result.unit}　{result.period}"
    for note in result.notes:
        yield f"※ {note}"
    yield from _node_words(result.root, 0)
    if result.what_if:
        yield "若……则……"
    for case in result.what_if:
        cost = "" if case.cost is None else f"　{mark_text(case.cost)} 分"
        yield f"  {case.text}{cost}"


def _node_words(node: Node, depth: int) -> Iterator[str]:
    margin = "  " * depth
    yield margin + "　".join(part for part in _columns(node) if part)
    inner = f"{margin}    "
    if node.computed_from:
        parts = [f"{name} {_figure_text(part)}" for name, part in node.computed_from.items()]
        yield f"{inner}计算：{'，'.join(parts)}"
    if node.reading:
        yield f"{inner}读法：{node.reading}"
    for other in node.other_readings:
        figure = other.value if other.mark is None else other.mark
        yield f"{inner}另一读法：{other.text} → {mark_text(figure)}"
    for note in node.notes:
        yield f"{inner}说明：{note}"
    if node.orders:
        yield f"{inner}工单：{'、'.join(node.orders)}"
    for child in node.children:
        yield from _node_words(child, depth + 1)


def _figure_text(figure: Figure) -> str:
    return str(figure) if isinstance(figure, int | str) else mark_text(figure)


def _columns(node: Node) -> tuple[str, ...]:
    full = "" if node.full is None else f"/{mark_text(node.full)}"
    mark = "" if node.mark is None and node.full is None else f"{mark_text(node.mark)}{full} 分"
    value = "" if node.value is None else f"数据值 {mark_text(node.value)}"
    return node.name, mark, value, node.rule
