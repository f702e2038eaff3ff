"""Where a free text gives away who is calling: a proposal, decided by a person (KF-20).

Numbers are found in all the ways people write them; a card number only if its check digit is right
or a word says what it is. Nothing here knows the order: the caller's own name and number are taken
out before, whatever the clerk says.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from desktop.domain.person_names import names
from desktop.domain.traces import Trace


@dataclass(frozen=True, slots=True)
class Finding:
    """Something in a text that may give the caller away.

    Attributes:
        start: Where it begins.
        end: Where it ends.
        kind: What it is.
        why: Why it is proposed, in Chinese.
    """

    start: int
    end: int
    kind: Trace
    why: str


_NARROW = {0xFF01 + place: 0x21 + place for place in range(94)} | {0x3000: 0x20, 0x2014: 0x2D}
"""Full-width letters and digits; one character for one, so that places stay."""
_DIGIT_WORDS = "零〇一幺二两三四五六七八九壹贰叁肆伍陆柒捌玖"
_SPOKEN = str.maketrans(_DIGIT_WORDS, "0011223456789123456789")
_SPOKEN_RUN = re.compile(rf"[{_DIGIT_WORDS}](?:\s?[{_DIGIT_WORDS}]){{9,11}}")
_GAP = r"[-\s.·]{0,3}"
_COUNTRY = rf"(?:\(?\s?(?:\+|00)\s?86\)?|(?<!\d)86){_GAP}"
_MOBILE = re.compile(
    rf"(?<!\d)(?<!\d[./-])(?:{_COUNTRY})?1[3-9](?:"
    rf"\d{_GAP}\d{{4}}{_GAP}\d{{4}}|\d{_GAP}\d{{3}}{_GAP}\d{{5}}|\d{{2}}{_GAP}\d{{3}}{_GAP}\d{{4}}"
    rf"|\d{{2}}{_GAP}\d{{4}}{_GAP}\d{{3}})(?!\d)"
    rf"|(?<!\d)1[-\s.]{{1,3}}[3-9](?:[-\s.]{{1,3}}\d){{9}}(?!\d)"
)
_LANDLINE = re.compile(r"(?<![\dA-Za-z-])\(?0(?:10|2\d|[3-9]\d{2})\)?[-\s]{0,2}[2-9]\d{6,7}(?!\d)")
_LOCAL = re.compile(
    r"(?:座机|固定电话|固话|(?<!投诉)(?<!热线)电话)(?:号码?|是|为|[:\s]){0,3}([2-9]\d{6,7})(?!\d)"
)
_IDENTITY = re.compile(r"(?<![\dA-Za-z])\d{6}\s?\d{8}\s?\d{3}[\dXx](?![\dA-Za-z])")
_IDENTITY_NAMED = re.compile(r"身份证(?:号码?|件号|是|为|[:\s]){0,3}(\d{17}[\dXx]|\d{15})(?!\d)")
_BANK = re.compile(
    r"(?<![\dA-Za-z])[3-69]\d{3}(?:[-\s]?\d{4}){2,3}(?:[-\s]?\d{1,4})?(?![\dA-Za-z])"
)
_BANK_CUE = re.compile(r"(?:卡|卡号|账号|帐号|账户)(?:号码?|是|为|尾号|[:\s]){0,3}$")
_FILE_CUE = re.compile(
    r"(?:编号|单号|合同号?|许可证号?|文号|案号|批号|代码|流水号|订单)[^\d，。]{0,6}$"
)
_QQ = re.compile(r"(?:[Qq]{2}|扣扣|企鹅)(?:号码?|群|是|为|[:\s]){0,3}(\d{5,11})(?!\d)")
_WECHAT = re.compile(
    r"(?:微信|薇信|[Vv]信|[Vv][Xx]|[Ww][Xx])(?:同?号码?|是|为|[:\s]){0,3}([A-Za-z][-\w]{4,19})",
    re.ASCII,
)
_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-Z][-·•\s]?"
    r"(?=[A-Z0-9]*\d)[A-HJ-NP-Z0-9]{5,6}(?![A-Za-z0-9])"
)
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
_NUMERAL = r"(?:\d+|[一二三四五六七八九十百]+)"
_DOOR = r"\d+-\d+(?:-\d+)?"
_UNIT = r"(?:号院|号楼|号|室|户|房|单元|栋|幢|座|组|楼|层)"
_PLACE = (
    rf"[^，。；、,;！？\n:（）()]{{1,30}}?{_NUMERAL}\s?{_UNIT}"
    rf"(?:[-\s东西南北中A-Z]{{0,3}}{_NUMERAL}\s?{_UNIT}?){{0,4}}"
)
_DWELLING = re.compile(
    r"(?:我(?:家)?(?:就)?住在?|家住在?|(?<!国)(?<!大)我?家在|住址|(?:家庭|户籍|居住|联系)地址|居住[于在]|现居住?|"
    rf"现住|租住[于在]?|(?<![居入院])住)(?:是|为|[:\s]){{0,3}}(?P<there>{_PLACE}|[^，。；、,;\s]{{2,20}}?"
    rf"(?:[A-Z]座{_NUMERAL}{_UNIT}|{_DOOR}))"
)
_RESIDENT = re.compile(rf"我是({_PLACE})的?(?:住户|业主|居民|租户|房主)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_SHORTEST_PLACE = 4


def findings(text: str) -> tuple[Finding, ...]:
    """Find what may give the caller away.

    Args:
        text: A free text.

    Returns:
        Findings in the order of the text, none overlapping another: of two the longer.
    """
    plain = text.translate(_NARROW)
    found = sorted(_all(plain), key=lambda entry: (entry.start - entry.end, entry.start))
    kept: list[Finding] = []
    for entry in found:
        if all(entry.end <= other.start or other.end <= entry.start for other in kept):
            kept.append(entry)
    return tuple(sorted(kept, key=lambda entry: entry.start))


def _all(plain: str) -> Iterator[Finding]:
    for finder in _FINDERS:
        yield from finder(plain)


def _mobiles(plain: str) -> Iterator[Finding]:
    yield from _matches(_MOBILE, plain, Trace.MOBILE, "11 位手机号")


def _landlines(plain: str) -> Iterator[Finding]:
    yield from _matches(_LANDLINE, plain, Trace.LANDLINE, "区号加电话号码")
    yield from _matches(_LOCAL, plain, Trace.LANDLINE, "“电话”之后的号码", group=1)


def _spoken_numbers(plain: str) -> Iterator[Finding]:
    for run in _SPOKEN_RUN.finditer(plain):
        digits = re.sub(r"\s", "", run[0]).translate(_SPOKEN)
        if re.fullmatch(r"1[3-9]\d{9}", digits):
            yield Finding(*run.span(), Trace.MOBILE, "用汉字写的手机号")
        elif re.fullmatch(r"0\d{2,3}[2-9]\d{6,7}", digits):
            yield Finding(*run.span(), Trace.LANDLINE, "用汉字写的电话号码")


def _identities(plain: str) -> Iterator[Finding]:
    yield from _matches(_IDENTITY_NAMED, plain, Trace.IDENTITY, "“身份证”之后的号码", group=1)
    for found in _IDENTITY.finditer(plain):
        if _is_identity(re.sub(r"\s", "", found[0])):
            yield Finding(*found.span(), Trace.IDENTITY, "校验码正确的身份证号")


def _bank_cards(plain: str) -> Iterator[Finding]:
    for found in _BANK.finditer(plain):
        before = plain[max(0, found.start() - 12) : found.start()]
        digits = re.sub(r"[-\s]", "", found[0])
        if not 15 <= len(digits) <= 19 or _FILE_CUE.search(before):
            continue
        if _BANK_CUE.search(before):
            yield Finding(*found.span(), Trace.BANK, "“卡号”“账号”之后的号码")
        elif len(digits) >= 16 and _passes_luhn(digits):
            yield Finding(*found.span(), Trace.BANK, "校验码正确的银行卡号")


def _accounts(plain: str) -> Iterator[Finding]:
    yield from _matches(_QQ, plain, Trace.ACCOUNT, "“QQ”之后的号码", group=1)
    yield from _matches(_WECHAT, plain, Trace.ACCOUNT, "“微信”之后的账号", group=1)


def _plates(plain: str) -> Iterator[Finding]:
    yield from _matches(_PLATE, plain, Trace.PLATE, "车牌的写法")


def _mails(plain: str) -> Iterator[Finding]:
    yield from _matches(_MAIL, plain, Trace.MAIL, "邮箱的写法")


def _dwellings(plain: str) -> Iterator[Finding]:
    for pattern, group in ((_DWELLING, "there"), (_RESIDENT, 1)):
        for found in pattern.finditer(plain):
            start, end = found.span(group)
            if end - start >= _SHORTEST_PLACE:
                yield Finding(start, end, Trace.DWELLING, "说自己住处的地址")


def _names(plain: str) -> Iterator[Finding]:
    for found in names(plain):
        yield Finding(found.start, found.end, Trace.NAME, found.cue)


def _matches(
    pattern: re.Pattern[str], plain: str, kind: Trace, why: str, group: int = 0
) -> Iterable[Finding]:
    for found in pattern.finditer(plain):
        yield Finding(*found.span(group), kind, why)


def _is_identity(digits: str) -> bool:
    """Check an 18-digit identity number (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(digits, _WEIGHTS, strict=False))
    month, day = int(digits[10:12]), int(digits[12:14])
    return "10X98765432"[total % 11] == digits[17].upper() and 1 <= month <= 12 and 1 <= day <= 31


def _passes_luhn(digits: str) -> bool:
    total = 0
    for place, character in enumerate(reversed(digits)):
        digit = int(character) * (1 + place % 2)
        total += digit - 9 * (digit > 9)
    return total % 10 == 0


_FINDERS: tuple[Callable[[str], Iterable[Finding]], ...] = (
    _identities,
    _mobiles,
    _landlines,
    _spoken_numbers,
    _bank_cards,
    _accounts,
    _plates,
    _mails,
    _dwellings,
    _names,
)
