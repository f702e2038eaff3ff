"""Keeps the caller of a 举报 or 保密 order out of everything that leaves the importer (KF-20)."""

import re
from collections.abc import Iterable

from central.importing.rows import Confidentiality

HIDDEN = "〔已隐去〕"

_NO = frozenset(
    {
        "", "否", "不", "无", "没有", "n", "no", "false", "0", "-", "—", "/", "不保密", "非保密",
        "无需保密", "不需保密", "不需要保密", "不需要", "未要求", "公开", "非举报", "不是", "普通",
        "一般", "不匿名", "非匿名", "实名",
    }
)  # fmt: skip
_DENIED = re.compile(r"([非不]|无需|不需要?|不要求|未要求)(举报|保密)")
_TITLE_TAG = re.compile(r"[【\[〔(（](举报|保密)")
_ANONYMOUS = re.compile(
    r"匿名.{0,4}|不愿(透露|提供|留).{0,4}|拒绝(透露|提供).{0,4}|未留(名|姓名)|不留名|未提供|不详|保密|举报人"
    r"|无名氏?|网友|市民|群众|[-—/*无]+"
)
_ADDRESSED = re.compile(r"(先生|女士|小姐|同志|阿姨|老师|师傅)$")
_BRACKETED = re.compile(r"[(（〔\[].*?[)）〕\]]")
_SEVERAL = re.compile(r"[,，、;；/\n|]+")
_DOT = "[·•・‧∙.．]"
_NUMBER = re.compile(r"\d(?:[\s\-—－]?\d){4,}")
_COUNTRY = re.compile(r"^(?:00)?86(?=1\d{10}$)")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")
_SHORTEST_NAME, _SHORTEST_NUMBER, _WITH_AREA_CODE = 2, 5, 11


def yes(flag: str) -> bool:
    """Tell whether a 是否… column says yes; what is not clearly a no counts as yes."""
    return flag.strip().lower() not in _NO


def confidentiality(report: str, secret: str, words: Iterable[str], title: str) -> Confidentiality:
    """Derive how far the caller has to be hidden.

    Args:
        report: Text of the column 是否举报, "" if there is none.
        secret: Text of the column 是否保密, "" if there is none.
        words: Kind and category, which say it in words on some platforms.
        title: Some platforms put 【保密】 before the title.
    """
    said = _DENIED.sub("", " ".join(words))
    tag = _TITLE_TAG.match(title)
    if yes(report) or "举报" in said or (tag and tag[1] == "举报"):
        return "report"
    if yes(secret) or "保密" in said or tag:
        return "secret"
    return "none"


def nameless(name: str) -> bool:
    """Tell whether a caller's name only says that there is none (匿名, 不愿透露 …)."""
    return _ANONYMOUS.fullmatch(name) is not None


class Eraser:
    """Replaces one caller's names and numbers in texts, however they are spaced or dotted."""

    def __init__(self, traces: Iterable[str]) -> None:
        patterns = {pattern for trace in traces for pattern in _patterns(trace)}
        ordered = sorted(patterns, key=lambda pattern: (-len(pattern), pattern))
        self._pattern = re.compile("|".join(ordered), re.IGNORECASE) if ordered else None

    def __call__(self, text: str) -> str:
        """Return the text without the caller."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _patterns(trace: str) -> Iterable[str]:
    for part in _SEVERAL.split(trace):
        for found in _NUMBER.findall(part.translate(_FULL_WIDTH)):
            digits = _COUNTRY.sub("", re.sub(r"\D", "", found))
            if len(digits) >= _SHORTEST_NUMBER:
                yield _digits(digits)
            if digits.startswith("0") and len(digits) >= _WITH_AREA_CODE:
                yield _digits(digits[-8:])
        yield from _names(_BRACKETED.sub("", part).strip())


def _digits(digits: str) -> str:
    return r"[\s\-—－]*".join(f"[{digit}{chr(ord(digit) + 0xFEE0)}]" for digit in digits)


def _names(name: str) -> Iterable[str]:
    if nameless(name) or not any(char.isalpha() for char in name):
        return
    for form in (name, _ADDRESSED.sub("", name)):
        if len(form) >= _SHORTEST_NAME:
            yield "".join(_loose(char) for char in form)


def _loose(char: str) -> str:
    if re.fullmatch(_DOT, char):
        return _DOT
    return r"\s*" if char.isspace() else re.escape(char)
