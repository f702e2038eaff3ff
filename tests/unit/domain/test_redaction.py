"""Redaction proposals held against texts that were marked by hand."""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.domain.redaction import Finding, Trace, findings

_TEXTS = Path(__file__).parents[2] / "reference" / "redaction_texts.txt"
_MARK = re.compile(r"\{(\w)\|([^}]*)\}")
_KINDS = dict(zip("mlibqpena", [
    Trace.MOBILE, Trace.LANDLINE, Trace.IDENTITY, Trace.BANK, Trace.ACCOUNT, Trace.PLATE,
    Trace.MAIL, Trace.NAME, Trace.DWELLING,
], strict=True))  # fmt: skip
_SLACK = 4


@dataclass(frozen=True)
class Marked:
    """A text and what has to be found in it."""

    text: str
    wanted: tuple[tuple[int, int, Trace], ...]


def _read() -> list[Marked]:
    texts = []
    for line in _TEXTS.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        text, wanted, place = "", [], 0
        for mark in _MARK.finditer(line):
            text += line[place : mark.start()]
            wanted.append((len(text), len(text) + len(mark[2]), _KINDS[mark[1]]))
            text += mark[2]
            place = mark.end()
        texts.append(Marked(text + line[place:], tuple(wanted)))
    return texts


def _fits(found: Finding, wanted: tuple[int, int, Trace]) -> bool:
    """Found whole, under its own name, with hardly more than it."""
    start, end, kind = wanted
    return (
        found.kind is kind
        and found.start <= start
        and end <= found.end
        and found.end - found.start <= end - start + _SLACK
    )


def test_recall_and_precision_on_the_marked_texts() -> None:
    missed, wrong, wanted_all, found_all = [], [], 0, 0
    for entry in _read():
        found = findings(entry.text)
        wanted_all += len(entry.wanted)
        found_all += len(found)
        for mark in entry.wanted:
            if not any(_fits(one, mark) for one in found):
                missed.append(f"{entry.text[mark[0] : mark[1]]}  <  {entry.text}")
        for one in found:
            if not any(_fits(one, mark) for mark in entry.wanted):
                wrong.append(f"{one.kind} {entry.text[one.start : one.end]}  <  {entry.text}")
    recall = 1 - len(missed) / wanted_all
    precision = 1 - len(wrong) / found_all
    print(f"\nrecall {recall:.3f}  precision {precision:.3f}", *missed, "--", *wrong, sep="\n")
    assert recall >= 0.97
    assert precision >= 0.9


def test_there_are_enough_texts_and_many_hold_nothing() -> None:
    texts = _read()
    assert len(texts) >= 200
    assert sum(not entry.wanted for entry in texts) >= 60
