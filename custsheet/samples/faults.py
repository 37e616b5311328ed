"""What staff do to right values, and what is expected of custsheet: a named issue, or silent repair.

A fault with a code must be reported under that code at that very cell; a fault without one must be repaired without
loss, and nothing be reported.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
from numpy.random import Generator
from pandas import DataFrame

_WIDE = str.maketrans("0123456789@", "０１２３４５６７８９＠")
_CAPITALS = "零壹贰叁肆伍陆柒捌玖"


def _same(value: str) -> str:
    return value


class Fault(NamedTuple):
    """One way to spoil a value."""

    name: str
    code: str  # the issue expected; "" where the value must be repaired
    spoil: Callable[[str], str]
    meant: Callable[[str], str] = _same  # the right value, where this fault is about another one than was given


def _capitals(amount: str) -> str:
    """Return whole thousands and hundreds as on a cheque: 12300 is 壹万贰仟叁佰元整."""
    digits = amount.partition(".")[0].zfill(5)
    parts = [_CAPITALS[int(digit)] + unit for digit, unit in zip(digits, "万仟佰", strict=False) if digit != "0"]
    return "".join(parts) + "元整"


def _rounded(amount: str) -> str:
    """Return *amount* as ten thousands, thousands and hundreds, none of them zero."""
    return f"{1 + int(float(amount)) % 8}{1 + int(float(amount)) % 9}{1 + int(float(amount)) % 7}00"


def _dated(value: str, pattern: str) -> str:
    year, month, day = value.split("-")
    return pattern.format(year=year, month=int(month), day=int(day), mm=month, dd=day)


def _checksum(number: str) -> str:
    return number[:-1] + ("0" if number[-1] != "0" else "1")


MOBILE = (
    Fault("九位数", "phone.length", lambda v: v[:9]),
    Fault("十位数", "phone.length", lambda v: v[:10]),
    Fault("十二位数", "phone.length", lambda v: v + v[-1]),
    Fault("科学计数", "phone.damaged", lambda v: f"{v[0]}.{v[1:3]}E+10"),
    Fault("字母O", "phone.letters", lambda v: v[:3] + "O" + v[4:]),
    Fault("占位号码", "phone.placeholder", lambda v: "11111111111"),
    Fault("打星号", "phone.masked", lambda v: v[:3] + "****" + v[7:]),
    Fault("空格", "", lambda v: f"{v[:3]} {v[3:7]} {v[7:]}"),
    Fault("横线", "", lambda v: f"{v[:3]}-{v[3:7]}-{v[7:]}"),
    Fault("全角", "", lambda v: v.translate(_WIDE)),
    Fault("国家码", "", lambda v: "+86 " + v),
    Fault("前缀文字", "", lambda v: "手机：" + v),
)
EMAIL = (
    Fault("没有域名", "email.no_domain", lambda v: v.partition("@")[0] + "@"),
    Fault("没有@", "email.no_at", lambda v: v.replace("@", "")),
    Fault("域名写错", "email.typo", lambda v: v.partition("@")[0] + "@gmial.com"),
    Fault("全角@", "", lambda v: v.replace("@", "＠")),
    Fault("首尾空格", "", lambda v: f" {v} "),
)
NAME = (
    Fault("中间空格", "", lambda v: f"{v[0]} {v[1:]}"),
    Fault("首尾空格", "", lambda v: f" {v}　"),
    Fault("只有称谓", "name.honorific", lambda v: v[0] + "先生"),
    Fault("测试数据", "name.placeholder", lambda v: "测试"),
    Fault("姓名带数字", "name.digits", lambda v: v + "1"),
)
DATE = (
    Fault("斜杠", "", lambda v: _dated(v, "{year}/{month}/{day}")),
    Fault("点号", "", lambda v: _dated(v, "{year}.{month}.{day}")),
    Fault("年月日", "", lambda v: _dated(v, "{year}年{month}月{day}日")),
    Fault("八位数", "", lambda v: _dated(v, "{year}{mm}{dd}")),
    Fault("不存在的日期", "date.impossible", lambda v: v[:4] + "-02-30"),
    Fault("未来", "value.future_date", lambda v: "2035" + v[4:].replace("02-29", "02-28")),
)
ID_NUMBER = (
    Fault("校验位错", "resident_id.checksum", _checksum),
    Fault("少一位", "resident_id.length", lambda v: v[:-1]),
)
GENDER = (
    Fault("与身份证不符", "id.gender", lambda v: {"男": "女", "女": "男"}[v]),
    Fault("多写一字", "", lambda v: v + "性"),
)
AMOUNT = (
    Fault("货币符号", "", lambda v: f"￥{float(v):,.2f}"),
    Fault("万", "", lambda v: f"{int(v) / 10000:g}万", _rounded),
    Fault("大写", "", _capitals, _rounded),
    Fault("约数", "amount.approximate", lambda v: "约" + v.partition(".")[0]),
    Fault("文字", "amount.words", lambda v: "面议"),
)
POSTCODE = (
    Fault("少一位", "postcode.length", lambda v: v[:5]),
    Fault("与地址不符", "region.postcode", lambda v: ("2" if v[0] != "2" else "6") + v[1:]),
)
FAULTS: dict[str, tuple[Fault, ...]] = {
    "mobile": MOBILE,
    "email": EMAIL,
    "name": NAME,
    "id_number": ID_NUMBER,
    "gender": GENDER,
    "birthday": DATE,
    "order_date": DATE,
    "joined_at": DATE,
    "amount": AMOUNT,
    "total_spent": AMOUNT,
    "postcode": POSTCODE,
}
_ONE_OF = {"id_number": "person", "gender": "person", "birthday": "person"}  # one fault per row: each hides the other


def spoilt(table: DataFrame, share: float, rng: Generator) -> tuple[DataFrame, DataFrame]:
    """Return *table* with *share* of the cells spoilt, and the faults: row, field, fault, code, value, expected.

    `expected` is what the cell must hold afterwards: the right value where it can be repaired, else what was typed.
    """
    new, told, busy = table.copy(), [], {"person": np.zeros(len(table), dtype=bool)}
    for field in [each for each in FAULTS if each in table]:
        taken = busy[_ONE_OF[field]] if field in _ONE_OF else np.zeros(len(table), dtype=bool)
        rows = np.flatnonzero((rng.random(len(table)) < share) & ~taken & _fit(table, field))
        picks = rng.integers(len(FAULTS[field]), size=len(rows))
        lines = [
            (int(row), field, *_spoil(FAULTS[field][pick], str(table[field].iat[row])))
            for row, pick in zip(rows.tolist(), picks.tolist(), strict=True)
        ]
        taken[rows] = True
        values = new[field].to_numpy(dtype=object, copy=True)
        values[rows] = [line[4] for line in lines]
        new[field] = values
        told += lines
    return new, DataFrame(told, columns=["row", "field", "fault", "code", "value", "expected"])


def _spoil(fault: Fault, value: str) -> tuple[str, str, str, str]:
    meant = fault.meant(value)
    typed = fault.spoil(meant)
    return fault.name, fault.code, typed, typed if fault.code else meant


def _fit(table: DataFrame, field: str) -> np.ndarray:
    """Return the rows whose value can be spoilt: not blank, Chinese where the faults are, and with what they contradict."""
    fit = np.array(table[field] != "", dtype=bool)
    if field in ("mobile", "name"):
        fit &= ~table["mobile"].str.startswith("+").to_numpy(dtype=bool)
    if field == "gender":
        fit &= (table["id_number"] != "").to_numpy() if "id_number" in table else False
    return fit
