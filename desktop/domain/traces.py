"""Kinds of things in a free text that give away who is calling (KF-20)."""

from enum import StrEnum


class Trace(StrEnum):
    """What kind of thing gives somebody away."""

    MOBILE = "mobile"
    LANDLINE = "landline"
    IDENTITY = "identity"
    BANK = "bank"
    ACCOUNT = "account"
    PLATE = "plate"
    MAIL = "mail"
    NAME = "name"
    DWELLING = "dwelling"

    @property
    def words(self) -> str:
        """Name it for a clerk."""
        return _KIND_WORDS[self]


_KIND_WORDS = {
    Trace.MOBILE: "手机号",
    Trace.LANDLINE: "座机号",
    Trace.IDENTITY: "身份证号",
    Trace.BANK: "银行卡号",
    Trace.ACCOUNT: "QQ 或微信号",
    Trace.PLATE: "车牌号",
    Trace.MAIL: "电子邮箱",
    Trace.NAME: "姓名",
    Trace.DWELLING: "住址",
}
