"""Files that are replaced whole: a power cut leaves the old one or the new one."""

from pathlib import Path

from desktop.services.shared_files import write_whole


def replace_text(path: Path, text: str) -> None:
    """Replace a file so that a power cut leaves the old or the new one, never half of it."""
    write_whole(path, text.encode("utf-8"), private=True)
