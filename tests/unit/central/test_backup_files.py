"""A backup is on the disk before its files have their names, and so is what is put back."""

import os
from pathlib import Path

import pytest
from helpers.central_clerks import open_platform
from helpers.flushes import Flushes

from central.backups import back_up, put_back

_NAME = "ab" * 32


def test_every_file_is_flushed_before_a_power_cut_can_take_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = open_platform(tmp_path / "data")
    blob = tmp_path / "data" / "blobs" / "ab" / _NAME
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"photo")
    folder, other = tmp_path / "backup", tmp_path / "other"
    flushes = Flushes(monkeypatch)
    assert back_up(platform.database, "", None, folder) == 1
    platform.close()
    put_back(other, "", None, folder)
    for place in (folder, other):
        files = [place / "blobs" / "ab" / _NAME, place / "platform.sqlite"]
        assert files[0].read_bytes() == b"photo"
        assert all(flushes.have(file) for file in files)
        if os.name == "posix":
            folders = [place / "blobs", place / "blobs" / "ab", place]
            assert all(flushes.have(part) for part in folders)
