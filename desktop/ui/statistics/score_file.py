"""Writing a score into a file; works in a worker thread."""

from pathlib import Path

from desktop.services.ports import StorageError
from desktop.services.score_desk import ScoreDesk, ScoreSheet


def keep_score(desk: ScoreDesk, sheet: ScoreSheet, target: Path) -> Path:
    """Write a score as .xlsx, or as .csv where the name ends so.

    Raises:
        StorageError: The file cannot be written.
    """
    kind = "csv" if target.suffix.lower() == ".csv" else "xlsx"
    content = desk.csv(sheet) if kind == "csv" else desk.xlsx(sheet)
    desk.record(sheet.period, kind)
    try:
        target.write_bytes(content)
    except OSError as error:
        message = f"写不了 {target.name}：{error.strerror}。请换一个文件夹。"
        raise StorageError("storage.export", message) from error
    return target
