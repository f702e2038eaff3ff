from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.central_clerks import add_orders, make_order, open_platform

from central.platform import Platform
from desktop.domain.orders import Order


@pytest.fixture
def platform(tmp_path: Path) -> Iterator[Platform]:
    opened = open_platform(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def order(platform: Platform) -> Order:
    made = make_order("A-1")
    add_orders(platform, made)
    return made
