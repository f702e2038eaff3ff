"""Why a file cannot be read, in words a clerk can act on."""

from desktop.scanning.pages import ScanRefused

_WORDS = {
    "scan.encrypted": "文件加了密码，请去掉密码后重新导入。",
    "scan.broken": "文件已损坏或内容不完整，无法读取，请重新扫描。",
    "scan.too_large": "文件或页面过大，请用 200 DPI 重新扫描，或分成几个文件导入。",
    "scan.empty": "文件是空的，没有任何页面。",
    "scan.type": "不支持的文件类型，请使用 PDF、JPEG、PNG、TIFF 或 HEIC 文件。",
    "scan.timeout": "读取时间过长，已停止。请重新扫描，或分成几个文件导入。",
    "scan.cancelled": "已取消，该文件未读取。",
}


class UnreadableError(Exception):
    """Raised inside the child process when a file must be refused."""

    def __init__(self, code: str) -> None:
        """Keep the code.

        Args:
            code: One of the codes of ``ScanRefused``.
        """
        super().__init__(code)
        self.code = code


def refusal(source_name: str, code: str) -> ScanRefused:
    """Build the answer for a refused file.

    Args:
        source_name: Name of the file, without its folder.
        code: One of the codes of ``ScanRefused``.

    Returns:
        The refusal with its words.
    """
    return ScanRefused(source_name, code, _WORDS[code])
