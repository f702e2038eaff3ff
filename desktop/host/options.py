"""What a person can set, and what the screen remembers: two files behind one door."""

import json
import logging
import threading
from pathlib import Path

from desktop.host.settings import TABLE, Settings
from desktop.host.whole_files import replace_text

_LOG = logging.getLogger(__name__)
_DECLARED = frozenset(setting.name for setting in TABLE)


class FileOptions:
    """Implements `Options`; thread-safe.

    Declared settings are checked and kept in the settings file. Anything else is the screen's own
    memory (window size, column widths) and lies in a file that may be deleted without loss.

    Args:
        settings: The settings.
        screen: The screen's file; it need not exist.
    """

    def __init__(self, settings: Settings, screen: Path) -> None:
        self._settings = settings
        self._screen = screen
        self._lock = threading.Lock()
        self._remembered = _read(screen)

    def get(self, name: str) -> object:
        """Read an option; None for what the screen has never remembered."""
        if name in _DECLARED:
            return self._settings.value(name)
        with self._lock:
            return self._remembered.get(name)

    def set(self, name: str, value: object) -> None:
        """Write an option.

        Raises:
            SettingError: A declared setting cannot have this value.
        """
        if name in _DECLARED:
            self._settings.put_checked(name, value)
            return
        with self._lock:
            self._remembered[name] = value
            replace_text(self._screen, json.dumps(self._remembered, ensure_ascii=False))


def _read(path: Path) -> dict[str, object]:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError):
        _LOG.info("screen memory cannot be read")
        return {}
    return loaded if isinstance(loaded, dict) else {}
