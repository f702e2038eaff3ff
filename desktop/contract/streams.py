"""What flows between programs is UTF-8, whatever the code page of the system."""

import io
import sys
from contextlib import suppress


def speak_utf8() -> None:
    """Read and write UTF-8 where a program is at the other end, and leave a terminal as it is.

    A pipe or a file would get the system's code page: GBK on a Chinese Windows, which has no
    room for rare characters in names, and which who started this program does not expect.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            # one that has been read from, or whose file was exchanged, stays as it is
            with suppress(OSError):
                stream.reconfigure(encoding="utf-8", errors=stream.errors)
