"""The tests of a UKey need SoftHSM; where it is not installed they are left out, and it is said."""

from helpers import software_token

collect_ignore = [] if software_token.module() else ["test_token.py"]


def pytest_report_header() -> str:
    """Say whether signatures by a UKey are tested."""
    if collect_ignore:
        return "UKey: softhsm2 is not installed, test_token.py is left out"
    return "UKey: tested with SoftHSM"
