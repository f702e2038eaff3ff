from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers.central_clerks import add_orders, make_order, open_platform
from helpers.postgres import PostgresServer, PostgresTemplates, shared_folder

from central.platform import Platform
from desktop.domain.orders import Order


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresTemplates]:
    server = PostgresServer(shared_folder())
    yield PostgresTemplates(server)
    server.close()


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> Iterator[str]:
    """Where the platform lies: SQLite, or what `ON_BOTH` of a module says."""
    if getattr(request, "param", "sqlite") == "sqlite":
        yield ""
        return
    templates: PostgresTemplates = request.getfixturevalue("postgres")
    with templates.database() as url:
        yield url


@pytest.fixture
def platform(tmp_path: Path, database_url: str) -> Iterator[Platform]:
    opened = open_platform(tmp_path, url=database_url)
    yield opened
    opened.close()


@pytest.fixture
def order(platform: Platform) -> Order:
    made = make_order("A-1")
    add_orders(platform, made)
    return made
