"""Which program this is, for the platform and for files that other programs read."""

from importlib.metadata import PackageNotFoundError, version


def program_version() -> str:
    """Tell the version; empty when it runs from a folder without being installed."""
    try:
        # None where its file may not be read
        return version("hotline-desk") or ""
    except (PackageNotFoundError, OSError):
        return ""
