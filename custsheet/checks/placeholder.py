"""Values typed only to fill the cell: `test`, `测试`, `xxxxxx`, `暂无`.

Matching must not take them for something two customers share. Real but unusual names (Null, 张三) are left alone;
a phone number or an ID of one repeated digit is told by its own kind.
"""

from collections.abc import Sequence
from typing import Any

from pandas import Series

ID = "value.placeholder"
SCOPE = "value"
LEVEL = "warning"
DIMENSION = "validity"
WORDS = (
    "test",
    "testing",
    "tester",
    "测试",
    "测试用户",
    "测试客户",
    "test user",
    "n/a",
    "unknown",
    "tbd",
    "asdf",
    "qwerty",
)
WORDS_ZH = ("无", "没有", "暂无", "未知", "不详", "待补", "待定", "待补充", "未填", "未填写", "不知道", "匿名", "保密")
SIGNS = ("-", "--", "---", "/", "\\", ".", "?", "??", "？", "*", "0")
DEFAULTS: dict[str, Any] = {"words": (*WORDS, *WORDS_ZH, *SIGNS), "repeats": 5}


def passes(values: Series, words: Sequence[str], repeats: int) -> Series:
    """Return True for each value that is not one of *words* and not one character *repeats* times or more.

    >>> passes(Series(["李梅", "TEST", "xxxxx", ""], dtype="str"), ("test",), 5).tolist()
    [True, False, False, True]
    """
    typed = values.str.strip().str.lower()
    return ~(typed.isin(list(words)) | typed.isin(_runs(typed, repeats)))


def _runs(typed: Series, repeats: int) -> list[str]:
    """Return the values that are one character over and over."""
    first, last = typed.str.slice(0, 1), typed.str.slice(-1)
    perhaps = typed[(typed.str.len() >= repeats) & (first == typed.str.slice(1, 2)) & (first == last)]
    return [each for each in perhaps.unique() if len(set(each)) == 1]
