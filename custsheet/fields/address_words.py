"""Words of Chinese addresses that are no divisions, and what they tell about the name before them."""

import re

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
_CORPS = "生产建设兵团"
_IN_XINJIANG = (
    *(f"{_CORPS}第{number}师" for number in (*"一二三四五六七八九十", "十二", "十三", "十四")),
    _CORPS,
    *_AFTER_CITY,
)
_IN_HONG_KONG = ("香港岛", "九龙", "新界", "澳门半岛")
_PSEUDO = {"65": _IN_XINJIANG, "81": _IN_HONG_KONG, "82": _IN_HONG_KONG}
PSEUDO_STARTS = frozenset(each[0] for each in (*_AFTER_CITY, *_IN_HONG_KONG, _CORPS, "县"))
CONTINUES = frozenset((*BETWEEN, *PSEUDO_STARTS, *"市县区州盟旗省北南中"))

# Districts and counties that people name without their city, in two letters.
_KNOWN_ALONE = (
    "浦东 徐汇 静安 虹口 闵行 杨浦 嘉定 松江 青浦 奉贤 崇明 海淀 丰台 昌平 顺义 大兴 房山 怀柔 密云 萧山 余杭 鄞州 江宁 浦口 番禺 顺德 "
    "福田 罗湖 龙岗 宝安 花都 增城 从化 吴江 武进 锡山 姑苏 双流 郫都 温江 江夏 黄陂 永清 固安 香河 德清 嘉善 长兴 安吉 桐庐 淳安 沛县 "
    "沭阳 泗阳"
)
KNOWN_ALONE = frozenset(_KNOWN_ALONE.split())
# Short names that are everyday words: alone they name no place.
_EVERYDAY = (
    "和平 新华 东方 永和 长安 太平 安定 光明 新城 新兴 新民 新乐 新安 新建 东风 向阳 红旗 红星 前进 胜利 解放 复兴 友好 西湖 南湖 东湖 "
    "滨湖 南山 东山 西山 北山 金山 宝山 青山 海港 高明 凤凰 天桥 大观 东海 南海 北海 永安 永兴 永平 永定 长乐 安宁 文成 文安 大方 大安 "
    "清水 白水 兴国 兴隆 兴安 富裕 富民 开放 望城 三江 三台 三河 石城 石林 金沙 金湖 昌乐 太和 平安 平和 中山 河东 河西 江北 江东 城北 "
    "城南 桥东 桥西 路北 路南 朝阳"
)
EVERYDAY = frozenset(_EVERYDAY.split())


def is_road_or_house(text: str, at: int) -> bool:
    """Tell whether what begins at *at* makes a road, a building or a body of the name before it: 南京|西路, 北京|大学."""
    return _NOT_A_PLACE.match(text, at) is not None


def is_landmark(text: str, at: int) -> bool:
    """Tell whether it makes a landmark or a smaller place, as names of districts often do: 武侯|祠, 余杭|街道."""
    return _NOT_A_DISTRICT.match(text, at) is not None


def is_no_city(text: str, at: int) -> bool:
    """Tell whether the 市 before *at* belongs to the next word: 市场, 市民."""
    return text[at - 1] == "市" and text[at : at + 1] in ("场", "民")


def pseudo(text: str, at: int, known: str) -> str:
    """Return what stands at *at* between the place *known* (a code) and those below it, and is no division: 市辖区."""
    words = _PSEUDO.get(known[:2], _AFTER_CITY)
    word = next((each for each in words if text.startswith(each, at)), "")
    return "" if text.startswith("九龙城", at) else word
