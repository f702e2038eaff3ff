"""One clerk's office, once in memory and once on the real store."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.memory_office import Cabinet, DiskCabinet, MemoryCabinet, MemoryOffice


@pytest.fixture(params=["memory", "disk"])
def cabinet(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Cabinet]:
    opened: Cabinet = MemoryCabinet() if request.param == "memory" else DiskCabinet(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def office(cabinet: Cabinet) -> MemoryOffice:
    return MemoryOffice(cabinet)
