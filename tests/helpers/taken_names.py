"""A file whose name is taken while its going out is being recorded."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from helpers.office import OfficeForTests


class _TakesTheName:
    def __init__(self, desk: OfficeForTests, path: Path) -> None:
        self._note = desk.office.workplace.orders.note_access
        self._path = path

    def __call__(self, order_id: str, what: str, detail: Mapping[str, str] | None = None) -> None:
        self._note(order_id, what, detail)
        self._path.mkdir(exist_ok=True)


def take_the_name(desk: OfficeForTests, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Record as always, and make a folder of the file's name right after."""
    orders = desk.office.workplace.orders
    monkeypatch.setattr(orders, "note_access", _TakesTheName(desk, path))
