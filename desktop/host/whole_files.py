"""Files that are replaced whole: a power cut leaves the old one or the new one."""

import os
import tempfile
from pathlib import Path

from desktop.services.shared_files import move_over


def replace_text(path: Path, text: str) -> None:
    """Replace a file so that a power cut leaves the old or the new one, never half of it."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}-")
    temporary = Path(name)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        move_over(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
