"""Ranges of pages, and the words about a print job."""

from pathlib import Path

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from desktop.host.pdf_pages import cut_pages
from desktop.services.page_range import ALL_PAGES, PageRange, read_range
from desktop.services.paper_ports import PrintError
from desktop.services.print_ports import JobState, JobStatus, job_words


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("", ""),
        ("1-3", ""),
        ("2", "2"),
        (" 3，1 ", "1,3"),
        ("1－2、3", ""),
        ("2—3", "2-3"),
        ("1,1,2,", "1-2"),
    ],
)
def test_a_range_is_read_as_people_write_it(typed: str, read: str) -> None:
    assert str(read_range(typed, 3)) == read


@pytest.mark.parametrize("typed", ["0", "4", "3-2", "2-9", "x", "1--2", "1.5", "-1"])
def test_a_range_that_names_no_page_is_refused_in_words(typed: str) -> None:
    with pytest.raises(PrintError, match="页"):
        read_range(typed, 3)


@given(st.sets(st.integers(1, 40), min_size=1))
def test_any_set_of_pages_survives_being_written_and_read(wanted: set[int]) -> None:
    read = read_range(",".join(map(str, wanted)), 40)
    assert {index + 1 for index in read.indices(40)} == wanted
    assert read.count(40) == len(wanted)
    assert read_range(str(read), 40) == read


def test_a_cut_copy_has_the_wanted_pages_in_their_order(tmp_path: Path) -> None:
    whole = pikepdf.new()
    for width in (100, 200, 300, 400):
        whole.add_blank_page(page_size=(width, 500))
    whole.save(tmp_path / "whole.pdf")
    cut_pages(tmp_path / "whole.pdf", PageRange(((1, 1), (3, 4))), tmp_path / "part.pdf")
    with pikepdf.open(tmp_path / "part.pdf") as part:
        assert [int(page.mediabox[2]) for page in part.pages] == [100, 300, 400]
    assert ALL_PAGES.indices(2) == (0, 1)


def test_every_known_state_of_a_job_has_words() -> None:
    words = {state: job_words(JobStatus(state)) for state in JobState}
    assert words.pop(JobState.UNKNOWN) == ""
    assert all(words.values())
    assert "前面还有 3 个任务" in job_words(JobStatus(JobState.WAITING, 3))
    assert "（缺纸）" in job_words(JobStatus(JobState.HELD, 0, "缺纸"))
