"""Where this program keeps its data on this machine."""

import contextlib
import time
from pathlib import Path

from msgspec import Struct

_APP = "HotlineDesk"
_PRINTED_S = 600.0


class DataFolder(Struct, frozen=True):
    """The data folder of one start of the program.

    Training lies apart from real work, each with its own database and, where there is one, its
    own private centre.

    Attributes:
        root: The folder.
    """

    root: Path

    def office(self, *, training: bool) -> Path:
        """Folder of the database: `training` or `office`."""
        return self.root / ("training" if training else "office")

    def centre(self, *, training: bool) -> Path:
        """Folder of the private centre or the training platform."""
        return self.office(training=training) / "centre"

    @property
    def calendars(self) -> Path:
        """Folder of imported holiday calendars, which hold for training as well."""
        return self.root / "calendars"

    @property
    def profiles(self) -> Path:
        """Folder of the unit's own rules, which hold for training as well."""
        return self.root / "profiles"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.json"

    @property
    def logs(self) -> Path:
        """Folder of log and crash files."""
        return self.root / "logs"

    @property
    def locks(self) -> Path:
        """Folder of lock files."""
        return self.root / "locks"

    @property
    def spool(self) -> Path:
        """Forms on their way to a printer: the only plain files with callers' data."""
        return self.root / "spool"

    @property
    def window_lock(self) -> Path:
        """Held while a window is open."""
        return self.locks / "window"

    @property
    def sync_lock(self) -> Path:
        """Held for one round of sync."""
        return self.locks / "sync"

    @property
    def exclusive_lock(self) -> Path:
        """Held while migrating, backing up or restoring."""
        return self.locks / "exclusive"

    @property
    def window_card(self) -> Path:
        """How to reach the open window."""
        return self.locks / "window.json"

    def make(self) -> "DataFolder":
        """Make the folders; new ones can be read by their owner alone."""
        # On Windows the mode says nothing, but the profile folder is the owner's already.
        self.root.parent.mkdir(parents=True, exist_ok=True)
        for folder in (self.root, self.logs, self.locks, self.spool):
            folder.mkdir(mode=0o700, exist_ok=True)
        self._tidy_spool()
        return self

    def _tidy_spool(self) -> None:
        """Delete what a killed print has left, and what a Windows reader has long printed."""
        oldest = time.time() - _PRINTED_S
        for path in self.spool.glob("*.pdf"):
            with contextlib.suppress(OSError):
                if path.stat().st_mtime < oldest:
                    path.unlink()


def data_folder(given: Path | None) -> DataFolder:
    """Find the data folder: the given one, or the system's place for a user's program data."""
    if given is not None:
        return DataFolder(given.expanduser().absolute())
    from platformdirs import PlatformDirs

    return DataFolder(Path(PlatformDirs(_APP, appauthor=False).user_data_dir))
