import logging

from central.logs import PrivateFormatter


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
