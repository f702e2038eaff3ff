"""Where this machine keeps its fonts."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path


def font_folders(
    platform: str = sys.platform, environment: Mapping[str, str] | None = None
) -> tuple[Path, ...]:
    """List the folders that fonts are installed in; they need not exist.

    Args:
        platform: As in `sys.platform`.
        environment: Variables of the process; None for those of this one.
    """
    found = os.environ if environment is None else environment
    if platform == "win32":
        own = found.get("LOCALAPPDATA", "")
        shared = Path(found.get("WINDIR", r"C:\Windows")) / "Fonts"
        return (shared, Path(own) / "Microsoft" / "Windows" / "Fonts") if own else (shared,)
    home = Path(found.get("HOME", "/"))
    data = Path(found.get("XDG_DATA_HOME", "") or home / ".local" / "share")
    return (
        Path("/usr/share/fonts"),
        Path("/usr/local/share/fonts"),
        data / "fonts",
        home / ".fonts",
    )
