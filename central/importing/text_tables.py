"""Text exports: finds encoding and separator, reads records without holding the file."""

import codecs
import csv
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from central.importing.cells import Cell
from central.importing.rows import ExportUnreadable

_SEPARATORS = (",", "\t", ";", "，", "|")
_BLOCK = 1 << 20
_LONGEST_CELL = 16 << 20  # the module's own limit of 131,072 characters is for the whole process

# Codes of GB 18030 that the codec still maps to private use (the state of 2000); since the
# standard of 2022 they are these characters, and names are written with them.
_GB18030_2022 = str.maketrans(
    dict(
        zip(
            (
                "\ue816\ue817\ue818\ue81e\ue826\ue82b\ue82c\ue831"
                "\ue832\ue83b\ue843\ue854\ue855\ue864"
            ),
            (
                "\U00020087\U00020089\U000200cc\u9fb4\u9fb5\u9fb6\u9fb7\U000215d7"
                "\u9fb8\U0002298f\u9fb9\u9fba\U000241fe\u9fbb"
            ),
            strict=True,
        )
    )
)
_PRIVATE = re.compile("[\ue816-\ue864]")


@dataclass(frozen=True, slots=True)
class TextTable:
    """A text file read with one separator.

    Attributes:
        path: The file.
        encoding: Its encoding.
        separator: The separator tried.
        head: The first records.
    """

    path: Path
    encoding: str
    separator: str
    head: list[list[Cell]]

    def rows(self) -> Iterator[list[Cell]]:
        """Read the file from its start.

        Raises:
            ExportUnreadable: Quotes do not pair: what follows could be swallowed unseen.
        """
        return _records(self.path, self.encoding, self.separator)


def text_candidates(path: Path, head_rows: int) -> list[TextTable]:
    """Return the file as read with each separator.

    Where the quotes break within the first records, the records before that are the head; the
    fault is raised again when the rows are read.

    Raises:
        ExportUnreadable: The bytes are neither UTF-8 nor GB18030.
    """
    encoding = _encoding(path)
    return [
        TextTable(path, encoding, separator, _head(path, encoding, separator, head_rows))
        for separator in _SEPARATORS
    ]


def _head(path: Path, encoding: str, separator: str, rows: int) -> list[list[Cell]]:
    head: list[list[Cell]] = []
    with suppress(ExportUnreadable):
        head.extend(islice(_records(path, encoding, separator), rows))
    return head


def _encoding(path: Path) -> str:
    with path.open("rb") as file:
        start = file.read(3)
    if start.startswith(codecs.BOM_UTF8):
        candidates = ["utf-8-sig"]
    elif start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        candidates = ["utf-16"]
    else:
        candidates = ["utf-8", "gb18030"]
    for encoding in candidates:
        if _decodes(path, encoding):
            return encoding
    raise ExportUnreadable(
        "import.broken",
        "文字编码既不是 UTF-8 也不是 GB18030，或者文件已损坏。请在平台上选择导出为 .xlsx。",
    )


def _decodes(path: Path, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        with path.open("rb") as file:
            while block := file.read(_BLOCK):
                if "\0" in decoder.decode(block):
                    return False
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _records(path: Path, encoding: str, separator: str) -> Iterator[list[Cell]]:
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_CELL))
    with path.open(encoding=encoding, newline="") as file:
        lines: Iterator[str] = file
        if encoding == "gb18030":
            lines = (_repaired(text) for text in file)
        reader = csv.reader(lines, delimiter=separator, strict=True)
        try:
            yield from reader
        except csv.Error as error:
            raise ExportUnreadable(
                "import.broken",
                f"第 {reader.line_num} 行附近的引号不成对，无法可靠地分列。请从平台导出 .xlsx。",
            ) from error


def _repaired(text: str) -> str:
    return text.translate(_GB18030_2022) if _PRIVATE.search(text) else text
