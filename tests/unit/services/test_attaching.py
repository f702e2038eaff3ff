"""Names of files that came from elsewhere, when they are proposed for saving."""

from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.services.attaching import file_name_of


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("现场照片 1.jpg", "现场照片 1.jpg"),
        ("../../.bashrc", "bashrc"),
        ("/etc/cron.d/x", "x"),
        ("C:\\Windows\\x.bat", "x.bat"),
        ("x.jpg:stream", "x.jpg_stream"),
        ("照片\u202egpj.exe", "照片gpj.exe"),
        ("con.txt", "_con.txt"),
        ("..", "附件"),
        ("", "附件"),
    ],
)
def test_a_proposed_name_stays_in_its_folder(name: str, proposed: str) -> None:
    assert file_name_of(name) == proposed


@given(st.text(max_size=200))
def test_no_name_leaves_the_folder_on_any_system(name: str) -> None:
    proposed = file_name_of(name)
    assert 0 < len(proposed) <= 81
    assert PureWindowsPath(proposed).name == PurePosixPath(proposed).name == proposed
    assert Path("folder", proposed).parent == Path("folder")
