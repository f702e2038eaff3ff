"""The C library is asked to give back what is freed, where it understands that."""

import platform
import subprocess
import sys

from desktop.host import heap

_GROWN = """
import sys
from desktop.host import heap
if sys.argv[1] == "asked":
    assert heap.keep_small()
# one large block raises glibc's own limit; then much in small pieces, most of it freed
large = bytearray(30_000_000)
del large
pieces = [bytearray(4_000) for _ in range(8_000)]
del pieces
print(int(open("/proc/self/statm").read().split()[1]) * 4096)
"""


def test_where_the_c_library_understands_it_is_asked() -> None:
    understands = platform.libc_ver()[0] == "glibc"
    assert heap.keep_small() is understands


def test_on_windows_nothing_is_asked() -> None:
    assert not heap.keep_small("win32")


def test_what_was_freed_is_given_back() -> None:
    if platform.libc_ver()[0] != "glibc":
        return
    left = {
        how: int(subprocess.check_output([sys.executable, "-c", _GROWN, how]))
        for how in ("asked", "not asked")
    }
    assert left["asked"] < left["not asked"] - 10_000_000
