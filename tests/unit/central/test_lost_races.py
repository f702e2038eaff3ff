"""What waits at the platform: a lost race is run again, an open file is waited for."""

from pathlib import Path

import pytest
from helpers.central_clerks import open_platform
from sqlalchemy.exc import DBAPIError

from central.database import Database
from central.lost_races import run_again
from central.shelf import move_over


class _EndedError(Exception):
    """What a driver says of a transaction that it ended."""

    def __init__(self, sqlstate: str) -> None:
        super().__init__(sqlstate)
        self.sqlstate = sqlstate


class _Work:
    """A transaction that is ended for others a number of times."""

    def __init__(self, times: int, sqlstate: str = "40P01") -> None:
        self.times = times
        self.sqlstate = sqlstate
        self.waited: list[float] = []
        self.runs = 0

    def __call__(self, _database: Database) -> str:
        self.runs += 1
        if self.runs <= self.times:
            raise DBAPIError("COMMIT", None, _EndedError(self.sqlstate))
        return "done"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    platform = open_platform(tmp_path_factory.mktemp("platform"))
    platform.close()
    return platform.database


def test_a_lost_race_is_run_again_after_a_longer_wait_each_time(database: Database) -> None:
    work = _Work(4)
    assert run_again(work, wait=work.waited.append)(database) == "done"
    assert work.runs == 5
    assert len(work.waited) == 4
    for tried, seconds in enumerate(work.waited, start=1):
        assert 0 <= seconds <= 0.01 * 2**tried


def test_who_always_loses_is_told_so_after_five_attempts(database: Database) -> None:
    work = _Work(9)
    with pytest.raises(DBAPIError):
        run_again(work, wait=work.waited.append)(database)
    assert (work.runs, len(work.waited)) == (5, 4)


def test_another_error_is_no_lost_race(database: Database) -> None:
    work = _Work(1, "23505")
    with pytest.raises(DBAPIError):
        run_again(work, wait=work.waited.append)(database)
    assert (work.runs, work.waited) == (1, [])


class _OpenFile(type(Path())):  # type: ignore[misc]  # PosixPath or WindowsPath
    """A file that a virus scanner has open for a number of looks, as Windows minds."""

    looks = 0

    def replace(self, target: object) -> Path:
        if self.looks > 0:
            self.looks -= 1
            raise PermissionError
        return super().replace(target)


def test_a_written_file_that_is_open_elsewhere_gets_its_name_a_moment_later(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(b"x")
    written, waited = _OpenFile(tmp_path / "whole"), list[float]()
    written.looks = 3
    move_over(written, tmp_path / "named", wait=waited.append)
    assert ((tmp_path / "named").read_bytes(), len(waited)) == (b"x", 3)


def test_a_file_that_stays_open_keeps_its_place(tmp_path: Path) -> None:
    (tmp_path / "whole").write_bytes(b"x")
    written, waited = _OpenFile(tmp_path / "whole"), list[float]()
    written.looks = 1000
    with pytest.raises(PermissionError):
        move_over(written, tmp_path / "named", wait=waited.append)
    assert sum(waited) == pytest.approx(1)
    assert (tmp_path / "whole").read_bytes() == b"x"
