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
    errno.ENAMETOOLONG: "名称太长",
}


def reason_of(error: OSError) -> str:
    """Say why in Chinese; what is not known is named by its number, never by its path."""
    return _WORDS.get(error.errno or 0, f"系统错误 {error.errno}")
