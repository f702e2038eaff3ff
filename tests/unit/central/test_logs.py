import logging
import subprocess
import sys

from central.logs import PrivateFormatter

_FAILS = "from central import logs; logs.set_up(); int('周敏之 13900001001')"


def test_a_logged_exception_never_quotes_what_it_was_about() -> None:
    try:
        int("周敏之 13900001001")
    except ValueError as error:
        kind, trace = type(error), error.__traceback__
        record = logging.LogRecord(
            "central", logging.ERROR, __file__, 1, "failed", None, (kind, error, trace)
        )
    text = PrivateFormatter().format(record)
    assert "周敏之" not in text
    assert "13900001001" not in text
    assert "exception=ValueError" in text
    assert "test_a_logged_exception_never_quotes_what_it_was_about:" in text


def test_a_bug_ends_with_one_line_that_quotes_nothing() -> None:
    """Whoever started the process shows the last line to a clerk."""
    done = subprocess.run(
        [sys.executable, "-c", _FAILS],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines() == [
        "internal: 平台内部错误（ValueError，<module>:1），没有做完的已撤销。请联系维护人员。"
    ]
