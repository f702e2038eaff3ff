"""Logs without personal data: where something failed and what kind of failure, never its text."""

import logging
import sys
import traceback
from types import TracebackType
from typing import TypeAlias

_ExcInfo: TypeAlias = (
    tuple[type[BaseException], BaseException, TracebackType | None] | tuple[None, None, None]
)


class PrivateFormatter(logging.Formatter):
    """Writes one line a record; of an exception only its type and the places it passed.

    The text of an error may quote an order, a name or a token: a decoder names the value it
    could not read, a database the row it could not write.
    """

    def __init__(self) -> None:
        super().__init__("%(asctime)s level=%(levelname)s logger=%(name)s %(message)s")

    def formatException(self, ei: _ExcInfo) -> str:  # noqa: N802 - logging's own name
        """Write the type and the places, innermost last."""
        kind, _error, trace = ei
        places = [f"{frame.name}:{frame.lineno}" for frame in traceback.extract_tb(trace)]
        return f"exception={kind.__name__ if kind else 'none'} at={'>'.join(places)}"


def set_up() -> None:
    """Send warnings and errors of the whole process to standard error, without personal data."""
    handler = logging.StreamHandler()
    handler.setFormatter(PrivateFormatter())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    sys.excepthook = _on_bug


def _on_bug(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """End with one line that names kind and place, for whoever started this process to show."""
    if issubclass(kind, KeyboardInterrupt):
        return
    frames = traceback.extract_tb(trace)
    place = f"{frames[-1].name}:{frames[-1].lineno}" if frames else "?"
    told = f"internal: 平台内部错误（{kind.__name__}，{place}），没有做完的已撤销。请联系维护人员。"
    sys.stderr.write(f"{told}\n")
