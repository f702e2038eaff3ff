"""Why the system refused a file or folder, in words for the clerk."""

import errno

_WORDS = {
    errno.EACCES: "没有权限",
    errno.EPERM: "没有权限",
    errno.EROFS: "磁盘是只读的",
    errno.ENOSPC: "磁盘空间已满",
    errno.ENOENT: "没有这个文件或文件夹",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EEXIST: "同名的文件已经存在",
    errno.EISDIR: "这个名称是一个文件夹",
    errno.ENAMETOOLONG: "名称太长",
}
_WINDOWS_WORDS = {
    # what a file answers that another program has open; replacing it gives the first
    5: "没有权限，或者这个文件正被别的程序打开",
    32: "这个文件正被别的程序打开",
    33: "这个文件正被别的程序打开",
}


def reason_of(error: OSError) -> str:
    """Say why in Chinese; what is not known is named by its number, never by its path."""
    on_windows = _WINDOWS_WORDS.get(getattr(error, "winerror", None) or 0)
    return on_windows or _WORDS.get(error.errno or 0, f"系统错误 {error.errno}")
