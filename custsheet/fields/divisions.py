"""Administrative divisions of China, now and since 1995: codes, names, who belongs to whom, what became of whom.

The table (`data/divisions.csv`) is built by `tools/build_divisions.py`; its sources and licences stand in NOTICE. It is
read when first needed, in a few milliseconds. A unit that is gone has a code such as `310108@2014`, the year being the
last in which it was listed, and a successor. Hong Kong, Macau and Taiwan are listed to their districts and cities, with
numbers of our own below the province (`output_code` gives the province's).

>>> [named(each) for each in line("320106")]
['江苏省', '南京市', '鼓楼区']
>>> now("310108@2014")
'310106'
"""

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

PROVINCE, CITY, DISTRICT = 1, 2, 3

_PROVINCE_SHORT = re.compile(r"(?:特别行政区|壮族自治区|回族自治区|维吾尔自治区|自治区|省|市)$")
_PEOPLES = (
    "蒙古|回|藏|维吾尔|苗|彝|壮|布依|朝鲜|满|侗|瑶|白|土家|哈尼|哈萨克|傣|黎|傈僳|佤|畲|拉祜|水|东乡|纳西|景颇|柯尔克孜|土|达斡尔|仫佬|羌|布朗|"
    "撒拉|毛南|仡佬|锡伯|阿昌|普米|塔吉克|怒|鄂温克|裕固|保安|独龙|鄂伦春|各"
)
_PEOPLE = rf"(?:(?:{_PEOPLES})族|蒙古|哈萨克|柯尔克孜|锡伯|塔吉克)"
_AUTONOMOUS = re.compile(rf"^(.{{2,}}?){_PEOPLE}+(自治州|自治县|自治旗|区|乡)$")
_OF_ONE_PEOPLE = re.compile(rf"^({_PEOPLES})族(自治县|自治旗)$")
_SUFFIX = re.compile(r"(?:自治州|自治县|自治旗|地区|新区|特区|林区|[市盟县区旗])$")


class Unit(NamedTuple):
    """One division. Years are blank where it stood in 1995 already, or stands still."""

    code: str
    name: str
    level: int  # 1 province, 2 city, 3 district or county
    parent: str
    valid_from: str
    valid_to: str
    successor: str


def _lines() -> list[str]:
    return files(__package__).joinpath("data", "divisions.csv").read_text(encoding="utf-8").splitlines()


@cache
def units() -> dict[str, Unit]:
    """Return every unit by code: those of today in order, then those that are gone."""
    rows = (each.split(",") for each in _lines()[2:])
    return {row[0]: Unit(row[0], row[1], int(row[2]), row[3], row[4], row[5], row[6]) for row in rows}


@cache
def as_of() -> str:
    """Return the date of the table, ISO."""
    return _lines()[0].removeprefix("# ")


@cache
def traditional() -> dict[str, str]:
    """Return traditional letter -> simplified letter, for the letters of division names."""
    old, new = files(__package__).joinpath("data", "divisions_traditional.txt").read_text(encoding="utf-8").split()
    return dict(zip(old, new, strict=True))


def __getattr__(name: str) -> str:
    if name == "AS_OF":
        return as_of()
    raise AttributeError(name)


def named(code: str) -> str:
    """Return the name of a unit."""
    return units()[code].name


@cache
def line(code: str) -> tuple[str, ...]:
    """Return the codes from the province down to a unit, itself included; () for ""."""
    return (*line(units()[code].parent), code) if code else ()


def now(code: str) -> str:
    """Return the unit of today: the successor of one that is gone, else itself."""
    return units()[code].successor or code


@cache
def province_city_district(code: str) -> tuple[str, str, str]:
    """Return the three names of a unit of today, blank below its level.

    In municipalities the city is named as the province; counties right under a province have no city.

    >>> province_city_district("110105"), province_city_district("419001")
    (('北京市', '北京市', '朝阳区'), ('河南省', '', '济源市'))
    """
    names = {units()[each].level: units()[each].name for each in line(code)}
    province = names[PROVINCE]
    city = province if province.endswith(("市", "特别行政区")) else names.get(CITY, "")
    return province, city, names.get(DISTRICT, "")


def output_code(code: str) -> str:
    """Return the six digits of the standard; of the province where the standard gives none (Hong Kong, Macau, Taiwan)."""
    return code[:2] + "0000" if code[:2] in ("71", "81", "82") else code[:6]


@cache
def short(code: str) -> str:
    """Return the everyday name, without 省, 市, 区 and the peoples; "" where less than two letters would remain.

    >>> [short(code) for code in ("450000", "422800", "310115", "150721", "230881")]
    ['广西', '恩施', '浦东', '阿荣', '同江']
    """
    unit = units()[code]
    if unit.level == PROVINCE:
        return _PROVINCE_SHORT.sub("", unit.name)
    found = _AUTONOMOUS.match(unit.name) or _OF_ONE_PEOPLE.match(unit.name)
    stem = found[1] if found else _SUFFIX.sub("", unit.name)
    return stem if len(stem) > 1 and stem != unit.name else ""


@cache
def spellings(code: str) -> tuple[str, ...]:
    """Return further names that say as much as the full one: 恭城县, 恩施州, 浦东区, 宁夏省.

    >>> spellings("310115"), spellings("640000")
    (('浦东区',), ('宁夏自治区', '宁夏省'))
    """
    unit, stem = units()[code], short(code)
    if unit.level == PROVINCE:
        return tuple(stem + end for end in _PROVINCE_ENDS.get(unit.name[-3:], ())) + (
            ("内蒙",) if stem == "内蒙古" else ()
        )
    if not stem:
        return ()
    end = next((short_ for long, short_ in _ENDS.items() if unit.name.endswith(long)), "")
    found = _AUTONOMOUS.match(unit.name)
    return (stem + (found[2][-1] if found else end),) if found or end else ()


_PROVINCE_ENDS = {"自治区": ("自治区", "省"), "行政区": ("特区",)}
_ENDS = {"自治州": "州", "自治县": "县", "自治旗": "旗", "新区": "区", "特区": "区"}


@cache
def _regions() -> dict[tuple[int, str], tuple[str, ...]]:
    """Return (level, any way to name it) -> the units of today so named."""
    found: dict[tuple[int, str], list[str]] = {}
    for unit in units().values():
        if not unit.successor:
            for each in {unit.name, short(unit.code), *spellings(unit.code)} - {""}:
                found.setdefault((unit.level, each), []).append(unit.code)
    return {key: tuple(codes) for key, codes in found.items()}


_LEVELS = {"province": PROVINCE, "city": CITY, "district": DISTRICT}


def canonical_region(level: str, value: str, parent: str = "") -> str:
    """Return the full name of a province, city or district, "" where it is unknown or not the only one of its name.

    *level* is `province`, `city` or `district`; *parent* is any name of the unit above, or of the one above that.

    >>> canonical_region("province", "内蒙古"), canonical_region("city", "北京"), canonical_region("district", "朝阳", "北京市")
    ('内蒙古自治区', '北京市', '朝阳区')
    """
    value = "".join(value.split())
    if not value:
        return ""
    codes = _regions().get((_LEVELS[level], value), ())
    if level == "city":
        codes += tuple(each for each in _regions().get((PROVINCE, value), ()) if named(each).endswith(("市", "行政区")))
    exact = tuple(code for code in codes if named(code) == value)
    names = {named(code) for code in _below(exact or codes, parent)}
    return names.pop() if len(names) == 1 else ""


def _below(codes: tuple[str, ...], parent: str) -> tuple[str, ...]:
    """Return the units that stand below *parent*, in any way to name it; all where there is no parent."""
    parent = "".join(parent.split())
    above = {*_regions().get((PROVINCE, parent), ()), *_regions().get((CITY, parent), ())}
    return tuple(code for code in codes if above & set(line(code))) if parent else codes
