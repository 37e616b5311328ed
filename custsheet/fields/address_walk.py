"""Reading the divisions at the beginning of an address, from left to right.

A set of candidates is kept; every further name must belong to one of them, or repeat what was said. Inventing a place is
far worse than leaving a blank, so a short name is refused where a road, a building or a body may be named after it
(南京西路, 朝阳门大街, 东方广场, 北京大学), and a name that several places bear stays open.
"""

import re
from typing import NamedTuple

from custsheet.fields import divisions
from custsheet.fields.address_names import GENERIC, Names, names
from custsheet.fields.divisions import CITY, DISTRICT, PROVINCE

_ROADS = "路|街|道|大道|大街|巷|弄|胡同|环路|线|高速|公路|国道|省道"
_HOUSES = (
    "大厦|大楼|广场|花园|花苑|小区|新村|公寓|商城|商场|商厦|市场|饭店|酒店|宾馆|酒楼|大学|学院|学校|中学|小学|医院|银行|公司|集团|公园|公馆|家园|名苑|"
    "名城|名都|国际|中心|菜馆|餐厅|火锅|拉面|烤鸭|烧烤|小吃|超市|书店|药店|药房|机场|车站|火车站|站|桥(?![东西南北])|立交|港|码头|大剧院|博物馆|体育|文化|人家|城市"
)
_NOT_A_PLACE = re.compile(
    rf"[东西南北中前后内外上下新老大小一二三四五六七八九十]{{0,2}}(?:门[内外]?)?(?:{_ROADS})|大?(?:{_HOUSES})"
)
_NOT_A_DISTRICT = re.compile(
    r"镇|乡|街道|街办|村|庄|屯|社区|新区|新城|新天地|山|湖|河|江|海|岛|寺|庙|祠|塔|门|楼|台|园|苑|府|城|里|坊|店|厂|矿|口|岸|桥(?![东西南北])|广|"
    r"[一-龥]?(?:山|湖|寺|门|楼|桥|公园|广场|大厦)?(?:路|街|大道|大街)\d"
)
BETWEEN = " ,，、;；:：.。·-—_/|\\>'\"()（）[]【】\x1f\t"
_AFTER_CITY = ("市辖区", "省直辖县级行政区划", "省直辖县级行政单位", "自治区直辖县级行政区划", "省直辖")
_IN_XINJIANG = (
    *(f"生产建设兵团第{number}师" for number in (*"一二三四五六七八九十", "十二", "十三", "十四")),
    "生产建设兵团",
)
_IN_HONG_KONG = ("香港岛", "九龙", "新界", "澳门半岛")
_PSEUDO_STARTS = frozenset(each[0] for each in (*_AFTER_CITY, *_IN_HONG_KONG, *_IN_XINJIANG, "县"))
_CONTINUES = frozenset((*BETWEEN, *_PSEUDO_STARTS, *"市县区州盟旗省北南中"))
_TOWN = re.compile(r"[北南中]区")
_STEM = re.compile(r"([一-龥]{2,3}?)[区县市]")


class Reading(NamedTuple):
    """What the beginning of an address says: candidates, the place behind it, and how it was said."""

    units: tuple[str, ...]
    end: int
    levels: int = 0  # how many names were read
    full: int = 0  # how many of them in full
    loose: bool = False  # the last only resembles a name
    old: bool = False  # one of them is the name of a unit that is gone
    torn: tuple[str, ...] = ()  # candidates of a second beginning that contradicts the first


class _Name(NamedTuple):
    units: tuple[str, ...]
    end: int
    full: bool
    names: int = 1


def walk(text: str, start: int = 0) -> Reading:
    """Return what *text* says from *start* on; no units where no name stands there."""
    index = names()
    reading = Reading((), start)
    while True:
        at = _skip(text, reading.end, reading.units)
        further = _next(text, at, reading.units, index)
        if further is None:
            break
        reading = _grown(reading, further)
    if reading.units and reading.end < len(text):
        reading = reading._replace(end=reading.end + len(_pseudo(text, reading.end, reading.units[0])))
    if reading.levels == 1 and not reading.full and _is_weak(reading.units, text, reading.end):
        return Reading((), start)
    return _resembling(text, _contradicted(text, reading, index))


def _grown(reading: Reading, name: _Name) -> Reading:
    if name.units == reading.units:  # said again
        return reading._replace(end=name.end)
    old = reading.old or all(divisions.units()[code].successor for code in name.units)
    return Reading(name.units, name.end, reading.levels + name.names, reading.full + name.full, old=old)


def _skip(text: str, at: int, known: tuple[str, ...]) -> int:
    """Return where the next name may begin: behind separators and pseudo-divisions of the known places."""
    while at < len(text):
        letter = text[at]
        if letter in BETWEEN:
            at += 1
        elif known and letter in _PSEUDO_STARTS and (word := _pseudo(text, at, known[0])):
            at += len(word)
        else:
            break
    return at


def _pseudo(text: str, at: int, known: str) -> str:
    """Return what statistics write between a known place and those below it, and no division is: 市辖区, 重庆市县城口县."""
    if known == "500000" and text[at] == "县" and text[at + 1 : at + 3] in names().lengths:
        return "县"
    words = {"65": (*_AFTER_CITY, *_IN_XINJIANG), "81": _IN_HONG_KONG, "82": _IN_HONG_KONG}.get(known[:2], _AFTER_CITY)
    word = next((each for each in words if text.startswith(each, at)), "")
    return "" if text.startswith("九龙城", at) else word


def is_named_after(text: str, at: int, level: int) -> bool:
    """Tell whether a short name that ends at *at* rather belongs to a road, a building, a body or a smaller place."""
    return bool(_NOT_A_PLACE.match(text, at) or (level == DISTRICT and _NOT_A_DISTRICT.match(text, at)))


def may_go_on(text: str, at: int) -> bool:
    """Tell whether what follows may belong to the name that ends at *at*, be a further name, or a separator."""
    return text[at : at + 2] in names().lengths or text[at : at + 1] in _CONTINUES or bool(_STEM.match(text, at))


def _next(text: str, at: int, known: tuple[str, ...], index: Names) -> _Name | None:
    """Return the longest name at *at* that fits what is known, or repeats it."""
    for length in index.lengths.get(text[at : at + 2], ()):
        name, end = text[at : at + length], at + length
        if len(name) == length and (found := _fitting(text, name, end, known, index)):
            return found
    return None


def _fitting(text: str, name: str, end: int, known: tuple[str, ...], index: Names) -> _Name | None:
    full = () if name in GENERIC and not known else index.full.get(name, ())
    if units := _belonging(full, known, index):
        if not is_no_city(text, end) or _leads_on(text, end, units, index):
            return _split_town(text, name, end, units, index) or _Name(units, end, True)
    elif full and (again := _repeated(full, known, index)) and not is_no_city(text, end):
        return _Name(again, end, True)
    return _fitting_short(text, name, end, known, index)


def _fitting_short(text: str, name: str, end: int, known: tuple[str, ...], index: Names) -> _Name | None:
    short = index.short.get(name, ())
    if not short:
        return None
    if is_named_after(text, end, DISTRICT):
        cities = (
            ()
            if is_named_after(text, end, CITY)
            else tuple(code for code in short if divisions.units()[code].level < DISTRICT)
        )
        short = cities or (short if _leads_on(text, end, _belonging(short, known, index), index) else ())
    if units := _belonging(short, known, index):
        return _Name(units, end, False)
    again = _repeated(short, known, index)
    follows = _next(text, _skip(text, end, known), again, index) if again else None
    return _Name(again, end, False) if follows and follows.full else None


def _leads_on(text: str, at: int, units: tuple[str, ...], index: Names) -> bool:
    """Tell whether a place below *units* is named right behind them (唐山路南区), so that no road is meant."""
    return bool(units) and _next(text, at, units, index) is not None


def is_no_city(text: str, at: int) -> bool:
    """Tell whether the 市 before *at* belongs to the next word: 市场, 市民."""
    return text[at - 1] == "市" and text[at : at + 1] in ("场", "民")


def _belonging(units: tuple[str, ...], known: tuple[str, ...], index: Names) -> tuple[str, ...]:
    """Return the units that belong to one of the known, and are none of them."""
    if not known:
        return units
    return tuple(each for each in units if each not in known and not index.above[each].isdisjoint(known)) or _same(
        units, known
    )


def _same(units: tuple[str, ...], known: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of several candidates that the name says again."""
    return tuple(each for each in known if each in units) if len(known) > 1 else ()


def _repeated(units: tuple[str, ...], known: tuple[str, ...], index: Names) -> tuple[str, ...]:
    """Return the known units if a name only says again what they are, or belong to."""
    return tuple(each for each in known if not index.above[each].isdisjoint(units))


def _split_town(text: str, name: str, end: int, units: tuple[str, ...], index: Names) -> _Name | None:
    """Read 青岛市北区 as 青岛 + 市北区, where the town has such a district."""
    if name[-1] != "市" or not _TOWN.match(text, end):
        return None
    district = "市" + text[end : end + 2]
    found = _belonging(index.full.get(district, ()), units, index)
    return _Name(found, end + 2, True, 2) if found else None


def _is_weak(units: tuple[str, ...], text: str, end: int) -> bool:
    """Tell whether a short name alone is no evidence: everyday words, and districts that need their city named."""
    levels = {divisions.units()[code].level for code in units}
    if DISTRICT not in levels or levels & {PROVINCE, CITY}:
        return False
    kinds = {divisions.named(code)[-1] for code in units}
    name = divisions.short(units[0])
    return name in _EVERYDAY or (kinds != {"市"} and len(name) < 3 and name not in _KNOWN_ALONE and bool(text[end:]))


_KNOWN_ALONE = frozenset(
    [
        "浦东",
        "徐汇",
        "静安",
        "虹口",
        "闵行",
        "杨浦",
        "嘉定",
        "松江",
        "青浦",
        "奉贤",
        "崇明",
        "海淀",
        "丰台",
        "昌平",
        "顺义",
        "大兴",
        "房山",
        "怀柔",
        "密云",
        "萧山",
        "余杭",
        "鄞州",
        "江宁",
        "浦口",
        "番禺",
        "顺德",
        "福田",
        "罗湖",
        "龙岗",
        "宝安",
        "花都",
        "增城",
        "从化",
        "吴江",
        "武进",
        "锡山",
        "姑苏",
        "双流",
        "郫都",
        "温江",
        "龙泉驿",
        "江夏",
        "黄陂",
        "青山湖",
        "永清",
        "固安",
        "香河",
        "德清",
        "嘉善",
        "长兴",
        "安吉",
        "桐庐",
        "淳安",
        "沛县",
        "沭阳",
        "泗阳",
    ]
)
_EVERYDAY = frozenset(
    [
        "和平",
        "新华",
        "东方",
        "永和",
        "长安",
        "太平",
        "安定",
        "光明",
        "新城",
        "新兴",
        "新民",
        "新乐",
        "新安",
        "新建",
        "东风",
        "向阳",
        "红旗",
        "红星",
        "前进",
        "胜利",
        "解放",
        "复兴",
        "友好",
        "西湖",
        "南湖",
        "东湖",
        "滨湖",
        "南山",
        "东山",
        "西山",
        "北山",
        "金山",
        "宝山",
        "青山",
        "海港",
        "高明",
        "凤凰",
        "天桥",
        "大观",
        "东海",
        "南海",
        "北海",
        "永安",
        "永兴",
        "永平",
        "永定",
        "长乐",
        "安宁",
        "文成",
        "文安",
        "大方",
        "大安",
        "清水",
        "白水",
        "兴国",
        "兴隆",
        "兴安",
        "富裕",
        "富民",
        "开放",
        "望城",
        "三江",
        "三台",
        "三河",
        "石城",
        "石林",
        "金沙",
        "金湖",
        "昌乐",
        "太和",
        "平安",
        "平和",
        "中山",
        "河东",
        "河西",
        "江北",
        "江东",
        "城北",
        "城南",
        "桥东",
        "桥西",
        "路北",
        "路南",
        "朝阳",
    ]
)


def _contradicted(text: str, reading: Reading, index: Names) -> Reading:
    """Note a full city or province behind the reading that does not belong to it: 江苏省杭州市."""
    if not reading.units:
        return reading
    at = _skip(text, reading.end, reading.units)
    for length in index.lengths.get(text[at : at + 2], ()):
        name = text[at : at + length]
        other = [code for code in index.full.get(name, ()) if divisions.units()[code].level < DISTRICT]
        if other and not is_no_city(text, at + length) and not _NOT_A_PLACE.match(text, at + length):
            return reading._replace(torn=walk(text, at).units)
    return reading


def _resembling(text: str, reading: Reading) -> Reading:
    """Take 南京市雨花区 for 雨花台区: the only district of a known city whose name begins so."""
    found = _STEM.match(text, reading.end)
    if not found or len(reading.units) != 1 or divisions.units()[reading.units[0]].level != CITY or reading.torn:
        return reading
    below = [code for code in divisions.units() if _continues(code, found[1], reading.units[0])]
    return reading._replace(units=(below[0],), end=found.end(), loose=True) if len(below) == 1 else reading


def _continues(code: str, stem: str, city: str) -> bool:
    unit = divisions.units()[code]
    return unit.parent == city and not unit.successor and unit.name.startswith(stem)
