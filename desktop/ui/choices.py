"""Options as the screens read them: typed, with a default for what was never chosen."""

from desktop.services.workplace import Options

SCHEME = "screen.scheme"
FONT_SCALE = "screen.font_scale"
WINDOW = "screen.window"
SPLITTER = "screen.orders_splitter"
ALARMS = "screen.alarms"
TRAY = "screen.tray"
PAUSED = "sync.paused"
OPERATOR = "office.operator"
SIGN_ISSUERS = "sign.issuers"
SIGN_MODULE = "sign.module"
SIGN_STAMP = "sign.stamp_url"
ALL_REPORTS = "screen.all_reports"
SIGNOFF_SHEET = "office.signoff_sheet"
OFFICE_FONTS = "print.office_fonts"
KEEP_DAYS = "scan.keep_days"
CA_FILE = "server.ca_file"


def text_choice(options: Options, name: str, default: str) -> str:
    """Read a text."""
    value = options.get(name)
    return value if isinstance(value, str) else default


def number_choice(options: Options, name: str, default: int) -> int:
    """Read a number."""
    value = options.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else default


def flag_choice(options: Options, name: str, *, default: bool) -> bool:
    """Read a yes or no."""
    value = options.get(name)
    return value if isinstance(value, bool) else default
