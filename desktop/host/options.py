"""What a person can set, and what the screen remembers: two files behind one door."""

import json
import logging
import threading
from pathlib import Path

from desktop.host.settings import TABLE, Settings
from desktop.host.whole_files import replace_text
from desktop.services.file_trouble import reason_of
from desktop.services.ports import StorageError

_LOG = logging.getLogger(__name__)
_DECLARED = frozenset(setting.name for setting in TABLE)


class FileOptions:
    """Implements `Options`; thread-safe.

    Declared settings are checked and kept in the settings file. Anything else is the screen's own
    memory (window size, column widths) and lies in a file that may be deleted without loss.
    Whoever reads never waits for the disk: the window does.

    Args:
        settings: The settings.
        screen: The screen's file; it need not exist.
    """

    def __init__(self, settings: Settings, screen: Path) -> None:
        self._settings = settings
        self._screen = screen
        self._writing = threading.Lock()
        self._remembered = _read(screen)

    def get(self, name: str) -> object:
        """Read an option; None for what the screen has never remembered."""
        if name in _DECLARED:
            return self._settings.value(name)
        return self._remembered.get(name)

    def set(self, name: str, value: object) -> None:
        """Write an option.

        Raises:
            SettingError: A declared setting cannot have this value.
            StorageError: It could not be written; what the screen was to remember holds until the
                program ends, a declared setting stays as it was.
        """
        try:
            with self._writing:
                self._write(name, value)
        except OSError as error:
            raise StorageError(
                "storage.setting",
                f"这项设置没有写入磁盘：{reason_of(error)}。工单和办理内容没有受影响；"
                "请排除后再设一次。",
            ) from error

    def _write(self, name: str, value: object) -> None:
        if name in _DECLARED:
            self._settings.put_checked(name, value)
            return
        # another mapping, not the same one changed: it may be read at this moment
        self._remembered = {**self._remembered, name: value}
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
