import pytest

from desktop.contract.client_versions import is_older, user_agent, version_in


@pytest.mark.parametrize(
    ("version", "least", "older"),
    [
        ("0.9.9", "0.10.0", True),
        ("0.10.0", "0.10.0", False),
        ("0.10", "0.10.0", False),
        ("1.0.0rc1", "0.10.0", False),
        ("", "0.10.0", False),
        ("from sources", "0.10.0", False),
    ],
)
def test_versions_are_compared_as_numbers(version: str, least: str, older: bool) -> None:
    assert is_older(version, least) is older


def test_the_platform_reads_the_version_that_the_program_names() -> None:
    assert user_agent("0.1.0") == "HotlineDesk/0.1.0 (protocol 1)"
    assert version_in(user_agent("0.1.0")) == "0.1.0"
    assert version_in(user_agent("0.1")) == "0.1.0"
    assert version_in(user_agent("")) == version_in("Mozilla/5.0") == ""
