"""Where things are on this PC."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

APP = "HotlineDesk"
"""Name of the program's own folders."""


@dataclass(frozen=True, slots=True)
class DataFolder:
    """The one folder that holds everything of one (server, user) on this PC."""

    root: Path

    @property
    def database(self) -> Path:
        """The encrypted database."""
        return self.root / "desk.db"

    @property
    def blobs(self) -> Path:
        """Encrypted attachments."""
        return self.root / "blobs"

    @property
    def logs(self) -> Path:
        """Log and crash files; no personal data."""
        return self.root / "logs"

    @property
    def backups(self) -> Path:
        """Backups of the database."""
        return self.root / "backups"

    @property
    def exports(self) -> Path:
        """Printed forms and exports."""
        return self.root / "exports"

    @property
    def settings(self) -> Path:
        """The settings file."""
        return self.root / "settings.json"

    @property
    def window_state(self) -> Path:
        """Sizes and positions of windows, kept by the screen."""
        return self.root / "window.ini"

    @property
    def centre(self) -> Path:
        """Data of the training platform or of the private centre."""
        return self.root / "centre"

    @property
    def window_lock(self) -> Path:
        """Held while a window is open."""
        return self.root / "window.lock"

    @property
    def sync_lock(self) -> Path:
        """Held for one round of sync."""
        return self.root / "sync.lock"

    @property
    def exclusive_lock(self) -> Path:
        """Held while migrating, backing up or restoring."""
        return self.root / "exclusive.lock"

    @property
    def window_pipe(self) -> Path:
        """How to reach the open window."""
        return self.root / "window.pipe.json"


def data_folder(override: Path | None = None) -> DataFolder:
    """Find the data folder and make sure that only its owner may look into it.

    Args:
        override: From `--data-dir`.
    """
    root = override or Path(platformdirs.user_data_dir(APP, appauthor=False, roaming=False))
    root = root.expanduser().absolute()
    is_new = not root.exists()
    root.mkdir(parents=True, exist_ok=True)
    if is_new and sys.platform != "win32":
        # On Windows the profile folder is the owner's already.
        root.chmod(0o700)
    folder = DataFolder(root)
    for part in (folder.blobs, folder.logs):
        part.mkdir(exist_ok=True)
    return folder


def is_frozen() -> bool:
    """Tell whether this is the packaged program."""
    return bool(getattr(sys, "frozen", False))


def program_command(*arguments: str) -> list[str]:
    """Make the command that starts this program again with other arguments."""
    if is_frozen():
        return [sys.executable, *arguments]
    return [sys.executable, "-m", "desktop", *arguments]


def ca_file_of_environment() -> Path | None:
    """Find the office's certificates when the environment names some."""
    named = os.environ.get("HOTLINE_DESK_CA_FILE", "")
    return Path(named) if named else None
