"""A store of one's own for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.stores import open_test_store

from desktop.store.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_test_store(tmp_path)
    yield opened
    opened.close()
