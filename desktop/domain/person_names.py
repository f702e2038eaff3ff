"""Names of people in free text: after words that introduce a person, or before a form of address.

Officials named by their duty (村支书某某) are left alone: a unit needs to know whom a complaint is
about, and whom it must not learn is who complains.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

_COMPOUND_LISTED = """
欧阳 司马 诸葛 上官 司徒 东方 独孤 南宫 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司空
端木 轩辕 呼延 申屠 太史 澹台 濮阳 淳于 单于 完颜 闻人 赫连 钟离 拓跋 百里 东郭 西门
南门 公冶 宗政
"""
_COMPOUND = tuple(_COMPOUND_LISTED.split())
_SINGLE = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏窦章云苏潘葛奚范彭郎鲁"
    "韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于傅皮卞齐康伍余元卜顾孟平黄穆萧"
    "尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林"
    "刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包左石崔吉钮龚程嵇邢"
    "裴陆荣翁荀羊惠甄曲封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬郗班仰秋仲伊宫宁仇栾暴甘厉戎"
    "祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍闻莘党翟谭贡劳逄姬申"
    "扶堵冉宰郦雍璩桑桂濮牛寿边扈燕冀浦尚温别庄晏柴瞿阎充慕连茹习宦艾鱼容古易慎戈廖庾终暨衡步都耿满"
    "弘匡文寇广禄阙东欧沃利蔚越隆师巩厍聂晁勾敖融冷訾辛阚那简饶曾沙养鞠须丰巢关蒯相查荆红游竺权盖岳"
    "帅缑亢况有琴佘佴伯赏墨哈谯笪年爱阳佟肖闫付代邸涂覃仝苑尧隋冼操"
)
_NOT_AFTER_CUE = frozenset("有都从能别满广相利养须东年爱师容终充那和同由于干经连计单束")
"""Surnames that begin so many ordinary words that after a cue they need a comma behind the name."""
_WORDS_LISTED = """
应当 应该 应予 高中 高度 高价 高层 马路 马上 方面 方便 方式 方案 周边 周围 周末 金额
金融 常年 常常 常住 何时 何地 何人 何种 白天 黄河 黄色 江苏 江西 安全 安置 安排 安装
平时 平台 平房 路边 路人 路过 路口 石头 石板 花园 花费 文化 文件 温度 田地 田间 万元
万分 管理 管道 关于 关系 关闭 关门 成立 成员 成年 成功 房东 房屋 房主 房子 房产 党员
项目 原因 解决 解释 计划 明确 明知 商户 强烈 强制 强调 曾经 曾多 曾向 曾在 曾任 曾就
曾被 包括 包工 支付 支持 支部 车主 车辆 车子 车位 严重 严格 钱款 钱包 任何 任职 任教
童年 游客 权利 权益 边界 林地 景区 符合 尚未 申请 申诉 康复 祖坟 祖辈 山东 山西 山上
谷物 古城 古镇 易燃 水电 云南 华侨 贵州 桂林 温州 乐意 元旦 左右 左边 古稀 关注 关心
安居 安心 石化 米粮 罗列 方向 车队 施工 程序 单身 单位 单亲 白云 向阳 易地 牛羊 利用
东侧 东边 那边 有人 年龄 爱心 师生 明天 明年 伏天 管委 柴油 荣获 武警 查询 查看 查处
简单 印象 史料 终于 别人 从事 相关 相信 能够 满意 广大 容易 封闭 富裕 华人 计生 项下
游园 康养 苏州 杭州 安徽 宁夏 宁愿 宁可 封路 牧民 沙石 山区 易拉 文员 管家 阳台 阳光
"""
_WORDS = frozenset(_WORDS_LISTED.split())
_SHOPS = re.compile(r".{0,3}?(?:店|坊|馆|铺|超市|诊所|烧烤|餐厅|食堂|作坊|理发)")
_TITLES_LISTED = """
先生 女士 小姐 太太 师傅 阿姨 大爷 大妈 大娘 大叔 大哥 大姐 大嫂 大伯 奶奶 爷爷 叔叔
伯伯 老太太 老先生 老汉 老太 老师 老板 同志 婶 伯 嫂
"""
_ADDRESS = re.compile("|".join(sorted(_TITLES_LISTED.split(), key=lambda title: -len(title))))
_KIN_LISTED = """
爱人 丈夫 妻子 老公 老婆 父亲 母亲 爸爸 妈妈 爸 妈 儿子 女儿 婆婆 公公 岳父 岳母 哥哥
弟弟 姐姐 妹妹 哥 弟 姐 妹 孙子 孙女 外孙 爷爷 奶奶 姥姥 姥爷 外公 外婆 儿媳 女婿 侄子
外甥 舅舅 姑姑 叔叔 孩子
"""
_NAMED = (
    "我叫|俺叫|本人叫|名叫|我的名字|名字|姓名|自称|户名|签名|署名|落款|此致敬礼|联系人|收件人|实名举报人|"
    "我本人叫"
)
_ROLES = (
    r"(?<!被)举报人|投诉人|反映人|诉求人|来电人|来访人|信访人|来信人|申请人|(?<!被)申诉人|当事人|户主|业主|"
    r"房主|证人|村民|居民|市民|租户|租客|家属|报案人|受害人|患者|产妇|学生|本人|我是|俺是|(?:我|俺)的?(?:"
    + "|".join(_KIN_LISTED.split())
    + ")"
)
_JOIN = r"(?:姓名|名字|叫做|叫|名叫|是|为|系|人|：|:|\s){0,4}"
_CUE = re.compile(
    rf"(?P<named>(?:{_NAMED}){_JOIN})|(?P<role>(?:{_ROLES}){_JOIN}(?:[^，。；、\s]{{1,8}}?的)?)"
)
_BOUNDARY = re.compile(
    r"$|[^\u4e00-\u9fff]|反映|举报|投诉|称|表示|要求|请求|申请|要|在|于|的|和|与|及|也|都|已|曾|不|因|来|说|"
    r"认为|拨打|向|今年|现年|系|是|住|摔|被|为|有|没|愿|希望|诉|男|女|一直|一家|一起|自|对|从|将|把|提|同|到|去|未|又|"
    r"再|就|三人|两人|二人|四人|等|去世|身份|电话|手机|家|这|那|本"
)
_HAN = "\u4e00-\u9fff"
_SURNAME = f"(?:{'|'.join(_COMPOUND)}|[{_SINGLE}])"
_FOREIGN = re.compile(
    rf"[{_HAN}]{{2,6}}[·•・][{_HAN}]{{2,6}}?(?=$|[^{_HAN}]|反映|来电|称|，|说|要求|的)"
)
_FULL = tuple(re.compile(rf"{_SURNAME}\s{{0,2}}[{_HAN}]{{{count}}}") for count in (2, 1))
_ONLY_SURNAME = re.compile(rf"(?:我|俺|本人|免贵)姓({_SURNAME})(?=$|[^{_HAN}]|的|名)")
_FAMILIAR = re.compile(rf"[老小]([{_SINGLE}])(?=[和与、都也说称，。；！？]|反映|$)")
_NOT_FAMILIAR = frozenset("路车包房龙米井边石山谷池左别")
_ASIDE = frozenset("对校警双我资甲乙官店买卖劳")
"""What before 方 makes it a party and not a surname."""
_LINKS = frozenset("与和向对给跟由经为请找、，。；：:“（( 　\n")


@dataclass(frozen=True, slots=True)
class NameFound:
    """A name in a text: where, and what gave it away."""

    start: int
    end: int
    cue: str


def names(text: str) -> Iterator[NameFound]:
    """Find people's names; what is found may overlap."""
    yield from _introduced(text)
    yield from _addressed(text)
    for found in _ONLY_SURNAME.finditer(text):
        yield NameFound(found.start(1), found.end(1), "自报姓氏")
    for found in _FAMILIAR.finditer(text):
        if found[1] not in _NOT_FAMILIAR:
            yield NameFound(found.start(), found.end(), "熟人称呼")


def _introduced(text: str) -> Iterator[NameFound]:
    place = 0
    while cue := _CUE.search(text, place):
        found = _name_at(text, cue.end(), named=bool(cue["named"]))
        if found is None and cue["role"] and "的" in cue["role"]:
            # 我是五号楼的周敏, but also 我爱人江雪的: the cue may end before its 的
            head = re.match(rf"(?:{_ROLES}){_JOIN}", cue[0])
            end = cue.start() + head.end() if head else cue.end()
            found = _name_at(text, end, named=False)
        word = re.sub(r"[：:\s]", "", cue[0])[:6]
        place = cue.start() + 1
        while found:
            yield NameFound(*found, f"“{word}”之后的姓名")
            place = found[1]
            # 村民王某某、李某某、赵某某: the cue holds for the whole list
            listed = text[place : place + 1] == "、"
            found = _name_at(text, place + 1, named=False) if listed else None


def _name_at(text: str, start: int, *, named: bool) -> tuple[int, int] | None:
    """Find a whole name at a place; without a clear end only after 我叫 and the like."""
    foreign = _FOREIGN.match(text, start)
    if foreign:
        return foreign.span()
    fallback = None
    for pattern in _FULL:
        found = pattern.match(text, start)
        if found is None or found[0][:2] in _WORDS:
            continue
        rest = _BOUNDARY.match(text, found.end())
        if rest and (found[0][0] not in _NOT_AFTER_CUE or not _is_han(rest[0])):
            return found.span()
        fallback = fallback or found.span()
    return fallback if named else None


def _addressed(text: str) -> Iterator[NameFound]:
    for title in _ADDRESS.finditer(text):
        if _SHOPS.match(text, title.end()):
            continue
        start = _surname_before(text, title.start(), alone=len(title[0]) > 1)
        if start is not None:
            yield NameFound(start, title.end(), f"姓氏加称呼“{title[0]}”")


def _surname_before(text: str, end: int, *, alone: bool) -> int | None:
    """Find where the name before a form of address begins."""
    if text[max(0, end - 2) : end] in _COMPOUND:
        return end - 2
    for length in (1, 2, 3):
        start = end - length
        if start < 0 or text[start] not in _SINGLE or not _all_han(text[start:end]):
            continue
        if length == 1 and not _is_surname(text, start, alone=alone):
            continue
        if length > 1 and not (text[start + 1] == "某" or _opens(text, start)):
            continue
        earlier = start - 1
        if length == 1 and earlier >= 0 and text[earlier] in _SINGLE and _opens(text, earlier):
            return earlier
        return start
    return None


def _is_surname(text: str, place: int, *, alone: bool) -> bool:
    """Tell whether the character before a form of address is somebody's surname."""
    before = text[place - 1] if place else ""
    here = text[place]
    word = before + here
    if (here == "方" and before in _ASIDE) or word in {"主任", "有关", "相关", "负责", "和师"}:
        return False
    if here in "有都从能别满和同老各该" or word in _WORDS:
        return False
    return alone or _opens(text, place)


def _opens(text: str, place: int) -> bool:
    return place == 0 or text[place - 1] in _LINKS or not _is_han(text[place - 1])


def _all_han(text: str) -> bool:
    return all(_is_han(character) for character in text)


def _is_han(character: str) -> bool:
    return bool(character) and "\u4e00" <= character[0] <= "\u9fff"
