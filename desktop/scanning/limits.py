"""What the process that opens foreign files may take: memory, and no file of its own."""

import sys

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    _BASIC_LIMITS = 9
    _PROCESS_MEMORY = 0x100
    _ONE_PROCESS = 0x8

    class _Counters(ctypes.Structure):
        """IO_COUNTERS."""

        _fields_ = [(name, ctypes.c_ulonglong) for name in "abcdef"]

    class _Basic(ctypes.Structure):
        """JOBOBJECT_BASIC_LIMIT_INFORMATION."""

        _fields_ = [
            ("process_time", ctypes.c_longlong),
            ("job_time", ctypes.c_longlong),
            ("flags", wintypes.DWORD),
            ("least_set", ctypes.c_size_t),
            ("most_set", ctypes.c_size_t),
            ("processes", wintypes.DWORD),
            ("affinity", ctypes.c_size_t),
            ("priority", wintypes.DWORD),
            ("scheduling", wintypes.DWORD),
        ]

    class _Extended(ctypes.Structure):
        """JOBOBJECT_EXTENDED_LIMIT_INFORMATION."""

        _fields_ = [
            ("basic", _Basic),
            ("counters", _Counters),
            ("process_memory", ctypes.c_size_t),
            ("job_memory", ctypes.c_size_t),
            ("peak_process", ctypes.c_size_t),
            ("peak_job", ctypes.c_size_t),
        ]

    class _Memory(ctypes.Structure):
        """PROCESS_MEMORY_COUNTERS."""

        _fields_ = [
            ("size", wintypes.DWORD),
            ("faults", wintypes.DWORD),
            *((name, ctypes.c_size_t) for name in ("peak_set", "set", "a", "b", "c", "d")),
            ("committed", ctypes.c_size_t),
            ("peak_committed", ctypes.c_size_t),
        ]

    def limit_process(extra_bytes: int) -> None:
        """Let this process take no more than so much on top of what it has, and start no other.

        Args:
            extra_bytes: How much more memory may be committed.
        """
        kernel = ctypes.WinDLL("kernel32", use_last_error=True)
        kernel.GetCurrentProcess.restype = wintypes.HANDLE
        kernel.CreateJobObjectW.restype = wintypes.HANDLE
        taken = _Memory(size=ctypes.sizeof(_Memory))
        kernel.K32GetProcessMemoryInfo.argtypes = (
            wintypes.HANDLE,
            ctypes.POINTER(_Memory),
            wintypes.DWORD,
        )
        kernel.K32GetProcessMemoryInfo(
            kernel.GetCurrentProcess(), ctypes.byref(taken), ctypes.sizeof(_Memory)
        )
        limits = _Extended(process_memory=int(taken.committed) + extra_bytes)
        limits.basic.flags = _PROCESS_MEMORY | _ONE_PROCESS
        limits.basic.processes = 1
        # the handle stays open as long as the process: closing it would not lift the limits
        job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
        kernel.SetInformationJobObject.argtypes = (
            wintypes.HANDLE,
            ctypes.c_int,
            ctypes.c_void_p,
            wintypes.DWORD,
        )
        kernel.SetInformationJobObject(
            job, _BASIC_LIMITS, ctypes.byref(limits), ctypes.sizeof(_Extended)
        )
        kernel.AssignProcessToJobObject.argtypes = (wintypes.HANDLE, wintypes.HANDLE)
        if not kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()):
            raise OSError(ctypes.get_last_error(), "the scan reader cannot be limited")

else:
    import resource
    from pathlib import Path

    def limit_process(extra_bytes: int) -> None:
        """Let this process take no more than so much on top of what it has, and write no file.

        Args:
            extra_bytes: How much more address space may be taken. macOS does not keep to it;
                there the limits on file size, pages and pixels have to do.
        """
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        # what takes the process over cannot leave anything behind
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        statm = Path("/proc/self/statm")
        if statm.exists():
            taken = int(statm.read_text().split()[0]) * resource.getpagesize()
            most = taken + extra_bytes
            resource.setrlimit(resource.RLIMIT_AS, (most, most))
