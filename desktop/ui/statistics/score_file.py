"""Writing a score into a file; works in a worker thread."""

from functools import partial
from pathlib import Path

from desktop.services.print_desk import keep_file
from desktop.services.score_desk import ScoreDesk, ScoreSheet


def keep_score(desk: ScoreDesk, sheet: ScoreSheet, target: Path) -> Path:
    """Write a score as .xlsx, or as .csv where the name ends so.

    Raises:
        StorageError: The file cannot be written.
    """
    kind = "csv" if target.suffix.lower() == ".csv" else "xlsx"
    content = desk.csv(sheet) if kind == "csv" else desk.xlsx(sheet)
    record = partial(desk.record, sheet.period, kind)
    keep_file(target, content, record, partial(desk.mark_unwritten, sheet.period))
    return target
