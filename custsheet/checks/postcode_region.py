"""The postcode belongs to another province than the address.

The first two digits of a Chinese postcode name the province (YD/T 603, postal code areas); border places served from
the neighbour province are let pass. Foreign postcodes and unknown provinces are not asked.
"""

from typing import Any

from pandas import DataFrame, Series

from custsheet.fields.columns import joined, mapped, repeated

ID = "region.postcode"
SCOPE = "row"
LEVEL = "warning"
DIMENSION = "consistency"
DEFAULTS: dict[str, Any] = {}
FIELDS = ("postcode", "province")
NEEDS = "all"
_BETWEEN = "|"
PREFIXES: dict[str, tuple[str, ...]] = {
    "北京": ("10",),
    "天津": ("30",),
    "河北": ("05", "06", "07", "10", "30"),
    "山西": ("03", "04"),
    "内蒙": ("01", "02", "13", "16", "73", "75"),
    "辽宁": ("11", "12"),
    "吉林": ("13",),
    "黑龙": ("15", "16"),
    "上海": ("20",),
    "江苏": ("21", "22"),
    "浙江": ("31", "32"),
    "安徽": ("23", "24"),
    "福建": ("35", "36"),
    "江西": ("33", "34"),
    "山东": ("25", "26", "27"),
    "河南": ("45", "46", "47"),
    "湖北": ("43", "44"),
    "湖南": ("41", "42"),
    "广东": ("51", "52"),
    "广西": ("53", "54"),
    "海南": ("57",),
    "重庆": ("40",),
    "四川": ("61", "62", "63", "64"),
    "贵州": ("55", "56"),
    "云南": ("65", "66", "67"),
    "西藏": ("85", "86"),
    "陕西": ("71", "72"),
    "甘肃": ("73", "74"),
    "青海": ("81",),
    "宁夏": ("75",),
    "新疆": ("83", "84"),
}


def passes(table: DataFrame) -> Series:
    """Return True for each row whose postcode and province agree, or one of them is not known."""
    code, province = table["postcode"].str.slice(0, 2), table["province"].str.slice(0, 2)
    contradicts = mapped(joined(code, repeated(_BETWEEN, table.index), province), _contradiction) != ""
    return ~contradicts | ~table["postcode"].str.fullmatch("[0-9]{6}")


def _contradiction(both: str) -> str:
    """Return the two digits that are not the province's, "" where they may be, or nothing is known of it."""
    code, _, province = both.partition(_BETWEEN)
    return "" if code in PREFIXES.get(province, (code,)) else code
