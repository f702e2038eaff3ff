"""Uploads by the real client against our own platform; the same as against the tus server."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from helpers.centres import MemoryKeeper, RealCentre
from helpers.upload_checks import CHECKS, UploadRoom


class OurServer:
    """Implements `UploadServer` over the platform of `central`."""

    def __init__(self, data: Path) -> None:
        self._blobs = data / "blobs"
        self.centre = RealCentre(data)
        self.keeper = self.centre.keeper

    @property
    def port(self) -> int:
        return self.centre.process.port

    def signed_in(self) -> MemoryKeeper:
        return self.centre.signed_in()

    def content(self, sha256: str) -> bytes:
        return (self._blobs / sha256[:2] / sha256).read_bytes()

    def restart(self) -> None:
        self.centre.process.kill()
        self.centre.process.start()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OurServer]:
    started = OurServer(tmp_path_factory.mktemp("centre"))
    yield started
    started.centre.close()


@pytest.mark.parametrize("check", CHECKS, ids=[check.__name__ for check in CHECKS])
def test_an_upload_survives(
    server: OurServer, tmp_path: Path, check: Callable[[UploadRoom], str]
) -> None:
    with UploadRoom(server, tmp_path) as room:
        assert check(room)
