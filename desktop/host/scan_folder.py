"""The folder that the office's scanner writes into."""

from collections.abc import Sequence
from pathlib import Path

_KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".heic", ".heif"})


class WatchedFolder:
    """Implements `ScanFolder` by looking again and again: shares of a network tell no news.

    A scanner writes slowly; a file counts as complete when neither its size nor its time has
    changed since the look before.
    """

    def __init__(self) -> None:
        self._seen: dict[Path, tuple[int, int]] = {}
        self._told: dict[Path, tuple[int, int]] = {}

    def arrived(self, folder: Path) -> Sequence[Path]:
        """List files that have become complete since the last call, each once."""
        now = _listed(folder)
        complete = [
            path
            for path, state in sorted(now.items())
            if state[0] and self._seen.get(path) == state and self._told.get(path) != state
        ]
        self._seen = now
        self._told = {path: state for path, state in self._told.items() if path in now}
        self._told.update((path, now[path]) for path in complete)
        return complete


def _listed(folder: Path) -> dict[Path, tuple[int, int]]:
    """List the scans of a folder with size and time; a share that is gone has none."""
    found: dict[Path, tuple[int, int]] = {}
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in _KINDS and path.is_file():
                state = path.stat()
                found[path] = (state.st_size, state.st_mtime_ns)
    except OSError:
        return {}
    return found
