"""Settings of one data folder: declared once, kept in one JSON file.

Window sizes are not here (the screen keeps those), nor secrets.
"""

import contextlib
import json
import logging
from pathlib import Path

from msgspec import Struct

from desktop.host.whole_files import replace_text
from desktop.services.shared_files import read_shared

_LOG = logging.getLogger(__name__)

Value = str | int | bool


class Setting(Struct, frozen=True):
    """One setting.

    Attributes:
        name: Key in the file.
        default: Its value when nothing was chosen; its type is the setting's type.
        label: What the settings page calls it.
        choices: Allowed values; empty for any.
    """

    name: str
    default: Value
    label: str
    choices: tuple[Value, ...] = ()

    def accepts(self, value: object) -> bool:
        """Tell whether a value may be stored."""
        if type(value) is not type(self.default):
            return False
        return not self.choices or value in self.choices


TABLE: tuple[Setting, ...] = (
    Setting("server.address", "", "中心平台地址"),
    Setting("server.ca_file", "", "单位自建证书文件"),
    Setting("mode", "", "用途", ("", "training", "real")),
    Setting("profile", "xiayang", "适用规则"),
    Setting("key.keeping", "", "数据库密钥", ("", "keyring", "passphrase", "file")),
    Setting("sync.paused", default=False, label="暂停同步"),
    Setting("office.signoff_sheet", default=False, label="办结前使用签批单"),
    Setting("office.operator", "", "打印件上的经办人"),
    Setting("print.printer", "", "打印机"),
    Setting("print.duplex", default=False, label="双面打印"),
    Setting("print.copies", 1, "份数"),
    Setting("print.office_fonts", default=False, label="用本机的仿宋_GB2312 和方正小标宋打印"),
    Setting("sign.issuers", "", "签名证书颁发机构（文件或文件夹）"),
    Setting("sign.stamp_url", "", "时间戳服务器地址"),
    Setting("sign.module", "", "UKey 的驱动文件（PKCS#11）"),
    Setting("scan.folder", "", "扫描仪的文件夹"),
    Setting("scan.keep_days", 30, "扫描原件保留天数", (0, 7, 30, 90, 365)),
    Setting("screen.font_scale", 100, "字号（%）", (90, 100, 110, 125, 150)),
)
"""Every setting there is."""

_BY_NAME = {setting.name: setting for setting in TABLE}


class SettingError(ValueError):
    """A setting does not exist, or cannot have that value; the message is Chinese."""


class Settings:
    """The settings file. A damaged file is put aside, never a reason not to start.

    Args:
        path: The file; it need not exist.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._chosen = self._read()

    def text(self, name: str) -> str:
        """Read a text setting."""
        value = self.value(name)
        if not isinstance(value, str):
            raise SettingError(f"设置 {name} 不是文字。")
        return value

    def number(self, name: str) -> int:
        """Read a number."""
        value = self.value(name)
        if isinstance(value, bool) or not isinstance(value, int):
            raise SettingError(f"设置 {name} 不是数字。")
        return value

    def flag(self, name: str) -> bool:
        """Read a yes or no."""
        value = self.value(name)
        if not isinstance(value, bool):
            raise SettingError(f"设置 {name} 不是开关。")
        return value

    def choose(self, **chosen: Value) -> None:
        """Store settings at once; dots in names are written as double underscores.

        Raises:
            SettingError: A name or value is wrong; nothing was stored.
        """
        self.put({name.replace("__", "."): value for name, value in chosen.items()})

    def put_checked(self, name: str, value: object) -> None:
        """Store one setting whose type is not known yet.

        Raises:
            SettingError: The name or value is wrong.
        """
        if not isinstance(value, str | int | bool):
            raise SettingError(f"设置 {name} 不能是这种值。")
        self.put({name: value})

    def put(self, chosen: dict[str, Value]) -> None:
        """Store settings, durable on return.

        Raises:
            SettingError: A name or value is wrong; nothing was stored.
        """
        for name, value in chosen.items():
            setting = _BY_NAME.get(name)
            if setting is None:
                raise SettingError(f"没有名为 {name} 的设置。")
            if not setting.accepts(value):
                raise SettingError(f"“{setting.label}”不能设为 {value!r}。")
        merged = {**self._chosen, **chosen}
        replace_text(self._path, json.dumps(merged, ensure_ascii=False, indent=2, sort_keys=True))
        self._chosen = merged

    def value(self, name: str) -> Value:
        """Read a setting of any type.

        Raises:
            SettingError: There is none of this name.
        """
        setting = _BY_NAME.get(name)
        if setting is None:
            raise SettingError(f"没有名为 {name} 的设置。")
        value = self._chosen.get(name)
        return value if value is not None and setting.accepts(value) else setting.default

    def _read(self) -> dict[str, Value]:
        try:
            loaded = json.loads(read_shared(self._path).decode("utf-8"))
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            _LOG.warning("settings file cannot be read and was put aside")
            with contextlib.suppress(OSError):
                self._path.replace(self._path.with_suffix(".damaged"))
            return {}
        # Unknown names are kept: an older program must not forget a newer one's settings.
        return loaded if isinstance(loaded, dict) else {}
