"""Where this program keeps its data on this machine."""

from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

_APP = "HotlineDesk"


@dataclass(frozen=True, slots=True)
class DataFolder:
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


def data_folder(given: Path | None) -> DataFolder:
    """Find the data folder: the given one, or the system's place for a user's program data."""
    if given is not None:
        return DataFolder(given.absolute())
    return DataFolder(Path(PlatformDirs(_APP, appauthor=False).user_data_dir))
