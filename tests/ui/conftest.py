"""Tests of screens run offscreen, over real use cases."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.office import OfficeForTests, build_office
from PySide6.QtWidgets import QApplication

from desktop.ui.style import apply_style
from desktop.ui.typography import use_bundled_typeface


@pytest.fixture(scope="session")
def qapp_args() -> list[str]:
    return ["hotline-desk"]


@pytest.fixture(autouse=True)
def _cycles_are_collected_here() -> Iterator[None]:
    """As in the open window, cycles that hold Qt objects are collected in this thread only."""
    gc.disable()
    yield
    gc.collect(0)
    gc.enable()


@pytest.fixture
def styled(qapp: QApplication) -> QApplication:
    """The application with its typeface and style."""
    if not qapp.styleSheet():
        use_bundled_typeface(qapp)
        apply_style(qapp, "light")
    return qapp


@pytest.fixture
def desk(styled: QApplication, tmp_path: Path) -> Iterator[OfficeForTests]:
    """An office with sample orders in every stage."""
    office = build_office(tmp_path)
    crashes: list[BaseException] = []
    office.office.jobs.crashed.connect(crashes.append)
    yield office
    office.settle()
    office.close()
    assert crashes == [], "a job ended with a bug"
