"""Which country a customer's country column names: ISO 3166 codes, English and Chinese names, some local ones.

>>> region_of("Germany"), region_of("美国"), region_of("u.s.a."), region_of("Atlantis")
('DE', 'US', 'US', '')
"""

import re

import pandas as pd
from pandas import Series

from custsheet.fields.base import halfwidth

# region: its three letters | names, as people fill them into a country column
_NAMES = """
CN CHN|China|P.R. China|PRC|People's Republic of China|Mainland China|中国|中国大陆|大陆|中华人民共和国
HK HKG|Hong Kong|Hong Kong SAR|Hong Kong SAR China|香港|中国香港|香港特别行政区
MO MAC|Macao|Macau|Macao SAR|澳门|中国澳门|澳门特别行政区
TW TWN|Taiwan|台湾|中国台湾|台灣
US USA|United States|United States of America|America|美国|美國
CA CAN|Canada|加拿大
MX MEX|Mexico|México|墨西哥
BR BRA|Brazil|Brasil|巴西
AR ARG|Argentina|阿根廷
CL CHL|Chile|智利
CO COL|Colombia|哥伦比亚
PE PER|Peru|Perú|秘鲁
GB GBR|UK|United Kingdom|Great Britain|England|Scotland|Wales|Northern Ireland|英国|英國
IE IRL|Ireland|爱尔兰
DE DEU|Germany|Deutschland|德国
FR FRA|France|法国
ES ESP|Spain|España|西班牙
PT PRT|Portugal|葡萄牙
IT ITA|Italy|Italia|意大利
NL NLD|Netherlands|The Netherlands|Holland|Nederland|荷兰
BE BEL|Belgium|Belgique|België|比利时
LU LUX|Luxembourg|卢森堡
CH CHE|Switzerland|Schweiz|Suisse|瑞士
AT AUT|Austria|Österreich|奥地利
DK DNK|Denmark|Danmark|丹麦
NO NOR|Norway|Norge|挪威
SE SWE|Sweden|Sverige|瑞典
FI FIN|Finland|Suomi|芬兰
PL POL|Poland|Polska|波兰
CZ CZE|Czech Republic|Czechia|捷克
SK SVK|Slovakia|斯洛伐克
HU HUN|Hungary|匈牙利
RO ROU|Romania|罗马尼亚
GR GRC|Greece|希腊
TR TUR|Turkey|Türkiye|土耳其
RU RUS|Russia|Russian Federation|俄罗斯
UA UKR|Ukraine|乌克兰
JP JPN|Japan|日本
KR KOR|South Korea|Korea|Republic of Korea|韩国
SG SGP|Singapore|新加坡
MY MYS|Malaysia|马来西亚
TH THA|Thailand|泰国
VN VNM|Vietnam|Viet Nam|越南
PH PHL|Philippines|菲律宾
ID IDN|Indonesia|印度尼西亚|印尼
IN IND|India|印度
PK PAK|Pakistan|巴基斯坦
AE ARE|United Arab Emirates|UAE|阿联酋
SA SAU|Saudi Arabia|沙特阿拉伯|沙特
IL ISR|Israel|以色列
EG EGY|Egypt|埃及
ZA ZAF|South Africa|南非
NG NGA|Nigeria|尼日利亚
KE KEN|Kenya|肯尼亚
AU AUS|Australia|澳大利亚|澳洲
NZ NZL|New Zealand|新西兰
"""


def _plain(text: str) -> str:
    return re.sub(r"[\W_]+", "", halfwidth(text).casefold())


def _known() -> dict[str, str]:
    lines = (line.partition(" ") for line in _NAMES.strip().splitlines())
    return {_plain(name): region for region, _, names in lines for name in (region, *names.split("|"))}


_REGIONS = _known()


def region_of(country: str) -> str:
    """Return the region (ISO 3166, two letters) of a country as typed, "" where it is none we know."""
    return _REGIONS.get(_plain(country), "")


def regions_of(countries: Series) -> Series:
    """Return the region of each country of a column, "" where it is none we know."""
    number, unique = pd.factorize(countries)
    found = Series([region_of(str(each)) for each in unique], dtype="str")
    return found.take(number).set_axis(countries.index)
