"""What flows between programs is UTF-8, whatever the code page of the system."""

import io
import sys


def speak_utf8() -> None:
    """Read and write UTF-8 where a program is at the other end, and leave a terminal as it is.

    A pipe or a file would get the system's code page: GBK on a Chinese Windows, which has no
    room for rare characters in names, and which who started this program does not expect.
    """
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and not stream.isatty():
            stream.reconfigure(encoding="utf-8", errors=stream.errors)
